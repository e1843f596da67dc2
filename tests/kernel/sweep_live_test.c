/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the programs say of all processes against what /proc says: every field, of zombies, kernel threads,
 * processes with many threads and such that share their memory, too.  Needs a kernel and the rights to load
 * BPF programs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/macros.h"
#include "base/compiler/sanitizer.h"
#include "document/kernel/way.h"
#include "kernel/sweep/sweep.h"
#include "support/pass_over.h"

#define MIB ((size_t)1 << 20)
/* A process that moves while it is read is looked at again; most stand still. */
#define ROUNDS  100
#define STRIKES 5

/* ---- what /proc says ---- */

struct told {
	struct swept_identity identity;
	struct swept_figures figures;
	char state;
	uint64_t statm[3], minor_faults, major_faults, ticks, start_ticks;
};

static char *read_text(pid_t pid, const char *name)
{
	static char text[16384];
	char path[64];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = '\0';
	return length ? text : NULL;
}

/* A number behind "Key:" at the start of a line; 0 where there is none. */
static uint64_t number_at(const char *text, const char *key)
{
	const char *line = strstr(text, key);

	return line ? strtoull(line + strlen(key), NULL, 10) : 0;
}

static bool tell_status(struct told *told, pid_t pid)
{
	const char *text = read_text(pid, "status"), *users;
	unsigned user = 0;

	if (!text || !(users = strstr(text, "\nUid:")))
		return false;
	sscanf(users, "\nUid:\t%*u\t%u", &user);
	told->identity.user = user;
	told->identity.ppid = (pid_t)number_at(text, "\nPPid:");
	told->state = strstr(text, "\nState:\t")[8];
	told->figures.threads = number_at(text, "\nThreads:");
	told->figures.size = number_at(text, "\nVmSize:") * 1024;
	told->figures.anonymous = number_at(text, "\nRssAnon:") * 1024;
	told->figures.file = number_at(text, "\nRssFile:") * 1024;
	told->figures.shared = number_at(text, "\nRssShmem:") * 1024;
	told->figures.swap = number_at(text, "\nVmSwap:") * 1024;
	told->figures.locked = number_at(text, "\nVmLck:") * 1024;
	told->figures.page_tables = number_at(text, "\nVmPTE:") * 1024;
	return true;
}

static bool tell_stat(struct told *told, pid_t pid)
{
	const char *text = read_text(pid, "stat"), *end;
	unsigned long long minor, major, user, system, start;

	if (!text || !(end = strrchr(text, ')')) ||
		sscanf(end + 1,
			" %*c %*d %*d %*d %*d %*d %*u %llu %*u %llu %*u %llu %llu %*d %*d %*d %*d %*d "
			"%*d %llu",
			&minor, &major, &user, &system, &start) != 5)
		return false;
	told->minor_faults = minor;
	told->major_faults = major;
	told->ticks = user + system;
	told->start_ticks = start;
	return true;
}

static bool tell(struct told *told, pid_t pid)
{
	const char *text;
	unsigned long long size, resident, shared;

	*told = (struct told){ .start_ticks = 0 };
	if (!tell_status(told, pid) || !tell_stat(told, pid) || !(text = read_text(pid, "statm")) ||
		sscanf(text, "%llu %llu %llu", &size, &resident, &shared) != 3)
		return false;
	told->statm[0] = size;
	told->statm[1] = resident;
	told->statm[2] = shared;
	text = read_text(pid, "oom_score_adj");
	told->identity.oom_adjust = text ? (int32_t)atol(text) : 0;
	return text != NULL;
}

/* ---- the comparison ---- */

static bool is_tick_apart(uint64_t cpu_ns, uint64_t ticks)
{
	const uint64_t tick_ns = UINT64_C(1000000000) / (uint64_t)sysconf(_SC_CLK_TCK);
	uint64_t ours = cpu_ns / tick_ns;

	/* Two numbers that were rounded down, and a clock that is read a moment later. */
	return ours + 1 >= ticks && ours <= ticks + 2;
}

