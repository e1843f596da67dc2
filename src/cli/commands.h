/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memtop does once the command line is understood: the screen, or one view printed.  Here, and
 * in a file run_VIEW.c a view, the layers are handed to each other.
 */
#ifndef MEMTOP_CLI_COMMANDS_H
#define MEMTOP_CLI_COMMANDS_H

#include "base/status.h"
#include "cli/options.h"
#include "cli/report_error.h"
#include "kernel/census/census.h"
#include "render/batch.h"
#include "sample/probe_report.h"
#include "sample/saved_files.h"
#include "render/report.h"
#include "ports/feed.h"

/* Opens the view or prints it, as options and terminal have it.  An exit status. */
int run_view(const struct options *options);

/* The files that explain's arguments name, read and parsed. */
struct explain_files {
	struct saved_meminfo saved[2];
	size_t count;
};

/*
 * Message says which file cannot be used and why.  ready, unless it is NULL, is called once all are open and
 * none is read.  explain_files_free() in any case.
 */
enum status explain_files_load(struct explain_files *files, const struct options *options,
	void (*ready)(void), struct message *message);
void explain_files_free(struct explain_files *files);

/*
 * Opens the view that the options name on screen; notice, if there is one, stands in its last line
 * at first.  The files were opened while the right to was there.  An exit status.
 */
int run_screen(const struct options *options, const struct settings *settings, const char *notice,
	const struct census_files *census);

/* The views printed: each an exit status. */
int run_overview(const struct options *options, const struct batch *batch);
int run_explain(const struct options *options, const struct batch *batch);
int run_process(const struct options *options, const struct batch *batch);
int run_heap(const struct options *options, const struct batch *batch);
int run_leaks(const struct options *options, const struct batch *batch);
int run_growth(const struct options *options, const struct batch *batch);
int run_probe(const struct options *options, const struct batch *batch);
int run_cache(const struct options *options, const struct batch *batch);
int run_kernel(const struct options *options, const struct batch *batch);
/* The cgroup of that path in a sample; NULL: message says that there is none, or there is no memory. */
struct document *cgroups_of_record(const char *word, struct sample *sample,
	struct message *message);
int run_cgroups(const struct options *options, const struct batch *batch);
int run_shared(const struct options *options, const struct batch *batch);

/* The record: an exit status. */
int run_record(const struct options *options, const struct settings *settings);
int run_record_status(const struct options *options, const struct batch *batch);
int run_record_mark(const struct options *options);
int run_diff(const struct options *options, const struct batch *batch);
int run_check(const struct options *options, const struct batch *batch);
int run_replay(const struct options *options, const struct batch *batch);

/* The figures for Prometheus: an exit status. */
int run_export(const struct options *options, const struct batch *batch);

/* The listings of --list-columns, --list-figures and --capabilities: an exit status. */
int run_listing(const struct options *options);

/* Prints documents of so many samples, with what the request asks for in them. */
int run_documents(const struct batch *batch, struct feed_request *request,
	const struct document_maker *maker, struct batch_count count);

/* Prints so many samples of a view that is made of them alone. */
int run_samples(const struct view_row *view, const struct batch *batch, struct batch_count count);

/* The process that the view's argument names; false, with a message, if it is no PID. */
bool command_pid(const struct options *options, pid_t *pid, struct message *message);

struct saver;

/* Saves what a probe has shown as text and JSON in the current directory: see cli/report/saver.h. */
enum status save_probe_report(struct saver *saver, const struct probe_report *report,
	struct message *message);

/* What a report begins with; its strings point into origin. */
struct report_origin {
	char system[256], time[64];
};
struct report report_begin(struct report_origin *origin, const char *title);

/* A report as text, whatever the request says of files; the caller frees it in any case. */
enum status report_text(const struct report_request *request, char **text, size_t *length,
	struct message *message);

#endif
