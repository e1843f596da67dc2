/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The balloon and its protocol: it grows, answers, and above all it ends when it should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../support/fixture.h"
#include "probe/balloon/balloon.h"
#include "probe/balloon/link.h"
#include "support/made_tree.h"

#define MIB ((uint64_t)1 << 20)

/* The program, copied to where no other user can write whatever the umask of the build was. */
struct place {
	struct made_tree directory;
	char program[PATH_MAX + 32];
};

static void copy_program(const char *to)
{
	const char *build = getenv("abs_top_builddir");
	char from[PATH_MAX];
	size_t length;
	char *bytes;
	FILE *file = fopen(to, "wb");

	snprintf(from, sizeof(from), "%s/memtop-balloon", build ? build : "build");
	bytes = fixture_read_file(from, &length);
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	free(bytes);
	assert_int_equal(chmod(to, 0755), 0);
}

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	tree_make(&place->directory);
	snprintf(place->program, sizeof(place->program), "%s/memtop-balloon",
		place->directory.path);
	copy_program(place->program);
	/* Balloons whose parent is killed come to us, so that their end can be waited for. */
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	signal(SIGPIPE, SIG_IGN);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	tree_remove(&place->directory);
	free(place);
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Hears answers until done holds, or the balloon is gone, or 20 s have passed. */
static void hear_until(struct balloon_link *link, const bool *done)
{
	int64_t deadline = now_ms() + 20000;

	while (!*done && !link->gone && now_ms() < deadline) {
		struct pollfd replies = { .fd = link->replies, .events = POLLIN };

		poll(&replies, 1, 200);
		balloon_beat(link);
		balloon_hear(link);
	}
}

static void hear_grown(struct balloon_link *link)
{
	bool done = false;

	while (link->growing && !link->gone) {
		struct pollfd replies = { .fd = link->replies, .events = POLLIN };

		poll(&replies, 1, 200);
		balloon_beat(link);
		balloon_hear(link);
		done = true;
	}
	assert_true(done);
}

static void start_with(struct balloon_link *link, const struct place *place, unsigned seconds)
{
	struct message message;
	int program;

	assert_int_equal(balloon_open_program(&program, place->program, &message), STATUS_OK);
	assert_int_equal(balloon_start(link, program, seconds, &message), STATUS_OK);
	close(program);
	hear_until(link, &link->ready);
	assert_true(link->ready);
}

static char *proc_file(pid_t pid, const char *name)
{
	char path[64];
	size_t length;

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, name);
	return fixture_read_file(path, &length);
}

static uint64_t bytes_of(pid_t pid, const char *field)
{
	char *status = proc_file(pid, "status");
	const char *line = strstr(status, field);
	uint64_t kib;

	assert_non_null(line);
	kib = strtoull(line + strlen(field), NULL, 10);
	free(status);
	return kib << 10;
}

static uint64_t resident(pid_t pid)
{
	return bytes_of(pid, "VmRSS:");
}

static void grows_and_releases(void **state)
{
	struct balloon_link link;

	start_with(&link, *state, 60);
	assert_true(balloon_grow(&link, 5 * MIB));
	hear_grown(&link);
	assert_int_equal(link.touched, 5 * MIB);
	assert_true(balloon_grow(&link, 1));
	hear_grown(&link);
	assert_int_equal(link.touched, 5 * MIB + (uint64_t)sysconf(_SC_PAGESIZE));
	assert_true(resident(link.pid) >= 5 * MIB);
	assert_true(balloon_release(&link));
	hear_until(&link, &link.released);
	assert_true(link.released);
	assert_int_equal(link.touched, 0);
	assert_true(resident(link.pid) < 5 * MIB);
	balloon_end(&link);
}

static void says_what_it_is_and_goes_first(void **state)
{
	struct balloon_link link;
	char *text;

	start_with(&link, *state, 60);
	text = proc_file(link.pid, "comm");
	assert_string_equal(text, BALLOON_NAME "\n");
	free(text);
	text = proc_file(link.pid, "oom_score_adj");
	assert_string_equal(text, "1000\n");
	free(text);
	balloon_end(&link);
}