/* The name of a figure that differs, or NULL. */
static const char *differs(const struct swept *swept, const struct told *told)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	const struct {
		const char *name;
		uint64_t ours, theirs;
	} pairs[] = {
		{ "parent", (uint64_t)swept->identity.ppid, (uint64_t)told->identity.ppid },
		{ "user", swept->identity.user, told->identity.user },
		{ "start", swept->identity.start_ticks, told->start_ticks },
		{ "oom_score_adj", (uint64_t)swept->identity.oom_adjust,
			(uint64_t)told->identity.oom_adjust },
		{ "state", (uint64_t)swept->state, (uint64_t)told->state },
		{ "threads", swept->figures.threads, told->figures.threads },
		{ "VmSize", swept->figures.size, told->figures.size },
		{ "RssAnon", swept->figures.anonymous, told->figures.anonymous },
		{ "RssFile", swept->figures.file, told->figures.file },
		{ "RssShmem", swept->figures.shared, told->figures.shared },
		{ "VmSwap", swept->figures.swap, told->figures.swap },
		{ "VmLck", swept->figures.locked, told->figures.locked },
		{ "VmPTE", swept->figures.page_tables, told->figures.page_tables },
		{ "size", swept->figures.size, told->statm[0] * page },
		{ "resident",
			swept->figures.anonymous + swept->figures.file + swept->figures.shared,
			told->statm[1] * page },
		{ "shared", swept->figures.file + swept->figures.shared, told->statm[2] * page },
		{ "minor faults", swept->minor_faults, told->minor_faults },
		{ "major faults", swept->major_faults, told->major_faults },
		{ "time", is_tick_apart(swept->cpu_ns, told->ticks), true },
	};

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (pairs[i].ours != pairs[i].theirs) {
			print_message("process %d, %s: %llu, in /proc %llu\n", (int)swept->pid,
				pairs[i].name, (unsigned long long)pairs[i].ours,
				(unsigned long long)pairs[i].theirs);
			return pairs[i].name;
		}
	return NULL;
}

static bool stood_still(const struct swept *before, const struct swept *after)
{
	return before->pid == after->pid &&
	       memcmp(&before->identity, &after->identity, sizeof(before->identity)) == 0 &&
	       memcmp(&before->figures, &after->figures, sizeof(before->figures)) == 0 &&
	       before->minor_faults == after->minor_faults && before->cpu_ns == after->cpu_ns;
}

static const struct swept *find(const struct swept_list *list, pid_t pid)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->swept[i].pid == pid)
			return &list->swept[i];
	return NULL;
}

static void read_all(const struct sweep *sweep, struct swept_list *list,
	enum sweep_counting counting)
{
	assert_int_equal(sweep->read(sweep->context, list, true, counting), STATUS_OK);
	assert_true(list->count > 0);
	for (size_t i = 1; i < list->count; i++)
		assert_true(list->swept[i - 1].pid < list->swept[i].pid);
}

struct trial {
	struct sweep sweep;
	enum sweep_counting counting;
	struct swept_list before, after;
};

/* Whether it is told otherwise again and again while it stands still. */
static bool is_wrong(struct trial *trial, pid_t pid)
{
	const char *name = NULL;
	unsigned strikes = 0;

	for (int round = 0; round < ROUNDS && strikes < STRIKES; round++) {
		const struct swept *before, *after;
		struct told told;

		read_all(&trial->sweep, &trial->before, trial->counting);
		if (!tell(&told, pid))
			return false;
		read_all(&trial->sweep, &trial->after, trial->counting);
		before = find(&trial->before, pid);
		after = find(&trial->after, pid);
		if (!before || !after || !stood_still(before, after))
			continue;
		name = differs(before, &told);
		if (!name)
			return false;
		strikes++;
	}
	if (strikes == STRIKES)
		print_message("%s of process %d differs\n", name, (int)pid);
	return strikes == STRIKES;
}

