/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"
#include "base/moment.h"
#include "cli/completion/completion.h"
#include "config/rows.h"
#include "derive/process/filter.h"
#include "sample/record/event.h"
#include "source/process/find_user.h"

/* No terminal is wider, and a mistyped width is more likely. */
#define WIDTH_LIMIT 100000

/* getopt_long's value for a row: its letter, or this and its number. */
#define CODE_WITHOUT_LETTER 256

/* ---- the options' arguments ---- */

static enum status set_setting(struct options *options, enum setting_id id, const char *value,
	struct message *message)
{
	options->given |= 1u << id;
	return setting_read(&setting_rows[id], &options->settings, value, message);
}

static enum status set_iterations(struct options *options, const char *argument,
	struct message *message)
{
	if (text_to_number(text_of_string(argument), &options->iterations) && options->iterations)
		return STATUS_OK;
	message_set(message, _("'%s' is not a number of samples, 1 or more (try -n 1)"),
		quoted_string(argument).text);
	return STATUS_MALFORMED;
}

/* As top has it: without a direction a column is sorted as suits it. */
static enum status set_sort(struct options *options, const char *argument, struct message *message)
{
	char direction = *argument == '+' || *argument == '-' ? *argument++ : '\0';
	struct settings *settings = &options->settings;
	enum status status = set_setting(options, SETTING_SORT, argument, message);

	settings->descending = direction ? direction == '+' : columns[settings->sort].descending;
	options->given |= 1u << SETTING_DESCENDING;
	return status;
}

static enum status add_pid(struct options *options, struct text text, struct message *message)
{
	size_t capacity = options->pid_count;
	pid_t pid, *grown;

	if (!units_parse_pid(text, &pid)) {
		message_set(message, _("'%s' is not a process number from 1 to %d (try -p 1,%d)"),
			quoted(text).text, UNITS_PID_MOST, (int)getpid());
		return STATUS_MALFORMED;
	}
	grown = array_reserve(options->pids, &capacity, options->pid_count + 1, sizeof(*grown));
	if (!grown)
		return STATUS_NO_MEMORY;
	options->pids = grown;
	options->pids[options->pid_count++] = pid;
	return STATUS_OK;
}

static enum status set_pids(struct options *options, const char *argument, struct message *message)
{
	struct text rest = text_of_string(argument);
	enum status status;

	do {
		status = add_pid(options, text_trim(text_next_field(&rest, ',')), message);
	} while (status == STATUS_OK && rest.length);
	return status;
}

/* A number need not belong to a known user: containers show those of other worlds. */
static enum status set_user(struct options *options, const char *argument, struct message *message)
{
	enum status status = STATUS_OK;
	bool known = false;
	uint64_t uid;

	options->user = argument;
	if (text_to_number(text_of_string(argument), &uid) && uid < UINT32_MAX)
		return STATUS_OK;
	if (*argument)
		status = find_user(argument, &known);
	if (known)
		return STATUS_OK;
	if (status != STATUS_OK) {
		message_set(message,
			_("user '%s' cannot be looked up: %s (give the number, such as -u 0)"),
			quoted_string(argument).text, status_text(status));
		return status;
	}
	message_set(message, _("there is no user '%s' (give a name or a number, such as -u root)"),
		quoted_string(argument).text);
	return STATUS_MALFORMED;
}

static enum status set_export(struct options *options, const char *argument,
	struct message *message)
{
	options->export_directory = argument;
	if (*argument)
		return STATUS_OK;
	message_set(message, _("'%s' is no name of a directory"), argument);
	return STATUS_MALFORMED;
}

/* What acts reaches this machine, whatever it is that is shown. */
static enum status set_root(struct options *options, const char *argument, struct message *message)
{
	options->root = argument;
	options->readonly = true;
	if (*argument)
		return STATUS_OK;
	message_set(message, _("'%s' is no name of a directory"), argument);
	return STATUS_MALFORMED;
}

