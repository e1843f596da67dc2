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
#include "cli/options.h"
#include "views/views.h"

#define PATIENCE_S  120 /* of a loaded machine; what hangs never ends */
#define WORDS_MOST  12
#define MODES_MOST  128
#define TOLD_MOST   3 /* of each kind in each mode */
#define TRIES_MOST  3
#define PATH_LENGTH 512

static const struct kind {
	const char *name;
	int error;
	bool may_lack; /* figures may be missing, if it says that they failed */
} kinds[] = {
	{ "malloc", ENOMEM, false },
	{ "open", EMFILE, true },
	{ "open", ENOMEM, true },
	{ "open", EINTR, true },
	{ "read", EINTR, false },
	{ "read", ENOMEM, false },
	{ "mmap", ENOMEM, false },
	{ "thread", EAGAIN, true },
	{ "thread", ENOMEM, true },
	{ "library", ENOENT, true },
	{ "library", ENOMEM, true },
	{ "write", ENOSPC, true },
	{ "write", EINTR, false },
};

/*
 * What each view is given.  A view that is not here is printed without arguments, or of a process if
 * its argument is a PID.  "PID" stands for a process that sleeps, "FILE" for a saved meminfo, "RECORD"
 * for a record of now, "NEW" for one that is not there yet, "REQUEST" for standard input.
 */
static const char *const view_words[VIEW_COUNT][WORDS_MOST] = {
	[VIEW_OVERVIEW] = { "-n", "1", "-p", "PID" },
	[VIEW_GROWTH] = { "-n", "3", "-d", "0.01", "-p", "PID" },
	[VIEW_KERNEL] = { "-n", "1" },
	[VIEW_CGROUPS] = { "-n", "1" },
	/* A failure does not make it press. */
	[VIEW_PROBE] = { "--readonly" },
};

/* Each command besides views must have a mode here, and views more than are made of the table. */
static const char *const more_modes[][WORDS_MOST] = {
	{ "--json", "-n", "1", "-p", "PID", "-o", "pid,rss,pss,uss,retained,command" },
	{ "--csv", "-n", "1", "-p", "PID" },
	{ "-b", "-n", "2", "-d", "0.01", "-p", "PID" },
	{ "--json", "explain", "FILE" },
	{ "-b", "explain", "FILE" },
	{ "--json", "explain", "FILE", "FILE" },
	{ "--json", "cache", "FILE" },
	{ "--json", "cache", "--bpf", "off", "FILE" },
	{ "--json", "cache", "--bpf", "off" },
	{ "--json", "shared", "--bpf", "off" },
	{ "--json", "kernel", "--census" },
	{ "-b", "kernel", "--census" },
	{ "--json", "cgroups", "/" },
	{ "--report", "-n", "1", "-p", "PID" },
	{ "record", "-n", "2", "-d", "0.01", "NEW" },
	{ "record", "--status", "RECORD" },
	{ "--json", "replay", "now", "--file", "RECORD" },
	{ "-b", "replay", "now", "growth", "--file", "RECORD" },
	{ "--json", "diff", "--file", "RECORD" },
	{ "-b", "diff", "--file", "RECORD" },
	{ "--json", "process", "PID", "--at", "now", "--file", "RECORD" },
	{ "--json", "growth", "--since", "1h", "--file", "RECORD" },
	{ "check", "critical: available<1%" },
	{ "--json", "check", "critical: available<1%" },
	{ "check", "--plugin", "critical: available<1%" },
	{ "check", "--file", "RECORD", "critical: available<1%" },
	{ "export" },
	{ "export", "--openmetrics" },
	{ "export", "--http", "REQUEST" },
	{ "--list-columns", "--json" },
	{ "--list-figures", "--json" },
	{ "--completion", "bash" },
};

/*
 * What is tried at each place, however few pairs are; where a machine has so many processes that there are far
 * more places than that, at about so many of them.
 */
#define WHOLE_MOST 400
static const struct {
	const char *kind;
	int error;
	const char *mode;
} whole[] = {
	{ "mmap", ENOMEM, "--json cache FILE " },
	{ "malloc", ENOMEM, "-b probe --readonly " },
	{ "malloc", ENOMEM, "--json shared " },
	{ "malloc", ENOMEM, "--capabilities " },
	{ "thread", EAGAIN, "--json kernel " },
	{ "malloc", ENOMEM, "--json cgroups / " },
	{ "read", ENOMEM, "--json cgroups " },
	{ "open", EMFILE, "--json overview " },
	{ "open", EMFILE, "--json explain " },
	{ "open", EMFILE, "--json cgroups " },
};

