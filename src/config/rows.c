/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config/rows.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"

const struct settings settings_default = {
	.delay = 1.5,
	.meters = { { METER_MACHINE, METER_MEMORY, METER_CGROUP, METER_SWAP, METER_STORES,
			    METER_PRESSURE, METER_PROCESSORS, METER_FINDINGS, METER_PAST },
		METER_COUNT },
	.columns = COLUMN_LIST_DEFAULT,
	.sort = COLUMN_RSS,
	.descending = true,
	.shape = SHAPE_LIST,
	.system_scale = SCALE_AUTO,
	.process_scale = SCALE_AUTO,
	.theme = THEME_AUTO,
	.mouse = true,
	.detail_pane = true,
	.budget_percent = 10,
	.inspect_limit = 1,
	.command_lines = COMMAND_LINES_PROGRAM,
	.bpf = BPF_VIEWS,
};

/* ---- seconds ---- */

static enum status read_seconds(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	(void)row;
	if (units_parse_seconds(value, member))
		return STATUS_OK;
	message_set(message, _("'%s' is not a number of seconds from 0.01 to 1000000"),
		quoted_string(value).text);
	return STATUS_MALFORMED;
}

/* With a point in every locale, and without needless zeros. */
static void write_seconds(const struct setting_row *row, const void *member, FILE *file)
{
	uint64_t millionths = (uint64_t)(*(const double *)member * 1e6 + 0.5);
	char text[32];
	size_t length;

	(void)row;
	length = (size_t)snprintf(text, sizeof(text), "%" PRIu64 ".%06" PRIu64,
		millionths / 1000000, millionths % 1000000);
	while (text[length - 1] == '0' && text[length - 2] != '.')
		length--;
	fprintf(file, "%.*s", (int)length, text);
}

static void show_seconds(const struct setting_row *row, const void *member, char *out, size_t size)
{
	(void)row;
	snprintf(out, size, _("%g s"), *(const double *)member);
}

/* A figure that was typed lies between two choices. */
static void step_seconds(const struct setting_row *row, void *member, int direction)
{
	static const double choices[] = { 0.1, 0.2, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60 };
	double *seconds = member;
	size_t i = 0;

	(void)row;
	while (i < COUNT_OF(choices) && choices[i] < *seconds)
		i++;
	if (direction < 0)
		i -= i > 0;
	else if (i < COUNT_OF(choices) && choices[i] == *seconds)
		i++;
	*seconds = choices[min_size(i, COUNT_OF(choices) - 1)];
}

static const struct setting_kind seconds_kind = { read_seconds, write_seconds, show_seconds,
	step_seconds };

/* ---- meters ---- */

static enum status read_meters(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	(void)row;
	return meter_list_parse(member, value, message);
}

static void write_meters(const struct setting_row *row, const void *member, FILE *file)
{
	const struct meter_list *list = member;

	(void)row;
	fputs("\"", file);
	for (size_t i = 0; i < list->count; i++)
		fprintf(file, "%s%s", i ? "," : "", meter_rows[list->ids[i]].name);
	fputs("\"", file);
}

static const struct setting_kind meters_kind = { read_meters, write_meters, NULL, NULL };

/* ---- columns ---- */

static enum status read_columns(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	(void)row;
	return column_list_parse(member, value, message);
}

static void write_columns(const struct setting_row *row, const void *member, FILE *file)
{
	const struct column_list *list = member;

	(void)row;
	fputs("\"", file);
	for (size_t i = 0; i < list->count; i++)
		fprintf(file, "%s%s", i ? "," : "", columns[list->ids[i]].name);
	fputs("\"", file);
}

static const struct setting_kind columns_kind = { read_columns, write_columns, NULL, NULL };

static enum status read_column(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	int id = column_find(text_of_string(value));

	(void)row;
	if (id < 0)
		return column_unknown(text_of_string(value), message);
	*(enum column_id *)member = (enum column_id)id;
	return STATUS_OK;
}

static void write_column(const struct setting_row *row, const void *member, FILE *file)
{
	(void)row;
	fputs(columns[*(const enum column_id *)member].name, file);
}

static const struct setting_kind column_kind = { read_column, write_column, NULL, NULL };

/* ---- true or false ---- */

static enum status read_flag(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	static const char *const words[] = { "false", "true", "no", "yes", "off", "on" };

	(void)row;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strcmp(value, words[i]) == 0) {
			*(bool *)member = i % 2;
			return STATUS_OK;
		}
	}
	message_set(message, _("'%s' is neither true nor false"), quoted_string(value).text);
	return STATUS_MALFORMED;
}

