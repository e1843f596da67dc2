/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the kernel's files of the machine to a sample: for a caller that has the text of one, live or from a
 * record, hands it over here, so that both make the same sample of it.
 */
#ifndef MEMTOP_SAMPLE_SYSTEM_FILE_H
#define MEMTOP_SAMPLE_SYSTEM_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct system_sample;

enum system_file {
	SYSTEM_MEMINFO,
	SYSTEM_ZONEINFO,
	SYSTEM_VMSTAT,
	SYSTEM_PRESSURE,
	SYSTEM_UPTIME,
	SYSTEM_SOCKSTAT,
	/* Nothing in a sample is made of these: a record has them whole, for later questions. */
	SYSTEM_BUDDYINFO,
	SYSTEM_SLABINFO,
	/* A record of form 4 has the files above, in this order: what comes later stands below. */
	SYSTEM_PRESSURE_CPU,
	SYSTEM_PRESSURE_IO,
	SYSTEM_FILE_COUNT
};

/* Whether it is read for records alone. */
static inline bool system_file_is_for_records(enum system_file file)
{
	return file == SYSTEM_BUDDYINFO || file == SYSTEM_SLABINFO;
}

/* Where it stands in /proc: "pressure/memory". */
extern const char *const system_file_names[SYSTEM_FILE_COUNT];

/* The texts as the kernel gave them. */
struct system_texts {
	struct system_text {
		enum status status; /* STATUS_OK: there is a text */
		char *text;         /* the sample's own */
		size_t length;
	} file[SYSTEM_FILE_COUNT];
};

/* The sample is to keep each text that it takes.  STATUS_NO_MEMORY: it will not. */
enum status system_keep_texts(struct system_sample *system);
void system_texts_free(struct system_texts *texts); /* NULL is allowed */

/*
 * Takes what the file says, or, by its status, that it could not be read.  page_size is set before, and
 * zoneinfo comes after meminfo.  STATUS_OK, or STATUS_NO_MEMORY: for some of it there was none, which the part says, too.
 */
enum status system_take(struct system_sample *system, enum system_file file, enum status status,
	const char *text, size_t length);

#endif
