/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/looks/shared_rules.h"

#include "base/i18n.h"
#include "findings/figure.h"

/* ---- evidence ---- */

static void name_object(struct named_bytes *named, const struct shared_report *report,
	const struct shared_object *object)
{
	named_set(named, string_pool_at(&report->strings, object->name), object->allocated);
}

/* The first of them, since objects are sorted, the largest first. */
static void name_first(struct named_bytes *named, const struct shared_report *report,
	const struct shared_object *object)
{
	if (named->bytes.state == VALUE_ABSENT)
		name_object(named, report, object);
}

static void consider(struct shared_evidence *evidence, const struct shared_report *report,
	const struct shared_object *object)
{
	bool had_name = object->kind == SHARED_TMPFS || object->kind == SHARED_POSIX ||
			object->kind == SHARED_SYSV;

	if (shared_kind_is_shmem(object->kind) && evidence->largest_count < SHARED_LARGEST)
		name_object(&evidence->largest[evidence->largest_count++], report, object);
	if (value_or(object->orphaned, 0)) {
		if (evidence->orphaned.bytes.state == VALUE_ABSENT)
			shared_free_command(evidence->command, sizeof(evidence->command), report,
				object);
		name_first(&evidence->orphaned, report, object);
	}
	if (object->deleted && had_name)
		name_first(&evidence->deleted, report, object);
}

/* The one of which most is used, by shares. */
static void consider_mount(struct shared_evidence *evidence, const struct shared_report *report,
	const struct shared_mount *mount)
{
	struct value part = value_share(mount->used, mount->limit);
	struct value fullest = value_share(evidence->tmpfs.bytes, evidence->tmpfs_limit);

	if (!value_known(part) || (value_known(fullest) && part.n <= fullest.n))
		return;
	named_set(&evidence->tmpfs, string_pool_at(&report->strings, mount->point), mount->used);
	evidence->tmpfs_limit = mount->limit;
}

void shared_evidence_of(struct shared_evidence *evidence, const struct shared_report *report)
{
	const struct named_bytes none = named_nothing();

	*evidence = (struct shared_evidence){ .shmem = report->shmem,
		.total = report->total,
		.huge_total = report->huge_total,
		.huge_free = report->huge_free,
		.sums = shared_sums(report),
		.largest = { none, none, none },
		.orphaned = none,
		.deleted = none,
		.tmpfs = none,
		.tmpfs_limit = value_missing(VALUE_ABSENT) };
	for (size_t i = 0; i < report->count; i++)
		consider(evidence, report, &report->objects[i]);
	for (size_t i = 0; i < report->mount_count; i++)
		consider_mount(evidence, report, &report->mounts[i]);
}

/* ---- figures ---- */

NAMED_FIGURE(first, facts->shared->largest[0])
NAMED_FIGURE(second, facts->shared->largest[1])
NAMED_FIGURE(third, facts->shared->largest[2])
NAMED_FIGURE(orphaned_object, facts->shared->orphaned)
NAMED_FIGURE(deleted_object, facts->shared->deleted)
NAMED_FIGURE(tmpfs, facts->shared->tmpfs)

#define OF_REPORT(name, member)                                                                    \
	FIGURE_VALUE(name, const struct shared_evidence *evidence = facts->shared, true,           \
		evidence->member)
OF_REPORT(shmem, shmem)
OF_REPORT(total, total)
OF_REPORT(orphaned, sums.orphaned)
OF_REPORT(deleted, sums.deleted)
OF_REPORT(huge_total, huge_total)
OF_REPORT(huge_free, huge_free)
OF_REPORT(tmpfs_limit, tmpfs_limit)

static const char *command(const struct facts *facts)
{
	return facts->shared->command[0] ? facts->shared->command : NULL;
}

