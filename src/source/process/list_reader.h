/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a process's environment, open files or threads. */
#ifndef MEMTOP_SOURCE_PROCESS_LIST_READER_H
#define MEMTOP_SOURCE_PROCESS_LIST_READER_H

#include "sample/process/list.h"
#include "source/file.h"

/*
 * process_list_free() it; NULL: no memory.  Files are named by readlink(2), which no file system can
 * hold up; only those without a name are measured, and those only where their file system answers
 * from memory (open_files.h).
 */
struct process_list *list_read(const struct kernel_root *root, pid_t pid,
	enum process_list_kind kind);

#endif
