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
 * Whether it can tell that a process did not run: it does not run now, no other of its threads may have run,
 * whose switches are counted elsewhere, and the kernel counts them (from 2.6.23).
 */
static bool can_tell(const char *status, size_t length)
{
	return has(status, length, "\nThreads:\t1\n") && !has(status, length, "\nState:\tR") &&
	       has(status, length, "\nvoluntary_ctxt_switches:");
}

/* What status says, in one number (FNV-1a, of eight bytes at a time). */
static uint64_t told_by(const char *status, size_t length)
{
	uint64_t told = UINT64_C(0xcbf29ce484222325);

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
	const char *text;
	size_t length;
	uint64_t told;
	char path[32];

	snprintf(path, sizeof(path), "%d/status", (int)process->pid);
	if (file_read(&rotation->status, table->root->proc, path) != STATUS_OK) {
		process->status_told = 0;
		return false;
	}
	text = rotation->status.text;
	length = rotation->status.length;
	told = told_by(text, length);
	/* The same once more can tell as much as it could. */
	if (told == process->status_told)
		return told != 0;
	process->status_told = can_tell(text, length) ? told : 0;
	return false;
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
