/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "heap/target.h"
#include "support/child.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM          "tests/heap/heap_target"
#define DEADLINE_SECONDS 120

static void run(const char *program, const char *scenario, unsigned long count, int in, int out)
{
	const char *given = getenv("HEAP_TARGET");
	const char *build = getenv("abs_top_builddir");
	char command[4096];

	if (given)
		snprintf(command, sizeof(command), "exec %s %s %lu", given, scenario, count);
	else
		snprintf(command, sizeof(command), "exec '%s/%s' %s %lu", build ? build : ".",
			program ? program : PROGRAM, scenario, count);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	closefrom(3);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(DEADLINE_SECONDS);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* Having answered once, it has everything at hand that answering takes. */
static void sync_with(struct target *target)
{
	char word[16] = "";

	fprintf(target->in, "sync\n");
	fflush(target->in);
	assert_int_equal(fscanf(target->out, " %15s", word), 1);
	assert_string_equal(word, "synced");
}

void target_start(struct target *target, const char *scenario, unsigned long count)
{
	target_start_program(target, NULL, scenario, count);
}

void target_start_program(struct target *target, const char *program, const char *scenario,
	unsigned long count)
{
	int to[2], from[2];

	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	fflush(NULL);
	target->pid = fork();
	assert_true(target->pid >= 0);
	if (target->pid == 0)
		run(program, scenario, count, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	target->in = fdopen(to[1], "w");
	target->out = fdopen(from[0], "r");
	assert_int_equal(fscanf(target->out,
				 "ready %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
				 " %" SCNu64,
				 &target->system, &target->free, &target->fastbin_chunks,
				 &target->fastbin_bytes, &target->mmapped_chunks,
				 &target->mmapped_bytes),
		6);
	sync_with(target);
}

uint64_t target_trim(struct target *target)
{
	uint64_t kibibytes;

	fprintf(target->in, "trim\n");
	fflush(target->in);
	assert_int_equal(fscanf(target->out, " dropped %" SCNu64, &kibibytes), 1);
	return kibibytes * 1024;
}

void target_stop(struct target *target)
{
	int status;

	kill(target->pid, SIGKILL);
	assert_int_equal(waitpid(target->pid, &status, 0), target->pid);
	fclose(target->in);
	fclose(target->out);
}

/* Of smaps_rollup, which counts the pages: statm and stat count by processor, and not exactly. */
static long resident_of(const struct target *target)
{
	char path[64], line[256];
	long kibibytes = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)target->pid);
	file = fopen(path, "r");
	assert_non_null(file);
	while (kibibytes < 0 && fgets(line, sizeof(line), file))
		sscanf(line, "Rss: %ld", &kibibytes);
	fclose(file);
	return kibibytes;
}

void target_state(const struct target *target, struct target_state *state)
{
	char path[64];
	FILE *file;
	int fields;

	state->resident = resident_of(target);
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)target->pid);
	file = fopen(path, "r");
	assert_non_null(file);
	fields = fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %lu %*u %lu",
		&state->minor_faults, &state->major_faults);
	fclose(file);
	assert_int_equal(fields, 2);
}