struct mode {
	const char *words[WORDS_MOST + 2];
};

struct test {
	const char *memtop, *library;
	unsigned long runs, step;
	char pid[16], meminfo[PATH_LENGTH], directory[PATH_LENGTH / 2];
	char record[PATH_LENGTH], fresh[PATH_LENGTH], request[PATH_LENGTH];
	char options[64][40]; /* "--version" */
	struct mode modes[MODES_MOST];
	size_t mode_count;
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

static const char *meaning(const struct test *test, const char *word)
{
	const struct {
		const char *word, *means;
	} meanings[] = {
		{ "PID", test->pid },
		{ "FILE", test->meminfo },
		{ "RECORD", test->record },
		{ "NEW", test->fresh },
	};

	for (size_t i = 0; i < COUNT_OF(meanings); i++)
		if (strcmp(word, meanings[i].word) == 0)
			return meanings[i].means;
	return word;
}

static bool has_word(const struct mode *mode, const char *word)
{
	for (size_t i = 0; mode->words[i]; i++)
		if (strcmp(mode->words[i], word) == 0)
			return true;
	return false;
}

/* Standard input is a request, where the mode says so, and nothing otherwise. */
static void give_input(const struct test *test, const struct mode *mode)
{
	const char *path = "/dev/null";
	int file;

	if (has_word(mode, "REQUEST"))
		path = test->request;
	file = open(path, O_RDONLY);
	if (file < 0 || dup2(file, STDIN_FILENO) < 0)
		_exit(98);
	close(file);
}

static void become(const struct test *test, const struct mode *mode, const char *order)
{
	const char *words[WORDS_MOST + 4] = { test->memtop };
	char count[PATH_LENGTH];
	size_t length = 1;

	for (size_t i = 0; mode->words[i]; i++)
		if (strcmp(mode->words[i], "REQUEST") != 0)
			words[length++] = meaning(test, mode->words[i]);
	unlink(test->fresh);
	give_input(test, mode);
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
	char path[PATH_LENGTH], *text = NULL;
	size_t size = 0;
	FILE *file = fopen(path_in(test, name, path), "r");

	if (!file || getdelim(&text, &size, '\0', file) < 0)
		text = calloc(1, 1);
	if (!text || !file)
		exit(99);
	fclose(file);
	return text;
}

static struct outcome run(struct test *test, const struct mode *mode, const char *order)
{
	struct outcome outcome = { 0 };
	pid_t pid = fork();

	if (pid == 0)
		become(test, mode, order);
	if (pid < 0 || waitpid(pid, &outcome.status, 0) != pid)
		exit(99);
	outcome.out = contents(test, "out");
	outcome.said = contents(test, "said");
	/* What it left behind is this test's where it is the first process of all; the next run is not to see it. */
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	test->made++;
	return outcome;
}

static void drop(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->said);
}

/* ---- what it said ---- */

static bool no_less(const json_t *before, const json_t *now, bool excused, const char **what);

/*
 * Whether the rows of a table stay: of each where no processes come and go beside this test (INJECT_ALONE), but for
 * files in the cache, which are those of the machine.
 */
static bool is_steady(const char *key)
{
	return strcmp(key, "balance") == 0 || (getenv("INJECT_ALONE") && strcmp(key, "files") != 0);
}

/* A cache has 100,000 files: how far from its place a row is looked for. */
#define NEAR 500

/* The row of before that is of the same thing; of rows that name none, and are as many, the one in its place. */
static const json_t *row_before(const json_t *before, const json_t *now, size_t place)
{
	static const char *const names[] = { "kind", "name", "path", "pid" };
	const json_t *row = json_array_get(now, place);
	const size_t first = place > NEAR ? place - NEAR : 0, end = json_array_size(before);
	bool is_named = false;

	for (size_t i = first; i < end && i < place + NEAR; i++) {
		const json_t *other = json_array_get(before, i);
		bool is_it = true;

		for (size_t name = 0; name < COUNT_OF(names); name++) {
			const json_t *value = json_object_get(row, names[name]);

			is_named |= value != NULL;
			is_it &= !value || json_equal(value, json_object_get(other, names[name]));
		}
		if (is_named && is_it)
			return other;
	}
	return !is_named && json_array_size(now) == json_array_size(before)
		       ? json_array_get(before, place)
		       : NULL;
}

