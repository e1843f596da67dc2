/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/guard.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/compiler/sanitizer.h"
#include "base/macros.h"
#include "source/file.h"

/* It is looked at so often, and left behind after so long in one system call on a file. */
#define LOOK_NS     (UINT64_C(500) * 1000000)
#define PATIENCE_NS (UINT64_C(10) * 1000000000)
/* The same once it was asked to end. */
#define END_NS (UINT64_C(1) * 1000000000)
/* The same once it has ended but for a thread, which takes no time unless that waits. */
#define LAST_LOOK_NS (UINT64_C(100) * 1000000)
#define LAST_NS      (UINT64_C(200) * 1000000)
/* The same for one that may wait: it looks seldom until it is asked to end, and gives a slow disk more. */
#define SELDOM_NS   (UINT64_C(5) * 1000000000)
#define END_SLOW_NS (UINT64_C(2) * 1000000000)

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

/* System calls that ask a file system; with_file: if their first argument is a file of one. */
static const struct asking {
	long number;
	bool with_file;
} askings[] = {
	{ SYS_read, true }, { SYS_pread64, true }, { SYS_pwrite64, true }, { SYS_write, true },
	{ SYS_fsync, true }, { SYS_fdatasync, true }, { SYS_ftruncate, true }, { SYS_fcntl, true },
	{ SYS_close, false }, { SYS_openat, false }, { SYS_unlinkat, false },
	{ SYS_faccessat, false }, { SYS_readlinkat, false }, { SYS_statx, false },
	{ SYS_munmap, false },
#ifdef SYS_open
	{ SYS_open, false }, { SYS_access, false }, { SYS_unlink, false }, { SYS_readlink, false },
	{ SYS_stat, false }, { SYS_lstat, false },
#endif
#ifdef SYS_fstat
	{ SYS_fstat, false },
#endif
#ifdef SYS_newfstatat
	{ SYS_newfstatat, false },
#endif
	{ -1, false }, /* none: a page of a file that is mapped */
};

struct guard {
	const struct guarded *guarded;
	pid_t child;
	int process;     /* a pidfd; -1 before Linux 5.2, where the end of this process ends it */
	char doing[320]; /* its system call and the processor time that it has taken */
	uint64_t since_ns;
	int ending; /* the signal that was handed on; 0: none */
	bool said;  /* that it waits */
};

/* ---- what it does ---- */

static bool read_of(const struct guard *guard, const char *file, char *text, size_t size)
{
	const int pid = (int)guard->child;
	char path[64];
	ssize_t length;
	int descriptor;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, pid, file);
	descriptor = file_open(AT_FDCWD, path, O_RDONLY);
	if (descriptor < 0)
		return false;
	length = read(descriptor, text, size - 1);
	close(descriptor);
	text[length > 0 ? length : 0] = '\0';
	return length > 0;
}

/* The descriptors are those of both.  The link is made by the kernel alone, whatever the file system does. */
static bool is_file(unsigned long descriptor)
{
	char path[64], target[8];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%lu", descriptor);
	length = readlink(path, target, sizeof(target));
	return length > 0 && target[0] == '/' && (length < 5 || strncmp(target, "/dev/", 5) != 0);
}

static bool asks_file_system(const char *call)
{
	char *rest;
	long number = strtol(call, &rest, 10);

	if (rest == call)
		return false; /* "running" */
	for (size_t i = 0; i < COUNT_OF(askings); i++)
		if (askings[i].number == number)
			return !askings[i].with_file || is_file(strtoul(rest, NULL, 16));
	return false;
}

/* What of its line of stat stands behind the name: the state is first. */
static const char *stat_of(const struct guard *guard, char *text, size_t size)
{
	const char *end = read_of(guard, "stat", text, size) ? strrchr(text, ')') : NULL;

	return end && end[1] ? end + 2 : NULL;
}

static uint64_t field(const char *stat, unsigned number)
{
	for (unsigned at = 3; stat && at < number; at++) {
		stat = strchr(stat, ' ');
		stat = stat ? stat + 1 : NULL;
	}
	return stat ? strtoull(stat, NULL, 10) : 0;
}

/* Of its first thread, which prints, or which is the first to end. */
static bool is_stuck(struct guard *guard, uint64_t patience_ns, int *exit_status)
{
	char line[1024], call[160], doing[sizeof(guard->doing)];
	const char *stat = stat_of(guard, line, sizeof(line));
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);

	if (!stat)
		return false;
	if (!read_of(guard, "syscall", call, sizeof(call)))
		call[0] = '\0';
	snprintf(doing, sizeof(doing), "%c %llu %llu %s", *stat == 'Z' ? 'Z' : '-',
		(unsigned long long)field(stat, 14), (unsigned long long)field(stat, 15), call);
	if (strcmp(doing, guard->doing) != 0) {
		memcpy(guard->doing, doing, sizeof(doing));
		guard->since_ns = now_ns;
		guard->said = false;
		return false;
	}
	*exit_status = (int)(field(stat, 52) >> 8 & 0xff);
	if (*stat == 'Z')
		return now_ns - guard->since_ns >= LAST_NS;
	return asks_file_system(call) && now_ns - guard->since_ns >= patience_ns;
}

