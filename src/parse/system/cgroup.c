/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/cgroup.h"

#include "base/macros.h"
#include "parse/keyed.h"
#include "parse/system/mounts.h"

enum status cgroup_parse_membership(struct text *path, int *version, const char *text,
	size_t length)
{
	struct text rest = text_of(text, length), line;
	bool found = false;

	while (text_next_line(&rest, &line)) {
		struct text hierarchy = text_next_field(&line, ':');
		struct text controllers = text_next_field(&line, ':');

		if (line.length == 0 || line.at[0] != '/')
			continue;
		if (mounts_has_option(controllers, "memory")) {
			*path = line;
			*version = 1;
			return STATUS_OK;
		}
		if (text_equals(hierarchy, "0") && controllers.length == 0) {
			*path = line;
			*version = 2;
			found = true;
		}
	}
	return found ? STATUS_OK : STATUS_ABSENT;
}

static bool is_memory_hierarchy(const struct mount *mount, int version)
{
	if (version == 2)
		return text_equals(mount->type, "cgroup2");
	return text_equals(mount->type, "cgroup") &&
	       mounts_has_option(mount->super_options, "memory");
}

enum status cgroup_parse_mount(char *mount, char *root, size_t size, int version, const char *text,
	size_t length)
{
	struct text rest = text_of(text, length);
	struct mount candidate;

	while (mounts_next(&candidate, &rest)) {
		if (!is_memory_hierarchy(&candidate, version))
			continue;
		mounts_unescape(mount, size, candidate.point);
		mounts_unescape(root, size, candidate.root);
		return STATUS_OK;
	}
	return STATUS_ABSENT;
}

/*
 * No limit is LONG_MAX rounded down to pages of whatever size in v1, 2^63-1 and 2^64-1 before
 * 3.19, and LONG_MAX pages of 4 KiB on a 32-bit kernel.
 */
static bool is_no_limit(uint64_t bytes)
{
	return bytes >= (uint64_t)1 << 62 || bytes == (uint64_t)INT32_MAX << 12;
}

enum status cgroup_parse_limit(struct value *limit, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	uint64_t bytes;

	*limit = value_missing(VALUE_ABSENT);
	if (!text_next_line(&rest, &line))
		return STATUS_MALFORMED;
	line = text_trim(line);
	if (text_equals(line, "max"))
		return STATUS_OK;
	if (!text_to_number(line, &bytes))
		return STATUS_MALFORMED;
	if (!is_no_limit(bytes))
		*limit = value_of(bytes);
	return STATUS_OK;
}

/*
 * memory.stat: the member, its key in v2, in v1 with the children (what memory.usage_in_bytes
 * counts), and in v1 without them, for kernels or mounts without hierarchy; what no kernel prints
 * stands in brackets, for a key stands once.  The key without _file
 * is that of kernels before 5.9, which counted refaults of file pages only.
 */
#define STAT_ROWS(ROW)                                                                             \
	ROW(anonymous, "anon", "total_rss", "rss")                                                 \
	ROW(file, "file", "total_cache", "cache")                                                  \
	ROW(kernel, "kernel", "total_kernel", "kernel")                                            \
	ROW(shared, "shmem", "total_shmem", "shmem")                                               \
	ROW(inactive_file, "inactive_file", "total_inactive_file", "inactive_file")                \
	ROW(active_file, "active_file", "total_active_file", "active_file")                        \
	ROW(slab_reclaimable, "slab_reclaimable", "total_slab_reclaimable", "slab_reclaimable")    \
	ROW(slab_unreclaimable, "slab_unreclaimable", "total_slab_unreclaimable",                  \
		"slab_unreclaimable")                                                              \
	ROW(refault_file, "workingset_refault_file", "total_workingset_refault_file",              \
		"workingset_refault_file")                                                         \
	ROW(refault_file, "workingset_refault", "total_workingset_refault", "workingset_refault")  \
	ROW(scan, "pgscan", "total_pgscan", "pgscan")                                              \
	ROW(steal, "pgsteal", "total_pgsteal", "pgsteal")                                          \
	ROW(allocation_stalls, "allocstall", "total_allocstall", "allocstall")                     \
	ROW(kernel_stack, "kernel_stack", "total_kernel_stack", "kernel_stack")                    \
	ROW(page_tables, "pagetables", "total_pagetables", "pagetables")                           \
	ROW(percpu, "percpu", "total_percpu", "percpu")                                            \
	ROW(sockets, "sock", "total_sock", "sock")                                                 \
	ROW(unevictable, "unevictable", "total_unevictable", "unevictable")                        \
	ROW(dirty, "file_dirty", "total_dirty", "dirty")                                           \
	ROW(own_file, "(cache)", "cache", "(cache)")                                               \
	ROW(own_anonymous, "(rss)", "rss", "(rss)")                                                \
	ROW(swap, "swap", "total_swap", "swap")                                                    \
	ROW(hierarchical_limit, "hierarchical_memory_limit", "hierarchical_memory_limit",          \
		"hierarchical_memory_limit")