/* Of random bytes one in 256 is like its neighbour; of compressible ones far more. */
static void content_cannot_be_compressed(void **state)
{
	static unsigned char bytes[1 << 16];
	struct balloon_link link;
	size_t alike = 0;
	unsigned long start;
	char *maps, *line, path[64];
	int memory;

	start_with(&link, *state, 60);
	assert_true(balloon_grow(&link, 4 * MIB));
	hear_grown(&link);
	maps = proc_file(link.pid, "maps");
	snprintf(path, sizeof(path), "/proc/%ld/mem", (long)link.pid);
	memory = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(memory >= 0);
	for (line = strtok(maps, "\n"); line; line = strtok(NULL, "\n")) {
		unsigned long end;

		assert_int_equal(sscanf(line, "%lx-%lx", &start, &end), 2);
		if (end - start >= 4 * MIB && strstr(line, " rw-p 00000000 00:00 0"))
			break;
	}
	assert_non_null(line);
	assert_int_equal(pread(memory, bytes, sizeof(bytes), (off_t)(start + 4096)), sizeof(bytes));
	for (size_t i = 1; i < sizeof(bytes); i++)
		alike += bytes[i] == bytes[i - 1];
	assert_in_range(alike, sizeof(bytes) / 512, sizeof(bytes) / 128);
	free(maps);
	close(memory);
	balloon_end(&link);
}

static void fails_cleanly_at_a_limit(void **state)
{
	struct rlimit limit = { 64 * MIB, 64 * MIB };
	struct balloon_link link;

	start_with(&link, *state, 60);
	assert_int_equal(prlimit(link.pid, RLIMIT_AS, &limit, NULL), 0);
	assert_true(balloon_grow(&link, 1024 * MIB));
	hear_grown(&link);
	assert_false(link.gone);
	assert_int_equal(link.error, ENOMEM);
	assert_in_range(link.touched, 1, 64 * MIB);
	balloon_end(&link);
}

/* Its pages are no candidates for swap; where they may not be locked it takes them all the same. */
static void locks_what_it_may(void **state)
{
	struct rlimit limit = { 3 * MIB, 3 * MIB };
	struct balloon_link link;

	start_with(&link, *state, 60);
	assert_int_equal(prlimit(link.pid, RLIMIT_MEMLOCK, &limit, NULL), 0);
	assert_true(balloon_grow(&link, 5 * MIB));
	hear_grown(&link);
	assert_int_equal(link.touched, 5 * MIB);
	/* With CAP_IPC_LOCK there is no limit. */
	assert_true(bytes_of(link.pid, "VmLck:") >= 3 * MIB);
	balloon_end(&link);
}

/* Whether a process ends within so many milliseconds, be it that its parent cannot reap it. */
static bool ends_within(pid_t pid, int ms)
{
	struct pollfd end = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
	int ended;

	assert_true(end.fd >= 0);
	ended = poll(&end, 1, ms);
	close(end.fd);
	return ended == 1;
}

/* A process of its own with a balloon of 16 MiB that it keeps happy. */
static pid_t supervisor_with_balloon(const struct place *place, pid_t *balloon)
{
	int told[2];
	pid_t pid;

	assert_int_equal(pipe(told), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct balloon_link link;
		bool never = false;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		start_with(&link, place, 60);
		balloon_grow(&link, 16 * MIB);
		hear_grown(&link);
		if (write(told[1], &link.pid, sizeof(link.pid)) == (ssize_t)sizeof(link.pid))
			hear_until(&link, &never);
		_exit(0);
	}
	close(told[1]);
	assert_int_equal(read(told[0], balloon, sizeof(*balloon)), sizeof(*balloon));
	close(told[0]);
	return pid;
}

static void ends_with_its_supervisor(void **state)
{
	pid_t balloon, supervisor = supervisor_with_balloon(*state, &balloon);

	assert_int_equal(kill(supervisor, SIGKILL), 0);
	assert_int_equal(waitpid(supervisor, NULL, 0), supervisor);
	assert_true(ends_within(balloon, 3000));
}