/* The same of the rows of a table: as many as before are there, and each has what it had. */
static bool has_rows(const json_t *before, const json_t *now, const char **what)
{
	size_t count = json_array_size(now);

	if (count < json_array_size(before))
		return false;
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(now, i);
		const json_t *other = row_before(before, now, i);

		if (json_is_object(row) && other && !no_less(other, row, false, what))
			return false;
	}
	return true;
}

/* Whether it looked in another way, which finds less. */
static bool is_other_way(const json_t *before, const json_t *now)
{
	const json_t *way = json_object_get(now, "method");

	return way && !json_equal(way, json_object_get(before, "method"));
}

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
		if (json_is_array(value) && json_is_array(other) && !excused && is_steady(key) &&
			!has_rows(other, value, what)) {
			*what = *what ? *what : key;
			return false;
		}
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
		/* Of the rows of a table, which come and go: whether there are any. */
		count += strcmp(key, reason) == 0 && json_array_size(value) > 0;
		if (json_is_object(value))
			count += reasons(value, reason);
	}
	return count;
}

/* How often it says that what it has not was there, and could not be had this time. */
static size_t shortages(const json_t *unreadable)
{
	return reasons(unreadable, "failed") + reasons(unreadable, "no_memory");
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
	bool is_told = json_is_string(json_object_get(b, "method_reason"));
	bool excused = may_lack &&
		       (shortages(why_b) > shortages(why_a) || (is_other_way(a, b) && is_told));
	const char *what = NULL;
	static char name[64];

	if (!b)
		what = "no JSON";
	else if (!no_less(a, b, excused, &what))
		what = what ? what : "less";
	else if (is_other_way(a, b) && !is_told)
		what = "method";
	else if (reasons(why_b, "absent") > reasons(why_a, "absent"))
		what = "absent, which this kernel has";
	snprintf(name, sizeof(name), "%s", what ? what : "");
	json_decref(a);
	json_decref(b);
	return what ? name : NULL;
}

/* ---- the verdict ---- */

/* A plugin of Nagios ends with 3, and says why on standard output. */
static bool is_unknown(const struct mode *mode, const struct outcome *outcome)
{
	return has_word(mode, "--plugin") && WEXITSTATUS(outcome->status) == 3 &&
	       strncmp(outcome->out, "MEMTOP UNKNOWN: ", 16) == 0 && outcome->out[16];
}

/* A condition that could not be judged is told where the others are. */
static bool says_unknown(const struct mode *mode, const struct outcome *outcome)
{
	return has_word(mode, "check") && strstr(outcome->out, "unknown");
}

static const char *fault(const struct mode *mode, const struct outcome *usual,
	const struct outcome *outcome, bool may_lack)
{
	if (WIFSIGNALED(outcome->status))
		return WTERMSIG(outcome->status) == SIGALRM ? "it hangs"
							    : strsignal(WTERMSIG(outcome->status));
	if (WEXITSTATUS(outcome->status) == 1)
		return *outcome->said || says_unknown(mode, outcome) ? NULL
								     : "it fails without a word";
	if (is_unknown(mode, outcome))
		return NULL;
	if (outcome->status != usual->status)
		return "another exit status";
	if (usual->out[0] != '{')
		return *outcome->out || !*usual->out ? NULL : "it says nothing";
	return compare(usual->out, outcome->out, may_lack);
}

static void tell(struct test *test, const struct mode *mode, const char *order, const char *what,
	const struct outcome *outcome)
{
	if (test->told++ >= TOLD_MOST)
		return;
	printf("# MEMTOP_FAIL='%s' memtop", order);
	for (size_t i = 0; mode->words[i]; i++)
		printf(" %s", mode->words[i]);
	printf(": %s (exit status %d: %.100s)\n", what,
		WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status) : -1, outcome->said);
}

/*
 * One place.  Rows of the whole machine come and go while this test runs, so what differs is tried again beside
 * an undisturbed run of that moment.
 */
