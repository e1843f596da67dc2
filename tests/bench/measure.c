/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command costs, as one line of figures.
 *	measure cpu COMMAND...                user + system microseconds, output thrown away
 *	measure time COMMAND...               microseconds from its start to its end, likewise
 *	measure first COMMAND...              microseconds from its start to the first byte that it prints
 *	measure peak COMMAND...               KiB that it had resident at most, likewise
 *	measure terminal SECONDS COMMAND...   on a terminal of 120x40, until q is typed after so many
 *	                                      seconds: microseconds, resident KiB just before the q
 *	measure wakeups SECONDS COMMAND...    the same terminal at rest: how often its threads were woken in a
 *	                                      minute, and their microseconds in it, measured for so many seconds
 *	measure growth FROM TO COMMAND...     resident KiB at the FROMth and TOth line that it prints
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(1);
}

static _Noreturn void become(char **command)
{
	execvp(command[0], command);
	fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

static long long microseconds(const struct timeval *time)
{
	return (long long)time->tv_sec * 1000000 + time->tv_usec;
}

/* Waits for the command's end; its user and system time, and its greatest resident memory. */
static long long reap(pid_t pid, long *peak_kib)
{
	struct rusage usage;
	int status;

	if (wait4(pid, &status, 0, &usage) != pid)
		fail("wait4");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "measure: the command failed\n");
		exit(1);
	}
	*peak_kib = usage.ru_maxrss;
	return microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime);
}

static long resident_kib(pid_t pid)
{
	char path[64];
	long size, pages = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%ld %ld", &size, &pages) != 2)
		fail(path);
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* What of a run is wanted: its own time, that of the clock on the wall, or its memory. */
enum figure { FIGURE_CPU, FIGURE_TIME, FIGURE_PEAK };

static int measure_run(enum figure figure, char **command)
{
	long long began = now_us(), cpu;
	long peak_kib;
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		int sink = open("/dev/null", O_WRONLY);

		if (sink < 0 || dup2(sink, STDOUT_FILENO) < 0)
			fail("/dev/null");
		become(command);
	}
	cpu = reap(pid, &peak_kib);
	printf("%lld\n", figure == FIGURE_CPU    ? cpu
			 : figure == FIGURE_PEAK ? peak_kib
						 : now_us() - began);
	return 0;
}

static int measure_first(char **command)
{
	long long began = now_us(), first;
	char bytes[65536];
	long peak_kib;
	int output[2];
	pid_t pid;

	if (pipe(output) != 0 || (pid = fork()) < 0)
		fail("fork");
	if (pid == 0) {
		dup2(output[1], STDOUT_FILENO);
		close(output[0]);
		close(output[1]);
		become(command);
	}
	close(output[1]);
	if (read(output[0], bytes, sizeof(bytes)) <= 0)
		fail("no byte was printed");
	first = now_us() - began;
	while (read(output[0], bytes, sizeof(bytes)) > 0)
		;
	close(output[0]);
	reap(pid, &peak_kib);
	printf("%lld\n", first);
	return 0;
}

static long long now_ms(void)
{
	return now_us() / 1000;
}

/* Reads what is painted until the deadline, or until the program has left the terminal. */
static bool read_screen(int terminal, long long deadline)
{
	struct pollfd screen = { .fd = terminal, .events = POLLIN };
	char bytes[65536];
	long long left;

	while ((left = deadline - now_ms()) > 0) {
		if (poll(&screen, 1, (int)left) > 0 && read(terminal, bytes, sizeof(bytes)) <= 0)
			return false;
	}
	return true;
}

static pid_t start_on_terminal(int *terminal, char **command)
{
	struct winsize size = { .ws_row = 40, .ws_col = 120 };
	pid_t pid = forkpty(terminal, NULL, NULL, &size);

	if (pid < 0)
		fail("forkpty");
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		become(command);
	}
	return pid;
}

static void go_on_for(int terminal, double seconds)
{
	if (read_screen(terminal, now_ms() + (long long)(seconds * 1000)))
		return;
	fprintf(stderr, "measure: the command ended too early\n");
	exit(1);
}

static void end_by_q(pid_t pid, int terminal)
{
	if (write(terminal, "q", 1) != 1)
		fail("terminal");
	if (!read_screen(terminal, now_ms() + 30000))
		return;
	kill(pid, SIGKILL);
	fprintf(stderr, "measure: the command does not end by q\n");
	exit(1);
}

