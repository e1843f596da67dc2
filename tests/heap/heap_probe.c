/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * heap_probe PID: examines the heap of a live process and prints the report as JSON.  What the tests
 * here hold against the truth that the process tells of itself.
 */
#include <stdio.h>
#include <stdlib.h>

#include "heap/heap.h"
#include "render/render.h"
#include "source/inspect/process_memory.h"
#include "views/heap/heap.h"

static int fail(const char *what)
{
	fprintf(stderr, "heap_probe: %s\n", what);
	return EXIT_FAILURE;
}

static enum status print(pid_t pid, const struct heap_report *report)
{
	struct heap_evidence evidence = { .pid = pid, .report = report };
	struct batch batch = { .format = FORMAT_JSON };
	struct document *document;
	struct sink sink;
	enum status status;

	sink_open(&sink, stdout);
	document = heap_document(&evidence, NULL);
	render(&sink, document, &batch, true);
	document_free(document);
	status = sink_flush(&sink, NULL);
	sink_close(&sink);
	return status;
}

static int examine(struct process_memory *memory, pid_t pid)
{
	struct memory_reader reader = process_memory_reader(memory);
	struct heap_options options = { 0 };
	struct heap_report report;
	enum status status = heap_examine(&report, &reader, &options);

	if (status == STATUS_OK)
		status = print(pid, &report);
	heap_report_free(&report);
	return status == STATUS_OK ? EXIT_SUCCESS : fail(status_text(status));
}

int main(int argc, char **argv)
{
	struct process_memory *memory;
	struct message message = { "" };
	pid_t pid = argc == 2 ? (pid_t)atoi(argv[1]) : 0;
	int result;

	if (pid <= 0)
		return fail("usage: heap_probe PID");
	if (process_memory_open(&memory, pid, &message) != STATUS_OK)
		return fail(message.text);
	result = examine(memory, pid);
	process_memory_close(memory);
	return result;
}
