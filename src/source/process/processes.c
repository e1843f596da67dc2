/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/processes.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "derive/process/columns.h"
#include "parse/system/cgroup.h"
#include "source/budgeted/retained.h"
#include "source/budgeted/rollup.h"
#include "source/budgeted/schedule.h"
#include "source/errand.h"
#include "source/inspect/asked_mount.h"
#include "source/process/commands.h"
#include "source/process/figures.h"
#include "source/process/growers.h"
#include "source/process/pids.h"
#include "source/process/rotation.h"
#include "source/process/sweeper.h"
#include "source/process/table.h"

/*
 * What cannot be seen in statm (locked, OOM score, cgroup, user) is at most this old; where a program sweeps,
 * what it does not see (names of cgroups, arguments that a process writes anew).
 */
#define ROTATION_NS         UINT64_C(120000000000)
#define ROTATION_PROGRAM_NS UINT64_C(600000000000)

/* So many versions has the row of a process; its serial is never used twice. */
#define VERSION_BITS 32

/* Costs that libproc2 pays for. */
#define COST_LIBPROC2 (COST_STATUS | COST_STAT | COST_COMMAND | COST_CGROUP | COST_OOM)

struct processes {
	const struct kernel_root *root;
	struct process_table table;
	struct sweeper sweeper;
	struct history *history;
	size_t open_fds_max;          /* descriptors, where more than one sample is to come */
	unsigned cost;                /* that the readers below were made for */
	struct pids_reader *full;     /* everything the cost names */
	struct pids_reader *counters; /* stat alone, for what changes by itself */
	struct budgeted_schedule budgeted[BUDGETED_COUNT];
	struct errands errands;   /* reads that may never return */
	struct commands commands; /* of those that are read now */
	struct file_buffer buffer, joined;
	pid_t *chosen; /* scratch: processes to be read */
	size_t chosen_count, chosen_capacity;
	struct identity_pool identities; /* of processes that came last */
	struct rotation rotation;
	struct figure_units units;
	struct users *users; /* NULL until names are wanted */
	pthread_once_t prepared;
	uint64_t now_ns;      /* of the sample that is being read */
	bool some_unanswered; /* of those that were read */
	enum status lacked; /* what memtop lacked for what a process is: then there is no sample */
	bool ready;         /* request.ready() was called */
	bool restricted;    /* to some processes, by the request that is served */
};

/* ---- life ---- */

static void prepare_budgeted(struct processes *processes, struct retained_source retained)
{
	static const struct budgeted_kind *const kinds[BUDGETED_COUNT] = {
		[BUDGETED_ROLLUP] = &rollup_kind,
		[BUDGETED_RETAINED] = &retained_kind,
		[BUDGETED_LAZY_FREE] = &lazy_free_kind,
	};

	for (int i = 0; i < BUDGETED_COUNT; i++) {
		processes->budgeted[i].kind = kinds[i];
		processes->budgeted[i].root = processes->root;
		processes->budgeted[i].errands = &processes->errands;
		processes->budgeted[i].retained = retained;
	}
}

enum status processes_new(struct processes **out, const struct kernel_root *root,
	struct retained_source retained, size_t open_fds_max, enum users_place users)
{
	struct processes *processes = calloc(1, sizeof(*processes));
	enum status status;

	*out = NULL;
	if (processes && users == USERS_APART)
		processes->users = users_new(users, NULL);
	if (!processes || (users == USERS_APART && !processes->users)) {
		free(processes);
		return STATUS_NO_MEMORY;
	}
	processes->root = processes->errands.root = root;
	prepare_budgeted(processes, retained);
	sweeper_open(&processes->sweeper, (struct sweep){ .context = NULL });
	processes->open_fds_max = open_fds_max;
	processes->prepared = (pthread_once_t)PTHREAD_ONCE_INIT;
	processes->history = history_new();
	status = processes->history ? process_table_open(&processes->table, root, open_fds_max)
				    : STATUS_NO_MEMORY;
	if (status != STATUS_OK) {
		history_unref(processes->history);
		users_free(processes->users);
		free(processes);
		return status;
	}
	status = figure_units_read(&processes->units, &processes->buffer, root);
	if (status == STATUS_OK)
		*out = processes;
	else
		processes_free(processes);
	return status;
}

