/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The proofs without a balloon: one file, one cgroup, or every clean page is asked for. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "probe/kernel_file.h"
#include "probe/probe.h"
#include "probe/proof.h"
#include "probe/supervisor.h"

#define MIB          ((uint64_t)1 << 20)
#define MAP_WINDOW   (64 * MIB)
#define RECLAIM_STEP (16 * MIB)

static void assess_first(struct prober_state *state, const struct probe_request *request,
	struct probe_assessment *assessment)
{
	struct preconditions preconditions;

	preconditions_find(&preconditions, request, state->run.groups, state->run.reader);
	budget_assess_other(assessment, request, &preconditions);
}

/* From the first reading to the last, around something that makes the kernel give up cache. */
static void begin(struct prober_state *state)
{
	struct probe_run *run = &state->run;

	supervisor_read(state);
	run->before = run->now;
	run->step = run->now;
	run->window_next = 0;
	supervisor_phase(state, PROBE_FILLING);
}

static void finish(struct prober_state *state, struct value given_up,
	const struct probe_guard *stopped_by)
{
	struct probe_run *run = &state->run;
	struct proof_input proof = {
		.plan = &run->plan,
		.before = &run->before,
		.peak = &run->peak,
		.after = &run->after,
		.stopped_by = stopped_by,
		.stopped_by_user = stopped_by && policy_stopped_by_user(stopped_by),
	};

	supervisor_idle(state);
	supervisor_read(state);
	run->peak = run->now;
	supervisor_await_return(state, clock_now_ns(CLOCK_MONOTONIC));
	supervisor_watch(state);
	proof_judge_other(&run->report, &proof, given_up);
}

/* One file. */
static bool count_window(int file, uint64_t offset, uint64_t size, uint64_t page, uint64_t *bytes)
{
	unsigned char resident[MAP_WINDOW / 4096];
	void *window = mmap(NULL, size, PROT_READ, MAP_SHARED, file, (off_t)offset);
	bool counted;

	if (window == MAP_FAILED)
		return false;
	counted = mincore(window, size, resident) == 0;
	for (uint64_t i = 0; counted && i < (size + page - 1) / page; i++)
		*bytes += (resident[i] & 1) * page;
	munmap(window, size);
	return counted;
}

/* How much of an open file is in the cache: mapping it does not bring it in. */
static struct value cached_bytes(int file)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), bytes = 0;
	struct stat status;

	if (fstat(file, &status) != 0)
		return value_missing(VALUE_ABSENT);
	for (uint64_t at = 0; at < (uint64_t)status.st_size; at += MAP_WINDOW) {
		uint64_t rest = (uint64_t)status.st_size - at;

		if (!count_window(file, at, rest < MAP_WINDOW ? rest : MAP_WINDOW, page, &bytes))
			return value_missing(value_state_of(status_from_errno(errno)));
	}
	return value_of(bytes);
}

/* Regular, and on something slower than memory: the files of tmpfs are no cache. */
static bool has_cache(int file)
{
	struct stat status;
	struct statfs system;

	return fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
	       fstatfs(file, &system) == 0 && (unsigned)system.f_type != TMPFS_MAGIC &&
	       (unsigned)system.f_type != RAMFS_MAGIC && (unsigned)system.f_type != HUGETLBFS_MAGIC;
}

/* The kernel tells only a process that could write a file what of it is in memory: mm/mincore.c. */
static bool may_count(int file, const char *path)
{
	struct stat status;

	return fstat(file, &status) == 0 &&
	       (status.st_uid == geteuid() || geteuid() == 0 || access(path, W_OK) == 0);
}

