/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user saved: $XDG_CONFIG_HOME/memtop/memtoprc, or ~/.config/memtop/memtoprc.
 *
 * The file may be any user's work: memtop may run as root with another user's HOME.  So it is read
 * only if it is an ordinary file of at most 64 KiB that belongs to the effective user or to root;
 * it cannot include files, call functions or expand variables; and it is saved only beneath
 * directories that belong to the effective user.  Nothing here waits for a FIFO, a device, or a file
 * system that does not answer (base/apart/named_file.h).
 */
#ifndef MEMTOP_CONFIG_FILE_H
#define MEMTOP_CONFIG_FILE_H

#include "base/status.h"
#include "config/settings.h"

/*
 * Puts what the file says over settings.  STATUS_OK; STATUS_ABSENT without a file, which is no
 * error and leaves message alone; otherwise settings are as before, and message names the file, the
 * line where there is one, and what is wrong.
 */
enum status config_load(struct settings *settings, struct message *message);

/*
 * Writes the file anew, readable by its owner alone, in place of the old one at once; a symbolic
 * link keeps pointing to it.  message names the file, or says why not.  STATUS_REFUSED: what stands
 * there could not be read as a configuration, and stays as it is; or it would be another user's.
 */
enum status config_save(const struct settings *settings, struct message *message);

#endif