void processes_free(struct processes *processes)
{
	if (!processes)
		return;
	for (int i = 0; i < BUDGETED_COUNT; i++)
		budgeted_schedule_close(&processes->budgeted[i]);
	pids_reader_free(processes->full);
	pids_reader_free(processes->counters);
	users_free(processes->users);
	sweeper_close(&processes->sweeper);
	process_table_close(&processes->table);
	rotation_close(&processes->rotation);
	errands_free(&processes->errands);
	identity_pool_free(&processes->identities);
	commands_free(&processes->commands);
	history_unref(processes->history);
	file_buffer_free(&processes->buffer);
	file_buffer_free(&processes->joined);
	free(processes->chosen);
	free(processes);
}

void processes_use(struct processes *processes, struct sweep sweep)
{
	sweeper_open(&processes->sweeper, sweep);
}

void processes_prepare(struct processes *processes)
{
	pthread_once(&processes->prepared, pids_prepare);
}

const struct sweep_choice *processes_sweep(const struct processes *processes)
{
	return &processes->sweeper.choice;
}

struct history *processes_history(const struct processes *processes)
{
	return processes->history;
}

size_t processes_open_fds(const struct processes *processes)
{
	return processes->table.kept;
}

uint64_t processes_ended(const struct processes *processes)
{
	return processes->table.ended;
}

size_t processes_renewed(const struct processes *processes)
{
	return processes->table.renewed;
}

/* ---- what a process is ---- */

/* The path of the memory cgroup, NUL-terminated inside processes->buffer. */
static const char *cgroup_path(struct processes *processes, const struct process_reading *reading)
{
	struct text lines, path;
	int version;

	if (file_buffer_join(&processes->joined, reading->cgroups, '\n', &lines) != STATUS_OK) {
		processes->lacked = STATUS_NO_MEMORY;
		return NULL;
	}
	if (cgroup_parse_membership(&path, &version, lines.at, lines.length) != STATUS_OK)
		return NULL;
	if (path.length >= processes->buffer.capacity)
		return NULL;
	memcpy(processes->buffer.text, path.at, path.length);
	processes->buffer.text[path.length] = '\0';
	return processes->buffer.text;
}

/*
 * Gives the process a row with this identity, keeping the figures if it is the same process.  False
 * without memory.
 */
static bool identify(struct processes *processes, struct process *process, pid_t ppid,
	const struct identity_source *source)
{
	struct identity *identity;
	struct row *row = process->row;

	if (row && row->identity->start_ticks != source->start_ticks) {
		row_unref(row);
		process->row = row = NULL;
		process->counted_ns = 0;
		process->serial = processes->table.next_serial++;
	}
	if (row && row->ppid != ppid && (row = process_edit(process)))
		row->ppid = ppid;
	if (row && identity_is(row->identity, source))
		return true;
	identity = identity_pool_new(&processes->identities, source);
	if (!identity)
		return false;
	if (!process->row) {
		row = process_table_new_row(&processes->table, process, ppid, identity);
		if (row)
			row->version = process->serial << VERSION_BITS;
	} else if ((row = process_edit(process))) {
		identity_unref(row->identity);
		row->identity = identity_ref(identity);
	}
	identity_unref(identity);
	return row != NULL;
}