static int measure_terminal(double seconds, char **command)
{
	int terminal;
	pid_t pid = start_on_terminal(&terminal, command);
	long kib, peak_kib;

	go_on_for(terminal, seconds);
	kib = resident_kib(pid);
	end_by_q(pid, terminal);
	printf("%lld %ld\n", reap(pid, &peak_kib), kib);
	return 0;
}

/* What the threads of a process have done so far. */
struct done {
	long long switches; /* by which they went to sleep: each ends with being woken */
	long long us;
};

static void add_thread(struct done *done, pid_t pid, const char *thread)
{
	char path[320], line[256];
	long long n;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%s/status", (int)pid, thread);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "voluntary_ctxt_switches: %lld", &n) == 1)
			done->switches += n;
	if (file)
		fclose(file);
	snprintf(path, sizeof(path), "/proc/%d/task/%s/schedstat", (int)pid, thread);
	file = fopen(path, "r");
	if (file && fscanf(file, "%lld", &n) == 1)
		done->us += n / 1000;
	if (file)
		fclose(file);
}

static struct done done_by(pid_t pid)
{
	struct done done = { 0, 0 };
	struct dirent *entry;
	char path[64];
	DIR *threads;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	threads = opendir(path);
	if (!threads)
		fail(path);
	while ((entry = readdir(threads)))
		if (entry->d_name[0] != '.')
			add_thread(&done, pid, entry->d_name);
	closedir(threads);
	return done;
}

/* What it does at its start is left out. */
#define SETTLED_AFTER 6.0

static int measure_wakeups(double seconds, char **command)
{
	int terminal;
	pid_t pid = start_on_terminal(&terminal, command);
	struct done before, after;
	long peak_kib;

	go_on_for(terminal, SETTLED_AFTER);
	before = done_by(pid);
	go_on_for(terminal, seconds);
	after = done_by(pid);
	end_by_q(pid, terminal);
	reap(pid, &peak_kib);
	printf("%.0f %.0f\n", (double)(after.switches - before.switches) * 60 / seconds,
		(double)(after.us - before.us) * 60 / seconds);
	return 0;
}

static int measure_growth(long from, long to, char **command)
{
	int output[2];
	long lines = 0, kib_from = 0, kib_to = 0;
	char bytes[65536];
	ssize_t got;
	pid_t pid;

	if (pipe(output) != 0 || (pid = fork()) < 0)
		fail("fork");
	if (pid == 0) {
		dup2(output[1], STDOUT_FILENO);
		close(output[0]);
		close(output[1]);
		become(command);
	}
	close(output[1]);
	while (lines < to && (got = read(output[0], bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < got; i++) {
			lines += bytes[i] == '\n';
			if (lines == from && !kib_from)
				kib_from = resident_kib(pid);
			if (lines == to && !kib_to)
				kib_to = resident_kib(pid);
		}
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (lines < to) {
		fprintf(stderr, "measure: it printed %ld lines only\n", lines);
		return 1;
	}
	printf("%ld %ld\n", kib_from, kib_to);
	return 0;
}

int main(int count, char **arguments)
{
	if (count > 2 && strcmp(arguments[1], "cpu") == 0)
		return measure_run(FIGURE_CPU, arguments + 2);
	if (count > 2 && strcmp(arguments[1], "time") == 0)
		return measure_run(FIGURE_TIME, arguments + 2);
	if (count > 2 && strcmp(arguments[1], "first") == 0)
		return measure_first(arguments + 2);
	if (count > 2 && strcmp(arguments[1], "peak") == 0)
		return measure_run(FIGURE_PEAK, arguments + 2);
	if (count > 3 && strcmp(arguments[1], "terminal") == 0)
		return measure_terminal(strtod(arguments[2], NULL), arguments + 3);
	if (count > 3 && strcmp(arguments[1], "wakeups") == 0)
		return measure_wakeups(strtod(arguments[2], NULL), arguments + 3);
	if (count > 4 && strcmp(arguments[1], "growth") == 0)
		return measure_growth(atol(arguments[2]), atol(arguments[3]), arguments + 4);
	fprintf(stderr, "measure: see the top of measure.c\n");
	return 2;
}