static void write_flag(const struct setting_row *row, const void *member, FILE *file)
{
	(void)row;
	fputs(*(const bool *)member ? "true" : "false", file);
}

static void show_flag(const struct setting_row *row, const void *member, char *out, size_t size)
{
	(void)row;
	snprintf(out, size, "%s", *(const bool *)member ? _("on") : _("off"));
}

static void step_flag(const struct setting_row *row, void *member, int direction)
{
	(void)row, (void)direction;
	*(bool *)member = !*(bool *)member;
}

static const struct setting_kind flag_kind = { read_flag, write_flag, show_flag, step_flag };

/* ---- per cent ---- */

static enum status read_number(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	uint64_t n;

	if (text_to_number(text_of_string(value), &n) && n >= row->least && n <= row->most) {
		*(unsigned *)member = (unsigned)n;
		return STATUS_OK;
	}
	message_set(message, _("'%s' is not a number from %u to %u"), quoted_string(value).text,
		row->least, row->most);
	return STATUS_MALFORMED;
}

static void write_number(const struct setting_row *row, const void *member, FILE *file)
{
	(void)row;
	fprintf(file, "%u", *(const unsigned *)member);
}

static void show_percent(const struct setting_row *row, const void *member, char *out, size_t size)
{
	(void)row;
	snprintf(out, size, "%u%%", *(const unsigned *)member);
}

/* In steps of 5, or of 1 among the small ones. */
static void step_percent(const struct setting_row *row, void *member, int direction)
{
	int n = (int)*(unsigned *)member, step = n < 5 || (n == 5 && direction < 0) ? 1 : 5;

	n = max_int(n + direction * step, (int)row->least);
	*(unsigned *)member = (unsigned)min_int(n, (int)row->most);
}

static const struct setting_kind percent_kind = { read_number, write_number, show_percent,
	step_percent };

/* ---- factor ---- */

static void show_factor(const struct setting_row *row, const void *member, char *out, size_t size)
{
	(void)row;
	snprintf(out, size, "x%u", *(const unsigned *)member);
}

static void step_factor(const struct setting_row *row, void *member, int direction)
{
	int n = max_int((int)*(unsigned *)member + direction, (int)row->least);

	*(unsigned *)member = (unsigned)min_int(n, (int)row->most);
}

static const struct setting_kind factor_kind = { read_number, write_number, show_factor,
	step_factor };

/* ---- enumerations ---- */

#define WORDS_MOST 16

static unsigned word_count(const struct setting_row *row)
{
	unsigned count = 0;

	while (count < WORDS_MOST && row->words[count].name)
		count++;
	return count;
}

static enum status no_such_word(const struct setting_row *row, const char *value,
	struct message *message)
{
	const char *names[WORDS_MOST];
	unsigned count = word_count(row);

	for (unsigned i = 0; i < count; i++)
		names[i] = row->words[i].name;
	message_set(message, _("'%s' is none of these: %s"), quoted_string(value).text,
		joined(names, count).text);
	return STATUS_MALFORMED;
}

static enum status read_word(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	for (unsigned i = 0; row->words[i].name; i++) {
		if (strcasecmp(row->words[i].name, value) == 0) {
			*(unsigned *)member = i;
			return STATUS_OK;
		}
	}
	return no_such_word(row, value, message);
}

static void write_word(const struct setting_row *row, const void *member, FILE *file)
{
	fputs(row->words[*(const unsigned *)member].name, file);
}

static void show_word(const struct setting_row *row, const void *member, char *out, size_t size)
{
	snprintf(out, size, "%s", _(row->words[*(const unsigned *)member].title));
}

static void step_word(const struct setting_row *row, void *member, int direction)
{
	unsigned count = word_count(row), *n = member;

	if (count > 0)
		*n = (*n + (direction > 0 ? 1 : count - 1)) % count;
}

static const struct setting_kind word_kind = { read_word, write_word, show_word, step_word };

/* Before there were themes colours were on or off. */
static enum status read_theme(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	struct message ignored = { "" };
	bool colored = false;

	if (read_flag(row, &colored, value, &ignored) != STATUS_OK)
		return read_word(row, member, value, message);
	*(enum theme *)member = colored ? THEME_AUTO : THEME_OFF;
	return STATUS_OK;
}

static const struct setting_kind theme_kind = { read_theme, write_word, show_word, step_word };

