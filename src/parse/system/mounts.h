/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/self/mountinfo: one line, taken apart. */
#ifndef MEMTOP_PARSE_SYSTEM_MOUNTS_H
#define MEMTOP_PARSE_SYSTEM_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct mount {
	uint64_t id;             /* as mnt_id of /proc/PID/fdinfo/N has it */
	uint64_t major, minor;   /* the device, of the file system */
	struct text root, point; /* escaped as in the file: \040 is a blank */
	struct text type, source, super_options;
};

/* Takes the next well-formed line off rest; malformed ones are passed over.  False at the end. */
bool mounts_next(struct mount *mount, struct text *rest);

/* The mount of that number in a whole table; of the others nothing but the number is read. */
bool mounts_find(struct mount *mount, struct text table, uint64_t id);

/* Undoes \ooo escapes; out is NUL-terminated, cut at size.  Returns the length. */
size_t mounts_unescape(char *out, size_t size, struct text text);

/* Whether a comma-separated option list has this option, exactly. */
bool mounts_has_option(struct text options, const char *option);

#endif