static int open_target(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static void assess_file(struct prober_state *state, const struct probe_request *request,
	struct probe_assessment *assessment)
{
	struct value cached;
	int file;

	assess_first(state, request, assessment);
	if (!request->target)
		return;
	file = open_target(request->target);
	if (file < 0) {
		budget_refuse(assessment, budget_shortage(status_from_errno(errno), REFUSAL_TARGET),
			request->target);
	} else if (!has_cache(file)) {
		budget_refuse(assessment, REFUSAL_TARGET, request->target);
	} else if (!may_count(file, request->target)) {
		budget_refuse(assessment, REFUSAL_DENIED, request->target);
	} else {
		cached = cached_bytes(file);
		if (cached.state == VALUE_NO_MEMORY)
			budget_refuse(assessment, REFUSAL_NO_MEMORY, request->target);
		if (value_or(cached, 0) < BUDGET_LEAST_PROOF)
			budget_refuse(assessment, REFUSAL_NOT_CACHED, request->target);
		assessment->requested = value_or(cached, 0);
		assessment->budget = assessment->requested;
	}
	if (file >= 0)
		close(file);
}

static void carry_out_file(struct prober_state *state)
{
	int file = open_target(state->run.target);
	struct value before, after;

	if (file < 0) {
		supervisor_refuse(state, budget_shortage(status_from_errno(errno), REFUSAL_TARGET),
			state->run.target);
		return;
	}
	begin(state);
	before = cached_bytes(file);
	posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
	after = cached_bytes(file);
	finish(state, value_subtract(before, after), NULL);
	close(file);
}

const struct mode_operations file_operations = { assess_file, carry_out_file };

/* A chosen cgroup: its directory, or its path below the mount. */
static void group_directory(char *directory, size_t size, const struct groups *groups,
	const char *target)
{
	const char *mount = groups_mount(groups);
	bool whole = *mount != '\0' && strncmp(target, mount, strlen(mount)) == 0;

	snprintf(directory, size, "%s%s%s", whole ? "" : mount, whole || *target == '/' ? "" : "/",
		target);
}

/* STATUS_OK or a shortage. */
static enum status group_file_cache(const char *directory, uint64_t *bytes)
{
	struct group_reading reading;
	struct groups *groups;
	enum status status = groups_new(&groups, directory);
	char text[16384];

	*bytes = 0;
	if (status == STATUS_OK && groups_count(groups) > 0) {
		groups_read(groups, 0, &reading, text, sizeof(text));
		*bytes = value_or(reading.file, 0);
	}
	groups_free(groups);
	return status;
}

static void request_share(struct probe_assessment *assessment, const struct probe_request *request,
	uint64_t most)
{
	assessment->budget = most;
	assessment->requested = request->bytes;
	if (request->bytes == 0)
		assessment->requested = most / 100 * (request->percent ? request->percent : 50);
	if (assessment->requested > most)
		budget_refuse(assessment, REFUSAL_TOO_LARGE, "");
	if (assessment->requested < BUDGET_LEAST_PROOF)
		budget_refuse(assessment, REFUSAL_NOT_CACHED, assessment->cgroup);
}

static bool can_write(const char *directory, const char *name)
{
	char file[PATH_MAX + 16];

	snprintf(file, sizeof(file), "%s/%s", directory, name);
	return access(file, W_OK) == 0;
}

static void assess_group(struct probe_assessment *assessment, const struct probe_request *request,
	const char *directory)
{
	char file[PATH_MAX + 16];
	enum status status;
	uint64_t most;

	snprintf(assessment->cgroup, sizeof(assessment->cgroup), "%.255s", directory);
	snprintf(file, sizeof(file), "%s/memory.reclaim", directory);
	/* What is cut would be the path of another one. */
	if (strlen(directory) >= sizeof(assessment->cgroup) || access(directory, X_OK) != 0)
		budget_refuse(assessment, REFUSAL_TARGET, directory);
	if (access(file, F_OK) != 0)
		budget_refuse(assessment, REFUSAL_UNSUPPORTED, file);
	if (access(file, W_OK) != 0)
		budget_refuse(assessment, REFUSAL_DENIED, file);
	status = group_file_cache(directory, &most);
	if (status != STATUS_OK)
		budget_refuse(assessment, budget_shortage(status, REFUSAL_NO_MEMORY), "");
	request_share(assessment, request, most);
}

/* The smallest of our own cgroups that can give something up, or what is against the first. */
static void assess_own_group(struct probe_assessment *assessment,
	const struct probe_request *request, const struct groups *groups)
{
	struct probe_assessment first = *assessment;

	for (size_t i = 0; i < groups_count(groups); i++) {
		struct probe_assessment tried = first;

		assess_group(&tried, request, groups_directory(groups, i));
		if (i == 0 || !tried.refusal)
			*assessment = tried;
		if (!tried.refusal)
			return;
	}
	if (groups_count(groups) == 0)
		budget_refuse(assessment, REFUSAL_UNSUPPORTED, "");
}

static void assess_reclaim(struct prober_state *state, const struct probe_request *request,
	struct probe_assessment *assessment)
{
	char directory[PATH_MAX];

	assess_first(state, request, assessment);
	if (!request->target) {
		assess_own_group(assessment, request, state->run.groups);
		return;
	}
	group_directory(directory, sizeof(directory), state->run.groups, request->target);
	assess_group(assessment, request, directory);
}

static uint64_t group_usage(const char *directory)
{
	return value_or(kernel_file_number(directory, "memory.current"), 0);
}

/*
 * In small steps, for once begun a step cannot be stopped.  A step that fails (EAGAIN) may have taken
 * something, too, even more than was asked for.  What the cgroup gave up, in bytes.
 */
static uint64_t reclaim(struct prober_state *state, const struct probe_guard **stopped_by)
{
	struct probe_run *run = &state->run;
	const char *directory = run->plan.cgroup;
	uint64_t usage = group_usage(directory), given_up = 0;
	struct decision decision = { .action = POLICY_WAIT };
	char step[32];

	while (given_up < run->plan.requested) {
		uint64_t rest = run->plan.requested - given_up, now;
		enum status status;

		snprintf(step, sizeof(step), "%" PRIu64, rest < RECLAIM_STEP ? rest : RECLAIM_STEP);
		run->step = run->now;
		status = kernel_file_write(directory, "memory.reclaim", step);
		now = group_usage(directory);
		given_up = usage > now ? usage - now : 0;
		supervisor_read(state);
		supervisor_decide(state, &decision, given_up);
		if (decision.action == POLICY_STOP || status != STATUS_OK)
			break;
	}
	*stopped_by = decision.action == POLICY_STOP ? decision.guard : NULL;
	return given_up;
}

static void carry_out_reclaim(struct prober_state *state)
{
	const struct probe_guard *stopped_by = NULL;
	uint64_t given_up;

	begin(state);
	given_up = reclaim(state, &stopped_by);
	finish(state, value_of(given_up), stopped_by);
}

const struct mode_operations reclaim_operations = { assess_reclaim, carry_out_reclaim };

enum status probe_rights(struct rights *rights)
{
	struct groups *groups;
	enum status status = groups_new(&groups, NULL);

	if (status != STATUS_OK)
		return status;
	rights->drops_caches = access("/proc/sys/vm/drop_caches", W_OK) == 0;
	rights->makes_groups = groups_parent(groups) < groups_count(groups);
	for (size_t i = 0; i < groups_count(groups); i++)
		rights->reclaims_group |= can_write(groups_directory(groups, i), "memory.reclaim");
	groups_free(groups);
	return STATUS_OK;
}

/* Every clean page that is not mapped. */
static void assess_drop(struct prober_state *state, const struct probe_request *request,
	struct probe_assessment *assessment)
{
	assess_first(state, request, assessment);
	if (access("/proc/sys/vm/drop_caches", W_OK) != 0)
		budget_refuse(assessment, errno == ENOENT ? REFUSAL_UNSUPPORTED : REFUSAL_DENIED,
			"/proc/sys/vm/drop_caches");
}

static void carry_out_drop(struct prober_state *state)
{
	struct probe_run *run = &state->run;

	begin(state);
	if (kernel_file_write("/proc/sys/vm", "drop_caches", "1") != STATUS_OK) {
		supervisor_refuse(state, REFUSAL_DENIED, "/proc/sys/vm/drop_caches");
		return;
	}
	supervisor_read(state);
	finish(state, value_subtract(run->before.machine.cache, run->now.machine.cache), NULL);
}

const struct mode_operations drop_operations = { assess_drop, carry_out_drop };