static enum status set_file(struct options *options, const char *argument, struct message *message)
{
	options->file = argument;
	if (*argument)
		return STATUS_OK;
	message_set(message, _("'%s' is no name of a file"), argument);
	return STATUS_MALFORMED;
}

/* As long as what is shown of it. */
static enum status set_mark(struct options *options, const char *argument, struct message *message)
{
	options->mark = argument;
	if (strlen(argument) < sizeof(((struct record_event *)0)->text))
		return STATUS_OK;
	message_set(message, _("the text of a mark has %zu bytes at the most"),
		sizeof(((struct record_event *)0)->text) - 1);
	return STATUS_MALFORMED;
}

static enum status check_time(const char *argument, struct message *message)
{
	struct moment moment;

	return moment_parse(&moment, argument, 0, message);
}

static enum status set_at(struct options *options, const char *argument, struct message *message)
{
	options->at = argument;
	return check_time(argument, message);
}

static enum status set_since(struct options *options, const char *argument, struct message *message)
{
	options->since = argument;
	return check_time(argument, message);
}

static enum status set_keep(struct options *options, const char *argument, struct message *message)
{
	if (moment_span(argument, &options->keep_seconds))
		return STATUS_OK;
	message_set(message, _("'%s' is no span of time (try --keep 30d)"),
		quoted_string(argument).text);
	return STATUS_MALFORMED;
}

/* Less than this has no room for an hour of a busy machine. */
#define RECORD_BYTES_LEAST (UINT64_C(1) << 20)

static enum status set_record_size(struct options *options, const char *argument,
	struct message *message)
{
	if (units_parse_bytes(text_of_string(argument), &options->record_bytes) &&
		options->record_bytes >= RECORD_BYTES_LEAST)
		return STATUS_OK;
	message_set(message, _("'%s' is no size of 1M or more (try --record-size 1G)"),
		quoted_string(argument).text);
	return STATUS_MALFORMED;
}

static enum status set_by(struct options *options, const char *argument, struct message *message)
{
	for (int i = 0; i < CACHE_GROUPINGS; i++) {
		if (strcmp(argument, cache_grouping_keys[i]) == 0) {
			options->by = (enum cache_grouping)i;
			return STATUS_OK;
		}
	}
	message_set(message,
		_("%s: the cache is shown by file, directory, filesystem, process or cgroup"),
		quoted_string(argument).text);
	return STATUS_MALFORMED;
}

static enum status set_width(struct options *options, const char *argument, struct message *message)
{
	uint64_t width;

	if (text_to_number(text_of_string(argument), &width) && width >= 1 &&
		width <= WIDTH_LIMIT) {
		options->width = (size_t)width;
		return STATUS_OK;
	}
	message_set(message, _("'%s' is not a width from 1 to %d columns (try -w 132)"),
		quoted_string(argument).text, WIDTH_LIMIT);
	return STATUS_MALFORMED;
}

static enum status set_filter(struct options *options, const char *argument,
	struct message *message)
{
	filter_free(options->filter);
	options->filter = NULL;
	options->filter_text = argument;
	return filter_parse(&options->filter, argument, message);
}

/* The first of several such options counts. */
static void set_command(struct options *options, enum intent intent)
{
	if (options->intent == INTENT_RUN)
		options->intent = intent;
}

static enum status set_completion(struct options *options, const char *argument,
	struct message *message)
{
	set_command(options, INTENT_COMPLETION);
	options->completion = completion_find(argument);
	if (options->completion)
		return STATUS_OK;
	message_set(message, _("there is no completion for '%s' (there is one for %s)"),
		quoted_string(argument).text, COMPLETION_SHELLS);
	return STATUS_MALFORMED;
}

/* ---- the table ---- */

#define SETTING(id) .setting = &setting_rows[SETTING_##id]
#define FORM(name_, argument_, help_)                                                              \
	.form.name = (name_), .form.argument = (argument_), .form.help = (help_)
