/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a process has a list of, read once when it is asked for: its environment, files, threads, file
 * locks.
 */
#ifndef MEMTOP_SAMPLE_PROCESS_LIST_H
#define MEMTOP_SAMPLE_PROCESS_LIST_H

#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"
#include "parse/system/node.h"

enum process_list_kind {
	LIST_ENVIRONMENT, /* as it was when the program was started; what it set later is not there */
	LIST_FILES,
	LIST_THREADS,
	LIST_LOCKS, /* that it holds on open files */
	LIST_NODES, /* how much of its memory is on which node: no items, but nodes */
	LIST_KIND_COUNT,
};

/* Items at most, and bytes of their texts. */
#define LIST_ITEMS_MOST 65536u
#define LIST_BYTES_MOST (4u << 20)

/* Texts are offsets into the list's. */
struct list_item {
	struct value
		number;     /* descriptor or TID; absent for what has none, such as the directory */
	struct value bytes; /* of a file without a name: what it takes */
	struct value seconds; /* of a thread: processor time */
	uint32_t
		name; /* of the variable; "cwd", or "" for a descriptor; of the thread; of the lock */
	uint32_t text;  /* its value; path */
	uint32_t range; /* of a lock: "0-99", "" for the whole file */
	char state;     /* of a thread: as in stat */
};

struct process_list {
	enum process_list_kind kind;
	pid_t pid;
	enum status status; /* why it could not be read; STATUS_TOO_LARGE: only the first of them */
	struct list_item *items;
	size_t count, capacity;
	struct memory_nodes nodes;
	struct string_pool texts;
};

void process_list_free(struct process_list *list);

/* The offset of a copy in texts; 0 without memory or room. */
uint32_t process_list_text(struct process_list *list, struct text text);

/* A new item, all of it unknown; NULL without memory, or where there are too many. */
struct list_item *process_list_add(struct process_list *list);

#endif
