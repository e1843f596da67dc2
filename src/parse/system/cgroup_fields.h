/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All lines of a cgroup's memory.stat, of whichever kernel, in their order. */
#ifndef MEMTOP_PARSE_SYSTEM_CGROUP_FIELDS_H
#define MEMTOP_PARSE_SYSTEM_CGROUP_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"

struct cgroup_field {
	const char *name;
	uint64_t n;
};

struct cgroup_fields {
	struct cgroup_field *rows;
	size_t count, malformed; /* lines that are no "name number" */
	char *names;
};

/* No kernel prints more, nor longer names: what is beyond is malformed. */
#define CGROUP_FIELDS_MOST     512
#define CGROUP_FIELD_NAME_MOST 64

/* cgroup_fields_free() in any case.  STATUS_MALFORMED: there is none, STATUS_NO_MEMORY. */
enum status cgroup_fields_parse(struct cgroup_fields *fields, const char *text, size_t length);
void cgroup_fields_free(struct cgroup_fields *fields);

/* The field of that name; absent if there is none. */
struct value cgroup_fields_get(const struct cgroup_fields *fields, const char *name);

#endif
