/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/sweeper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"

/* Below so many processes statm of all is cheap; a program that is loaded stays down to the lower number. */
#define PROCESSES_LEAST 1000
#define PROCESSES_STAY  800

/* Loading costs 40 to 75 ms of processor time, as much as so many samples save. */
#define SAMPLES_LEAST 20

/* The iterator visits threads, at 0.17 us each; a statm that is kept open takes 2 us. */
#define THREADS_A_PROCESS 8

/* A process that moves between two reads may seem to differ. */
#define TRIES 4

#define UNTOLD_MOST 8

/* What is mounted anew, or let go, shows when so many samples have passed. */
#define COMPARE_EACH 256

/* ---- the two that sweep ---- */

static enum status sweep_by_statm(struct sweeper *sweeper, const struct sweep_turn *turn)
{
	(void)sweeper;
	process_table_sweep(turn->table);
	return STATUS_OK;
}

static enum status read_list(struct sweeper *sweeper, struct swept_list *list, bool with_counters)
{
	enum status status =
		sweeper->sweep.read(sweeper->sweep.context, list, with_counters, sweeper->counting);

	if (status == STATUS_OK)
		sweeper->choice.kernel_bytes = list->kernel_bytes;
	return status;
}

static void leave_for_good(struct sweeper *sweeper, enum sweep_reason reason);

/* A program that fails leaves this turn to statm, and all to come. */
static enum status sweep_by_program(struct sweeper *sweeper, const struct sweep_turn *turn)
{
	enum status status = read_list(sweeper, &sweeper->list, turn->with_counters);

	if (status == STATUS_OK)
		return process_table_take(turn->table, &sweeper->list, turn->apply, turn->context);
	leave_for_good(sweeper, SWEEP_FAILED);
	status = process_table_list(turn->table, NULL, 0, turn->now_ns);
	return status == STATUS_OK ? sweep_by_statm(sweeper, turn) : status;
}

static const struct sweep_means by_statm = { .sweep = sweep_by_statm };
static const struct sweep_means by_program = { .sweep = sweep_by_program, .finds_all = true };

bool sweeper_finds_all(const struct sweeper *sweeper)
{
	return sweeper->means->finds_all;
}

void sweeper_open(struct sweeper *sweeper, struct sweep sweep)
{
	*sweeper = (struct sweeper){ .sweep = sweep,
		.means = &by_statm,
		.page_size = (uint64_t)sysconf(_SC_PAGESIZE) };
}

void sweeper_close(struct sweeper *sweeper)
{
	if (sweeper->sweep.free)
		sweeper->sweep.free(sweeper->sweep.context);
	free(sweeper->list.swept);
	free(sweeper->later.swept);
}

/* ---- the choice ---- */

static void leave(struct sweeper *sweeper, enum sweep_reason reason)
{
	if (sweeper->is_ready)
		sweeper->sweep.stop(sweeper->sweep.context);
	sweeper->is_ready = false;
	sweeper->means = &by_statm;
	sweeper->choice.way = SWEEP_STATM;
	sweeper->choice.reason = reason;
	sweeper->choice.kernel_bytes = 0;
}

/* For good: what happened once would happen again. */
static void leave_for_good(struct sweeper *sweeper, enum sweep_reason reason)
{
	leave(sweeper, reason);
	sweeper->is_settled = true;
}

static enum sweep_reason why_not(const struct sweeper *sweeper, const struct feed_request *request,
	size_t processes)
{
	if (!sweeper->sweep.start)
		return SWEEP_SETTING;
	if (request->only)
		return SWEEP_CHOSEN;
	if (processes < (sweeper->is_ready ? PROCESSES_STAY : PROCESSES_LEAST))
		return SWEEP_FEW;
	if (!sweeper->is_ready && request->samples < SAMPLES_LEAST &&
		(request->samples || sweeper->samples < SAMPLES_LEAST))
		return SWEEP_BRIEF;
	return SWEEP_BEST;
}

void sweeper_choose(struct sweeper *sweeper, const struct feed_request *request, size_t processes)
{
	enum sweep_reason reason;
	enum status status;

	sweeper->samples++;
	if (sweeper->is_settled)
		return;
	reason = why_not(sweeper, request, processes);
	if (reason != SWEEP_BEST) {
		leave(sweeper, reason);
		return;
	}
	if (sweeper->is_ready)
		return;
	status = sweeper->sweep.start(sweeper->sweep.context, processes, &sweeper->choice.way,
		&sweeper->choice.refusal);
	sweeper->is_ready = status == STATUS_OK;
	sweeper->choice.reason = SWEEP_BEST;
	if (status != STATUS_OK)
		leave_for_good(sweeper, status == STATUS_REFUSED ? SWEEP_REFUSED : SWEEP_FAILED);
}