/* What stands for arguments that no process can have; valid until the next call. */
static void say_no_command(struct processes *processes, struct identity_source *source,
	const struct process_reading *reading, bool unanswered)
{
	struct file_buffer *buffer = &processes->joined;
	char mount[ASKED_MOUNT_SIZE] = "";
	const size_t size = sizeof(mount) + 256;
	char *text = array_reserve(buffer->text, &buffer->capacity, size, 1);

	source->command = "";
	if (!text) {
		processes->lacked = STATUS_NO_MEMORY;
		return;
	}
	buffer->text = text;
	if (unanswered) {
		processes->some_unanswered = true;
		source->command_state = VALUE_UNANSWERED;
		asked_mount_find(mount, processes->root, reading->pid);
	}
	if (!unanswered) /* as ps shows it */
		snprintf(text, size, "[%s]", reading->name);
	else if (mount[0])
		snprintf(text, size, _("%s: does not answer (%s)"), reading->name, mount);
	else
		snprintf(text, size, _("%s: does not answer"), reading->name);
	source->command = text;
	source->command_length = strlen(text);
}

static void find_command(struct processes *processes, struct identity_source *source,
	const struct process_reading *reading)
{
	const struct command *command = commands_find(&processes->commands, reading->pid);

	if (command && command->item.status == STATUS_OK && command->length) {
		source->command = command->text;
		source->command_length = command->length;
	} else if (reading->name) {
		say_no_command(processes, source, reading,
			command && command->item.status == STATUS_UNANSWERED);
	}
}

/*
 * Where stat, which has the flags, is not read: a kernel thread has no address space, and kthreadd,
 * which is always process 2 where kernel threads can be seen at all, for its parent.
 */
static bool is_kernel_thread(const struct processes *processes,
	const struct process_reading *reading)
{
	if (processes->cost & COST_STAT)
		return reading->kernel_thread;
	return reading->size == 0 && reading->state != 'Z' &&
	       (reading->pid == 2 || reading->ppid == 2);
}

static void identify_from(struct processes *processes, struct process *process,
	const struct process_reading *reading)
{
	struct identity_source source = { .uid = reading->uid,
		.user = reading->user,
		.name = reading->name,
		.kernel_thread = is_kernel_thread(processes, reading),
		.start_ticks = reading->start_ticks,
		.program = reading->stack_start > 1 ? reading->stack_start : 0 };

	if (reading->cgroups)
		source.cgroup = cgroup_path(processes, reading);
	find_command(processes, &source, reading);
	if (!identify(processes, process, reading->ppid, &source))
		processes->lacked = STATUS_NO_MEMORY;
}

/* ---- what it uses ---- */

static void take_swept(void *context, struct process *process, const struct swept *swept)
{
	struct processes *processes = context;

	if (figures_of_swept(process, swept, processes->cost, processes->now_ns))
		process->changed |= (processes->cost & COST_OOM) != 0;
}

static void take_full(void *context, const struct process_reading *reading)
{
	struct processes *processes = context;
	struct process *process = process_table_find(&processes->table, reading->pid);
	enum status status = STATUS_OK;

	/* Their thread reads on while libproc2 reads all of these. */
	if (commands_end(&processes->commands) != STATUS_OK)
		return;
	/* Of a process whose files it may not read libproc2 gives zeros, if it was asked for no stat. */
	if (!process || !process->changed || !reading->state)
		return;
	identify_from(processes, process, reading);
	if (!process->row)
		return;
	if (processes->cost & COST_STATUS)
		figures_of_status(process, reading, &processes->units);
	if (processes->cost & COST_STAT)
		figures_of_stat(process, reading, &processes->units, processes->now_ns);
	if (processes->cost & COST_OOM) {
		process_set(process, METRIC_OOM_SCORE, value_of(reading->oom_score));
		process_set(process, METRIC_OOM_ADJUST, value_of(reading->oom_adjust));
	}
	if (processes->cost & COST_PAGE_TABLES)
		status = figures_of_page_tables(process, &processes->buffer, processes->root);
	if (status_is_shortage(status))
		processes->lacked = status;
	process->is_applied = false; /* the row is newer than what a program said */
	process->read_ns = processes->now_ns;
	process->changed = false;
}

