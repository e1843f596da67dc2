/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/detail_reader.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/macros.h"
#include "derive/process/columns.h"
#include "parse/keyed.h"
#include "parse/process/limits.h"
#include "parse/process/long_lines.h"
#include "parse/process/smaps.h"
#include "parse/process/status.h"
#include "sample/row.h"
#include "source/inspect/asked_mount.h"
#include "source/inspect/co_mappers.h"
#include "source/inspect/detail_parts.h"
#include "source/inspect/held_shmem.h"
#include "source/other_root.h"
#include "source/process/commands.h"
#include "source/process/pids.h"
#include "source/process/users.h"
#include "source/system/cgroup_limit.h"

#define SMAPS_BUFFER     (256 * 1024)
#define SMAPS_PIECE      (64 * 1024) /* printed by the kernel before what was read is taken apart */
#define SMAPS_NS         (2 * NS_PER_SECOND)
#define SMAPS_NS_PER_GIB 8e9
#define SMAPS_BYTES      (UINT64_C(64) << 20) /* kept of them, and a quarter of what is resident */

struct detail_reader {
	const struct kernel_root *root;
	arena_test *is_arena;
	unsigned limit;
	struct pids_reader *pids;
	struct users *users;
	struct errands errands;
	struct commands commands; /* of the process that is looked at */
	struct file_buffer buffer;
	struct co_mappers co_mappers;
	struct memfd_mounts memfd_mounts;
	char *smaps; /* SMAPS_BUFFER bytes */
	/* The process that was last looked at, and what it mapped when it first was. */
	pid_t shmem_pid;
	uint64_t shmem_start;
	struct shmem_first shmem_first;
	bool some_shared; /* a mapping that was read last is of shared memory */
};

struct detail_reader *detail_reader_new(const struct kernel_root *root, arena_test *is_arena,
	unsigned limit)
{
	struct detail_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->root = reader->errands.root = root;
	reader->is_arena = is_arena;
	reader->limit = limit;
	reader->smaps = malloc(SMAPS_BUFFER);
	reader->users = users_new(USERS_HERE, NULL);
	reader->pids =
		pids_reader_new(COST_STAT | COST_STATUS | COST_CGROUP | COST_OOM, reader->users);
	if (!reader->smaps || !reader->users || !reader->pids ||
		memfd_mounts_find(&reader->memfd_mounts, root) != STATUS_OK) {
		detail_reader_free(reader);
		return NULL;
	}
	return reader;
}

void detail_reader_free(struct detail_reader *reader)
{
	if (!reader)
		return;
	pids_reader_free(reader->pids);
	users_free(reader->users);
	errands_free(&reader->errands);
	commands_free(&reader->commands);
	file_buffer_free(&reader->buffer);
	free(reader->smaps);
	free(reader);
}

/* ---- what libproc2 says ---- */

static uint32_t add_string(struct process_detail *detail, const char *string)
{
	return string ? string_pool_add(&detail->strings, text_of_string(string)) : 0;
}

/* A process without arguments, as a kernel thread, or that does not tell them, is called by its name. */
static uint32_t add_command(struct process_detail *detail, const struct command *command)
{
	char bracketed[80];
	uint32_t offset = 0;

	if (command && command->item.status == STATUS_OK && command->length)
		offset = string_pool_add(&detail->strings, text_of(command->text, command->length));
	if (offset)
		return offset;
	snprintf(bracketed, sizeof(bracketed), "[%s]", detail_string(detail, detail->name));
	return add_string(detail, bracketed);
}

static void take_reading(void *context, const struct process_reading *reading)
{
	struct process_detail *detail = context;

	detail->ppid = reading->ppid;
	detail->process_state = reading->state;
	detail->kernel_thread = reading->kernel_thread;
	detail->start_ticks = reading->start_ticks;
	detail->user = add_string(detail, reading->user);
	detail->name = add_string(detail, reading->name);
	detail->summary.threads = value_of(reading->threads);
	detail->summary.oom_score = value_of(reading->oom_score);
	detail->summary.oom_adjust = value_of(reading->oom_adjust);
	detail->summary.minor_faults = value_of(reading->minor_faults);
	detail->summary.major_faults = value_of(reading->major_faults);
}

/* ---- status, limits ---- */

static enum status read_named(struct detail_reader *reader, pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%d/%s", (int)pid, name);
	return file_read(&reader->buffer, reader->root->proc, path);
}

