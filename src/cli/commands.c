/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/commands.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/apart/named_file.h"
#include "base/i18n.h"
#include "base/messages.h"
#include "base/units.h"
#include "cli/record_file.h"
#include "config/file.h"
#include "confine/confine.h"
#include "derive/rights.h"
#include "kernel/bpf.h"
#include "source/guard.h"
#include "source/other_root.h"

/* How each view is printed; NULL: as one that is made of samples alone. */
static int (*const runs[VIEW_COUNT])(const struct options *options, const struct batch *batch) = {
	[VIEW_OVERVIEW] = run_overview,
	[VIEW_EXPLAIN] = run_explain,
	[VIEW_PROCESS] = run_process,
	[VIEW_HEAP] = run_heap,
	[VIEW_LEAKS] = run_leaks,
	[VIEW_GROWTH] = run_growth,
	[VIEW_PROBE] = run_probe,
	[VIEW_CGROUPS] = run_cgroups,
	[VIEW_KERNEL] = run_kernel,
	[VIEW_CACHE] = run_cache,
	[VIEW_SHARED] = run_shared,
};

/* Standard input cannot be both the file to read and the keyboard. */
static bool reads_standard_input(const struct options *options)
{
	for (size_t i = 0; i < options->argument_count; i++)
		if (strcmp(options->arguments[i], "-") == 0)
			return true;
	return false;
}

bool command_pid(const struct options *options, pid_t *pid, struct message *message)
{
	const char *word = options->arguments[0];

	if (units_parse_pid(text_of_string(word), pid))
		return true;
	message_set(message, _("%s: '%s' is no PID"), view_rows[options->view].name,
		quoted_string(word).text);
	return false;
}

/* "memtop process 4242": what the report says it is of. */
static void name_report(char *out, size_t size, const struct options *options)
{
	size_t length = (size_t)snprintf(out, size, "memtop %s", view_rows[options->view].name);

	for (size_t i = 0; i < options->argument_count && length < size; i++)
		length += (size_t)snprintf(out + length, size - length, " %s",
			quoted_string(options->arguments[i]).text);
}

/* A view of now that is printed reads; all else may save, keep a record, signal, or start a probe. */
static unsigned use_of(const struct options *options, bool batch)
{
	bool shows = options->command == COMMAND_VIEW || options->command == COMMAND_EXPORT ||
		     options->command == COMMAND_CHECK;

	if (batch && shows && options->view != VIEW_PROBE && !options->at && !options->since)
		return RIGHT_TO_READ;
	if (options->command == COMMAND_RECORD && !options->status)
		return RIGHT_TO_READ | RIGHT_TO_ACT | RIGHT_TO_HEAR;
	return RIGHT_TO_READ | RIGHT_TO_ACT | (batch || options->readonly ? 0 : RIGHT_TO_SIGNAL);
}

/* On screen any view may be opened, and a right that is given up does not come back. */
static unsigned kernel_use(const struct options *options, bool batch, bool bpf)
{
	struct kernel_refusal refusal;

	if (batch ? options->view != VIEW_CACHE && options->view != VIEW_SHARED
		  : bpf && kernel_bpf_foresee(&refusal))
		return 0;
	return RIGHT_TO_READ_KERNEL;
}

/* The filter cannot be had everywhere, and what it forbids is done by no view. */
static void only_read(void)
{
	(void)confine_to_reading(0);
}

/* Pipes and sockets of other processes are asked through duplicates. */
static void only_read_and_ask(void)
{
	(void)confine_to_reading(CONFINE_OTHER_DESCRIPTORS);
}

static void only_run_programs(void)
{
	(void)confine_to_reading(CONFINE_RUN_BPF);
}

static void only_run_and_ask(void)
{
	(void)confine_to_reading(CONFINE_RUN_BPF | CONFINE_OTHER_DESCRIPTORS);
}

/* What the view cgroups counts an alarm about one of its findings counts as well. */
static bool runs_programs(const struct options *options, const struct batch *batch)
{
	return batch->bpf_use == BPF_AUTO ||
	       (batch->bpf && (options->view == VIEW_CGROUPS || options->command == COMMAND_CHECK));
}

/*
 * Views of samples look up the names of users first (feed_request.ready), or begin a child for it: a name service
 * may open connections; the others show none.  Views of the kernel's objects load their programs first,
 * and files that explain is to read are opened first, by children (base/apart/named_file.h).
 */
static void confine(const struct options *options, struct batch *batch)
{
	bool samples = options->view == VIEW_OVERVIEW || view_rows[options->view].of_sample;

	confine_capabilities(
		right_capabilities(use_of(options, true) | kernel_use(options, true, batch->bpf) |
				   (options->census ? RIGHT_TO_COUNT_PAGES : 0)));
	if (use_of(options, true) != RIGHT_TO_READ || options->no_seccomp)
		return;
	if (samples && options->view == VIEW_KERNEL)
		batch->ready = batch->bpf_use == BPF_AUTO ? only_run_and_ask : only_read_and_ask;
	else if (samples)
		batch->ready = runs_programs(options, batch) ? only_run_programs : only_read;
	else if (options->view == VIEW_SHARED)
		batch->ready = only_run_and_ask;
	else if (options->view == VIEW_CACHE)
		batch->ready = only_run_programs;
	else if (options->view == VIEW_EXPLAIN && options->argument_count > 0)
		batch->ready = only_read;
	else
		(void)confine_to_reading(options->view == VIEW_LEAKS ? CONFINE_OTHER_ROOTS : 0);
}

