/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A probe in a cgroup of its own: the balloon is put into it together with a file's worth of cache,
 * and its limit makes the kernel choose.  The cache of other cgroups is left alone.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe/kernel_file.h"
#include "probe/supervisor.h"

#define MIB           ((uint64_t)1 << 20)
#define DEFAULT_LIMIT (128 * MIB)
#define MAKER_SECONDS 60
#define GROUP_NAME    "memtop-probe-"
#define CACHE_PLACE   "/var/tmp" /* on a disk, for the files of tmpfs are no cache */

struct private_cgroup {
	char directory[PATH_MAX];
	int file; /* unlinked; its pages are the cache */
	struct groups *groups;
	struct reader *reader;
};

static bool place_has_cache(void)
{
	struct statfs system;

	return statfs(CACHE_PLACE, &system) == 0 && (unsigned)system.f_type != TMPFS_MAGIC &&
	       (unsigned)system.f_type != RAMFS_MAGIC;
}

static void assess_cgroup(struct prober_state *state, const struct probe_request *request,
	struct probe_assessment *assessment)
{
	const struct groups *groups = state->run.groups;
	uint64_t limit = request->bytes ? request->bytes : DEFAULT_LIMIT;
	struct preconditions preconditions;
	struct probe_request whole = *request;

	whole.bytes = 0;
	preconditions_find(&preconditions, request, state->run.groups, state->run.reader);
	budget_assess(assessment, &whole, &preconditions);
	if (request->percent)
		limit = assessment->budget / 100 * request->percent;
	/* It is cache of its own that must move: free memory may suffice for the rest. */
	if (assessment->refusal == budget_refusal(REFUSAL_FREE_SUFFICES))
		assessment->refusal = NULL;
	if (limit > assessment->budget)
		budget_refuse(assessment, REFUSAL_TOO_LARGE, "");
	if (limit < 3 * BUDGET_LEAST_PROOF)
		budget_refuse(assessment, REFUSAL_NOT_CACHED, "");
	if (groups_parent(groups) == groups_count(groups))
		budget_refuse(assessment,
			groups_version(groups) ? REFUSAL_DENIED : REFUSAL_UNSUPPORTED, "");
	if (!place_has_cache())
		budget_refuse(assessment, REFUSAL_TARGET, CACHE_PLACE);
	assessment->inside_cgroup = true;
	assessment->requested = limit / 4 * 3;
	assessment->from_free = limit / 4;
}

static bool write_all(int file, uint64_t bytes)
{
	static const char zeros[1 << 16];

	for (uint64_t done = 0; done < bytes; done += sizeof(zeros))
		if (write(file, zeros, sizeof(zeros)) != (ssize_t)sizeof(zeros))
			return false;
	return fsync(file) == 0;
}

/* Runs in a child: cache is charged to the cgroup of the process that brings it in. */
static _Noreturn void make_cache(const struct private_cgroup *own, int members, uint64_t bytes)
{
	alarm(MAKER_SECONDS);
	_exit(write(members, "0", 1) == 1 && write_all(own->file, bytes) ? 0 : 1);
}

static bool fill_cache(const struct private_cgroup *own, uint64_t bytes)
{
	char path[PATH_MAX + 16];
	int members, status = -1;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/cgroup.procs", own->directory);
	members = open(path, O_WRONLY | O_CLOEXEC);
	if (members < 0)
		return false;
	pid = fork();
	if (pid == 0)
		make_cache(own, members, bytes);
	close(members);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool set_limit(const struct private_cgroup *own, int version, uint64_t limit)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, limit);
	return kernel_file_write(own->directory,
		       version == 1 ? "memory.limit_in_bytes" : "memory.max", text) == STATUS_OK;
}

/*
 * A memtop that was killed in the middle left its cgroup, and nothing else would remove it.  One that
 * is in use is not empty, and stays.
 */
static void sweep(const char *parent)
{
	DIR *directory = opendir(parent);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (strncmp(entry->d_name, GROUP_NAME, strlen(GROUP_NAME)) == 0)
			unlinkat(dirfd(directory), entry->d_name, AT_REMOVEDIR);
	if (directory)
		closedir(directory);
}

static bool make_group(struct private_cgroup *own, const struct probe_run *run)
{
	size_t parent = groups_parent(run->groups);
	const char *directory;

	if (parent == groups_count(run->groups))
		return false;
	directory = groups_directory(run->groups, parent);
	sweep(directory);
	if (snprintf(own->directory, sizeof(own->directory), "%s/" GROUP_NAME "%ld", directory,
		    (long)getpid()) < PATH_MAX &&
		mkdir(own->directory, 0755) == 0)
		return true;
	own->directory[0] = '\0';
	return false;
}

/* Three quarters of the limit are cache, so that as much balloon has to push out half of it. */
static bool build(struct private_cgroup *own, const struct probe_run *run)
{
	uint64_t cache = run->plan.requested, limit = cache / 3 * 4;

	if (!make_group(own, run))
		return false;
	own->file = open(CACHE_PLACE, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (own->file < 0 || !set_limit(own, groups_version(run->groups), limit) ||
		!fill_cache(own, cache))
		return false;
	if (groups_new(&own->groups, own->directory) != STATUS_OK ||
		reader_new(&own->reader, own->groups) != STATUS_OK)
		return false;
	reader_watch(own->reader, 0);
	return true;
}

static void tear_down(struct private_cgroup *own)
{
	reader_free(own->reader);
	groups_free(own->groups);
	if (own->file >= 0)
		close(own->file);
	if (own->directory[0])
		rmdir(own->directory);
}

static bool move_balloon(const struct private_cgroup *own, const struct balloon_link *balloon)
{
	char text[32];

	snprintf(text, sizeof(text), "%ld", (long)balloon->pid);
	return kernel_file_write(own->directory, "cgroup.procs", text) == STATUS_OK;
}

static void press_inside(struct prober_state *state, struct private_cgroup *own)
{
	struct probe_run *run = &state->run;

	if (!press_start(state))
		return;
	if (move_balloon(own, &run->balloon)) {
		press(state);
	} else {
		balloon_end(&run->balloon);
		supervisor_refuse(state, REFUSAL_DENIED, own->directory);
	}
}

static void carry_out_cgroup(struct prober_state *state)
{
	struct probe_run *run = &state->run;
	struct groups *groups = run->groups;
	struct reader *reader = run->reader;
	struct private_cgroup own = { .file = -1 };

	if (build(&own, run)) {
		snprintf(run->plan.cgroup, sizeof(run->plan.cgroup), "%.255s", own.directory);
		run->groups = own.groups;
		run->reader = own.reader;
		press_inside(state, &own);
		run->groups = groups;
		run->reader = reader;
	} else {
		supervisor_refuse(state, REFUSAL_DENIED, strerror(errno));
	}
	tear_down(&own);
}

const struct mode_operations cgroup_operations = { assess_cgroup, carry_out_cgroup };