/* How many processes are told otherwise than /proc tells them. */
static size_t compare_all(struct trial *trial)
{
	struct swept_list list = { 0 };
	size_t wrong = 0, compared = 0;

	read_all(&trial->sweep, &list, trial->counting);
	for (size_t i = 0; i < list.count; i++) {
		struct told told;

		if (!tell(&told, list.swept[i].pid))
			continue;
		compared++;
		if (differs(&list.swept[i], &told))
			wrong += is_wrong(trial, list.swept[i].pid);
	}
	print_message("%zu processes compared, %zu differ\n", compared, wrong);
	assert_true(compared > 0);
	free(list.swept);
	return wrong;
}

/* ---- odd processes ---- */

enum { ODD_ZOMBIE, ODD_LOCKED, ODD_THREADS, ODD_ANEW, ODD_PAIR, ODD_COUNT };

struct odd {
	pid_t pids[ODD_COUNT];
	int ready[2];
	char *stack;
};

static void *idle(void *context)
{
	(void)context;
	for (;;)
		pause();
	return NULL;
}

static void say_ready(const struct odd *odd)
{
	if (write(odd->ready[1], "", 1) != 1)
		_exit(1);
}

static void be_nothing(void)
{
}

static int be_pair(void *context)
{
	say_ready(context);
	for (;;)
		pause();
	return 0;
}

/* Pages that are locked, swapped out where there is swap, shared, of a file. */
static void be_locked(void)
{
	char *locked = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *given =
		mmap(NULL, 4 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *shared = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	memset(locked, 1, MIB);
	memset(given, 1, 4 * MIB);
	memset(shared, 1, MIB);
	(void)mlock(locked, MIB / 16);
	(void)madvise(given, 4 * MIB, 21 /* MADV_PAGEOUT */);
}

static void be_many(void)
{
	pthread_t thread;

	for (int i = 0; i < 20; i++)
		if (pthread_create(&thread, NULL, idle, NULL) != 0)
			_exit(1);
}

static void *touch(void *context)
{
	char *bytes = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(bytes, 1, MIB);
	if (sem_post(context) != 0)
		_exit(1);
	return idle(NULL);
}

/*
 * A thread whose number is lower than its process's, as after the numbers have begun anew, with faults of
 * its own.  Where the next number cannot be set, it is an ordinary one.
 */
static void be_anew(void)
{
	FILE *last = fopen("/proc/sys/kernel/ns_last_pid", "w");
	pthread_t thread;
	sem_t touched;

	if (last) {
		fprintf(last, "%d", (int)getpid() / 2);
		fclose(last);
	}
	if (sem_init(&touched, 0, 0) != 0 || pthread_create(&thread, NULL, touch, &touched) != 0)
		_exit(1);
	while (sem_wait(&touched) != 0)
		;
}

static pid_t begin(const struct odd *odd, void (*be)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (be)
			be();
		say_ready(odd);
		if (be)
			idle(NULL);
		_exit(0);
	}
	assert_true(pid > 0);
	return pid;
}

/*
 * One that shares this process's memory; a copy of it under the thread sanitizer, which takes such a process for
 * the thread that made it.
 */
static pid_t begin_pair(struct odd *odd)
{
	pid_t pid;

	odd->stack = malloc(MIB / 4);
	assert_non_null(odd->stack);
	if (WITH_THREAD_SANITIZER)
		return begin(odd, be_nothing);
	pid = clone(be_pair, odd->stack + MIB / 4, CLONE_VM | SIGCHLD, odd);
	assert_true(pid > 0);
	return pid;
}

static void begin_odd(struct odd *odd)
{
	siginfo_t ended;
	char bytes[ODD_COUNT];

	assert_int_equal(pipe(odd->ready), 0);
	odd->pids[ODD_ZOMBIE] = begin(odd, NULL);
	odd->pids[ODD_LOCKED] = begin(odd, be_locked);
	odd->pids[ODD_THREADS] = begin(odd, be_many);
	odd->pids[ODD_ANEW] = begin(odd, be_anew);
	odd->pids[ODD_PAIR] = begin_pair(odd);
	for (int i = 0; i < ODD_COUNT; i++)
		assert_int_equal(read(odd->ready[0], bytes, 1), 1);
	assert_int_equal(waitid(P_PID, (id_t)odd->pids[ODD_ZOMBIE], &ended, WEXITED | WNOWAIT), 0);
}

