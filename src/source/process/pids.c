/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/pids.h"

#include <errno.h>
#include <stdlib.h>

#include <libproc2/pids.h>

#include "base/macros.h"
#include "derive/process/columns.h"
#include "source/process/users.h"

#define SELECT_MOST        255        /* libproc2's limit on processes a call */
#define FLAG_KERNEL_THREAD 0x00200000 /* PF_KTHREAD of include/linux/sched.h */

/*
 * Result slots are read directly: the PIDS_VAL macro takes an info argument up to 4.0.4 and none
 * from 4.0.5 on, while the struct behind it stayed the same.
 */
typedef const struct pids_result *slot;

#define STORE_KIB(field, slot_member)                                                              \
	static void store_##field(struct process_reading *reading, slot from)                      \
	{                                                                                          \
		reading->field = (uint64_t)from->result.slot_member * 1024;                        \
	}
#define STORE(field, slot_member, type)                                                            \
	static void store_##field(struct process_reading *reading, slot from)                      \
	{                                                                                          \
		reading->field = (type)from->result.slot_member;                                   \
	}
STORE(pid, s_int, pid_t)
STORE(ppid, s_int, pid_t)
STORE(uid, u_int, uid_t)
STORE(name, str, const char *)
STORE(state, s_ch, char)
STORE(start_ticks, ull_int, uint64_t)
STORE(stack_start, ul_int, uint64_t)
STORE_KIB(size, ul_int)
STORE_KIB(rss, ul_int)
STORE_KIB(anonymous, ul_int)
STORE_KIB(file, ul_int)
STORE_KIB(shared, ul_int)
STORE_KIB(swap, ul_int)
STORE_KIB(locked, ul_int)
STORE(threads, s_int, uint64_t)
STORE(minor_faults, ul_int, uint64_t)
STORE(major_faults, ul_int, uint64_t)
STORE(cpu_ticks, ull_int, uint64_t)
STORE(oom_score, s_int, int)
STORE(oom_adjust, s_int, int)
STORE(arguments, strv, char *const *)
STORE(cgroups, strv, char *const *)

static void store_kernel_thread(struct process_reading *reading, slot from)
{
	reading->kernel_thread = (from->result.ul_int & FLAG_KERNEL_THREAD) != 0;
}

/* Which item is wanted for which cost, and where it goes. */
static const struct {
	enum pids_item item;
	unsigned cost; /* any of these; COST_NONE: always */
	void (*store)(struct process_reading *reading, slot from);
} items[] = {
	{ PIDS_ID_PID, COST_NONE, store_pid },
	{ PIDS_ID_PPID, COST_STAT | COST_STATUS, store_ppid },
	{ PIDS_CMD, COST_STAT | COST_STATUS, store_name },
	{ PIDS_STATE, COST_STAT | COST_STATUS, store_state },
	{ PIDS_TICS_BEGAN, COST_STAT, store_start_ticks },
	{ PIDS_ADDR_STACK_START, COST_STAT, store_stack_start },
	{ PIDS_FLAGS, COST_STAT, store_kernel_thread },
	{ PIDS_FLT_MIN, COST_STAT, store_minor_faults },
	{ PIDS_FLT_MAJ, COST_STAT, store_major_faults },
	{ PIDS_TICS_ALL, COST_STAT, store_cpu_ticks },
	{ PIDS_ID_EUID, COST_STATUS, store_uid },
	{ PIDS_NLWP, COST_STATUS, store_threads },
	{ PIDS_VM_SIZE, COST_STATUS, store_size },
	{ PIDS_VM_RSS, COST_STATUS, store_rss },
	{ PIDS_VM_RSS_ANON, COST_STATUS, store_anonymous },
	{ PIDS_VM_RSS_FILE, COST_STATUS, store_file },
	{ PIDS_VM_RSS_SHARED, COST_STATUS, store_shared },
	{ PIDS_VM_RSS_LOCKED, COST_STATUS, store_locked },
	{ PIDS_VM_SWAP, COST_STATUS, store_swap },
	{ PIDS_OOM_SCORE, COST_OOM, store_oom_score },
	{ PIDS_OOM_ADJ, COST_OOM, store_oom_adjust },
	{ PIDS_CMDLINE_V, COST_COMMAND, store_arguments },
	{ PIDS_CGROUP_V, COST_CGROUP, store_cgroups },
};
#define ITEM_COUNT (COUNT_OF(items))