static void take_counters(void *context, const struct process_reading *reading)
{
	struct processes *processes = context;
	struct process *process = process_table_find(&processes->table, reading->pid);

	if (process && process->row && process->row->identity->start_ticks == reading->start_ticks)
		figures_of_counters(process, reading, &processes->units, processes->now_ns);
}

/* ---- processes that cannot be read ---- */

/*
 * What is known without reading any of its files: the owner of its directory.  It stands for a
 * process that libproc2 passed over: hidden (hidepid=1), or ended a moment ago.
 */
static void identify_if_unread(struct processes *processes, pid_t pid)
{
	struct process *process = process_table_find(&processes->table, pid);
	struct identity_source source = { .name = "?",
		.command = "?",
		.command_length = 1,
		.command_state = VALUE_DENIED };
	char path[16], user[16];
	struct stat stat;

	if (!process || !process->changed)
		return;
	snprintf(path, sizeof(path), "%d", (int)pid);
	if (fstatat(processes->root->proc, path, &stat, 0) != 0) {
		process_table_mark_gone(&processes->table, process);
		return;
	}
	snprintf(user, sizeof(user), "%u", (unsigned)stat.st_uid);
	source.uid = stat.st_uid;
	source.user = user;
	if (!identify(processes, process, 0, &source))
		processes->lacked = STATUS_NO_MEMORY;
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		process_set(process, (enum metric)metric, value_missing(VALUE_DENIED));
	process->read_ns = processes->now_ns;
	process->changed = false;
}

/* ---- one sample ---- */

static enum status choose(struct processes *processes, pid_t pid)
{
	pid_t *chosen = array_reserve(processes->chosen, &processes->chosen_capacity,
		processes->chosen_count + 1, sizeof(*chosen));

	if (!chosen)
		return STATUS_NO_MEMORY;
	processes->chosen = chosen;
	chosen[processes->chosen_count++] = pid;
	return STATUS_OK;
}

/* Where it stands among cgroups, and its OOM score, are changed from outside, and in no line of status. */
static void rotate(struct processes *processes, uint64_t interval_ns)
{
	uint64_t turn_ns =
		sweeper_finds_all(&processes->sweeper) ? ROTATION_PROGRAM_NS : ROTATION_NS;

	rotation_go_on(&processes->rotation, &processes->table, interval_ns, turn_ns,
		!(processes->cost & (COST_CGROUP | COST_OOM)));
}

/* A process that did not answer is asked again once the thread that waited for it has come back. */
static void mark_answering(struct processes *processes)
{
	errands_forget_returned(&processes->errands);
	if (!processes->some_unanswered)
		return;
	processes->some_unanswered = false;
	for (size_t i = 0; i < processes->table.count; i++) {
		struct process *process = processes->table.processes[i];

		if (!process->row || process->row->identity->command_state != VALUE_UNANSWERED)
			continue;
		processes->some_unanswered = true;
		if (!errands_wait_for(&processes->errands, process->pid))
			process->changed = true;
	}
}

static void mark_all(struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		table->processes[i]->changed = true;
}

/* False: no memory. */
static bool make_readers(struct processes *processes, unsigned cost)
{
	if (!processes->users && (cost & COST_STATUS))
		processes->users = users_new(USERS_HERE, NULL);
	if ((cost & COST_STATUS) && !processes->users)
		return false;
	processes->full =
		pids_reader_new(cost & COST_LIBPROC2 ? cost & ~(unsigned)COST_COMMAND : COST_STATUS,
			processes->users);
	if (processes->full && !processes->counters && (cost & COST_EVERY_SAMPLE))
		processes->counters = pids_reader_new(COST_STAT, NULL);
	return processes->full && (processes->counters || !(cost & COST_EVERY_SAMPLE));
}

/* Makes readers for a new cost; all processes have to be read once more if it grew. */
static enum status set_cost(struct processes *processes, unsigned cost)
{
	if (cost == processes->cost && processes->full)
		return STATUS_OK;
	if (cost & ~processes->cost)
		mark_all(&processes->table);
	pids_reader_free(processes->full);
	processes->full = NULL;
	processes->cost = cost;
	if (make_readers(processes, cost))
		return STATUS_OK;
	pids_reader_free(processes->full);
	processes->full = NULL;
	return STATUS_NO_MEMORY;
}