#define LETTER(letter_) .form.letter = (letter_)
#define COMPLETES(kind) .form.completes = COMPLETES_##kind
#define FLAG(member)    .flag = offsetof(struct options, member)

const struct option_row option_rows[] = {
	{ FORM("batch", NULL,
		  N_("print samples as text, one after the other, instead of the screen")),
		LETTER('b'), FLAG(batch) },
	{ FORM("iterations", N_("N"), N_("end after N samples")), LETTER('n'),
		.set = set_iterations },
	{ SETTING(DELAY) },
	{ SETTING(COLUMNS) },
	{ SETTING(SORT), .set = set_sort },
	{ FORM("pid", N_("PID,..."), N_("only these processes")), COMPLETES(PIDS), LETTER('p'),
		.set = set_pids },
	{ FORM("user", N_("USER"), N_("only processes of this effective user, by name or number")),
		COMPLETES(USERS), LETTER('u'), .set = set_user },
	{ FORM("width", N_("WIDTH"), N_("cut lines of text to so many columns")), LETTER('w'),
		.set = set_width },
	{ SETTING(SYSTEM_UNIT) },
	{ SETTING(PROCESS_UNIT) },
	{ SETTING(INSPECT_LIMIT) },
	{ FORM("filter", N_("REGEX"),
		  N_("only commands that match; conditions such as 'rss>1G user=www' too")),
		.set = set_filter },
	{ SETTING(KERNEL_THREADS) },
	{ SETTING(THREADS) },
	{ FORM("all", NULL, N_("explain: each meminfo of the text, not only the last")),
		FLAG(all) },
	{ FORM("file", N_("FILE"), N_("the record to read (replay, diff, check, --at, --since)")),
		COMPLETES(FILES), .set = set_file },
	{ FORM("at", N_("TIME"), N_("the view as it was at that time, out of the record")),
		.set = set_at },
	{ FORM("since", N_("TIME"), N_("growth: since that time, out of the record")),
		.set = set_since },
	{ FORM("keep", N_("SPAN"),
		  N_("record: drop samples that are older, such as 30d (400d unless given)")),
		.set = set_keep },
	{ FORM("record-size", N_("SIZE"),
		  N_("record: the largest size of the file, such as 1G (the default)")),
		.set = set_record_size },
	{ SETTING(COMMAND_LINES) },
	{ FORM("status", NULL, N_("record: show what the record holds, and who writes it")),
		FLAG(status) },
	{ FORM("mark", N_("TEXT"), N_("record: write a mark at this moment into the record")),
		.set = set_mark },
	{ FORM("watch", NULL, N_("check: go on, and print a line when a condition changes")),
		FLAG(watch) },
	{ FORM("plugin", NULL, N_("check: one line as Nagios, Icinga and Zabbix read it")),
		FLAG(plugin) },
	{ FORM("json", NULL, N_("print samples as JSON, one object a line")), FLAG(json) },
	{ FORM("csv", NULL, N_("print samples as CSV, one line a process")), FLAG(csv) },
	{ FORM("export", N_("DIR"),
		  N_("record: write memtop.prom into it at each sample, for node_exporter")),
		COMPLETES(DIRECTORIES), .set = set_export },
	{ FORM("openmetrics", NULL, N_("export: print OpenMetrics, for scrapers by HTTP")),
		FLAG(openmetrics) },
	{ FORM("http", NULL,
		  N_("export: answer a request of HTTP on standard input, for a socket of systemd")),
		FLAG(http) },
	{ FORM("list-columns", NULL, N_("list what can be shown of a process, and end")),
		.intent = INTENT_LIST_COLUMNS },
	{ FORM("list-figures", NULL,
		  N_("list the figures that a view, or each, has for programs, and end")),
		.intent = INTENT_LIST_FIGURES },
	{ SETTING(COLOR) },
	{ SETTING(BPF) },
	{ FORM("by", N_("WHAT"), N_("cache: by file, directory, filesystem, process or cgroup")),
		COMPLETES(GROUPINGS), .set = set_by },
	{ FORM("find-names", NULL,
		  N_("cache: read directories for names that the kernel has dropped, for 60 s at the most")),
		FLAG(find_names) },
	{ FORM("census", NULL,
		  N_("kernel: look at each page of RAM, at about 22 ns each, and say what it is")),
		FLAG(census) },
	{ FORM("files", NULL,
		  N_("cgroups PATH: its largest cached files and shared objects, which loads BPF programs")),
		FLAG(files) },
	{ FORM("capabilities", NULL,
		  N_("list the rights that each view needs, say which are missing, and end")),
		.intent = INTENT_CAPABILITIES },
	{ FORM("report", NULL,
		  N_("print a report to send to others, in Markdown, without commands' arguments")),
		FLAG(report) },
	{ FORM("no-color", NULL, N_("no colors; so does the environment variable NO_COLOR")),
		FLAG(no_color) },
	{ FORM("readonly", NULL, N_("send no signals and start no probe")), FLAG(readonly) },
	{ FORM("root", N_("DIR"),
		  N_("read the proc and sys in DIR instead of /proc and /sys; implies --readonly")),
		COMPLETES(DIRECTORIES), .set = set_root },
	{ FORM("no-seccomp", NULL,
		  N_("print without the filter of system calls that lets a view only read")),
		FLAG(no_seccomp) },
	{ FORM("list-options", NULL, N_("list the options, fields separated by tabs, and end")),
		.hidden = true, .intent = INTENT_LIST_OPTIONS },
	{ FORM("list-keys", NULL, N_("list the keys, fields separated by tabs, and end")),
		.hidden = true, .intent = INTENT_LIST_KEYS },
	{ FORM("completion", N_("SHELL"),
		  N_("print the completion for bash, zsh or fish, and end")),
		COMPLETES(SHELLS), .hidden = true, .set = set_completion },
	{ FORM("help", NULL, N_("print this help, and end")), LETTER('h'), .intent = INTENT_HELP },
	{ FORM("version", NULL, N_("print the version, and end")), LETTER('V'),
		.intent = INTENT_VERSION },
};