/* ---- whether both say the same ---- */

static bool is_of(const struct sweeper *sweeper, const struct process *process,
	const struct swept_figures *figures)
{
	const struct statm *statm = &process->statm;
	const uint64_t shared = figures->file + figures->shared;

	return process->status == STATUS_OK && statm->size * sweeper->page_size == figures->size &&
	       statm->shared * sweeper->page_size == shared &&
	       statm->resident * sweeper->page_size == shared + figures->anonymous;
}

static const struct swept *find(const struct swept_list *list, pid_t pid)
{
	size_t at;

	LOWER_BOUND(at, list->count, list->swept[at].pid < pid);
	return at < list->count && list->swept[at].pid == pid ? &list->swept[at] : NULL;
}

/* Who is in both lists was there all the time: it must be in the table, with the same figures if it stood still. */
static bool has_all_of_both(const struct sweeper *sweeper, const struct process_table *table)
{
	for (size_t i = 0; i < sweeper->list.count; i++) {
		const struct swept *before = &sweeper->list.swept[i];
		const struct swept *after = find(&sweeper->later, before->pid);
		const struct process *process;

		if (!after ||
			memcmp(&before->identity, &after->identity, sizeof(before->identity)) != 0)
			continue;
		process = process_table_find(table, before->pid);
		if (!process)
			return false;
		if (memcmp(&before->figures, &after->figures, sizeof(before->figures)) == 0 &&
			!is_of(sweeper, process, &before->figures))
			return false;
	}
	return true;
}

/*
 * A process that is in neither list, and has not ended meanwhile, is seen by /proc alone.  A few are read by statm on:
 * the first process of some virtual machines is not on the kernel's list.
 */
static bool has_all_of_table(const struct sweeper *sweeper, struct process_table *table)
{
	size_t untold = 0;

	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];

		process->is_untold = !find(&sweeper->list, process->pid) &&
				     !find(&sweeper->later, process->pid) &&
				     process_table_is_there(table, process);
		untold += process->is_untold;
	}
	return untold <= UNTOLD_MOST;
}

static bool has_too_many_threads(const struct sweeper *sweeper)
{
	uint64_t threads = 0;

	for (size_t i = 0; i < sweeper->list.count; i++)
		threads += sweeper->list.swept[i].figures.threads;
	return sweeper->choice.way == SWEEP_ITERATOR &&
	       threads > sweeper->list.count * THREADS_A_PROCESS;
}

/* Sweeps by statm between two reads of the program, and judges. */
static enum status compare(struct sweeper *sweeper, const struct sweep_turn *turn)
{
	enum status status = read_list(sweeper, &sweeper->list, false), listed;

	listed = process_table_list(turn->table, NULL, 0, turn->now_ns);
	if (listed != STATUS_OK)
		return listed;
	process_table_sweep(turn->table);
	if (status == STATUS_OK)
		status = read_list(sweeper, &sweeper->later, false);
	if (status != STATUS_OK)
		leave_for_good(sweeper, SWEEP_FAILED);
	else if (has_too_many_threads(sweeper))
		leave_for_good(sweeper, SWEEP_THREADS);
	else if (!has_all_of_both(sweeper, turn->table) || !has_all_of_table(sweeper, turn->table))
		sweeper->means = &by_statm;
	else
		sweeper->means = &by_program;
	return STATUS_OK;
}

/* Kernels before 6.17 do not add up in statm what CPUs have not handed in: so the other way is tried, too. */
static enum status compare_and_settle(struct sweeper *sweeper, const struct sweep_turn *turn)
{
	enum status status = compare(sweeper, turn);

	if (sweeper->means == &by_program) {
		process_table_know(turn->table, &sweeper->list);
		process_table_close_files(turn->table);
		sweeper->to_compare = COMPARE_EACH;
		sweeper->tries = 0;
	} else if (sweeper->is_ready) {
		sweeper->counting = sweeper->counting == SWEEP_WHOLE ? SWEEP_ROUGH : SWEEP_WHOLE;
		if (++sweeper->tries == TRIES)
			leave_for_good(sweeper, SWEEP_DISAGREES);
	}
	return status;
}

/* ---- the sweep ---- */

enum status sweeper_sweep(struct sweeper *sweeper, const struct sweep_turn *turn)
{
	bool agrees = sweeper->means == &by_program;

	if (sweeper->is_ready && (!agrees || sweeper->to_compare-- == 0))
		return compare_and_settle(sweeper, turn);
	return sweeper->means->sweep(sweeper, turn);
}