static bool try_place(struct test *test, const struct mode *mode, size_t kind, unsigned long at,
	struct outcome *usual)
{
	char order[64], none[64];
	struct outcome outcome = { 0 };
	const char *what = NULL;

	snprintf(order, sizeof(order), "%s %lu %d", kinds[kind].name, at, kinds[kind].error);
	snprintf(none, sizeof(none), "%s 0 %d", kinds[kind].name, kinds[kind].error);
	for (int i = 0; i == 0 || (what && i < TRIES_MOST); i++) {
		if (i > 0) {
			drop(&outcome);
			drop(usual);
			*usual = run(test, mode, none);
		}
		outcome = run(test, mode, order);
		what = fault(mode, usual, &outcome, kinds[kind].may_lack);
	}
	if (what)
		tell(test, mode, order, what, &outcome);
	drop(&outcome);
	return !what;
}

/* All the places of one kind in one mode. */
static bool try_kind(struct test *test, const struct mode *mode, size_t kind, bool at_each)
{
	const unsigned long most = at_each ? WHOLE_MOST : test->runs;
	struct outcome usual;
	unsigned long calls, at;
	bool fine = true;
	char order[64];

	snprintf(order, sizeof(order), "%s 0 %d", kinds[kind].name, kinds[kind].error);
	usual = run(test, mode, order);
	free(usual.said);
	usual.said = contents(test, "count");
	calls = strtoul(usual.said, NULL, 10);
	if (test->runs && calls > most)
		test->step = calls / most;
	for (at = 1 + (test->step - 1) / 2; at <= calls; at += test->step)
		fine &= try_place(test, mode, kind, at, &usual);
	drop(&usual);
	test->step = 1;
	test->told = 0;
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

/* ---- the modes ---- */

static void add_mode(struct test *test, const char *first, const char *second,
	const char *const *words)
{
	struct mode *mode = &test->modes[test->mode_count++];
	size_t length = 0;

	if (test->mode_count >= MODES_MOST)
		exit(99);
	if (first)
		mode->words[length++] = first;
	if (second)
		mode->words[length++] = second;
	for (size_t i = 0; words && i < WORDS_MOST && words[i]; i++)
		mode->words[length++] = words[i];
}

/* Every view of the table, printed for people and for programs. */
static void add_views(struct test *test)
{
	static const char *const formats[] = { "-b", "--json", "--csv" };
	static const char *const pid[WORDS_MOST] = { "PID" };

	for (size_t format = 0; format < COUNT_OF(formats); format++)
		for (size_t id = 0; id < VIEW_COUNT; id++) {
			const struct view_row *view = &view_rows[id];
			bool wants = view->argument && strcmp(view->argument, "PID") == 0;

			add_mode(test, formats[format], view->name, wants ? pid : view_words[id]);
		}
}

/* Every option that prints something and ends. */
static void add_listings(struct test *test)
{
	size_t count = 0;

	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_form *form = option_form(&option_rows[i]);

		if (option_rows[i].intent == INTENT_RUN || count == COUNT_OF(test->options))
			continue;
		snprintf(test->options[count], sizeof(*test->options), "--%s", form->name);
		add_mode(test, test->options[count++], NULL, NULL);
	}
}

/* Whether that command, which is no view, has a mode. */
static bool is_tried(const struct test *test, const char *command)
{
	for (size_t mode = 0; mode < test->mode_count; mode++)
		for (size_t i = 0; test->modes[mode].words[i]; i++)
			if (strcmp(test->modes[mode].words[i], command) == 0)
				return true;
	return false;
}

static bool add_modes(struct test *test)
{
	bool all = true;

	add_views(test);
	add_listings(test);
	for (size_t i = 0; i < COUNT_OF(more_modes); i++)
		add_mode(test, NULL, NULL, more_modes[i]);
	for (size_t id = COMMAND_VIEW + 1; id < COMMAND_COUNT; id++) {
		if (is_tried(test, command_rows[id].name))
			continue;
		printf("# %s has no mode: more_modes\n", command_rows[id].name);
		all = false;
	}
	return all;
}

/* A record of two samples of this machine. */
static void make_record(struct test *test)
{
	static const struct mode record = { { "record", "-n", "2", "-d", "0.01", "RECORD" } };
	struct outcome outcome = run(test, &record, "none 0 0");

	if (outcome.status != 0)
		printf("# no record: %s\n", outcome.said);
	drop(&outcome);
}