static const struct rule_figure figures[] = {
	FIGURE(BYTES, shmem, "Shmem", .whole = "total"),
	FIGURE(BYTES, total, "MemTotal"),
	FIGURE_TEXT(first, first, N_("the largest object")),
	FIGURE(BYTES, first_size, N_("the largest object")),
	FIGURE_TEXT(second, second, N_("the second largest")),
	FIGURE(BYTES, second_size, N_("the second largest")),
	FIGURE_TEXT(third, third, N_("the third largest")),
	FIGURE(BYTES, third_size, N_("the third largest")),
	FIGURE(BYTES, orphaned,
		N_("objects that no process maps or has open, and whose creator has ended"),
		.whole = "total"),
	FIGURE_TEXT(orphaned_object, orphaned_object, N_("the largest of them")),
	FIGURE(BYTES, orphaned_object_size, N_("the largest of them")),
	FIGURE_TEXT(command, command, N_("what frees it")),
	FIGURE(BYTES, deleted, N_("deleted files and segments"), .whole = "total"),
	FIGURE_TEXT(deleted_object, deleted_object, N_("the largest of them")),
	FIGURE(BYTES, deleted_object_size, N_("the largest of them")),
	FIGURE_TEXT(tmpfs, tmpfs, N_("the fullest tmpfs")),
	FIGURE_BY(BYTES, tmpfs_used, tmpfs_size, "statfs", .whole = "tmpfs_limit"),
	FIGURE(BYTES, tmpfs_limit, "statfs"),
	FIGURE(BYTES, huge_free, "HugePages_Free * Hugepagesize", .whole = "huge_total"),
	FIGURE(BYTES, huge_total, "HugePages_Total * Hugepagesize"),
	{ .name = NULL },
};

/* ---- rules ---- */

static const struct rule rules[] = {
	{ .name = "shared_orphaned",
		.measure = "orphaned%",
		.figures = { "orphaned_object", "orphaned_object_size", "command" },
		.warning = PERCENT(1),
		.judge = judge_by_level,
		.sentences = { { .text = N_("{orphaned} of shared memory belongs to no process. "
					    "The largest object is {orphaned_object} "
					    "({orphaned_object_size}); this frees it: {command}") },
			{ .text = N_(
				  "{orphaned} of shared memory belongs to no process. The "
				  "largest object is {orphaned_object} ({orphaned_object_size}).") } },
		.view = "shared" },
	{ .name = "shared_tmpfs_full",
		.measure = "tmpfs_used%",
		.figures = { "tmpfs", "tmpfs_limit" },
		.warning = PERCENT(80),
		.sentences = { { .text = N_(
					 "The file system in memory at {tmpfs} is {tmpfs_used%} full: {tmpfs_used} of {tmpfs_limit}.") } },
		.view = "shared" },
	{ .name = "shared_large",
		.measure = "shmem%",
		.figures = { "first", "first_size", "second", "second_size", "third",
			"third_size" },
		.note = PERCENT(25),
		.judge = judge_by_level,
		.sentences = { { .text = N_(
					 "{shmem} ({shmem%} of memory) is shared memory. The largest objects are {first} ({first_size}), {second} ({second_size}) and {third} ({third_size}).") },
			{ .text = N_(
				  "{shmem} ({shmem%} of memory) is shared memory. The largest objects are {first} ({first_size}) and {second} ({second_size}).") },
			{ .text = N_(
				  "{shmem} ({shmem%} of memory) is shared memory. The largest object is {first} ({first_size}).") },
			{ .text = N_(
				  "{shmem} ({shmem%} of memory) is shared memory, and no object of it is seen.") } },
		.view = "shared" },
	{ .name = "shared_deleted",
		.measure = "deleted%",
		.figures = { "deleted_object", "deleted_object_size" },
		.note = PERCENT(1),
		.sentences = { { .text = N_(
					 "{deleted} is in shared memory that is deleted but "
					 "still held. The largest object is {deleted_object} "
					 "({deleted_object_size}): it is free once no process holds it.") } },
		.view = "shared" },
	{ .name = "shared_huge_idle",
		.measure = "huge_free%",
		.figures = { "huge_total" },
		.note = PERCENT(50),
		.sentences = { { .text = N_(
					 "{huge_free} of the pool of huge pages, {huge_total}, is not in use, and nothing else can use it.") } },
		.view = "shared" },
	{ .name = NULL },
};

const struct subject shared_subject = { .name = "shared", .rules = rules, .figures = figures };