static const struct setting_word theme_words[] = { [THEME_AUTO] = { "auto", N_("automatic") },
	[THEME_DARK] = { "dark", N_("dark") },
	[THEME_LIGHT] = { "light", N_("light") },
	[THEME_HIGH_CONTRAST] = { "high-contrast", N_("high contrast") },
	[THEME_COLOR_BLIND] = { "color-blind", N_("colour-blind safe") },
	[THEME_OFF] = { "off", N_("off") },
	{ NULL, NULL } };

static const struct setting_word shape_words[] = { [SHAPE_LIST] = { "list", N_("list") },
	[SHAPE_TREE] = { "tree", N_("tree") },
	[SHAPE_PROGRAMS] = { "programs", N_("programs") },
	{ NULL, NULL } };

static const struct setting_word scale_words[] = { [SCALE_AUTO] = { "auto", N_("automatic") },
	[SCALE_KIB] = { "k", "KiB" },
	[SCALE_MIB] = { "m", "MiB" },
	[SCALE_GIB] = { "g", "GiB" },
	[SCALE_TIB] = { "t", "TiB" },
	[SCALE_PIB] = { "p", "PiB" },
	[SCALE_EIB] = { "e", "EiB" },
	[SCALE_BYTES] = { "bytes", N_("bytes") },
	{ NULL, NULL } };

static const struct setting_word command_lines_words[] = { [COMMAND_LINES_FULL] = { "full",
								   N_("full") },
	[COMMAND_LINES_PROGRAM] = { "program", N_("program") },
	[COMMAND_LINES_NONE] = { "none", N_("none") },
	{ NULL, NULL } };

static const struct setting_word bpf_words[] = { [BPF_OFF] = { "off", N_("off") },
	[BPF_VIEWS] = { "views", N_("in views") },
	[BPF_AUTO] = { "auto", N_("where they pay") },
	{ NULL, NULL } };

/* ---- the table ---- */

#define AT(member) offsetof(struct settings, member), sizeof(((struct settings *)0)->member)

/* word_kind reads and writes an enumeration as the unsigned number that it is. */
_Static_assert(sizeof(enum shape) == sizeof(unsigned) && sizeof(enum scale) == sizeof(unsigned) &&
		       sizeof(enum theme) == sizeof(unsigned),
	"enumerations are unsigned numbers");

