/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inject MEMTOP LIBRARY RUNS [STEP]: lets calls of the C library fail, one in each run, in every mode
 * that prints, at RUNS places a mode and kind; in order, or STEP apart.  Each run ends with 0 and what
 * it says without a failure, or with 1 and a sentence: no hang, crash, or figure that is missing
 * without a reason.  Speaks TAP; a run that fails is told so that it can be repeated by hand.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "base/macros.h"

#define PATIENCE_S  120 /* of a loaded machine; what hangs never ends */
#define WORDS_MOST  12
#define TOLD_MOST   20
#define PATH_LENGTH 512

static const struct {
	const char *name;
	int error;
} kinds[] = {
	{ "malloc", ENOMEM },
	{ "open", EMFILE },
	{ "open", ENOMEM },
	{ "read", EINTR },
	{ "read", ENOMEM },
	{ "mmap", ENOMEM },
	{ "thread", EAGAIN },
	{ "write", ENOSPC },
};

/* "PID" stands for a process that sleeps, "FILE" for a saved meminfo. */
static const char *const modes[][WORDS_MOST] = {
	{ "--json", "-n", "1", "-p", "PID" },
	{ "--json", "-n", "1", "-p", "PID", "-o", "pid,rss,pss,uss,retained,command" },
	{ "--csv", "-n", "1", "-p", "PID" },
	{ "-b", "-n", "2", "-d", "0.01", "-p", "PID" },
	{ "--json", "process", "PID" },
	{ "-b", "process", "PID" },
	{ "--json", "heap", "PID" },
	{ "--json", "explain" },
	{ "--json", "explain", "FILE" },
	{ "-b", "explain", "FILE" },
	{ "--json", "-n", "3", "-d", "0.01", "growth", "-p", "PID" },
	{ "--list-columns", "--json" },
};

struct test {
	const char *memtop, *library;
	unsigned long runs, step;
	char pid[16], meminfo[PATH_LENGTH], directory[PATH_LENGTH / 2];
	unsigned long made, told;
};

struct outcome {
	int status; /* of wait() */
	char *out, *said;
};

static char *path_in(const struct test *test, const char *name, char *path)
{
	snprintf(path, PATH_LENGTH, "%s/%s", test->directory, name);
	return path;
}

/* ---- one run ---- */

static void redirect(const struct test *test, const char *name, int to)
{
	char path[PATH_LENGTH];
	int file = open(path_in(test, name, path), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (file < 0 || dup2(file, to) < 0)
		_exit(98);
	close(file);
}

static void become(const struct test *test, const char *const *mode, const char *order)
{
	const char *words[WORDS_MOST + 2] = { test->memtop };
	char count[PATH_LENGTH];

	for (size_t i = 0; i < WORDS_MOST && mode[i]; i++)
		words[i + 1] = strcmp(mode[i], "PID") == 0    ? test->pid
			       : strcmp(mode[i], "FILE") == 0 ? test->meminfo
							      : mode[i];
	redirect(test, "out", STDOUT_FILENO);
	redirect(test, "said", STDERR_FILENO);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("MEMTOP_FAIL", order, 1);
	setenv("MEMTOP_FAIL_COUNT", path_in(test, "count", count), 1);
	setenv("LD_PRELOAD", test->library, 1);
	alarm(PATIENCE_S);
	execv(test->memtop, (char **)(uintptr_t)words);
	_exit(97);
}

static char *contents(const struct test *test, const char *name)
{
	char path[PATH_LENGTH], *text = calloc(1, 1 << 20);
	FILE *file = fopen(path_in(test, name, path), "r");

	if (!text || !file)
		exit(99);
	text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
	fclose(file);
	return text;
}

static struct outcome run(struct test *test, const char *const *mode, const char *order)
{
	struct outcome outcome = { 0 };
	pid_t pid = fork();

	if (pid == 0)
		become(test, mode, order);
	if (pid < 0 || waitpid(pid, &outcome.status, 0) != pid)
		exit(99);
	outcome.out = contents(test, "out");
	outcome.said = contents(test, "said");
	test->made++;
	return outcome;
}

static void drop(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->said);
}

/* ---- what it said ---- */

/* Whether every null of now is one of before too, or has a reason; and absent is only what was. */
static bool no_less(const json_t *before, const json_t *now, bool excused, const char **what)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)now, key, value)
	{
		const json_t *other = json_object_get(before, key);

		if (strcmp(key, "unreadable") == 0)
			continue;
		if (json_is_null(value) && other && !json_is_null(other) && !excused) {
			*what = key;
			return false;
		}
		if (json_is_object(value) && json_is_object(other) &&
			!no_less(other, value, excused, what))
			return false;
	}
	return true;
}

/* How often a word stands as a reason. */
static size_t reasons(const json_t *unreadable, const char *reason)
{
	size_t count = 0;
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)unreadable, key, value)
	{
		count += json_is_string(value) && strcmp(json_string_value(value), reason) == 0;
		count += strcmp(key, reason) == 0 ? json_array_size(value) : 0;
		if (json_is_object(value))
			count += reasons(value, reason);
	}
	return count;
}