#define V2_ROW(member, v2, total, local)    { v2, false },
#define TOTAL_ROW(member, v2, total, local) { total, false },
#define LOCAL_ROW(member, v2, total, local) { local, false },
static const struct keyed_row v2_rows[] = { STAT_ROWS(V2_ROW) };
static const struct keyed_row total_rows[] = { STAT_ROWS(TOTAL_ROW) };
static const struct keyed_row local_rows[] = { STAT_ROWS(LOCAL_ROW) };

/* A member may have two rows: the first that is there counts. */
static void take_value(struct value *member, struct value value)
{
	if (!value_known(*member))
		*member = value;
}

enum status cgroup_parse_stat(struct cgroup_stat *stat, int version, const char *text,
	size_t length)
{
	struct value values[COUNT_OF(v2_rows)];
	size_t row = 0;
	enum status status;

	status = keyed_parse(values, version == 2 ? v2_rows : total_rows, COUNT_OF(values), text,
		length);
	/* The first two: anonymous memory and files. */
	if (version != 2 && !value_known(values[0]) && !value_known(values[1]))
		status = keyed_parse(values, local_rows, COUNT_OF(values), text, length);
	*stat = (struct cgroup_stat){ 0 };
#define TAKE_VALUE(member, v2, total, local) take_value(&stat->member, values[row++]);
	STAT_ROWS(TAKE_VALUE)
	return status;
}

enum status cgroup_parse_events(struct cgroup_events *events, const char *text, size_t length)
{
	static const struct keyed_row rows[] = {
		{ "low", false },
		{ "high", false },
		{ "max", false },
		{ "oom", false },
		{ "oom_kill", false },
		{ "under_oom", false },
	};
	struct value values[COUNT_OF(rows)];
	enum status status = keyed_parse(values, rows, COUNT_OF(rows), text, length);

	*events = (struct cgroup_events){ values[0], values[1], values[2], values[3], values[4],
		values[5] };
	return status;
}

enum status cgroup_parse_descendants(struct value *live, struct value *dying, const char *text,
	size_t length)
{
	static const struct keyed_row rows[] = {
		{ "nr_descendants", false },
		{ "nr_dying_descendants", false },
	};
	struct value values[COUNT_OF(rows)];
	enum status status = keyed_parse(values, rows, COUNT_OF(rows), text, length);

	*live = values[0];
	*dying = values[1];
	return status;
}

struct value cgroup_parse_controller_count(const char *controller, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;

	while (text_next_line(&rest, &line)) {
		struct text name = text_next_word(&line);
		uint64_t count;

		if (!text_equals(name, controller))
			continue;
		text_next_word(&line);
		if (text_to_number(text_next_word(&line), &count))
			return value_of(count);
	}
	return value_missing(VALUE_ABSENT);
}

bool cgroup_has_controller(const char *controller, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line, word;

	if (!text_next_line(&rest, &line))
		return false;
	do
		word = text_next_word(&line);
	while (word.length > 0 && !text_equals(word, controller));
	return word.length > 0;
}