static void take_status(struct detail_summary *summary, const struct process_status *status)
{
	summary->size = status->size;
	summary->rss = status->rss;
	summary->anonymous = status->rss_anonymous;
	summary->file = status->rss_file;
	summary->shared = status->rss_shared;
	summary->swap = status->swap;
	summary->locked = status->locked;
	summary->pinned = status->pinned;
	summary->page_tables = status->page_tables;
	summary->peak_size = status->size_peak;
	summary->peak_rss = status->rss_peak;
	summary->data = status->data;
	summary->stack = status->stack;
	summary->hugetlb = status->hugetlb;
}

static void read_status(struct detail_reader *reader, struct process_detail *detail)
{
	static const struct keyed_row rows[] = { { .key = "THP_enabled" } };
	enum status read = read_named(reader, detail->pid, "status");
	struct process_status status;

	if (read == STATUS_OK)
		read = process_status_parse(&status, reader->buffer.text, reader->buffer.length);
	if (read != STATUS_OK) {
		values_fill(&status, sizeof(status), value_state_of(read));
		take_status(&detail->summary, &status);
		detail->summary.thp_enabled = value_missing(value_state_of(read));
		return;
	}
	take_status(&detail->summary, &status);
	(void)keyed_parse(&detail->summary.thp_enabled, rows, 1, reader->buffer.text,
		reader->buffer.length);
}

static void read_limits(struct detail_reader *reader, struct process_detail *detail)
{
	struct detail_summary *summary = &detail->summary;
	const struct {
		const char *name;
		struct value *value;
	} wanted[] = {
		{ "Max address space", &summary->limit_address_space },
		{ "Max data size", &summary->limit_data },
		{ "Max stack size", &summary->limit_stack },
		{ "Max locked memory", &summary->limit_locked },
		{ "Max resident set", &summary->limit_resident },
	};
	struct process_limit limit;
	enum status status;
	struct text rest;

	status = read_named(reader, detail->pid, "limits");
	for (size_t i = 0; status != STATUS_OK && i < COUNT_OF(wanted); i++)
		*wanted[i].value = value_missing(value_state_of(status));
	if (status != STATUS_OK)
		return;
	rest = text_of(reader->buffer.text, reader->buffer.length);
	while (limits_next(&limit, &rest))
		for (size_t i = 0; i < COUNT_OF(wanted); i++)
			if (text_equals(limit.name, wanted[i].name))
				*wanted[i].value = limit.soft;
}

static void read_executable(struct detail_reader *reader, struct process_detail *detail)
{
	char path[32], target[PATH_MAX];
	ssize_t length;

	snprintf(path, sizeof(path), "%d/exe", (int)detail->pid);
	length = readlinkat(reader->root->proc, path, target, sizeof(target));
	if (length > 0) {
		struct text text = text_of(target, (size_t)length);
		const char *suffix = " (deleted)";

		if (text.length > strlen(suffix) &&
			memcmp(text.at + text.length - strlen(suffix), suffix, strlen(suffix)) == 0)
			text.length -= strlen(suffix);
		detail->executable = string_pool_add(&detail->strings, text);
	}
}

static void read_cgroup(struct detail_reader *reader, struct process_detail *detail)
{
	struct cgroup_limit *finder = cgroup_limit_new(reader->root, detail->pid);
	struct cgroup_use use;

	if (!finder) {
		detail->summary.cgroup_limit = detail->summary.cgroup_usage =
			detail->summary.cgroup_file = value_missing(VALUE_NO_MEMORY);
		return;
	}
	/* A limit above all of memory is none; here the machine's total does not matter. */
	cgroup_limit_read(finder, &use, UINT64_MAX);
	detail->cgroup = add_string(detail, cgroup_limit_path(finder));
	detail->summary.cgroup_limit = use.limit;
	detail->summary.cgroup_usage = use.usage;
	if (!use.version && use.limit.state == VALUE_ABSENT)
		detail->summary.cgroup_usage = cgroup_limit_usage(finder);
	detail->summary.cgroup_file = use.file;
	cgroup_limit_free(finder);
}

/* ---- smaps ---- */

/* Both have them in the order of smaps. */
#define ASSERT_AT(member, index)                                                                   \
	static_assert(offsetof(struct smaps_mapping, member) ==                                    \
			      offsetof(struct smaps_mapping, figure[(index)]),                     \
		"in that order")
ASSERT_AT(size, MAPPING_SIZE);
ASSERT_AT(pss_dirty, MAPPING_PSS_DIRTY);
ASSERT_AT(shared_clean, MAPPING_SHARED_CLEAN);
ASSERT_AT(lazy_free, MAPPING_LAZY_FREE);
ASSERT_AT(shared_hugetlb, MAPPING_SHARED_HUGETLB);
ASSERT_AT(locked, MAPPING_LOCKED);
ASSERT_AT(protection_key, MAPPING_PROTECTION_KEY);