struct pids_reader {
	struct pids_info *info;
	struct users *users; /* the caller's; NULL: names are not wanted */
	bool one_by_one;     /* what it reads can lack without a trace: no cgroup, a score of 0 */
	size_t chosen[ITEM_COUNT];         /* rows of items, one a result slot */
	enum pids_item wanted[ITEM_COUNT]; /* the same for libproc2 */
	int count;
};

void pids_prepare(void)
{
	enum pids_item item = PIDS_ID_PID;
	struct pids_info *info = NULL;

	if (procps_pids_new(&info, &item, 1) >= 0)
		procps_pids_unref(&info);
}

/* libproc2 looks for libnuma first, unless it has: not before there is something to read. */
static bool open_info(struct pids_reader *reader)
{
	return reader->info || procps_pids_new(&reader->info, reader->wanted, reader->count) >= 0;
}

struct pids_reader *pids_reader_new(unsigned cost, struct users *users)
{
	struct pids_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	for (size_t i = 0; i < ITEM_COUNT; i++) {
		if (items[i].cost != COST_NONE && !(items[i].cost & cost))
			continue;
		reader->wanted[reader->count] = items[i].item;
		reader->chosen[reader->count++] = i;
	}
	reader->users = cost & COST_STATUS ? users : NULL;
	reader->one_by_one = (cost & (COST_CGROUP | COST_OOM)) != 0;
	return reader;
}

void pids_reader_free(struct pids_reader *reader)
{
	if (!reader)
		return;
	if (reader->info)
		procps_pids_unref(&reader->info);
	free(reader);
}

static void take_stack(struct pids_reader *reader, const struct pids_stack *stack,
	void (*take)(void *context, const struct process_reading *reading), void *context)
{
	struct process_reading reading = { 0 };

	for (int i = 0; i < reader->count; i++)
		items[reader->chosen[i]].store(&reading, &stack->head[i]);
	if (reader->users)
		reading.user = users_name(reader->users, reading.uid);
	take(context, &reading);
}

/*
 * libproc2 passes over what it cannot read, as if the process had ended or had no such file.  Why it
 * could not is left in errno, where nothing else of these is, until something else fails or it goes on to
 * the next process of all.
 */
static enum status shortage(void)
{
	switch (errno) {
	case ENOMEM:
	case EMFILE:
	case ENFILE:
	case EINTR:
		return status_from_errno(errno);
	default:
		return STATUS_OK;
	}
}

/* These, or all of them where none are named.  NULL: not one of them is there any more, which is no failure. */
static struct pids_fetch *fetch_once(struct pids_reader *reader, unsigned *these, size_t count)
{
	errno = 0;
	/* procps_pids_get() gives one at a time, but reads the uptime for each: see read_one_by_one(). */
	return these ? procps_pids_select(reader->info, these, (int)count, PIDS_SELECT_PID)
		     : procps_pids_reap(reader->info, PIDS_FETCH_TASKS_ONLY);
}

/*
 * malloc() leaves ENOMEM in errno where one of its arenas had no room and another one, or a mapping, gave
 * it; libproc2 takes that for a failure of its own, and reads no further.  So it is asked once more: what
 * it allocates at first it has then, and what is really short is short again.
 */
static enum status fetch(struct pids_reader *reader, unsigned *these, size_t count,
	struct pids_fetch **fetched)
{
	enum status status = STATUS_NO_MEMORY;

