/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/sweep/sweep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/macros.h"
#include "kernel/bpf.h"
#include "kernel/programs/tasks.h"

/* More processes may come before the program has to be loaded once more. */
#define ROOM_FACTOR 2
#define ROOM_MORE   1024

/* include/linux/sched.h, Linux 6.2 to 6.18 */
#define STATE_UNINTERRUPTIBLE 0x02
#define STATE_REPORTED        0x7f
#define STATE_REPORTED_IDLE   0x80
#define STATE_IDLE            0x402  /* TASK_UNINTERRUPTIBLE | TASK_NOLOAD */
#define STATE_WAITS           0x9000 /* TASK_RTLOCK_WAIT | TASK_FROZEN */

struct kernel_sweep {
	unsigned ways;
	enum sweep_way way;                /* of what is loaded */
	struct kernel_bpf *bpf;            /* NULL: not loaded */
	const struct task_record *records; /* SWEEP_TASKS: shared with the kernel, so many */
	size_t room, kernel_bytes;
	struct tasks_call *call; /* SWEEP_ITERATOR: the same of what it is asked for */
	uint64_t page_size, tick_ns;
	uint64_t *order; /* scratch */
	size_t order_capacity;
	struct task_record *received; /* SWEEP_ITERATOR: what it has written so far */
	size_t received_count, received_capacity;
};

static const struct {
	const struct kernel_object *object;
	enum sweep_way way;
} programs[] = {
	{ &kernel_object_tasks, SWEEP_TASKS },
	{ &kernel_object_task_iterator, SWEEP_ITERATOR },
};

/* ---- what a record says ---- */

/* task_state_index() and task_index_to_char() of include/linux/sched.h. */
static char letter_of(const struct task_record *record)
{
	static const char letters[] = "RSDTtXZPI";
	unsigned state = (record->state | record->exit_state) & STATE_REPORTED;
	size_t at = 0;

	if ((record->state & STATE_IDLE) == STATE_IDLE)
		state = STATE_REPORTED_IDLE;
	if (record->state & STATE_WAITS)
		state = STATE_UNINTERRUPTIBLE;
	for (; state; state >>= 1)
		at++;
	return letters[at];
}

static void take_memory(const struct kernel_sweep *sweep, struct swept_figures *figures,
	const struct task_record *record, enum sweep_counting counting)
{
	const long long *pages = counting == SWEEP_WHOLE ? record->whole : record->rough;
	uint64_t bytes[TASK_COUNTERS];

	for (int i = 0; i < TASK_COUNTERS; i++)
		bytes[i] = pages[i] > 0 ? (uint64_t)pages[i] * sweep->page_size : 0;
	figures->size = record->size * sweep->page_size;
	figures->locked = record->locked * sweep->page_size;
	figures->page_tables = record->page_tables;
	figures->file = bytes[TASK_FILE];
	figures->anonymous = bytes[TASK_ANONYMOUS];
	figures->shared = bytes[TASK_SHARED];
	figures->swap = bytes[TASK_SWAP];
}

static void take(const struct kernel_sweep *sweep, struct swept *swept,
	const struct task_record *record, enum sweep_counting counting)
{
	memset(swept, 0, sizeof(*swept)); /* its padding, too, for it is compared */
	swept->pid = (pid_t)record->pid;
	swept->identity.ppid = (pid_t)record->parent;
	swept->identity.user = record->user;
	swept->identity.start_ticks = record->start_ns / sweep->tick_ns;
	swept->identity.css_set = record->css_set;
	swept->identity.executions = record->executions;
	swept->identity.oom_adjust = record->oom_adjust;
	memcpy(swept->identity.name, record->name, sizeof(swept->identity.name));
	swept->figures.threads = record->threads;
	swept->state = letter_of(record);
	if (record->has_memory)
		take_memory(sweep, &swept->figures, record, counting);
	swept->minor_faults = record->minor_faults;
	swept->major_faults = record->major_faults;
	swept->cpu_ns = record->run_ns;
}

/* ---- all records ---- */

#define IS_THREAD (UINT64_C(1) << 31) /* what has it in its place in the order comes later */

/*
 * The kernel's list is in order of the forks: by PID unless these began anew.  Then a thread may have a
 * lower number than its process and come before it, so that processes come first here.  NULL: no memory.
 */
static const uint64_t *order_records(struct kernel_sweep *sweep, const struct task_record *records,
	size_t count)
{
	uint64_t *order =
		array_reserve(sweep->order, &sweep->order_capacity, count + 1, sizeof(*order));
	bool ascends = true;

	if (!order)
		return NULL;
	sweep->order = order;
	for (size_t i = 0; i < count; i++) {
		order[i] = (uint64_t)records[i].pid << 32 |
			   (records[i].threads > 0 ? 0 : IS_THREAD) | i;
		ascends &= i == 0 || order[i - 1] < order[i];
	}
	if (!ascends)
		qsort(order, count, sizeof(*order), compare_u64);
	return order;
}

/* What a thread has done goes to its process, which comes before it. */
static void add_thread(struct swept *swept, const struct task_record *record)
{
	swept->minor_faults += record->minor_faults;
	swept->major_faults += record->major_faults;
	swept->cpu_ns += record->run_ns;
}

static enum status take_all(struct kernel_sweep *sweep, struct swept_list *list,
	const struct task_record *records, size_t count, enum sweep_counting counting)
{
	const uint64_t *order = order_records(sweep, records, count);
	struct swept *swept =
		array_reserve(list->swept, &list->capacity, count + 1, sizeof(*swept));

	list->count = 0;
	if (swept)
		list->swept = swept;
	if (!order || !swept)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct task_record *record = &records[order[i] & (IS_THREAD - 1)];
		struct swept *last = list->count ? &swept[list->count - 1] : NULL;

		if (record->threads > 0)
			take(sweep, &swept[list->count++], record, counting);
		else if (last && last->pid == (pid_t)record->pid)
			add_thread(last, record);
	}
	list->kernel_bytes = sweep->kernel_bytes;
	return STATUS_OK;
}

