/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the balloon's program is. */
#ifndef MEMTOP_PROBE_BALLOON_PATH_H
#define MEMTOP_PROBE_BALLOON_PATH_H

/*
 * Where MEMTOP_BALLOON says; beside this very program, as in the directory where both were built;
 * or as installed; for a portable memtop it is memtop itself.  The caller frees it; NULL: no memory.
 */
char *balloon_path(void);

#endif
