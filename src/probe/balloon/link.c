/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/balloon/link.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "probe/balloon/balloon.h"

/* Whether root and the user alone can change what this is. */
static bool ours(const struct stat *what)
{
	bool shared = (what->st_mode & (S_IWGRP | S_IWOTH)) != 0;
	bool sticky = S_ISDIR(what->st_mode) && (what->st_mode & S_ISVTX) != 0;

	return (what->st_uid == 0 || what->st_uid == geteuid()) && (!shared || sticky);
}

/* The same for every directory above path, which is absolute and free of links. */
static bool directories_ours(char *path)
{
	for (char *slash = strrchr(path, '/'); slash; slash = strrchr(path, '/')) {
		struct stat directory;

		*slash = '\0';
		if (stat(*path ? path : "/", &directory) != 0 || !ours(&directory))
			return false;
	}
	return true;
}

enum status balloon_open_program(int *program, const char *path, struct message *message)
{
	char real[PATH_MAX];
	struct stat file;

	if (!realpath(path, real) || (*program = open(real, O_RDONLY | O_CLOEXEC)) < 0) {
		message_set(message, _("%s: %s (install memtop as a whole, with its balloon)"),
			path, strerror(errno));
		return STATUS_ABSENT;
	}
	if (fstat(*program, &file) == 0 && S_ISREG(file.st_mode) && (file.st_mode & S_IXUSR) != 0 &&
		ours(&file) && directories_ours(real))
		return STATUS_OK;
	close(*program);
	*program = -1;
	message_set(message,
		_("%s: users other than its owner can write to this program, or to a directory "
		  "above it (remove that right)"),
		path);
	return STATUS_REFUSED;
}

/* Runs in the child; only async-signal-safe calls, for the parent may have threads. */
static _Noreturn void become_balloon(int program, int commands, int replies, char *const *arguments)
{
	char *const environment[] = { NULL };

	/* Move them out of the way of 0 and 1 first, in case they are just those, swapped. */
	commands = fcntl(commands, F_DUPFD, 3);
	replies = fcntl(replies, F_DUPFD, 3);
	if (dup2(commands, STDIN_FILENO) == STDIN_FILENO &&
		dup2(replies, STDOUT_FILENO) == STDOUT_FILENO) {
		close(commands);
		close(replies);
		fexecve(program, arguments, environment);
	}
	_exit(127);
}

static void close_pair(const int pair[2])
{
	close(pair[0]);
	close(pair[1]);
}

static pid_t spawn(int program, const int commands[2], const int replies[2], unsigned seconds)
{
	char name[] = BALLOON_NAME, parent[16], limit[16];
	char *const arguments[] = { name, parent, limit, NULL };
	pid_t pid;

	snprintf(parent, sizeof(parent), "%ld", (long)getpid());
	snprintf(limit, sizeof(limit), "%u", seconds);
	pid = fork();
	if (pid == 0)
		become_balloon(program, commands[0], replies[1], arguments);
	return pid;
}

enum status balloon_start(struct balloon_link *link, int program, unsigned seconds,
	struct message *message)
{
	int commands[2], replies[2];
	int error;

	*link = (struct balloon_link){ .process = -1, .commands = -1, .replies = -1 };
	if (pipe2(commands, O_CLOEXEC) != 0)
		goto failed;
	if (pipe2(replies, O_CLOEXEC) != 0)
		goto close_commands;
	link->pid = spawn(program, commands, replies, seconds);
	if (link->pid < 0)
		goto close_replies;
	close(commands[0]);
	close(replies[1]);
	link->process = (int)syscall(SYS_pidfd_open, link->pid, 0);
	link->commands = commands[1];
	link->replies = replies[0];
	/* A balloon that does not read must not hold up its supervisor. */
	fcntl(link->commands, F_SETFL, O_NONBLOCK);
	fcntl(link->replies, F_SETFL, O_NONBLOCK);
	return STATUS_OK;

close_replies:
	error = errno;
	close_pair(replies);
	errno = error;
close_commands:
	error = errno;
	close_pair(commands);
	errno = error;
failed:
	link->pid = 0;
	message_set(message, _("cannot start the balloon: %s"), strerror(errno));
	return STATUS_FAILED;
}

static bool tell(struct balloon_link *link, enum balloon_verb verb, uint64_t bytes)
{
	struct balloon_command command = { .verb = (uint32_t)verb, .bytes = bytes };
	ssize_t written;

	if (link->gone || link->pid == 0)
		return false;
	do {
		written = write(link->commands, &command, sizeof(command));
	} while (written < 0 && errno == EINTR);
	/* A full pipe: 4096 commands unread.  It has heard enough; a beat less does no harm. */
	if (written < 0 && !(errno == EAGAIN && verb == BALLOON_BEAT))
		link->gone = true;
	return !link->gone;
}

bool balloon_grow(struct balloon_link *link, uint64_t bytes)
{
	link->growing = tell(link, BALLOON_GROW, bytes);
	return link->growing;
}

bool balloon_beat(struct balloon_link *link)
{
	return tell(link, BALLOON_BEAT, 0);
}

bool balloon_release(struct balloon_link *link)
{
	return tell(link, BALLOON_RELEASE, 0);
}

static void take_in(struct balloon_link *link, const struct balloon_reply *reply)
{
	link->touched = reply->touched;
	if (reply->error != 0)
		link->error = reply->error;
	switch ((enum balloon_word)reply->word) {
	case BALLOON_READY:
		link->ready = reply->error == 0;
		break;
	case BALLOON_TOUCHED:
		break;
	case BALLOON_GROWN:
	case BALLOON_FAILED:
		link->growing = false;
		break;
	case BALLOON_RELEASED:
		link->growing = false;
		link->released = true;
		break;
	}
}

void balloon_hear(struct balloon_link *link)
{
	struct balloon_reply reply;
	ssize_t got;

	while (link->pid != 0 && !link->gone) {
		got = read(link->replies, &reply, sizeof(reply));
		if (got == (ssize_t)sizeof(reply))
			take_in(link, &reply);
		else if (got < 0 && errno == EAGAIN)
			return;
		else if (got >= 0 || errno != EINTR)
			link->gone = true;
	}
}

uint64_t balloon_resident(const struct balloon_link *link)
{
	unsigned long long resident = 0, shared = 0;
	char path[32], text[128];
	ssize_t length = -1;
	int file;

	snprintf(path, sizeof(path), "/proc/%ld/statm", (long)link->pid);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file >= 0) {
		length = read(file, text, sizeof(text) - 1);
		close(file);
	}
	text[length > 0 ? length : 0] = '\0';
	if (sscanf(text, "%*u %llu %llu", &resident, &shared) != 2 || shared > resident)
		return 0;
	return (resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
}

void balloon_end(struct balloon_link *link)
{
	if (link->pid == 0)
		return;
	/* Where the kernel has no such call (before 5.3), the end of its commands ends it. */
	if (link->process >= 0) {
		syscall(SYS_pidfd_send_signal, link->process, SIGKILL, NULL, 0);
		close(link->process);
	}
	close(link->commands);
	close(link->replies);
	while (waitpid(link->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*link = (struct balloon_link){ .process = -1, .commands = -1, .replies = -1, .gone = true };
}