static void take_figures(struct detail_mapping *mapping, const struct smaps_mapping *smaps)
{
	for (int i = 0; i < MAPPING_FIGURE_COUNT; i++) {
		mapping->state[i] = (uint8_t)smaps->figure[i].state;
		mapping->figure[i] = value_or(smaps->figure[i], 0);
	}
}

/* Neighbours often have the same name, and one of two rows of flags: what the last two say is not kept again. */
static uint32_t add_name(struct process_detail *detail, struct text text)
{
	const struct detail_mapping *last = detail->mappings + detail->mapping_count;
	char name[LONG_LINES_WHOLE + LONG_LINES_TAIL + 8];

	if (text.length == 0)
		return 0;
	if (memchr(text.at, '\\', text.length))
		text = text_of(name, maps_unescape(name, sizeof(name), text));
	if (detail->mapping_count > 0 && text_equals(text, detail_string(detail, last[-1].name)))
		return last[-1].name;
	return string_pool_add(&detail->strings, text);
}

static uint32_t add_flags(struct process_detail *detail, struct text text)
{
	const struct detail_mapping *last = detail->mappings + detail->mapping_count;

	for (size_t i = 1; i <= 2 && i <= detail->mapping_count; i++)
		if (text_equals(text, detail_string(detail, last[-(ptrdiff_t)i].flags)))
			return last[-(ptrdiff_t)i].flags;
	return string_pool_add(&detail->strings, text);
}

static enum status take_mapping(struct detail_reader *reader, struct process_detail *detail,
	size_t *capacity, const struct smaps_mapping *smaps)
{
	struct detail_mapping *mappings = array_reserve(detail->mappings, capacity,
		detail->mapping_count + 1, sizeof(*mappings));
	const struct mapping *line = &smaps->mapping;
	struct detail_mapping *mapping;

	if (!mappings)
		return STATUS_NO_MEMORY;
	detail->mappings = mappings;
	mapping = &mappings[detail->mapping_count];
	mapping->start = line->start;
	mapping->end = line->end;
	mapping->offset = line->offset;
	mapping->inode = line->inode;
	mapping->major = line->major;
	mapping->minor = line->minor;
	mapping->deleted = line->deleted;
	memcpy(mapping->permissions, line->permissions, sizeof(mapping->permissions));
	take_figures(mapping, smaps);
	mapping->name = add_name(detail, line->name);
	mapping->flags = add_flags(detail, smaps->flags);
	if (detail->strings.failed)
		return STATUS_NO_MEMORY;
	mapping->kind = detail_kind_of(mapping, detail_string(detail, mapping->name),
		detail_string(detail, detail->executable));
	reader->some_shared |= mapping->kind == KIND_SHARED;
	detail->mapping_count++;
	return STATUS_OK;
}

/* What reading smaps may take: more where more is resident. */
struct smaps_limits {
	uint64_t until_ns; /* processor time of the thread */
	uint64_t bytes;    /* of memory that keeps them */
};

static struct smaps_limits smaps_limits(const struct detail_reader *reader,
	const struct process_detail *detail)
{
	int64_t resident = value_or(detail->summary.rss, 0);
	double gib = (double)resident / (double)(UINT64_C(1) << 30);

	if (reader->limit == 0)
		return (struct smaps_limits){ UINT64_MAX, UINT64_MAX };
	return (struct smaps_limits){
		.until_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID) +
			    reader->limit * (SMAPS_NS + (uint64_t)(gib * SMAPS_NS_PER_GIB)),
		.bytes = reader->limit * (SMAPS_BYTES + (uint64_t)resident / 4),
	};
}

static bool is_within(const struct smaps_limits *limits, const struct process_detail *detail)
{
	/* The look at the heap makes a list of its own of them. */
	uint64_t each = sizeof(*detail->mappings) + sizeof(struct mapping);
	uint64_t kept = detail->mapping_count * each + detail->strings.length;

	return kept <= limits->bytes && clock_now_ns(CLOCK_THREAD_CPUTIME_ID) <= limits->until_ns;
}

/* What was read behind the first used bytes; without a copy where no line is long, as in nearly all files. */
static size_t cut_long_lines(struct long_lines *lines, char *text, size_t length)
{
	if (long_lines_has_none(lines, text, length))
		return length;
	memmove(text + LONG_LINES_SLACK, text, length);
	return long_lines_cut(lines, text, text + LONG_LINES_SLACK, length);
}

