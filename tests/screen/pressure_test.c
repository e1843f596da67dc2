/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The view probe under way, in a memory cgroup of its own, so that no other process is asked for memory:
 * whatever happens to memtop, its balloon holds nothing afterwards.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/pass_over.h"
#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"

/* The cgroup, a copy of the balloon that others cannot write, 150 MiB of cache: made by a shell. */
static const char set_up_script[] =
	"place=$(mktemp -d /var/tmp/memtop-pressure.XXXXXX) && echo \"$place\" && "
	"cp \"$abs_top_builddir/memtop-balloon\" \"$place/\" && chmod 755 \"$place/memtop-balloon\" && "
	"mount=$(awk '$3 == \"cgroup\" && $4 ~ /(^|,)memory(,|$)/ { print $2; exit }' /proc/mounts) && "
	"limit=memory.limit_in_bytes && if [ -z \"$mount\" ]; then limit=memory.max; "
	"mount=$(awk '$3 == \"cgroup2\" { print $2; exit }' /proc/mounts); fi && [ -n \"$mount\" ] && "
	"group=$mount/${place##*/} && mkdir \"$group\" && ln -s \"$group\" \"$place/group\" && "
	"echo 268435456 >\"$group/$limit\" && "
	"sh -c 'echo $$ >\"$0/cgroup.procs\" && head -c 157286400 /dev/zero >\"$1\" && sync \"$1\"' "
	"\"$group\" \"$place/cache\" || "
	"{ rmdir \"$group\"; rm -r \"$place\"; false; } 2>/dev/null";

static const char start_script[] =
	"echo $$ >\"$PLACE/group/cgroup.procs\" && cat \"$PLACE/cache\" >/dev/null && "
	"exec \"$MEMTOP\" probe";

struct place {
	char directory[128]; /* empty: no cgroup can be made here */
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	FILE *shell = popen(set_up_script, "r");

	assert_non_null(place);
	assert_non_null(shell);
	if (fgets(place->directory, sizeof(place->directory), shell))
		place->directory[strcspn(place->directory, "\n")] = '\0';
	if (pclose(shell) != 0)
		place->directory[0] = '\0';
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	char command[512];

	snprintf(command, sizeof(command), "rmdir \"$(readlink '%s/group')\"; rm -r '%s'",
		place->directory, place->directory);
	if (place->directory[0] && system(command) != 0)
		fprintf(stderr, "%s: not all of it is gone\n", place->directory);
	free(place);
	return 0;
}

/* Another probe may be running on this machine: choosing a way looks again. */
static bool can_begin(struct screen *screen, void *context)
{
	(void)context;
	if (screen_has(screen, "Enter: do it.") && screen_has(screen, "[pressure]"))
		return true;
	if (screen_has(screen, "another probe is running"))
		screen_type(screen, "+-");
	return false;
}

static struct screen *start(const struct place *place)
{
	char directory[160], program[PATH_MAX], balloon[192];
	struct screen *screen;

	snprintf(directory, sizeof(directory), "PLACE=%s", place->directory);
	snprintf(program, sizeof(program), "MEMTOP=%s", screen_memtop());
	snprintf(balloon, sizeof(balloon), "MEMTOP_BALLOON=%s/memtop-balloon", place->directory);
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 80,
		.program = "/bin/sh",
		.arguments = { "-c", start_script },
		.environment = { directory, program, balloon } });
	screen_wait_for(screen, can_begin, NULL, "a probe that can be done");
	return screen;
}

static bool is_balloon_of(const char *pid, long parent)
{
	char path[64], line[512] = "";
	const char *rest;
	FILE *file;
	long of;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	rest = strrchr(line, ')');
	return rest && strstr(line, "(memtop-balloon)") && sscanf(rest, ") %*c %ld", &of) == 1 &&
	       of == parent;
}

static pid_t find_balloon(pid_t parent)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	while (proc && found == 0 && (entry = readdir(proc)))
		if (is_balloon_of(entry->d_name, parent))
			found = (pid_t)atol(entry->d_name);
	if (proc)
		closedir(proc);
	return found;
}

/* The balloon of a probe that was just begun, while it lives; 0 once it is too late for that. */
static pid_t begin(struct screen *screen)
{
	pid_t balloon = 0;

	screen_type(screen, "\r");
	for (int tries = 0; tries < 5000 && balloon == 0; tries++) {
		balloon = find_balloon(screen_pid(screen));
		if (balloon == 0)
			poll(NULL, 0, 1);
	}
	return balloon;
}

/* Waits until a process has ended, or is a zombie, which holds nothing. */
static void assert_ends(pid_t pid)
{
	for (int tries = 0; tries < 4000; tries++) {
		char path[64], line[512] = "";
		FILE *file;

		snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
		file = fopen(path, "r");
		if (!file)
			return;
		if (!fgets(line, sizeof(line), file))
			line[0] = '\0';
		fclose(file);
		if (line[0] == '\0' || strstr(line, ") Z "))
			return;
		poll(NULL, 0, 5);
	}
	fail_msg("the balloon lives on");
}

/*
 * It is over and shown; or, where it came to its end before the key did, Esc has left the report.
 */
static bool is_over(struct screen *screen, void *context)
{
	(void)context;
	return screen_has(screen, "memtop: probe: done") || screen_has(screen, "Enter: do it.");
}

static void escape_lets_go(void **state)
{
	const struct place *place = *state;
	struct screen *screen;
	pid_t balloon;

	if (!place->directory[0])
		PASS_OVER("no memory cgroup can be made here");
	screen = start(place);
	balloon = begin(screen);
	screen_type(screen, KEY_ESCAPE);
	screen_resize(screen, 15, 60);
	screen_wait_for(screen, is_over, NULL, "the end of the probe");
	assert_ends(balloon);
	screen_resize(screen, 1, 1);
	screen_resize(screen, 24, 80);
	screen_wait(screen, "Esc: back.");
	screen_quit(screen);
}

/* It is not stopped here, where no shell could continue it; tests/probe stops one. */
static void control_z_lets_go(void **state)
{
	const struct place *place = *state;
	struct screen *screen;
	pid_t balloon;

	if (!place->directory[0])
		PASS_OVER("no memory cgroup can be made here");
	screen = start(place);
	balloon = begin(screen);
	screen_type(screen, "\x1a");
	assert_ends(balloon);
	screen_wait(screen, "memtop: probe: done");
	screen_quit(screen);
}

static void a_closed_terminal_lets_go(void **state)
{
	const struct place *place = *state;
	struct screen *screen;
	pid_t balloon;

	if (!place->directory[0])
		PASS_OVER("no memory cgroup can be made here");
	screen = start(place);
	balloon = begin(screen);
	screen_hang_up(screen);
	screen_end(screen);
	assert_ends(balloon);
	screen_free(screen);
}

static void sigkill_lets_go(void **state)
{
	static const char *const phases[] = { NULL, "counting what is read again",
		"memtop: probe: done" };
	const struct place *place = *state;

	if (!place->directory[0])
		PASS_OVER("no memory cgroup can be made here");
	for (size_t i = 0; i < COUNT_OF(phases); i++) {
		struct screen *screen = start(place);
		pid_t balloon = begin(screen);

		if (phases[i])
			screen_wait(screen, phases[i]);
		screen_kill(screen, SIGKILL);
		assert_int_equal(screen_end(screen), 256 + SIGKILL);
		assert_ends(balloon);
		screen_free(screen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escape_lets_go),
		cmocka_unit_test(control_z_lets_go),
		cmocka_unit_test(a_closed_terminal_lets_go),
		cmocka_unit_test(sigkill_lets_go),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