static void ends_when_its_supervisor_is_stopped(void **state)
{
	pid_t balloon, supervisor = supervisor_with_balloon(*state, &balloon);

	assert_int_equal(kill(supervisor, SIGSTOP), 0);
	assert_true(ends_within(balloon, 3000));
	assert_int_equal(kill(supervisor, SIGKILL), 0);
	assert_int_equal(waitpid(supervisor, NULL, 0), supervisor);
}

static void ends_when_no_command_comes(void **state)
{
	struct balloon_link link;

	start_with(&link, *state, 60);
	assert_true(ends_within(link.pid, 3000));
	balloon_end(&link);
}

static void ends_even_when_stopped_itself(void **state)
{
	struct balloon_link link;

	start_with(&link, *state, 60);
	assert_int_equal(kill(link.pid, SIGSTOP), 0);
	assert_true(ends_within(link.pid, 3000));
	balloon_end(&link);
}

static void ends_at_its_time_limit(void **state)
{
	struct balloon_link link;

	start_with(&link, *state, 1);
	hear_until(&link, &link.gone);
	assert_true(link.gone);
	balloon_end(&link);
}

static void ends_with_its_commands(void **state)
{
	struct balloon_link link;

	start_with(&link, *state, 60);
	close(link.commands);
	assert_true(ends_within(link.pid, 1000));
	link.commands = open("/dev/null", O_WRONLY | O_CLOEXEC);
	balloon_end(&link);
}

static int run_by_hand(const char *program, const char *first, const char *second)
{
	pid_t pid = fork();
	int status = -1;

	assert_true(pid >= 0);
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr))
			execl(program, BALLOON_NAME, first, second, (char *)NULL);
		_exit(126);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void refuses_to_run_by_hand(void **state)
{
	const struct place *place = *state;

	assert_int_equal(run_by_hand(place->program, NULL, NULL), 2);
	assert_int_equal(run_by_hand(place->program, "1", "0"), 2);
	assert_int_equal(run_by_hand(place->program, "1", "100000"), 2);
	assert_int_equal(run_by_hand(place->program, "x", "10"), 2);
	assert_int_equal(run_by_hand(place->program, "1", "10"), 1); /* not the child of 1 */
}

static void refuses_a_program_of_others(void **state)
{
	const struct place *place = *state;
	struct message message;
	int program = -1;

	assert_int_equal(chmod(place->program, 0757), 0);
	assert_int_equal(balloon_open_program(&program, place->program, &message), STATUS_REFUSED);
	assert_int_equal(chmod(place->program, 0755), 0);
	assert_int_equal(chmod(place->directory.path, 0777), 0);
	assert_int_equal(balloon_open_program(&program, place->program, &message), STATUS_REFUSED);
	assert_int_equal(chmod(place->directory.path, 0700), 0);
	assert_int_equal(balloon_open_program(&program, place->directory.path, &message),
		STATUS_REFUSED);
	assert_int_equal(balloon_open_program(&program, "/no/balloon", &message), STATUS_ABSENT);
	assert_non_null(strstr(message.text, "/no/balloon"));
	assert_int_equal(program, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_releases),
		cmocka_unit_test(says_what_it_is_and_goes_first),
		cmocka_unit_test(content_cannot_be_compressed),
		cmocka_unit_test(fails_cleanly_at_a_limit),
		cmocka_unit_test(locks_what_it_may),
		cmocka_unit_test(ends_with_its_supervisor),
		cmocka_unit_test(ends_when_its_supervisor_is_stopped),
		cmocka_unit_test(ends_when_no_command_comes),
		cmocka_unit_test(ends_even_when_stopped_itself),
		cmocka_unit_test(ends_at_its_time_limit),
		cmocka_unit_test(ends_with_its_commands),
		cmocka_unit_test(refuses_to_run_by_hand),
		cmocka_unit_test(refuses_a_program_of_others),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