/* From here on what is read is another root, if one is given. */
static int enter_root(const struct options *options)
{
	struct message message;

	if (!options->root)
		return EXIT_DONE;
	if (view_rows[options->view].live || options->census) {
		message_set(&message,
			_("%s: this asks the running kernel, of which another root (--root) has only files"),
			options->census ? "--census" : view_rows[options->view].name);
		return report_error(&message, EXIT_USAGE);
	}
	return other_root_enter(options->root, &message) == STATUS_OK
		       ? EXIT_DONE
		       : report_error(&message, EXIT_FAILED);
}

/* What is printed for a command that is no view; NULL: as the view that it names. */
static int (*const prints[COMMAND_COUNT])(const struct options *options,
	const struct batch *batch) = {
	[COMMAND_RECORD] = run_record_status,
	[COMMAND_REPLAY] = run_replay,
	[COMMAND_DIFF] = run_diff,
	[COMMAND_EXPORT] = run_export,
	[COMMAND_CHECK] = run_check,
};

static int print_by(const struct options *options, const struct batch *batch)
{
	if (prints[options->command])
		return prints[options->command](options, batch);
	if (options->at || options->since)
		return run_replay(options, batch);
	if (!runs[options->view])
		return run_samples(&view_rows[options->view], batch,
			(struct batch_count){ .printed = batch->iterations });
	return runs[options->view](options, batch);
}

static int print(const struct options *options, const struct message *notice,
	const struct batch *asked)
{
	struct batch batch = *asked;
	struct report_origin origin;
	struct report report;
	char title[256];

	if (options->report) {
		name_report(title, sizeof(title), options);
		report = report_begin(&origin, title);
		report.markdown = true;
		batch.report = &report;
	}
	report_error(notice, EXIT_DONE);
	/* Names of processes must not depend on the locale, and libproc2 makes ASCII of them in C. */
	if (batch.format != FORMAT_TEXT)
		setlocale(LC_CTYPE, "C.UTF-8");
	confine(options, &batch);
	return print_by(options, &batch);
}

static int record(const struct options *options, struct settings *settings,
	const struct message *notice)
{
	if (options->mark)
		return run_record_mark(options);
	report_error(notice, EXIT_DONE);
	confine_capabilities(right_capabilities(use_of(options, true)));
	return run_record(options, settings);
}

/* Files of the census are opened before the right to them is given up. */
static int show(const struct options *options, struct settings *settings,
	const struct message *notice)
{
	struct census_files files = { -1, -1 };
	int result;

	if (settings->bpf != BPF_OFF && !options->root)
		files = kernel_census_open();
	confine_capabilities(right_capabilities(
		use_of(options, false) | kernel_use(options, false, settings->bpf != BPF_OFF)));
	result = run_screen(options, settings, notice->text[0] ? notice->text : NULL, &files);
	kernel_census_close(&files);
	return result;
}

/* Files that are asked for, and what is a list of moments, are printed. */
static bool may_show(const struct options *options)
{
	return isatty(STDOUT_FILENO) && !reads_standard_input(options) && !options->since &&
	       (options->command == COMMAND_VIEW || options->command == COMMAND_REPLAY) &&
	       !(options->view == VIEW_CACHE && options->argument_count > 0);
}

static int run_here(const struct options *options)
{
	int entered = enter_root(options);
	struct settings settings = settings_default;
	struct message notice = { "" };
	struct batch batch;

	if (entered != EXIT_DONE)
		return entered;
	if (options_want_config(options))
		(void)config_load(&settings, &notice); /* the notice says what was wrong */
	options_apply(options, &settings);
	if (options->command == COMMAND_RECORD && (options->mark || !options->status))
		return record(options, &settings, &notice);
	if (!options_batch(options, &settings, may_show(options), &batch))
		return show(options, &settings, &notice);
	return print(options, &notice, &batch);
}

static bool records(const struct options *options)
{
	return options->command == COMMAND_RECORD && !options->mark && !options->status;
}

static bool shows(const struct options *options)
{
	return may_show(options) && !options_print_anywhere(options);
}

/* The live screen reads a record's past, and sets marks in it, by a thread that would hold up its end. */
static bool shows_past(const struct options *options)
{
	return shows(options) && named_file_may_exist(record_file_name(options));
}

static bool uses_record(const struct options *options)
{
	return options->at || options->since || options->command == COMMAND_RECORD ||
	       options->command == COMMAND_REPLAY || options->command == COMMAND_DIFF ||
	       options->command == COMMAND_CHECK || shows_past(options);
}

/* Where it must hand signals on it is not confined to reading. */
static void give_up_rights(void)
{
	confine_capabilities(right_capabilities(RIGHT_TO_READ));
}

static void give_up_all(void)
{
	give_up_rights();
	only_read();
}

/* Once each time that it waits. */
static void say_waits(void *context)
{
	struct message unanswered, message;

	named_file_say(&unanswered, record_file_name(context), STATUS_UNANSWERED, 0);
	message_set(&message, _("%s; nothing is recorded until there is one"), unanswered.text);
	report_error(&message, EXIT_FAILED);
}

/* The record's file system may die while SQLite reads or writes it, here. */
int run_view(const struct options *options)
{
	const bool only_reads =
		use_of(options, !shows(options)) == RIGHT_TO_READ && !options->no_seccomp;
	const struct guarded guarded = { .confine = only_reads ? give_up_all : give_up_rights,
		.waits = records(options) ? say_waits : NULL,
		.context = (void *)(uintptr_t)options };
	struct message message;
	struct guard_end end;

	if (!uses_record(options) || !guard_begin(&guarded, &end))
		return run_here(options);
	if (end.status == STATUS_OK)
		return end.exit_status;
	named_file_say(&message, record_file_name(options), STATUS_UNANSWERED, 0);
	report_error(&message, EXIT_FAILED);
	/* The other has it as well, and a pipe that it keeps open has no end. */
	close(STDERR_FILENO);
	return EXIT_FAILED;
}