const size_t option_row_count = COUNT_OF(option_rows);

const struct option_form *option_form(const struct option_row *row)
{
	return row->setting ? &row->setting->option : &row->form;
}

const char *option_help(const struct option_row *row)
{
	const struct option_form *form = option_form(row);

	return form->help ? form->help : row->setting->help;
}

/* ---- commands ---- */

const struct command_row command_rows[COMMAND_COUNT] = {
	[COMMAND_RECORD] = { "record", N_("[FILE]"),
		N_("write samples into a record, to be looked at later"), .most = 1 },
	[COMMAND_REPLAY] = { "replay", N_("[TIME] [VIEW]"),
		N_("print a view of a time that was recorded (now, 90m, 14:05, yesterday, ...)"),
		.most = 1, .view = true },
	[COMMAND_DIFF] = { "diff", N_("[TIME [TIME]]"),
		N_("what changed between two times: who, since when, how fast (the last day)"),
		.most = 2 },
	[COMMAND_EXPORT] = { "export", NULL,
		N_("print the machine's figures for Prometheus, once (with -n N, of the last of N samples)"),
		.most = 0 },
	[COMMAND_CHECK] = { "check", N_("[CONDITION]..."),
		N_("exit with 3 if a condition holds, such as 'critical: available<5%'"),
		.most = SIZE_MAX },
};

static int command_find(const char *name)
{
	for (int id = COMMAND_VIEW + 1; id < COMMAND_COUNT; id++)
		if (strcmp(command_rows[id].name, name) == 0)
			return id;
	return COMMAND_VIEW;
}

