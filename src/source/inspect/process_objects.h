/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of what a process has mapped: programs and libraries, which are a stranger's. */
#ifndef MEMTOP_SOURCE_INSPECT_PROCESS_OBJECTS_H
#define MEMTOP_SOURCE_INSPECT_PROCESS_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "parse/process/maps.h"

/*
 * Opens a mapped file by its name below the process's own root, through no link.  It is regular and of
 * that size; same: its inode is the one that is mapped.  close() it.  STATUS_ABSENT, STATUS_DENIED,
 * STATUS_REFUSED of what is no regular file, or lies where a server has to answer (asked_mount.h):
 * a thread that waited for that could be ended by no signal.  STATUS_TOO_LARGE beyond 4 GiB.
 */
enum status process_object_open(int directory, const struct mapping *mapping, int *file,
	uint64_t *size, bool *same);

#endif