/*
 * The kernel gives a page at a time, with a few mappings, of which the last is known to be whole once the next one
 * has come: so many pages are read before it is looked.  *used grows.  False at the end, or with an error.
 */
static bool read_piece(struct detail_reader *reader, struct long_lines *lines, int descriptor,
	size_t *used, enum status *status)
{
	size_t printed = 0;

	while (printed < SMAPS_PIECE) {
		char *to = reader->smaps + *used;
		ssize_t got = read(descriptor, to, SMAPS_BUFFER - *used - LONG_LINES_SLACK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			*status = status_from_errno(errno);
		if (got <= 0)
			return false;
		*used += cut_long_lines(lines, to, (size_t)got);
		printed += (size_t)got;
	}
	return true;
}

static enum status read_mappings(struct detail_reader *reader, struct process_detail *detail,
	int descriptor)
{
	const struct smaps_limits limits = smaps_limits(reader, detail);
	struct long_lines lines = { 0 };
	struct smaps_mapping mapping;
	size_t used = 0, capacity = 0;
	enum status status = STATUS_OK;
	bool goes_on = true;

	while (goes_on) {
		struct text rest;

		goes_on = read_piece(reader, &lines, descriptor, &used, &status);
		if (status != STATUS_OK)
			return status;
		rest = text_of(reader->smaps, used);
		while (smaps_next(&mapping, &rest, !goes_on)) {
			if (take_mapping(reader, detail, &capacity, &mapping) != STATUS_OK)
				return STATUS_NO_MEMORY;
		}
		memmove(reader->smaps, rest.at, rest.length);
		used = rest.length;
		if (used > SMAPS_BUFFER / 2)
			return STATUS_MALFORMED; /* a single mapping is never as long as that */
		if (!is_within(&limits, detail))
			return STATUS_TOO_LARGE;
	}
	return STATUS_OK;
}

static enum status read_smaps(struct detail_reader *reader, struct process_detail *detail)
{
	uint64_t began_ns = clock_now_ns(CLOCK_MONOTONIC);
	enum status status;
	char path[32];
	int descriptor;

	snprintf(path, sizeof(path), "%d/smaps", (int)detail->pid);
	descriptor = file_open(reader->root->proc, path, O_RDONLY);
	if (descriptor < 0)
		return status_from_errno(errno);
	reader->some_shared = false;
	status = read_mappings(reader, detail, descriptor);
	close(descriptor);
	/* Sums of a part would pass for those of the whole. */
	if (status == STATUS_TOO_LARGE) {
		free(detail->mappings);
		detail->mappings = NULL;
		detail->mapping_count = 0;
	}
	detail->read_ns = clock_now_ns(CLOCK_MONOTONIC) - began_ns;
	return status;
}

static enum status read_rollup(struct detail_reader *reader, struct process_detail *detail)
{
	enum status status;

	if (detail->smaps_status == STATUS_OK && detail_rollup_from_many(detail))
		return STATUS_OK;
	status = read_named(reader, detail->pid, "smaps_rollup");
	if (status == STATUS_ABSENT && detail->mapping_count > 0) {
		detail_rollup_from_mappings(detail);
		return STATUS_OK;
	}
	if (status == STATUS_OK && reader->buffer.length == 0)
		return STATUS_GONE;
	if (status == STATUS_OK)
		status = smaps_rollup_parse(&detail->rollup, reader->buffer.text,
			reader->buffer.length);
	return status;
}

/*
 * Whose smaps take too long, maps do as well: the names are what is long.  Where no shared memory stands in smaps,
 * there is none that could have grown.
 */
static struct value read_grown(struct detail_reader *reader, const struct process_detail *detail)
{
	if (detail->smaps_status == STATUS_TOO_LARGE)
		return value_missing(VALUE_TOO_LARGE);
	if (detail->smaps_status == STATUS_OK && !reader->some_shared)
		return value_of(0);
	return shmem_grown_read(reader->root, detail->pid, &reader->shmem_first);
}

static void read_held(struct detail_reader *reader, struct process_detail *detail)
{
	struct held_shmem held = held_shmem_read(reader->root, &reader->memfd_mounts, detail->pid);

	if (reader->shmem_pid != detail->pid || reader->shmem_start != detail->start_ticks)
		reader->shmem_first = (struct shmem_first){ .since_ns = detail->wall_ns };
	reader->shmem_pid = detail->pid;
	reader->shmem_start = detail->start_ticks;
	detail->summary.shmem_grown = read_grown(reader, detail);
	detail->summary.unmapped_memfds = held.memfds;
	detail->summary.written_tmpfs = held.tmpfs;
}

/* ---- the whole ---- */

/*
 * libproc2 says nothing of a process whose stat it cannot read.  With hidepid=1 that is another's, and with
 * hidepid=2 it has no directory.
 */
static enum status why_missing(const struct detail_reader *reader, pid_t pid)
{
	char path[32];
	int descriptor;

	snprintf(path, sizeof(path), "%d/stat", (int)pid);
	descriptor = file_open(reader->root->proc, path, O_RDONLY);
	if (descriptor < 0 && errno != ENOENT)
		return status_from_errno(errno);
	if (descriptor >= 0)
		close(descriptor);
	return descriptor < 0 && pid_is_hidden(pid) ? STATUS_DENIED : STATUS_GONE;
}

/*
 * Its arguments, which like its mappings wait for the lock of its address space, are read by a thread that
 * may be left behind: a process that does not answer that is not asked for more.
 */
static enum status ask(struct detail_reader *reader, struct process_detail *detail, bool *answers)
{
	enum status status = commands_read(&reader->commands, &reader->errands, &detail->pid, 1);
	const struct command *command = commands_find(&reader->commands, detail->pid);
	char mount[ASKED_MOUNT_SIZE];

	if (status != STATUS_OK)
		return status;
	if (status_is_shortage(command->item.status))
		return command->item.status;
	detail->command = add_command(detail, command);
	*answers = command->item.status != STATUS_UNANSWERED;
	if (*answers)
		return STATUS_OK;
	asked_mount_find(mount, reader->root, detail->pid);
	detail->asked_mount = add_string(detail, mount);
	return STATUS_OK;
}

/* What takes the lock of its address space, ksm_stat among it (fs/proc/base.c, 6.18). */
static enum status read_address_space(struct detail_reader *reader, struct process_detail *detail)
{
	enum status status;

	detail->smaps_status = read_smaps(reader, detail);
	detail->denied_to_root = detail->smaps_status == STATUS_DENIED && geteuid() == 0;
	detail->rollup_status = read_rollup(reader, detail);
	status = detail_mark_stacks(detail, reader->root);
	detail_mark_arenas(detail, reader->root, reader->is_arena);
	read_held(reader, detail);
	detail_read_nodes(detail, reader->root, &reader->buffer);
	detail_read_merging(detail, reader->root, &reader->buffer);
	return status;
}

static void leave_address_space(struct process_detail *detail)
{
	const struct value unanswered = value_missing(VALUE_UNANSWERED);

	detail->smaps_status = detail->rollup_status = STATUS_UNANSWERED;
	values_fill(&detail->rollup, sizeof(detail->rollup), VALUE_UNANSWERED);
	detail->summary.shmem_grown = detail->summary.unmapped_memfds =
		detail->summary.written_tmpfs = detail->summary.ksm_pages =
			detail->summary.ksm_any = unanswered;
}

enum status detail_read(struct detail_reader *reader, pid_t pid, struct process_detail **out)
{
	struct process_detail *detail = detail_new(pid);
	enum status status;
	bool answers = true;

	*out = NULL;
	if (!detail)
		return STATUS_NO_MEMORY;
	/* Everything is looked for: what is not found below is not there. */
	detail_fill(detail, VALUE_ABSENT);
	detail->monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
	detail->wall_ns = (int64_t)clock_now_ns(CLOCK_REALTIME);
	status = pids_reader_select(reader->pids, &pid, 1, take_reading, detail);
	if (status == STATUS_OK && detail->process_state == 0)
		status = why_missing(reader, pid);
	if (status == STATUS_OK)
		status = ask(reader, detail, &answers);
	if (status != STATUS_OK) {
		detail_unref(detail);
		return status;
	}
	read_status(reader, detail);
	read_limits(reader, detail);
	read_executable(reader, detail);
	read_cgroup(reader, detail);
	if (answers)
		status = read_address_space(reader, detail);
	else
		leave_address_space(detail);
	detail_count_deleted(detail, reader->root, &reader->memfd_mounts);
	detail_read_huge_mode(detail, reader->root, &reader->buffer);
	detail_sum(detail);
	co_mappers_count(&reader->co_mappers, &reader->errands, detail);
	if (detail->strings.failed)
		status = STATUS_NO_MEMORY;
	if (status != STATUS_OK) {
		detail_unref(detail);
		return status;
	}
	*out = detail;
	return STATUS_OK;
}