static void end_odd(struct odd *odd)
{
	for (int i = 0; i < ODD_COUNT; i++) {
		kill(odd->pids[i], SIGKILL);
		waitpid(odd->pids[i], NULL, 0);
	}
	free(odd->stack);
	close(odd->ready[0]);
	close(odd->ready[1]);
}

/* The thread sanitizer adds some of its own. */
static bool has_threads(const struct swept *swept, uint64_t count)
{
	return WITH_THREAD_SANITIZER ? swept->figures.threads >= count
				     : swept->figures.threads == count;
}

static void judge_odd(const struct trial *trial, const struct odd *odd)
{
	const struct swept *found[ODD_COUNT], *self = find(&trial->after, getpid());

	for (int i = 0; i < ODD_COUNT; i++) {
		found[i] = find(&trial->after, odd->pids[i]);
		assert_non_null(found[i]);
		assert_int_equal(found[i]->identity.ppid, getpid());
	}
	assert_non_null(self);
	assert_int_equal(found[ODD_ZOMBIE]->state, 'Z');
	assert_int_equal(found[ODD_ZOMBIE]->figures.size, 0);
	assert_true(found[ODD_LOCKED]->figures.shared >= MIB);
	assert_true(has_threads(found[ODD_THREADS], 21));
	assert_true(has_threads(found[ODD_ANEW], 2));
	assert_true(found[ODD_ANEW]->minor_faults >= MIB / (uint64_t)sysconf(_SC_PAGESIZE));
	if (!WITH_THREAD_SANITIZER)
		assert_int_equal(found[ODD_PAIR]->figures.size, self->figures.size);
}

/* ---- */

/* The way that statm of this kernel counts, by which no process differs. */
static void hold_to_proc(struct trial *trial)
{
	static const enum sweep_counting countings[] = { SWEEP_WHOLE, SWEEP_ROUGH };
	size_t least = SIZE_MAX;
	struct odd odd;

	begin_odd(&odd);
	for (size_t i = 0; i < COUNT_OF(countings) && least > 0; i++) {
		size_t wrong;

		trial->counting = countings[i];
		wrong = compare_all(trial);
		least = wrong < least ? wrong : least;
	}
	read_all(&trial->sweep, &trial->after, trial->counting);
	judge_odd(trial, &odd);
	end_odd(&odd);
	assert_int_equal(least, 0);
}

/* Kernels from 6.7 on are known to take both programs. */
static bool must_take_programs(const struct kernel_refusal *refusal)
{
	unsigned major = 0, minor = 0;
	struct utsname system;

	uname(&system);
	sscanf(system.release, "%u.%u", &major, &minor);
	return (refusal->kind == KERNEL_NOT_VERIFIED || refusal->kind == KERNEL_NOT_LOADED) &&
	       (major > 6 || (major == 6 && minor >= 7));
}

static void try_way(enum sweep_way way)
{
	struct trial trial = { .sweep = kernel_sweep_new(1u << way) };
	struct kernel_refusal refusal = { 0 };
	enum sweep_way got;
	enum status status = trial.sweep.start(trial.sweep.context, 100, &got, &refusal);
	struct message message;

	if (status == STATUS_REFUSED) {
		kernel_refusal_say(&message, &refusal);
		trial.sweep.free(trial.sweep.context);
		assert_false(must_take_programs(&refusal));
		PASS_OVER(message.text);
	}
	assert_int_equal(status, STATUS_OK);
	assert_int_equal(got, way);
	hold_to_proc(&trial);
	free(trial.before.swept);
	free(trial.after.swept);
	trial.sweep.free(trial.sweep.context);
}

static void tasks_are_as_proc_has_them(void **state)
{
	(void)state;
	try_way(SWEEP_TASKS);
}

static void the_iterator_says_the_same(void **state)
{
	(void)state;
	try_way(SWEEP_ITERATOR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tasks_are_as_proc_has_them),
		cmocka_unit_test(the_iterator_says_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
