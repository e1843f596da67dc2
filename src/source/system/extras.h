/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What explains meminfo and stands elsewhere: settings, ZFS's cache. */
#ifndef MEMTOP_SOURCE_SYSTEM_EXTRAS_H
#define MEMTOP_SOURCE_SYSTEM_EXTRAS_H

#include "sample/sample.h"
#include "source/file.h"

/* All but the sockets.  What cannot be read is missing, with its reason. */
void system_extras_read(struct system_extras *system_extras, const struct kernel_root *root);

#endif
