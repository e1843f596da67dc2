/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/shared_rules.h"

#include "base/i18n.h"

/* ---- evidence ---- */

/* Objects are sorted, the largest first. */
static void consider(struct shared_evidence *evidence, const struct shared_object *object)
{
	bool had_name = object->kind == SHARED_TMPFS || object->kind == SHARED_POSIX ||
			object->kind == SHARED_SYSV;

	for (size_t i = 0; i < SHARED_LARGEST && shared_kind_is_shmem(object->kind); i++)
		if (!evidence->largest[i]) {
			evidence->largest[i] = object;
			break;
		}
	if (!evidence->nobodys && value_or(object->nobodys, 0))
		evidence->nobodys = object;
	if (!evidence->deleted && object->deleted && had_name)
		evidence->deleted = object;
}

/* Whether a is fuller than b, by shares. */
static bool is_fuller(const struct shared_mount *a, const struct shared_mount *b)
{
	struct value part = value_share(a->used, a->limit);

	return value_known(part) && (!b || part.n > value_share(b->used, b->limit).n);
}

void shared_evidence_of(struct shared_evidence *evidence, const struct shared_report *report)
{
	*evidence = (struct shared_evidence){ .report = report, .sums = shared_sums(report) };
	for (size_t i = 0; i < report->count; i++)
		consider(evidence, &report->objects[i]);
	for (size_t i = 0; i < report->mount_count; i++)
		if (is_fuller(&report->mounts[i], evidence->fullest))
			evidence->fullest = &report->mounts[i];
	if (evidence->nobodys)
		shared_free_command(evidence->command, sizeof(evidence->command), report,
			evidence->nobodys);
}

/* ---- figures ---- */

static const char *name_of(const struct facts *facts, const struct shared_object *object)
{
	return object ? string_pool_at(&facts->shared->report->strings, object->name) : NULL;
}

static struct value size_of(const struct shared_object *object)
{
	return object ? object->allocated : value_missing(VALUE_ABSENT);
}

#define NAME_AND_SIZE(name, member)                                                                \
	static const char *name(const struct facts *facts)                                         \
	{                                                                                          \
		return name_of(facts, facts->shared->member);                                      \
	}                                                                                          \
	static struct value name##_size(const struct facts *facts)                                 \
	{                                                                                          \
		return size_of(facts->shared->member);                                             \
	}
NAME_AND_SIZE(first, largest[0])
NAME_AND_SIZE(second, largest[1])
NAME_AND_SIZE(third, largest[2])
NAME_AND_SIZE(nobodys_object, nobodys)
NAME_AND_SIZE(deleted_object, deleted)

#define OF_REPORT(name, expression)                                                                \
	static struct value name(const struct facts *facts)                                        \
	{                                                                                          \
		return facts->shared->expression;                                                  \
	}
OF_REPORT(shmem, report->shmem)
OF_REPORT(total, report->total)
OF_REPORT(nobodys, sums.nobodys)
OF_REPORT(deleted, sums.deleted)
OF_REPORT(huge_total, report->huge_total)
OF_REPORT(huge_free, report->huge_free)

static const char *command(const struct facts *facts)
{
	return facts->shared->command[0] ? facts->shared->command : NULL;
}

static const char *tmpfs(const struct facts *facts)
{
	const struct shared_mount *mount = facts->shared->fullest;

	return mount ? string_pool_at(&facts->shared->report->strings, mount->point) : NULL;
}

static struct value tmpfs_used(const struct facts *facts)
{
	const struct shared_mount *mount = facts->shared->fullest;

	return mount ? mount->used : value_missing(VALUE_ABSENT);
}

static struct value tmpfs_limit(const struct facts *facts)
{
	const struct shared_mount *mount = facts->shared->fullest;

	return mount ? mount->limit : value_missing(VALUE_ABSENT);
}

#define BYTES_OF(name, source, whole)                                                              \
	{                                                                                          \
#name, source, UNIT_BYTES, whole, name, NULL, NULL, NULL                           \
	}
#define TEXT_OF(name, source)                                                                      \
	{                                                                                          \
#name, source, UNIT_TEXT, NULL, NULL, name, NULL, NULL                             \
	}

static const struct rule_figure figures[] = {
	BYTES_OF(shmem, "Shmem", "total"),
	BYTES_OF(total, "MemTotal", NULL),
	TEXT_OF(first, N_("the largest object")),
	BYTES_OF(first_size, N_("the largest object"), NULL),
	TEXT_OF(second, N_("the second largest")),
	BYTES_OF(second_size, N_("the second largest"), NULL),
	TEXT_OF(third, N_("the third largest")),
	BYTES_OF(third_size, N_("the third largest"), NULL),
	BYTES_OF(nobodys,
		N_("objects that no process maps or has open, and whose creator has "
		   "ended"),
		"total"),
	TEXT_OF(nobodys_object, N_("the largest of them")),
	BYTES_OF(nobodys_object_size, N_("the largest of them"), NULL),
	TEXT_OF(command, N_("what frees it")),
	BYTES_OF(deleted, N_("deleted files and segments"), "total"),
	TEXT_OF(deleted_object, N_("the largest of them")),
	BYTES_OF(deleted_object_size, N_("the largest of them"), NULL),
	TEXT_OF(tmpfs, N_("the fullest tmpfs")),
	BYTES_OF(tmpfs_used, "statfs", "tmpfs_limit"),
	BYTES_OF(tmpfs_limit, "statfs", NULL),
	BYTES_OF(huge_free, "HugePages_Free * Hugepagesize", "huge_total"),
	BYTES_OF(huge_total, "HugePages_Total * Hugepagesize", NULL),
	{ .name = NULL },
};

/* ---- rules ---- */

/* As many of the largest as there are. */
static struct judgement judge_named(const struct question *question)
{
	return (struct judgement){ question->level, rule_sentence(question, 0, 1) };
}

static const struct rule rules[] = {
	{ .name = "shared_nobodys",
		.measure = "nobodys%",
		.figures = { "nobodys_object", "nobodys_object_size", "command" },
		.warning = PERCENT(1),
		.judge = judge_named,
		.sentences = { { .text = N_("{nobodys} of shared memory belongs to no process. "
					    "The largest object is {nobodys_object} "
					    "({nobodys_object_size}); this frees it: {command}") },
			{ .text = N_(
				  "{nobodys} of shared memory belongs to no process. The "
				  "largest object is {nobodys_object} ({nobodys_object_size}).") } },
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
		.judge = judge_named,
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
		.sentences = { { .text = N_("{deleted} is in shared memory that is deleted but "
					    "still held. The largest object is {deleted_object} "
					    "({deleted_object_size}): it is free once nobody "
					    "holds it.") } },
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