/* Nearly all that there are: those that did not change are read as well then. */
static bool is_everybody(const struct processes *processes)
{
	return !processes->restricted &&
	       processes->chosen_count >= processes->table.count - processes->table.count / 8;
}

static enum status read_all_chosen(struct processes *processes)
{
	enum status status;

	process_table_make_rows(&processes->table);
	status = pids_reader_read_all(processes->full, take_full, processes);
	process_table_drop_rows(&processes->table);
	for (size_t i = 0; status == STATUS_OK && i < processes->chosen_count; i++) {
		pid_t pid = processes->chosen[i];
		const struct process *process = process_table_find(&processes->table, pid);

		if (process && process->changed)
			status = pids_reader_select(processes->full, &pid, 1, take_full, processes);
	}
	return status;
}

static enum status read_chosen(struct processes *processes)
{
	if (is_everybody(processes))
		return read_all_chosen(processes);
	return pids_reader_select(processes->full, processes->chosen, processes->chosen_count,
		take_full, processes);
}

static enum status read_changed(struct processes *processes)
{
	struct process_table *table = &processes->table;
	enum status status = STATUS_OK;

	processes->chosen_count = 0;
	for (size_t i = 0; status == STATUS_OK && i < table->count; i++)
		if (table->processes[i]->changed)
			status = choose(processes, table->processes[i]->pid);
	if (status == STATUS_OK && processes->chosen_count == 0)
		return STATUS_OK;
	if (status == STATUS_OK && (processes->cost & COST_COMMAND))
		status = commands_begin(&processes->commands, &processes->errands,
			processes->chosen, processes->chosen_count);
	if (status == STATUS_OK)
		status = read_chosen(processes);
	if (status == STATUS_OK)
		status = commands_end(&processes->commands);
	commands_free(&processes->commands);
	if (status == STATUS_OK)
		status = processes->lacked;
	for (size_t i = 0; status == STATUS_OK && i < processes->chosen_count; i++)
		identify_if_unread(processes, processes->chosen[i]);
	process_table_drop_gone(table);
	return status;
}

static enum status read_counters(struct processes *processes)
{
	struct process_table *table = &processes->table;
	enum status status = STATUS_OK;

	processes->chosen_count = 0;
	for (size_t i = 0; status == STATUS_OK && i < table->count; i++)
		if (table->processes[i]->counted_ns != processes->now_ns)
			status = choose(processes, table->processes[i]->pid);
	if (status == STATUS_OK)
		status = pids_reader_select(processes->counters, processes->chosen,
			processes->chosen_count, take_counters, processes);
	return status;
}

/* Rows out of statm alone, for columns that need nothing else: identified by nothing but their PID. */
static void apply_sweep(struct processes *processes)
{
	static const struct identity_source unknown = { .command = "", .user = "", .name = "" };

	for (size_t i = 0; i < processes->table.count; i++) {
		struct process *process = processes->table.processes[i];

		if (!process->row && !identify(processes, process, 0, &unknown))
			processes->lacked = STATUS_NO_MEMORY;
		if (process->row && process->swept)
			figures_of_statm(process, processes->units.page_size);
		process->changed = process->swept && process->statm.size == 0;
	}
}

/* What is recorded is to be complete, whatever the budget for expensive figures is. */
static bool wants_all(const struct feed_request *request)
{
	return request->budget_percent >= 100 || request->texts;
}