/* ---- loading ---- */

static void stop(void *context)
{
	struct kernel_sweep *sweep = context;

	if (!sweep)
		return;
	kernel_bpf_unload(sweep->bpf);
	sweep->bpf = NULL;
	sweep->records = NULL;
	sweep->call = NULL;
	sweep->kernel_bytes = 0;
}

static enum status share(struct kernel_sweep *sweep)
{
	if (sweep->way == SWEEP_TASKS)
		sweep->records = kernel_bpf_memory(sweep->bpf, "records", &sweep->kernel_bytes);
	else
		sweep->call = kernel_bpf_memory(sweep->bpf, "call", &sweep->kernel_bytes);
	return sweep->records || sweep->call ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status load(struct kernel_sweep *sweep, size_t program, size_t room,
	struct kernel_refusal *refusal)
{
	const uint32_t cpus = kernel_bpf_cpus();
	const struct kernel_bpf_sizes sizes = { .array = "records",
		.entries = programs[program].way == SWEEP_TASKS ? (uint32_t)room : 0,
		.constants = &cpus,
		.constants_size = sizeof(cpus) };
	uint32_t nothing = 0;
	enum status status;

	if (cpus > TASKS_CPUS) {
		*refusal = (struct kernel_refusal){ .kind = KERNEL_NOT_LOADED, .error = E2BIG };
		return STATUS_REFUSED;
	}
	status = kernel_bpf_load_sized(&sweep->bpf, programs[program].object, &sizes, refusal);
	if (status != STATUS_OK)
		return status;
	sweep->way = programs[program].way;
	sweep->room = room;
	status = share(sweep);
	if (status == STATUS_OK)
		status = kernel_bpf_run(sweep->bpf, "find_cpus", &nothing, sizeof(nothing));
	if (status != STATUS_OK)
		stop(sweep);
	return status;
}

/* What the last one that was tried was refused for is said. */
static enum status start(void *context, size_t processes, enum sweep_way *way,
	struct kernel_refusal *refusal)
{
	struct kernel_sweep *sweep = context;
	enum status status = STATUS_REFUSED;

	if (!sweep)
		return STATUS_NO_MEMORY;
	stop(sweep);
	for (size_t i = 0; i < COUNT_OF(programs) && status == STATUS_REFUSED; i++)
		if (sweep->ways & 1u << programs[i].way)
			status = load(sweep, i, processes * ROOM_FACTOR + ROOM_MORE, refusal);
	*way = status == STATUS_OK ? sweep->way : SWEEP_STATM;
	return status;
}

/* ---- reading ---- */

static enum status read_tasks(struct kernel_sweep *sweep, struct swept_list *list,
	bool with_threads, enum sweep_counting counting)
{
	struct tasks_call call = { .with_threads = with_threads };
	struct kernel_refusal unsaid;
	enum sweep_way way;
	enum status status = kernel_bpf_run(sweep->bpf, "list_tasks", &call, sizeof(call));

	if (status == STATUS_OK && call.count > sweep->room) {
		status = start(sweep, call.count, &way, &unsaid);
		call.count = 0;
		if (status == STATUS_OK)
			status = kernel_bpf_run(sweep->bpf, "list_tasks", &call, sizeof(call));
		if (status == STATUS_OK && call.count > sweep->room)
			status = STATUS_FAILED;
	}
	return status == STATUS_OK ? take_all(sweep, list, sweep->records, call.count, counting)
				   : status;
}

static enum status receive(void *context, const void *bytes)
{
	struct kernel_sweep *sweep = context;
	struct task_record *records = array_reserve(sweep->received, &sweep->received_capacity,
		sweep->received_count + 1, sizeof(*records));

	if (!records)
		return STATUS_NO_MEMORY;
	sweep->received = records;
	memcpy(&records[sweep->received_count++], bytes, sizeof(*records));
	return STATUS_OK;
}

static enum status read_iterator(struct kernel_sweep *sweep, struct swept_list *list,
	bool with_threads, enum sweep_counting counting)
{
	enum status status;

	sweep->call->with_threads = with_threads;
	sweep->received_count = 0;
	status = kernel_bpf_iterate(sweep->bpf, "iterate_tasks", sizeof(struct task_record),
		receive, sweep);
	return status == STATUS_OK
		       ? take_all(sweep, list, sweep->received, sweep->received_count, counting)
		       : status;
}

static enum status read_all(void *context, struct swept_list *list, bool with_threads,
	enum sweep_counting counting)
{
	struct kernel_sweep *sweep = context;

	if (!sweep || !sweep->bpf)
		return STATUS_FAILED;
	return sweep->way == SWEEP_TASKS ? read_tasks(sweep, list, with_threads, counting)
					 : read_iterator(sweep, list, with_threads, counting);
}

static void free_sweep(void *context)
{
	struct kernel_sweep *sweep = context;

	stop(sweep);
	if (sweep) {
		free(sweep->order);
		free(sweep->received);
	}
	free(sweep);
}

struct sweep kernel_sweep_new(unsigned ways)
{
	struct kernel_sweep *sweep = calloc(1, sizeof(*sweep));

	if (sweep) {
		sweep->ways = ways ? ways : 1u << SWEEP_TASKS | 1u << SWEEP_ITERATOR;
		sweep->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
		sweep->tick_ns = NS_PER_SECOND / (uint64_t)sysconf(_SC_CLK_TCK);
	}
	return (struct sweep){ sweep, start, read_all, stop, free_sweep };
}
