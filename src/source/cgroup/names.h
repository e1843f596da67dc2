/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What containers are called, from what their runtimes leave on disk. */
#ifndef MEMTOP_SOURCE_CGROUP_NAMES_H
#define MEMTOP_SOURCE_CGROUP_NAMES_H

#include "base/text.h"
#include "source/file.h"

/*
 * Who made a cgroup that is called so, and what it is called: "docker web", "pod shop/web-7f", "user eve".
 * Names of containers are those of kubernetes' logs, of docker's and podman's files, and of the
 * configurations that containerd and CRI-O keep of those that run; whose a user's slice or a session is
 * systemd-logind has noted.  All is below var, an open /var (or a test's).  Only regular files of at most 4 MiB are read, and no link is followed.
 * free() *label; NULL: its name says it all.  A shortage of memory or descriptors: it is not known.
 */
enum status cgroup_label(char **label, int var, struct text name, struct text above);

#endif