/* The last line: the first sample of several may have been passed over. */
static json_t *last_object(const char *text)
{
	const char *last = text;

	for (const char *next = text; (next = strstr(next, "\n{")); next++)
		last = next + 1;
	return json_loads(last, JSON_DISABLE_EOF_CHECK, NULL);
}

static const char *compare(const char *before, const char *now, bool may_lack)
{
	json_t *a = last_object(before);
	json_t *b = last_object(now);
	const json_t *why_a = json_object_get(a, "unreadable");
	const json_t *why_b = json_object_get(b, "unreadable");
	bool excused = may_lack && reasons(why_b, "failed") > reasons(why_a, "failed");
	const char *what = NULL;
	static char name[64];

	if (!b)
		what = "no JSON";
	else if (!no_less(a, b, excused, &what))
		what = what ? what : "less";
	else if (reasons(why_b, "absent") > reasons(why_a, "absent"))
		what = "absent, which this kernel has";
	snprintf(name, sizeof(name), "%s", what ? what : "");
	json_decref(a);
	json_decref(b);
	return what ? name : NULL;
}

/* ---- the verdict ---- */

static const char *fault(const struct outcome *usual, const struct outcome *outcome, int error)
{
	if (WIFSIGNALED(outcome->status))
		return WTERMSIG(outcome->status) == SIGALRM ? "it hangs"
							    : strsignal(WTERMSIG(outcome->status));
	if (WEXITSTATUS(outcome->status) == 1)
		return *outcome->said ? NULL : "it fails without a word";
	if (WEXITSTATUS(outcome->status) != 0)
		return "another exit status";
	if (usual->out[0] != '{')
		return *outcome->out ? NULL : "it says nothing";
	return compare(usual->out, outcome->out, error != ENOMEM && error != EINTR);
}

static void tell(struct test *test, const char *const *mode, const char *order, const char *what,
	const struct outcome *outcome)
{
	if (test->told++ >= TOLD_MOST)
		return;
	printf("# MEMTOP_FAIL='%s' memtop", order);
	for (size_t i = 0; i < WORDS_MOST && mode[i]; i++)
		printf(" %s", mode[i]);
	printf(": %s (exit status %d: %.100s)\n", what,
		WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status) : -1, outcome->said);
}

/* All the places of one kind in one mode. */
static bool try_kind(struct test *test, const char *const *mode, size_t kind)
{
	struct outcome usual;
	unsigned long calls, at;
	bool fine = true;
	char order[64];

	snprintf(order, sizeof(order), "%s 0 %d", kinds[kind].name, kinds[kind].error);
	usual = run(test, mode, order);
	free(usual.said);
	usual.said = contents(test, "count");
	calls = strtoul(usual.said, NULL, 10);
	if (test->runs && calls > test->runs)
		test->step = calls / test->runs;
	for (at = 1 + (test->step - 1) / 2; at <= calls; at += test->step) {
		struct outcome outcome;
		const char *what;

		snprintf(order, sizeof(order), "%s %lu %d", kinds[kind].name, at,
			kinds[kind].error);
		outcome = run(test, mode, order);
		what = fault(&usual, &outcome, kinds[kind].error);
		if (what)
			tell(test, mode, order, what, &outcome);
		fine &= !what;
		drop(&outcome);
	}
	drop(&usual);
	test->step = 1;
	return fine;
}

/* A process that is looked at. */
static pid_t start_sleeper(struct test *test)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	if (pid < 0)
		exit(99);
	snprintf(test->pid, sizeof(test->pid), "%d", (int)pid);
	return pid;
}

static void prepare(struct test *test)
{
	snprintf(test->directory, sizeof(test->directory), "%s",
		getenv("INJECT_DIRECTORY") ? getenv("INJECT_DIRECTORY") : ".");
	snprintf(test->meminfo, sizeof(test->meminfo), "%s/meminfo", test->directory);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
}

int main(int argc, char **argv)
{
	struct test test = { .step = 1 };
	unsigned number = 0;
	bool fine = true;
	pid_t sleeper;

	if (argc < 4)
		return 2;
	test.memtop = argv[1];
	test.library = argv[2];
	test.runs = strtoul(argv[3], NULL, 10);
	prepare(&test);
	sleeper = start_sleeper(&test);
	printf("1..%zu\n", COUNT_OF(modes) * COUNT_OF(kinds));
	for (size_t mode = 0; mode < COUNT_OF(modes); mode++) {
		for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
			bool passed = try_kind(&test, modes[mode], kind);

			fine &= passed;
			printf("%s %u - %s %d in %s %s %s\n", passed ? "ok" : "not ok", ++number,
				kinds[kind].name, kinds[kind].error, modes[mode][0], modes[mode][1],
				modes[mode][2] ? modes[mode][2] : "");
			fflush(stdout);
		}
	}
	printf("# %lu runs\n", test.made);
	kill(sleeper, SIGKILL);
	return fine ? 0 : 1;
}
