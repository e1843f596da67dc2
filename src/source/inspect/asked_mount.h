/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a process may not answer: the file system that it uses and that a server has to answer for. */
#ifndef MEMTOP_SOURCE_INSPECT_ASKED_MOUNT_H
#define MEMTOP_SOURCE_INSPECT_ASKED_MOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/apart/asked.h"
#include "source/file.h"

/*
 * The first mount of a user-space or network file system that it has files of open, or stands in:
 * "FUSE mount /mnt/x", translated; "" if there is none, or memtop may not see it.  Asks none of them.
 */
void asked_mount_find(char out[static ASKED_MOUNT_SIZE], const struct kernel_root *root, pid_t pid);

/* Behind a message that a process did not answer: says whose mount that may be, if there is one. */
void asked_mount_add_of(struct message *message, pid_t pid);

/*
 * Whether a path, absolute below the root of a process, lies on such a file system: to follow it is to ask
 * that.  Also where it cannot be told.  directory: the process's in /proc; major: of the device that the
 * path's file was mapped from.  Below a root that was changed no mount is seen above the path; then a disk is
 * nothing to ask.
 */
bool asked_mount_serves(int directory, const char *path, uint32_t major);

#endif
