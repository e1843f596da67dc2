/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cgroups on screen, of this machine: needs the right to make a memory cgroup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "screen/keys.h"
#include "screen/screen.h"
#include "source/cgroup/mount.h"
#include "support/pass_over.h"

static bool make_cgroup(char *made_path, size_t size)
{
	static struct cgroup_mount mount;
	struct file_buffer buffer = { 0 };
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum status status;
	bool made = proc >= 0 && cgroup_mount_find(&mount, proc, &buffer, &status) == CGROUP_FINE;

	file_buffer_free(&buffer);
	close(proc);
	snprintf(made_path, size, "%s/memtop-screen.%d", mount.point, (int)getpid());
	return made && mkdir(made_path, 0755) == 0;
}

static char path[PATH_MAX + 64], inner[sizeof(path) + 64]; /* inner may be none */

/* Whether the test has ended well or not. */
static int tear_down(void **state)
{
	(void)state;
	rmdir(inner);
	rmdir(path);
	return 0;
}

static void one_cgroup_and_back(void **state)
{
	struct screen *screen;
	int row, column;

	(void)state;
	if (!make_cgroup(path, sizeof(path)))
		PASS_OVER("no memory cgroup can be made here");
	screen = screen_start(&(struct screen_options){ .rows = 50,
		.columns = 120,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", "cgroups" } });
	screen_wait(screen, "HARD");
	screen_wait(screen, "version");
	/* The keys of all tables are its own, too: what is searched for is under the cursor then. */
	screen_type(screen, KEY_F3);
	screen_type(screen, strrchr(path, '/') + 1);
	screen_type(screen, "\r");
	screen_wait(screen, strrchr(path, '/'));
	/* Folded it is in the line of what it is below; a list has no line to fold. */
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "▾ ");
	screen_type(screen, KEY_HOME);
	screen_type(screen, "-");
	screen_wait(screen, "▸ (");
	screen_wait_gone(screen, "memtop-screen");
	screen_type(screen, "+");
	screen_wait(screen, "memtop-screen");
	screen_wait_gone(screen, "▸ (");
	screen_type(screen, "t");
	screen_wait_gone(screen, "▾ ");
	screen_type(screen, "t");
	screen_wait(screen, "▾ ");
	screen_type(screen, KEY_HOME);
	/* No process is in the one that was made; all are in the root. */
	screen_type(screen, KEY_F3);
	screen_type(screen, strrchr(path, '/') + 1);
	screen_type(screen, "\r");
	screen_type(screen, KEY_ESCAPE);
	screen_type(screen, "o");
	screen_wait(screen, "filter cgroup=/memtop-screen");
	screen_wait(screen, "0 processes");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "HARD");
	/* Who has no memory cannot give any, and of v1 nothing can be asked: it says so before it asks. */
	screen_type(screen, "r");
	screen_wait(screen, "[reclaim]");
	screen_wait(screen, "It cannot be done now");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "HARD");
	screen_type(screen, KEY_HOME);
	/* The root is under the cursor. */
	screen_type(screen, "\r");
	screen_wait(screen, "What its memory is");
	screen_wait(screen, "MEANING");
	/* What a field means stands beside it, and in the pane, which does not say it twice. */
	screen_wait(screen, "Page cache, with");
	assert_true(screen_find(screen, "MEANING", &row, &column));
	assert_false(screen_find_from(screen, row + 1, "MEANING", &row, &column));
	screen_type(screen, "s");
	screen_wait(screen, "COMMAND");
	screen_type(screen, "s");
	screen_wait(screen, "held LOW");
	/* What it pays for is asked for by a key, and told, or why it cannot be. */
	screen_wait(screen, "l asks which files it pays for");
	screen_type(screen, "l");
	screen_wait_gone(screen, "l asks which files it pays for");
	screen_wait_gone(screen, "are being read");
	assert_true(screen_has(screen, "It pays for") ||
		    screen_has(screen, "There is no other way") ||
		    screen_has(screen, "does not say which cgroup"));
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "CGROUP");
	screen_wait_gone(screen, "What its memory is");
	screen_quit(screen);
	screen = screen_start(&(struct screen_options){ .rows = 50,
		.columns = 120,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", "--readonly", "cgroups" } });
	screen_wait(screen, "HARD");
	screen_type(screen, "r");
	screen_wait(screen, "off under --readonly");
	screen_quit(screen);
	/* From a process to the cgroup that it is in. */
	screen = screen_start(&(struct screen_options){ .rows = 50,
		.columns = 120,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", "process", "1" } });
	screen_wait(screen, "process 1");
	screen_wait(screen, "KIND");
	screen_type(screen, "C");
	screen_wait(screen, "What its memory is");
	screen_quit(screen);
}

/* What containers are called begins with a digit as often as not: cut, it is still a name. */
static void names_that_begin_with_digits_are_seen(void **state)
{
	struct screen *screen;

	(void)state;
	if (!make_cgroup(path, sizeof(path)))
		PASS_OVER("no memory cgroup can be made here");
	snprintf(inner, sizeof(inner), "%s/310a4d52655af34ac13b4399330c451c310a4d52", path);
	assert_int_equal(mkdir(inner, 0755), 0);
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 80,
		.program = screen_memtop(),
		.arguments = { "-d", "0.1", "cgroups" } });
	screen_wait(screen, "HARD");
	screen_type(screen, KEY_F4);
	screen_type(screen, "af34ac13b4399330c\r");
	screen_wait(screen, " 310a4d");
	screen_quit(screen);
}

/* A shell that enters the cgroup, and a namespace of which that is the root; then "$@". */
static const char enter_box[] =
	"{ echo 268435456 >\"$1/memory.limit_in_bytes\" || echo 268435456 >\"$1/memory.max\"; } 2>/dev/null\n"
	"echo $$ >\"$1/cgroup.procs\" || exit 77\n"
	"type=$(stat -f -c %T \"$2\")\n"
	"shift\n"
	"exec unshare -C -m sh -c 'umount \"$1\" 2>/dev/null || umount -l \"$1\"\n"
	"	case $2 in\n"
	"	cgroup2fs) mount -t cgroup2 memtop \"$1\" ;;\n"
	"	*) mount -t cgroup -o memory memtop \"$1\" ;;\n"
	"	esac || exit 77\n"
	"	shift 2\n"
	"	exec \"$@\"' sh \"$1\" \"$type\" \"$2\" -d 0.1 cgroups\n";

static bool has_namespaces(void)
{
	return system("unshare -C -m true 2>/dev/null") == 0;
}

/* In a container only its own part is seen, which is said; what lies outside is nowhere. */
static void a_container_is_told_that_the_rest_is_not_seen(void **state)
{
	char mount[sizeof(path)];
	struct screen *screen;

	(void)state;
	if (!has_namespaces() || !make_cgroup(path, sizeof(path)))
		PASS_OVER("no memory cgroup, or no namespace of cgroups, can be made here");
	snprintf(mount, sizeof(mount), "%.*s", (int)(strrchr(path, '/') - path), path);
	screen = screen_start(&(struct screen_options){ .rows = 40,
		.columns = 120,
		.program = "/bin/sh",
		.arguments = { "-c", enter_box, "sh", path, mount, screen_memtop() } });
	screen_wait(screen,
		"This is a part only: from inside this container, the cgroups outside it");
	screen_wait(screen, "Nearest to its limit: /, with room for");
	screen_wait(screen, " 256M ");
	assert_false(screen_has(screen, "memtop-screen"));
	/* Into the only one there is, which is the container. */
	screen_type(screen, "\r");
	screen_wait(screen, "No limit is near: it can use");
	screen_wait(screen, "MEANING");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "This is a part only");
	/* The process that runs it is in it; the rest of the machine is not, although /proc shows it. */
	screen_type(screen, "o");
	screen_wait(screen, "filter cgroup=/:");
	screen_wait(screen, "  filter cgroup=/:");
	assert_false(screen_has(screen, " filter cgroup=/: 0 not shown"));
	screen_quit(screen);
}

/* Inside a cgroup with a limit the overview begins with that. */
static void the_overview_begins_with_the_limit(void **state)
{
	char command[3 * PATH_MAX];
	struct screen *screen;

	(void)state;
	if (!make_cgroup(path, sizeof(path)))
		PASS_OVER("no memory cgroup can be made here");
	snprintf(command, sizeof(command),
		"cd '%s' && { echo 268435456 >memory.limit_in_bytes || echo 268435456 >memory.max; } "
		"2>/dev/null && echo $$ >cgroup.procs && exec '%s' -d 0.1",
		path, screen_memtop());
	screen = screen_start(&(struct screen_options){ .rows = 30,
		.columns = 120,
		.program = "/bin/sh",
		.arguments = { "-c", command } });
	screen_wait(screen, "No shortage within the limit of this control group");
	screen_wait(screen, "256M");
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(one_cgroup_and_back, tear_down),
		cmocka_unit_test_teardown(names_that_begin_with_digits_are_seen, tear_down),
		cmocka_unit_test_teardown(a_container_is_told_that_the_rest_is_not_seen, tear_down),
		cmocka_unit_test_teardown(the_overview_begins_with_the_limit, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