const struct setting_row setting_rows[SETTING_COUNT] = {
	[SETTING_DELAY] = { "delay", N_("seconds between samples (default 1.5)"), &seconds_kind,
		AT(delay), .title = N_("Delay"),
		.explanation = N_("Time between two samples; the key d takes any figure."),
		.option = { "delay", N_("SECONDS"), .letter = 'd', .example = "1.5" } },
	[SETTING_METERS] = { "meters",
		N_("what stands above the processes, in order, as in machine,memory,findings"),
		&meters_kind, AT(meters), .title = NULL },
	[SETTING_COLUMNS] = { "columns",
		N_("which columns, as in pid,rss,command; +pss adds to the default ones"),
		&columns_kind, AT(columns),
		.option = { "columns", N_("COLUMNS"), .completes = COMPLETES_COLUMNS,
			.letter = 'o' } },
	[SETTING_SORT] = { "sort", N_("the column to sort by"), &column_kind, AT(sort),
		.option = { "sort", N_("[+-]COLUMN"),
			N_("sort by it: + from high to low, - from low to high, else as suits it"),
			.completes = COMPLETES_SORT, .letter = 's' } },
	[SETTING_DESCENDING] = { "descending", N_("from high to low: true or false"), &flag_kind,
		AT(descending), .title = NULL },
	[SETTING_SHAPE] = { "shape", N_("list, tree or programs (one line a program)"), &word_kind,
		AT(shape), .words = shape_words },
	[SETTING_SYSTEM_UNIT] = { "system_unit",
		N_("sizes of the machine: auto, bytes, k, m, g, t, p or e"), &word_kind,
		AT(system_scale), .words = scale_words, .title = N_("System units"),
		.explanation = N_("Sizes above the processes."),
		.option = { "system-unit", N_("UNIT"), .completes = COMPLETES_WORDS,
			.letter = 'E' } },
	[SETTING_PROCESS_UNIT] = { "process_unit",
		N_("sizes of processes: auto, bytes, k, m, g, t, p or e"), &word_kind,
		AT(process_scale), .words = scale_words, .title = N_("Process units"),
		.explanation = N_("Sizes in the process table."),
		.option = { "process-unit", N_("UNIT"), .completes = COMPLETES_WORDS,
			.letter = 'e' } },
	[SETTING_KERNEL_THREADS] = { "kernel_threads", N_("show kernel threads: true or false"),
		&flag_kind, AT(kernel_threads), .title = N_("Kernel threads"),
		.explanation = N_("Show kernel threads among the processes."),
		.option = { .name = "kernel-threads", NULL, N_("show kernel threads too") } },
	[SETTING_THREADS] = { "threads", N_("show the threads of processes: true or false"),
		&flag_kind, AT(threads), .title = N_("Threads"),
		.explanation = N_("Show each thread of a process beside the first in a row of its "
				  "own: name, TID, state and CPU.  Memory is the whole process's."),
		.option = { .name = "threads",
			NULL,
			N_("show threads of processes in rows too") } },
	[SETTING_BUDGET] = { "budget_percent",
		N_("per cent of one processor that reading PSS, USS and RETAIN may take"),
		&percent_kind, AT(budget_percent), 1, 100, .title = N_("PSS budget"),
		.explanation = N_(
			"Share of one CPU that reading PSS, USS, SWPSS and RETAIN may take; what is not reached in "
			"time is shown dimmed, from an earlier reading.") },
	[SETTING_INSPECT_LIMIT] = { "inspect_limit",
		N_("how many times the usual time and memory looking into one process may take"),
		&factor_kind, AT(inspect_limit), 1, 1000, .title = N_("Limit of a look"),
		.explanation = N_(
			"A process may take 2 s and 64 MiB, times this, and one that is looked at 8 s and "
			"256 MiB more a GiB.  A search for leaks may take six times as long.  Beyond that it "
			"is not examined."),
		.option = { "inspect-limit", N_("N"), .example = "4" } },
	[SETTING_COLOR] = { "color",
		N_("colors: auto, dark, light, high-contrast, color-blind or off"), &theme_kind,
		AT(theme), .words = theme_words, .title = N_("Colours"),
		.explanation = N_(
			"Automatic asks the terminal whether its background is dark or light.  Off under "
			"NO_COLOR, --no-color and on terminals without colours."),
		.option = { "color", N_("THEME"), .completes = COMPLETES_WORDS,
			.example = "light" } },
	[SETTING_MOUSE] = { "mouse", N_("the mouse: true or false"), &flag_kind, AT(mouse),
		.title = N_("Mouse"),
		.explanation = N_(
			"Clicks and the wheel; the terminal's own selecting then needs Shift.") },
	[SETTING_DETAIL_PANE] = { "detail_pane",
		N_("a pane for the row under the cursor, where there is room: true or false"),
		&flag_kind, AT(detail_pane), .title = N_("Detail pane"),
		.explanation = N_("From 110 columns or 45 lines on; the key D switches it, too.") },
	[SETTING_COMMAND_LINES] = { "command_lines",
		N_("record: what of command lines is recorded: full, program or none"), &word_kind,
		AT(command_lines), .words = command_lines_words,
		.option = { "command-lines", N_("HOW"), .completes = COMPLETES_WORDS } },
	[SETTING_BPF] = { "bpf",
		N_("whether BPF programs may read the kernel's own lists: off, views that need them, or auto: "
		   "all processes, too, where that costs less"),
		&word_kind, AT(bpf), .words = bpf_words, .title = N_("BPF programs"),
		.explanation = N_(
			"Some views read the kernel's own lists by programs that are in the kernel only while such a "
			"view is open, and that change nothing.  With auto such a program also reads the figures of all "
			"processes at once, where there are 1,000 and more."),
		.option = { "bpf", N_("WHEN"), .completes = COMPLETES_WORDS } },
};

static const void *member_of(const struct setting_row *row, const struct settings *settings)
{
	return (const char *)settings + row->offset;
}

enum status setting_read(const struct setting_row *row, struct settings *settings,
	const char *value, struct message *message)
{
	return row->kind->read(row, (char *)settings + row->offset, value, message);
}

void setting_show(const struct setting_row *row, const struct settings *settings, char *out,
	size_t size)
{
	row->kind->show(row, member_of(row, settings), out, size);
}

void setting_step(const struct setting_row *row, struct settings *settings, int direction)
{
	row->kind->step(row, (char *)settings + row->offset, direction);
}

void setting_copy(const struct setting_row *row, struct settings *to, const struct settings *from)
{
	memcpy((char *)to + row->offset, member_of(row, from), row->size);
}

void settings_write(const struct settings *settings, FILE *file)
{
	fprintf(file, "# %s\n", _("memtop's settings, saved by the key W"));
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = &setting_rows[i];

		fprintf(file, "\n# %s\n%s = ", _(row->help), row->name);
		row->kind->write(row, member_of(row, settings), file);
		fputs("\n", file);
	}
}
