/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel tells of a process's threads, and of what the process gave it to keep. */
#ifndef MEMTOP_SOURCE_INSPECT_PROCESS_THREADS_H
#define MEMTOP_SOURCE_INSPECT_PROCESS_THREADS_H

#include "base/status.h"
#include "sample/process_threads.h"

/*
 * Reads the threads below an open /proc/PID; rows are to be freed in any case.  STATUS_GONE,
 * STATUS_DENIED, STATUS_NO_MEMORY.
 */
enum status process_threads_read(struct thread_list *threads, int directory);

/* Reads the data of its epoll sets; words are to be freed in any case. */
enum status process_epoll_read(struct word_list *words, int directory);

#endif
