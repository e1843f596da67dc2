/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which chunks of a process's heap nothing points to, from outside, while it runs: nothing is written,
 * stopped or traced, and no page is faulted in.
 *
 *	watch = leak_watch_new(&reader, &options);
 *	while (leak_watch_look(watch, &report) == STATUS_OK && !report.settled) {
 *		leak_report_free(&report);
 *		... wait ...
 *	}
 *	leak_report_free(&report);
 *	leak_watch_free(watch);
 *
 * Pointers are plain words, aligned, that lead into a chunk or to its end.  What is packed, tagged or
 * compressed is looked for among what seems to be lost; what is computed, or kept in files or by
 * other processes, is not seen.
 */
#ifndef MEMTOP_HEAP_LEAKS_LEAKS_H
#define MEMTOP_HEAP_LEAKS_LEAKS_H

#include "heap/options.h"
#include "ports/memory.h"
#include "sample/leak_report.h"

struct leak_watch;

/* Both must last as long as the watch.  NULL: no memory. */
struct leak_watch *leak_watch_new(const struct memory_reader *reader,
	const struct heap_options *options);
void leak_watch_free(struct leak_watch *watch); /* NULL is allowed */

/*
 * One look more.  STATUS_OK, with a report that may be HEAP_REFUSED; otherwise as heap_examine().
 * leak_report_free() in any case.
 */
enum status leak_watch_look(struct leak_watch *watch, struct leak_report *report);

#endif