/* ---- beside it ---- */

static bool tell(const struct guard *guard, int number)
{
	return syscall(SYS_pidfd_send_signal, guard->process, number, NULL, 0) == 0;
}

static void end_by(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	signal(number, SIG_DFL);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Whether it has ended.  While it is stopped, so is this process. */
static bool has_ended(struct guard *guard, int *exit_status)
{
	int status;

	while (waitpid(guard->child, &status, WNOHANG | WUNTRACED) == guard->child) {
		if (WIFSTOPPED(status)) {
			raise(SIGSTOP);
			tell(guard, SIGCONT);
			continue;
		}
		if (WIFSIGNALED(status))
			end_by(WTERMSIG(status));
		*exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
		return true;
	}
	return false;
}

/* Of a terminal's signals each process of the group has its own. */
static void hand_on(struct guard *guard, const siginfo_t *info)
{
	if (info->si_signo == SIGCHLD)
		return;
	guard->ending = info->si_signo;
	/* Between looks that are far apart it may have done much. */
	if (guard->guarded->waits)
		guard->doing[0] = '\0';
	if (info->si_code <= 0 && !tell(guard, info->si_signo))
		end_by(info->si_signo);
}

static struct timespec until_next_look(const struct guard *guard)
{
	if (guard->doing[0] == 'Z')
		return clock_timespec(LAST_LOOK_NS);
	return clock_timespec(guard->guarded->waits && !guard->ending ? SELDOM_NS : LOOK_NS);
}

/* Whether it is to be left behind: it waits for a file system, and may do so no longer. */
static bool has_waited(struct guard *guard, int *exit_status)
{
	const struct guarded *guarded = guard->guarded;
	bool waits = guarded->waits != NULL;
	uint64_t end_ns = waits ? END_SLOW_NS : END_NS;

	if (!is_stuck(guard, guard->ending ? end_ns : PATIENCE_NS, exit_status))
		return false;
	if (!waits || guard->ending || guard->doing[0] == 'Z')
		return true;
	if (!guard->said)
		guarded->waits(guarded->context);
	guard->said = true;
	return false;
}

static enum status watch(struct guard *guard, const sigset_t *set, int *exit_status)
{
	siginfo_t info;

	while (!has_ended(guard, exit_status)) {
		const struct timespec wait = until_next_look(guard);

		if (sigtimedwait(set, &info, &wait) > 0)
			hand_on(guard, &info);
		else if (has_waited(guard, exit_status))
			return STATUS_UNANSWERED;
	}
	return STATUS_OK;
}

/*
 * Shares the descriptors, so that those of one that is left behind can be closed; has a copy of this one's stack,
 * as fork(2) makes.  Kernels without pidfds take no notice of that flag.  -1: there is none, as with a sanitizer,
 * which would not know of it.
 */
static pid_t make_process(int *process)
{
	*process = -1;
#if WITH_SANITIZER
	return -1;
#elif defined(__s390x__)
	return (pid_t)syscall(SYS_clone, NULL, CLONE_FILES | CLONE_PIDFD | SIGCHLD, process, NULL,
		0);
#else
	return (pid_t)syscall(SYS_clone, CLONE_FILES | CLONE_PIDFD | SIGCHLD, NULL, process, NULL,
		0);
#endif
}

/*
 * What has said all that it had to say has ended, whatever its threads wait for.  Who reads a pipe or a terminal that
 * it has open would wait for its end.
 */
static void leave(struct guard *guard, struct guard_end *end)
{
	if (guard->doing[0] == 'Z') {
		end->status = STATUS_OK;
		close(STDERR_FILENO);
	}
	tell(guard, SIGKILL);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	/* Who asked it to end wants no more than that, unless there was something to be kept. */
	if (end->status != STATUS_OK && guard->ending && !guard->guarded->waits)
		end_by(guard->ending);
}

bool guard_begin(const struct guarded *guarded, struct guard_end *end)
{
	static const int numbers[] = { SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	struct guard guard = { .guarded = guarded };
	pid_t parent = getpid();
	sigset_t set, before;

	*end = (struct guard_end){ .status = STATUS_OK };
	sigemptyset(&set);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		sigaddset(&set, numbers[i]);
	sigprocmask(SIG_BLOCK, &set, &before);
	guard.child = make_process(&guard.process);
	if (guard.child <= 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		if (guard.child == 0 &&
			(prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent))
			raise(SIGKILL);
		return false;
	}
	if (guarded->confine)
		guarded->confine();
	end->status = watch(&guard, &set, &end->exit_status);
	if (end->status == STATUS_UNANSWERED)
		leave(&guard, end);
	return true;
}

bool guard_is_built(void)
{
	return !WITH_SANITIZER;
}