/* ---- the command line ---- */

/* What getopt_long wants to know, made from the table. */
struct getopt_tables {
	char letters[2 + 3 * COUNT_OF(option_rows)];
	struct option names[COUNT_OF(option_rows) + 1];
};

static int code_of(size_t row)
{
	char letter = option_form(&option_rows[row])->letter;

	return letter ? letter : CODE_WITHOUT_LETTER + (int)row;
}

static const struct option_row *row_of(int code)
{
	for (size_t i = 0; i < option_row_count; i++)
		if (code_of(i) == code)
			return &option_rows[i];
	return NULL;
}

static void make_tables(struct getopt_tables *tables)
{
	char *letter = tables->letters;

	*letter++ = ':'; /* a missing argument is told from an unknown option */
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_form *form = option_form(&option_rows[i]);

		tables->names[i] = (struct option){ form->name,
			form->argument ? required_argument : no_argument, NULL, code_of(i) };
		if (form->letter) {
			*letter++ = form->letter;
			if (form->argument)
				*letter++ = ':';
		}
	}
	*letter = '\0';
	tables->names[option_row_count] = (struct option){ 0 };
}

/* "-d" or "--delay", as it was written. */
static void write_name(char out[static 32], const struct option_row *row, bool written_out)
{
	const struct option_form *form = option_form(row);

	if (form->letter && !written_out)
		snprintf(out, 32, "-%c", form->letter);
	else
		snprintf(out, 32, "--%s", form->name);
}

static enum status take_option(struct options *options, const struct option_row *row,
	bool written_out, struct message *message)
{
	struct message why = { "" };
	enum status status = STATUS_OK;
	char name[32];

	if (row->set)
		status = row->set(options, optarg, &why);
	else if (row->setting)
		status = set_setting(options, (enum setting_id)(row->setting - setting_rows),
			optarg ? optarg : "true", &why);
	else if (row->flag)
		*(bool *)((char *)options + row->flag) = true;
	else
		set_command(options, row->intent);
	if (status == STATUS_OK)
		return STATUS_OK;
	write_name(name, row, written_out);
	if (option_form(row)->example)
		message_set(message, _("%s: %s (try %s %s)"), name, why.text, name,
			option_form(row)->example);
	else
		message_set(message, "%s: %s", name, *why.text ? why.text : status_text(status));
	message_clean(message);
	return status;
}

/* A long option that is none, is cut so short that it could be several, or has a value too many. */
static void report_unknown_name(const char *word, struct message *message)
{
	struct text name = text_of_string(word + 2);
	const char *names[COUNT_OF(option_rows)], *close;

	for (size_t i = 0; i < option_row_count; i++)
		names[i] = option_form(&option_rows[i])->name;
	name = text_next_field(&name, '=');
	close = suggest(name, names, option_row_count);
	if (close)
		message_set(message, _("there is no option '%s' (did you mean --%s?)"),
			quoted_string(word).text, close);
	else
		message_set(message, _("there is no option '%s' (memtop --help shows all)"),
			quoted_string(word).text);
}

static enum status report_misuse(int code, const char *word, struct message *message)
{
	const struct option_row *row = optopt ? row_of(optopt) : NULL;
	char name[32];

	if (row)
		write_name(name, row, word[0] == '-' && word[1] == '-');
	if (row && code == ':')
		message_set(message, _("%s needs an argument: %s (memtop --help explains it)"),
			name, _(option_form(row)->argument));
	else if (row)
		message_set(message, _("%s takes no argument"), name);
	else if (optopt)
		message_set(message, _("there is no option '-%s' (memtop --help shows all)"),
			quoted_string((char[]){ (char)optopt, '\0' }).text);
	else
		report_unknown_name(word, message);
	return STATUS_MALFORMED;
}

static enum status parse_options(struct options *options, int argc, char **argv,
	struct message *message)
{
	struct getopt_tables tables;
	enum status status = STATUS_OK;