static void prepare(struct test *test)
{
	FILE *file;

	snprintf(test->directory, sizeof(test->directory), "%s",
		getenv("INJECT_DIRECTORY") ? getenv("INJECT_DIRECTORY") : ".");
	path_in(test, "meminfo", test->meminfo);
	path_in(test, "record", test->record);
	path_in(test, "fresh", test->fresh);
	file = fopen(path_in(test, "request", test->request), "w");
	if (!file || fputs("GET /metrics HTTP/1.1\r\n\r\n", file) < 0 || fclose(file) != 0)
		exit(99);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	/* What check remembers between two runs. */
	setenv("XDG_STATE_HOME", test->directory, 1);
	make_record(test);
}

static void print_name(const struct mode *mode)
{
	for (size_t i = 0; mode->words[i]; i++)
		printf(" %s", mode->words[i]);
	printf("\n");
}

/* Its words, a blank behind each. */
static void name_of(const struct mode *mode, char name[PATH_LENGTH])
{
	size_t length = 0;

	*name = '\0';
	for (size_t i = 0; mode->words[i] && length < PATH_LENGTH; i++)
		length += (size_t)snprintf(name + length, PATH_LENGTH - length, "%s ",
			mode->words[i]);
}

static bool is_whole(const struct mode *mode, size_t kind)
{
	char name[PATH_LENGTH];

	name_of(mode, name);
	for (size_t i = 0; i < COUNT_OF(whole); i++)
		if (strcmp(kinds[kind].name, whole[i].kind) == 0 &&
			kinds[kind].error == whole[i].error &&
			strncmp(name, whole[i].mode, strlen(whole[i].mode)) == 0)
			return true;
	return false;
}

/*
 * INJECT_EVERY=4 tries each fourth pair of a mode and a kind, so that every mode and kind has its share;
 * INJECT_MODE="--json kernel" and INJECT_KIND=open try those that begin so alone, INJECT_BUT=cache none that have it.
 */
static bool is_tried_now(const struct test *test, size_t mode, size_t kind)
{
	const char *only = getenv("INJECT_MODE"), *kind_only = getenv("INJECT_KIND");
	const char *every = getenv("INJECT_EVERY"), *but = getenv("INJECT_BUT");
	unsigned long step = every ? strtoul(every, NULL, 10) : 1;
	char name[PATH_LENGTH];

	name_of(&test->modes[mode], name);
	return (step < 2 || (mode + kind) % step == 0 || is_whole(&test->modes[mode], kind)) &&
	       (!only || strncmp(name, only, strlen(only)) == 0) && (!but || !strstr(name, but)) &&
	       (!kind_only || strcmp(kinds[kind].name, kind_only) == 0);
}

static size_t count_tried(const struct test *test)
{
	size_t count = 0;

	for (size_t mode = 0; mode < test->mode_count; mode++)
		for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
			count += is_tried_now(test, mode, kind);
	return count;
}

static bool try_mode(struct test *test, size_t mode, size_t *number)
{
	bool fine = true;

	for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
		bool passed;

		if (!is_tried_now(test, mode, kind))
			continue;
		passed = try_kind(test, &test->modes[mode], kind,
			is_whole(&test->modes[mode], kind));
		fine &= passed;
		printf("%s %zu - %s %d in", passed ? "ok" : "not ok", ++*number, kinds[kind].name,
			kinds[kind].error);
		print_name(&test->modes[mode]);
		fflush(stdout);
	}
	return fine;
}

int main(int argc, char **argv)
{
	static struct test test = { .step = 1 };
	size_t number = 0;
	bool fine;
	pid_t sleeper;

	if (argc < 4)
		return 2;
	test.memtop = argv[1];
	test.library = argv[2];
	test.runs = strtoul(argv[3], NULL, 10);
	sleeper = start_sleeper(&test);
	prepare(&test);
	fine = add_modes(&test);
	printf("1..%zu\n%s %zu - every command has a mode\n", 1 + count_tried(&test),
		fine ? "ok" : "not ok", ++number);
	for (size_t mode = 0; mode < test.mode_count; mode++)
		fine &= try_mode(&test, mode, &number);
	printf("# %lu runs\n", test.made);
	kill(sleeper, SIGKILL);
	return fine ? 0 : 1;
}