/* Lets the history make of the rows what they do not have yet. */
static enum status derive(struct processes *processes, const struct sample *sample,
	const struct feed_request *request)
{
	struct process_table *table = &processes->table;
	const struct history_step step = { .now_ns = sample->monotonic_ns,
		.shmem = sample->system.meminfo.field[MEMINFO_Shmem],
		.rates = (processes->cost & COST_EVERY_SAMPLE) != 0,
		.growth = (processes->cost & COST_HISTORY) != 0,
		.levels = (processes->cost & COST_LEVELS) != 0,
		.all = wants_all(request) };
	struct row **rows = reallocarray(NULL, table->count + 1, sizeof(*rows));
	enum status status = STATUS_OK;
	size_t count = 0;

	if (!rows)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < table->count; i++) {
		if (table->processes[i]->row)
			rows[count++] = table->processes[i]->row;
		if (table->processes[i]->lacked) /* a counter that stood still gives no rate */
			status = STATUS_NO_MEMORY;
	}
	if (status == STATUS_OK)
		status = history_take(processes->history, rows, count, &step);
	count = 0;
	for (size_t i = 0; i < table->count; i++)
		if (table->processes[i]->row)
			table->processes[i]->row = rows[count++];
	free(rows);
	if (status == STATUS_OK && step.growth)
		status = process_table_list_unsettled(table);
	if (status == STATUS_OK && step.growth) {
		rooms_read(table, step.all);
		process_table_settle(table);
	}
	return status;
}

/* ---- what is expensive to read ---- */

static enum status read_all_budgeted(struct processes *processes,
	const struct feed_request *request, bool alone)
{
	enum status status = STATUS_OK;

	for (int i = 0; i < BUDGETED_COUNT && status == STATUS_OK; i++)
		if (processes->cost & processes->budgeted[i].kind->cost)
			status = budgeted_schedule_read_all(&processes->budgeted[i],
				&processes->table, request->looked_at, processes->now_ns, alone);
	return status;
}

static bool is_wanted(const struct processes *processes, int kind,
	const struct feed_request *request)
{
	const struct budgeted_schedule *schedule = &processes->budgeted[kind];

	return (processes->cost & schedule->kind->cost) &&
	       budgeted_schedule_wants(schedule, &processes->table, request->looked_at);
}

/* The kinds that are wanted share the budget. */
static enum status step_budgeted(struct processes *processes, const struct feed_request *request)
{
	bool is_kind_wanted[BUDGETED_COUNT];
	unsigned wanted = 0, share;
	enum status status = STATUS_OK;

	for (int i = 0; i < BUDGETED_COUNT; i++)
		wanted += is_kind_wanted[i] = is_wanted(processes, i, request);
	share = wanted ? (unsigned)max_int((int)(request->budget_percent / wanted), 1) : 0;
	for (int i = 0; i < BUDGETED_COUNT && status == STATUS_OK; i++)
		if (is_kind_wanted[i] || processes->budgeted[i].worker)
			status = budgeted_schedule_step(&processes->budgeted[i], &processes->table,
				request, is_kind_wanted[i] ? share : 0, processes->now_ns);
	return status;
}

static enum status sweep(struct processes *processes)
{
	const struct sweep_turn turn = { .table = &processes->table,
		.now_ns = processes->now_ns,
		.with_counters = (processes->cost & COST_EVERY_SAMPLE) != 0,
		.apply = take_swept,
		.context = processes };

	return sweeper_sweep(&processes->sweeper, &turn);
}

/*
 * What a single sample costs least with: nothing is swept to find out which changed, so every process
 * counts as changed; but statm is read where libproc2 is not needed at all, and nothing but
 * smaps_rollup where that says enough.  Who has no memory of its own must be looked at once more:
 * kernel threads are to be known.
 */
static enum status read_once(struct processes *processes, const struct feed_request *request)
{
	bool libproc2 = (processes->cost & COST_LIBPROC2) != 0;
	enum status status;

	if (libproc2) {
		processes_prepare(processes);
		mark_all(&processes->table);
		status = read_changed(processes);
	} else {
		status = processes->cost & COST_STATM ? sweep(processes) : STATUS_OK;
		if (status == STATUS_OK)
			apply_sweep(processes);
	}
	if (status == STATUS_OK)
		status = read_all_budgeted(processes, request, !libproc2);
	if (status == STATUS_OK && !libproc2)
		status = read_changed(processes);
	return status == STATUS_OK ? process_table_list_unsettled(&processes->table) : status;
}