	make_tables(&tables);
	opterr = 0;
	optind = 0; /* 0, not 1: glibc then forgets what it knew of another command line */
	while (status == STATUS_OK) {
		int written_out = -1, code;

		optopt = 0;
		code = getopt_long(argc, argv, tables.letters, tables.names, &written_out);
		if (code < 0)
			break;
		if (code == '?' || code == ':')
			/* musl goes one beyond the end where an argument is missing there. */
			status = report_misuse(code, argv[(optind < argc ? optind : argc) - 1],
				message);
		else
			status = take_option(options, row_of(code), written_out >= 0, message);
	}
	return status;
}

/* ---- the view and its arguments ---- */

static enum status find_view(struct options *options, const char *name, struct message *message)
{
	const char *names[VIEW_COUNT + COMMAND_COUNT - 1], *close;

	if (view_find(name) >= 0) {
		options->view = (enum view_id)view_find(name);
		return STATUS_OK;
	}
	for (int i = 0; i < VIEW_COUNT; i++)
		names[i] = view_rows[i].name;
	for (int i = COMMAND_VIEW + 1; i < COMMAND_COUNT; i++)
		names[VIEW_COUNT + i - 1] = command_rows[i].name;
	close = suggest(text_of_string(name), names, COUNT_OF(names));
	if (close)
		message_set(message, _("there is no view '%s' (did you mean '%s'?)"),
			quoted_string(name).text, close);
	else
		message_set(message, _("there is no view '%s' (memtop --help shows all)"),
			quoted_string(name).text);
	return STATUS_MALFORMED;
}

static enum status check_arguments(const struct options *options, struct message *message)
{
	const struct view_row *view = &view_rows[options->view];

