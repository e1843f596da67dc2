/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/rotation.h"

#include <stdio.h>
#include <string.h>

/* How many processes have their turn. */
static size_t share(const struct process_table *table, uint64_t interval_ns, uint64_t turn_ns)
{
	if (interval_ns >= turn_ns)
		return table->count;
	return (size_t)(table->count * interval_ns / turn_ns) + 1;
}

static bool has(const char *status, size_t length, const char *what)
{
	return memmem(status, length, what, strlen(what)) != NULL;
}

/*
 * What status says, in one number (FNV-1a, of eight bytes at a time); 0 where it cannot tell that a process did
 * not run: it runs now, another of its threads may have run, whose switches are counted elsewhere, or the
 * kernel counts none (before 2.6.23).
 */
static uint64_t told_by(const char *status, size_t length)
{
	uint64_t told = UINT64_C(0xcbf29ce484222325);

	if (!has(status, length, "\nThreads:\t1\n") || has(status, length, "\nState:\tR") ||
		!has(status, length, "\nvoluntary_ctxt_switches:"))
		return 0;
	for (size_t at = 0; at < length; at += sizeof(uint64_t)) {
		uint64_t word = 0;

		memcpy(&word, status + at, length - at < sizeof(word) ? length - at : sizeof(word));
		told = (told ^ word) * UINT64_C(0x100000001b3);
		told ^= told >> 32;
	}
	return told;
}

/* Whether it has not run since its last turn. */
static bool stood_still(struct rotation *rotation, const struct process_table *table,
	struct process *process)
{
	uint64_t before = process->status_told;
	char path[32];

	snprintf(path, sizeof(path), "%d/status", (int)process->pid);
	process->status_told = file_read(&rotation->status, table->root->proc, path) == STATUS_OK
				       ? told_by(rotation->status.text, rotation->status.length)
				       : 0;
	return before && before == process->status_told;
}

void rotation_go_on(struct rotation *rotation, struct process_table *table, uint64_t interval_ns,
	uint64_t turn_ns, bool status_tells)
{
	size_t left = table->count ? share(table, interval_ns, turn_ns) : 0;

	for (; left; left--) {
		struct process *process;

		rotation->at = (rotation->at + 1) % table->count;
		process = table->processes[rotation->at];
		if (!status_tells || !stood_still(rotation, table, process))
			process->changed = true;
	}
}

void rotation_close(struct rotation *rotation)
{
	file_buffer_free(&rotation->status);
}
