/* SPDX-License-Identifier: GPL-2.0-or-later */
/* File systems that ask a server, another process or machine, which may not answer; and what is said of one. */
#ifndef MEMTOP_BASE_ASKED_H
#define MEMTOP_BASE_ASKED_H

#include <stdbool.h>

#include "base/status.h"
#include "base/text.h"

#define ASKED_MOUNT_SIZE 256

/* Whether a file system of that type, as the mount table has it, asks a server. */
bool asked_type(struct text type);

/* "FUSE mount /mnt/x", translated. */
void asked_mount_name(char out[static ASKED_MOUNT_SIZE], struct text type, struct text point);

/*
 * The mount of such a file system that a path lies on, "" if it lies on none: the table of mounts is read, and a
 * child follows links, as far as they are read in time.
 */
void asked_mount_of(char out[static ASKED_MOUNT_SIZE], const char *path);

/* Says behind a message that something did not answer whose that was; nothing of "". */
void asked_mount_add(struct message *message, const char *mount);

#endif
