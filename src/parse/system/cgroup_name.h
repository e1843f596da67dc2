/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who made a cgroup, from the name of its directory, as systemd, docker, podman, containerd, CRI-O,
 * kubernetes and lxc choose them.
 */
#ifndef MEMTOP_PARSE_SYSTEM_CGROUP_NAME_H
#define MEMTOP_PARSE_SYSTEM_CGROUP_NAME_H

#include <stddef.h>

#include "base/text.h"

enum cgroup_kind {
	CGROUP_PLAIN, /* no manager that is known: the name stands for itself */
	CGROUP_DOCKER,
	CGROUP_PODMAN,
	CGROUP_CONTAINERD,
	CGROUP_CRIO,
	CGROUP_POD, /* of kubernetes; the id is its UID */
	CGROUP_LXC,
	CGROUP_USER,    /* all sessions of a user; the id is its number */
	CGROUP_SESSION, /* one of them */
	CGROUP_MACHINE, /* a virtual machine or container of systemd-machined */
	CGROUP_KINDS
};

struct cgroup_name {
	enum cgroup_kind kind;
	struct text id; /* inside the name */
};

/* above: the name of the directory that it is in. */
struct cgroup_name cgroup_name_parse(struct text name, struct text above);

/* Whether containers of that kind have an id by which their runtime knows them. */
bool cgroup_kind_has_id(enum cgroup_kind kind);

/* "docker", "pod"; "" for those whose maker is not known. */
const char *cgroup_kind_word(enum cgroup_kind kind);

/* "docker 0123456789ab", "pod 4f-1", "user 1000", or the name without systemd's escapes (\x2d). */
size_t cgroup_name_print(char *out, size_t size, struct text name, struct text above);

/*
 * The name of a container in the text of a runtime's file: the first string of "key", which is a
 * string or an array of them; a leading slash is left out.  Empty if there is none.
 */
struct text cgroup_name_in_json(const char *key, const char *text, size_t length);

/* What stands behind "key=" in the first line that begins so; empty if there is none. */
struct text cgroup_name_in_lines(const char *key, const char *text, size_t length);

/* Whether the directory "NAMESPACE_POD_UID" of a pod's logs is of that UID; out gets "NAMESPACE/POD". */
bool cgroup_name_in_pod(char *out, size_t size, struct text directory, struct text uid);

/*
 * "POD_NAMESPACE_CONTAINER-ID.log", as kubelet names links to logs: whether it is of that id; out gets
 * "NAMESPACE/POD (CONTAINER)", cut to size.
 */
bool cgroup_name_in_log(char *out, size_t size, struct text file, struct text id);

#endif