static enum status read_again(struct processes *processes, const struct feed_request *request,
	uint64_t interval_ns)
{
	enum status status = sweep(processes);

	if (status != STATUS_OK)
		return status;
	rotate(processes, interval_ns);
	mark_answering(processes);
	status = read_changed(processes);
	if (status == STATUS_OK && (processes->cost & COST_EVERY_SAMPLE))
		status = read_counters(processes);
	if (status == STATUS_OK)
		status = process_table_list_unsettled(&processes->table);
	if (status != STATUS_OK)
		return status;
	return request->budget_percent >= 100 ? read_all_budgeted(processes, request, false)
					      : step_budgeted(processes, request);
}

/*
 * What has to be read for the request.  For a single sample sweeps can say enough: see read_once();
 * one of them is needed in any case, to know kernel threads.
 */
unsigned processes_cost(const struct feed_request *request)
{
	unsigned cost = request->cost;

	if (!request->once)
		return cost | COST_STATM | COST_STAT | COST_STATUS;
	if (cost & ~(unsigned)(COST_STATM | COST_ROLLUP))
		return cost | COST_STATUS;
	return cost ? cost : COST_STATM;
}

static enum status read_shared(struct processes *processes, const struct sample *sample, bool all)
{
	enum status status = held_shmem_update(&processes->table, &processes->errands, sample, all);

	if (status == STATUS_OK)
		status = shmem_grown_update(&processes->table, &processes->errands, sample, all);
	return status;
}

static enum status list(struct processes *processes, const struct feed_request *request)
{
	return process_table_list(&processes->table, request->only, request->only_count,
		processes->now_ns);
}

/* A sweep by a program finds all processes with it. */
static enum status find_all_processes(struct processes *processes,
	const struct feed_request *request)
{
	bool found = sweeper_finds_all(&processes->sweeper);
	enum status status = found ? STATUS_OK : list(processes, request);

	if (status != STATUS_OK)
		return status;
	sweeper_choose(&processes->sweeper, request, processes->table.count);
	if (found && !sweeper_finds_all(&processes->sweeper))
		status = list(processes, request);
	return status;
}

static void know_user(void *context, uid_t uid)
{
	users_name(context, uid);
}

/* Before anything is looked into that others wrote. */
static void get_ready(struct processes *processes, const struct feed_request *request)
{
	if (processes->ready || !request->ready)
		return;
	if (processes->users && !users_are_apart(processes->users))
		process_table_owners(&processes->table, know_user, processes->users);
	processes->ready = true;
	request->ready();
}

enum status processes_read(struct processes *processes, struct sample *sample,
	const struct feed_request *request)
{
	enum status status, filled;

	processes->now_ns = sample->monotonic_ns;
	processes->table.open_fds_max = request->once ? 0 : processes->open_fds_max;
	processes->lacked = STATUS_OK;
	processes->restricted = request->only != NULL;
	status = set_cost(processes, processes_cost(request));
	if (status == STATUS_OK)
		status = find_all_processes(processes, request);
	if (status == STATUS_OK)
		get_ready(processes, request);
	if (status == STATUS_OK)
		status = request->once
				 ? read_once(processes, request)
				 : read_again(processes, request, value_or(sample->interval_ns, 0));
	if (status == STATUS_OK && (processes->cost & (COST_HISTORY | COST_SHARED)))
		status = read_shared(processes, sample, wants_all(request));
	if (status == STATUS_OK)
		status = processes->lacked;
	if (status == STATUS_OK && (processes->cost & (COST_HISTORY | COST_EVERY_SAMPLE)))
		status = derive(processes, sample, request);
	filled = process_table_fill(&processes->table, sample);
	return status == STATUS_OK ? filled : status;
}
