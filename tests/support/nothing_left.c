/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nothing_left PROGRAM [ARGUMENT]...: runs a test and ends as it ends, unless something that it
 * started still runs a while later, or something that it made still lies in its $TMPDIR.  That is
 * named, killed and removed, and the exit status is 99.  NOTHING_LEFT_SECONDS in the environment is
 * that while.
 */
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_SECONDS 10 /* for what is about to end together with the test */
#define LEFT_STATUS   99
#define PLACE_LENGTH  64

static _Noreturn void fail(const char *what)
{
	perror(what);
	exit(LEFT_STATUS);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* SIGCHLD is blocked: it waits for sigtimedwait(). */
static pid_t start(char **arguments, const sigset_t *before)
{
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, before, NULL);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execvp(arguments[0], arguments);
		fail(arguments[0]);
	}
	return pid;
}

/* Waits for the test, and reaps what its processes left to this one meanwhile; its status. */
static int wait_for(pid_t pid)
{
	int status;
	pid_t ended;

	do {
		ended = waitpid(-1, &status, 0);
	} while (ended != pid && (ended > 0 || errno == EINTR));
	if (ended != pid)
		fail("waitpid");
	return status;
}

/* Reaps until nothing is left, or the time is over; whether something is left. */
static bool something_left(const sigset_t *child, int64_t until_ms)
{
	for (;;) {
		int64_t left = until_ms - now_ms();
		struct timespec wait = { left / 1000, left % 1000 * 1000000 };
		pid_t ended = waitpid(-1, NULL, WNOHANG);

		if (ended < 0)
			return false;
		if (ended > 0)
			continue;
		if (left <= 0)
			return true;
		sigtimedwait(child, NULL, &wait);
	}
}

static void print_command(pid_t pid)
{
	char path[64], line[256];
	size_t length = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	file = fopen(path, "r");
	if (file) {
		length = fread(line, 1, sizeof(line) - 1, file);
		fclose(file);
	}
	for (size_t i = 0; i < length; i++)
		if (line[i] == '\0' || line[i] == '\n')
			line[i] = ' ';
	line[length] = '\0';
	fprintf(stderr, "# left running by the test: process %d: %s\n", (int)pid, line);
}

static void kill_children(void)
{
	char path[64];
	FILE *file;
	int pid;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	file = fopen(path, "r");
	if (!file)
		fail(path);
	while (fscanf(file, "%d", &pid) == 1) {
		print_command(pid);
		kill(pid, SIGKILL);
	}
	fclose(file);
}

/* Makes the $TMPDIR of the test, which an ordinary user may use too. */
static void make_place(char place[static PLACE_LENGTH])
{
	const char *given = getenv("TMPDIR");

	if (snprintf(place, PLACE_LENGTH, "%s/memtop-test.XXXXXX", given ? given : "/tmp") >=
		PLACE_LENGTH) {
		errno = ENAMETOOLONG;
		fail(given);
	}
	if (!mkdtemp(place) || chmod(place, 01777) != 0 || setenv("TMPDIR", place, 1) != 0)
		fail(place);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
	(void)status, (void)type;
	if (at->level == 1)
		fprintf(stderr, "# left in $TMPDIR by the test: %s\n", path + at->base);
	if (remove(path) != 0 && umount2(path, MNT_DETACH) == 0)
		remove(path);
	return 0;
}

/* Removes the place; whether something was in it. */
static bool place_is_left(const char *place)
{
	if (rmdir(place) == 0)
		return false;
	if (errno != ENOTEMPTY && errno != EEXIST)
		fail(place);
	nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return true;
}

int main(int argc, char **argv)
{
	char place[PLACE_LENGTH];
	const char *given = getenv("NOTHING_LEFT_SECONDS");
	sigset_t child, before;
	int status;
	bool left;

	if (argc < 2)
		return LEFT_STATUS;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	make_place(place);
	/* What a process of the test leaves behind becomes a child of this one. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	status = wait_for(start(argv + 1, &before));
	left = something_left(&child, now_ms() + (given ? atoi(given) : GRACE_SECONDS) * 1000);
	/* Each round gives this process the children of those that it killed. */
	for (bool more = left; more; more = something_left(&child, now_ms() + 1000))
		kill_children();
	if (place_is_left(place) || left)
		return LEFT_STATUS;
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	return WEXITSTATUS(status);
}