	for (int i = 0; i < 2 && status == STATUS_NO_MEMORY; i++) {
		*fetched = fetch_once(reader, these, count);
		status = shortage();
	}
	return status;
}

/* Those of these that were not read; their number. */
static size_t keep_missing(unsigned *these, size_t count, const struct pids_fetch *fetched)
{
	size_t missing = 0;
	int at = 0;

	for (size_t i = 0; i < count; i++) {
		/* In the order in which they were asked for; the PID is the first slot. */
		if (fetched && at < fetched->counts->total &&
			(unsigned)fetched->stacks[at]->head->result.s_int == these[i])
			at++;
		else
			these[missing++] = these[i];
	}
	return missing;
}

static enum status select_some(struct pids_reader *reader, unsigned *these, size_t count,
	void (*take)(void *context, const struct process_reading *reading), void *context)
{
	struct pids_fetch *fetched;
	enum status status = fetch(reader, these, count, &fetched);

	for (int i = 0; status == STATUS_OK && fetched && i < fetched->counts->total; i++)
		take_stack(reader, fetched->stacks[i], take, context);
	if (status != STATUS_OK || count == 1)
		return status;
	/* What one of them ended with may cover why another was passed over: each says it by itself. */
	count = keep_missing(these, count, fetched);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = select_some(reader, &these[i], 1, take, context);
	return status;
}

enum status pids_reader_select(struct pids_reader *reader, const pid_t *pids, size_t count,
	void (*take)(void *context, const struct process_reading *reading), void *context)
{
	unsigned these[SELECT_MOST];
	enum status status = STATUS_OK;

	if (!open_info(reader))
		return STATUS_NO_MEMORY;
	while (count && status == STATUS_OK) {
		size_t now = count < SELECT_MOST ? count : SELECT_MOST;

		for (size_t i = 0; i < now; i++)
			these[i] = (unsigned)pids[i];
		status = select_some(reader, these, now, take, context);
		pids += now;
		count -= now;
	}
	return status;
}

static enum status read_at_once(struct pids_reader *reader,
	void (*take)(void *context, const struct process_reading *reading), void *context)
{
	struct pids_fetch *fetched;
	enum status status = fetch(reader, NULL, 0, &fetched);

	for (int i = 0; status == STATUS_OK && fetched && i < fetched->counts->total; i++)
		take_stack(reader, fetched->stacks[i], take, context);
	return status;
}

/*
 * From one process to the next libproc2 sets errno to 0, so it is looked at behind each. One where memory
 * lacked, or seemed to, is asked for again by its PID.
 */
static enum status read_one_by_one(struct pids_reader *reader,
	void (*take)(void *context, const struct process_reading *reading), void *context)
{
	const struct pids_stack *stack;
	enum status status = STATUS_OK;

	while (status == STATUS_OK) {
		stack = procps_pids_get(reader->info, PIDS_FETCH_TASKS_ONLY);
		status = shortage();
		if (!stack)
			break;
		if (status == STATUS_OK) {
			take_stack(reader, stack, take, context);
		} else {
			unsigned pid = (unsigned)stack->head->result.s_int;

			status = select_some(reader, &pid, 1, take, context);
		}
	}
	return status;
}

/* What it needed for all of them libproc2 would keep; and where it failed, it does not know how to begin. */
static void close_info(struct pids_reader *reader)
{
	procps_pids_unref(&reader->info);
	reader->info = NULL;
}

enum status pids_reader_read_all(struct pids_reader *reader,
	void (*take)(void *context, const struct process_reading *reading), void *context)
{
	enum status status;

	if (!open_info(reader))
		return STATUS_NO_MEMORY;
	if (!reader->one_by_one) {
		status = read_at_once(reader, take, context);
	} else {
		status = read_one_by_one(reader, take, context);
		/* From the start: who was taken before is taken twice. */
		close_info(reader);
		if (status == STATUS_NO_MEMORY && open_info(reader))
			status = read_one_by_one(reader, take, context);
	}
	close_info(reader);
	return status;
}