	if (options->argument_count > view->most) {
		message_set(message,
			_("%s: '%s' is one argument too many (memtop --help shows its use)"),
			view->name, quoted_string(options->arguments[view->most]).text);
		return STATUS_MALFORMED;
	}
	if (options->argument_count < view->least && options->intent == INTENT_RUN) {
		message_set(message, _("%s: it needs an argument: %s"), view->name,
			_(view->argument));
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

static enum status parse_view(struct options *options, char **words, size_t count,
	struct message *message)
{
	enum status status = STATUS_OK;

	if (count == 0)
		return STATUS_OK;
	status = find_view(options, words[0], message);
	if (status != STATUS_OK)
		return status;
	options->view_named = true;
	options->arguments = words + 1;
	options->argument_count = count - 1;
	return check_arguments(options, message);
}

/* The command, what it is told, and the view that may follow. */
static enum status parse_words(struct options *options, char **words, size_t count,
	struct message *message)
{
	const struct command_row *command;

	options->command = count ? (enum command_id)command_find(words[0]) : COMMAND_VIEW;
	if (options->command == COMMAND_VIEW)
		return parse_view(options, words, count, message);
	command = &command_rows[options->command];
	options->words = words + 1;
	while (options->word_count < min_size(command->most, count - 1) &&
		!(command->view && view_find(options->words[options->word_count]) >= 0))
		options->word_count++;
	if (options->command == COMMAND_RECORD && options->word_count && !*options->words[0])
		return set_file(options, "", message);
	words += 1 + options->word_count;
	count -= 1 + options->word_count;
	if (command->view || count == 0)
		return parse_view(options, words, count, message);
	message_set(message, _("%s: '%s' is one argument too many (memtop --help shows its use)"),
		command->name, quoted_string(words[0]).text);
	return STATUS_MALFORMED;
}

/* "-90m" is a time, and would be taken for an option; without its minus it means the same. */
static void admit_times(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (moment_is_ago(argv[i]))
			argv[i]++;
}

/* no-color.org: set and not empty. */
static bool no_color_asked(void)
{
	const char *value = getenv("NO_COLOR");

	return value && *value;
}

static enum status check_formats(const struct options *options, struct message *message)
{
	if (options->json && options->csv) {
		message_set(message, _("--json and --csv exclude each other (give one of them)"));
		return STATUS_MALFORMED;
	}
	if (options->report && (options->json || options->csv)) {
		message_set(message, _("--report is text: give it without --json and --csv"));
		return STATUS_MALFORMED;
	}
	if (options->plugin &&
		(options->json || options->csv || options->report || options->watch)) {
		message_set(message,
			_("--plugin is one line: give it without --json, --csv, --report and --watch"));
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

/* Options of one command, which no other obeys. */
static enum status check_command(const struct options *options, struct message *message)
{
	const struct {
		const char *name;
		bool is_given;
		enum command_id command;
	} rows[] = {
		{ "keep", options->keep_seconds > 0, COMMAND_RECORD },
		{ "record-size", options->record_bytes > 0, COMMAND_RECORD },
		{ "status", options->status, COMMAND_RECORD },
		{ "mark", options->mark != NULL, COMMAND_RECORD },
		{ "export", options->export_directory != NULL, COMMAND_RECORD },
		{ "watch", options->watch, COMMAND_CHECK },
		{ "plugin", options->plugin, COMMAND_CHECK },
		{ "openmetrics", options->openmetrics, COMMAND_EXPORT },
		{ "http", options->http, COMMAND_EXPORT },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (!rows[i].is_given || options->command == rows[i].command ||
			options->intent != INTENT_RUN)
			continue;
		message_set(message,
			_("--%s is an option of memtop %s alone (memtop --help explains it)"),
			rows[i].name, command_rows[rows[i].command].name);
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

/* Options that one view has, of now. */
static enum status check_uses(const struct options *options, struct message *message)
{
	const struct {
		bool is_given, fits;
		const char *sentence;
	} uses[] = {
		{ options->files, options->view == VIEW_CGROUPS && options->argument_count > 0,
			N_("--files says which files of now a cgroup pays for (memtop cgroups --files /system.slice)") },
		{ options->census, options->view == VIEW_KERNEL,
			N_("--census counts the pages of now for the view kernel (memtop kernel --census)") },
		{ options->find_names, options->view == VIEW_CACHE,
			N_("--find-names searches for names of what the view cache has now (memtop cache --find-names)") },
	};

	for (size_t i = 0; i < COUNT_OF(uses); i++) {
		if (!uses[i].is_given || (uses[i].fits && !options->at && !options->since))
			continue;
		message_set(message, "%s", _(uses[i].sentence));
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

enum status options_parse(struct options *options, int argc, char **argv, struct message *message)
{
	enum status status;

	*options = (struct options){ .no_color = no_color_asked() };
	admit_times(argc, argv);
	status = parse_options(options, argc, argv, message);
	if (status != STATUS_OK)
		return status;
	status = check_formats(options, message);
	if (status != STATUS_OK)
		return status;
	status = parse_words(options, argv + optind, (size_t)(argc - optind), message);
	if (status == STATUS_OK && options->command == COMMAND_EXPORT &&
		options->intent == INTENT_RUN &&
		(options->json || options->csv || options->report)) {
		message_set(message,
			_("export: it has a format of its own (give it without --json, --csv, --report)"));
		return STATUS_MALFORMED;
	}
	if (status == STATUS_OK && options->by != CACHE_BY_FILE && options->view != VIEW_CACHE) {
		message_set(message,
			_("--by says what a row of the view cache is (memtop cache --by=%s)"),
			cache_grouping_keys[options->by]);
		return STATUS_MALFORMED;
	}
	if (status == STATUS_OK)
		status = check_command(options, message);
	return status == STATUS_OK ? check_uses(options, message) : status;
}

void options_free(struct options *options)
{
	free(options->pids);
	filter_free(options->filter);
	*options = (struct options){ 0 };
}
