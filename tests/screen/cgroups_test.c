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
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "screen/keys.h"
#include "screen/screen.h"
#include "source/cgroup/mount.h"
#include "support/pass_over.h"

static bool make_cgroup(char *path, size_t size)
{
	static struct cgroup_mount mount;
	struct file_buffer buffer = { 0 };
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum status status;
	bool made = proc >= 0 && cgroup_mount_find(&mount, proc, &buffer, &status) == CGROUP_FINE;

	file_buffer_free(&buffer);
	close(proc);
	snprintf(path, size, "%s/memtop-screen.%d", mount.point, (int)getpid());
	return made && mkdir(path, 0755) == 0;
}

static void one_cgroup_and_back(void **state)
{
	static char path[PATH_MAX + 64];
	struct screen *screen;

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
	screen_type(screen, "memtop-screen\r");
	screen_wait(screen, strrchr(path, '/'));
	screen_type(screen, KEY_HOME);
	/* The root is under the cursor. */
	screen_type(screen, "\r");
	screen_wait(screen, "What its memory is");
	screen_wait(screen, "MEANING");
	screen_type(screen, "s");
	screen_wait(screen, "COMMAND");
	screen_type(screen, "s");
	screen_wait(screen, "held LOW");
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "CGROUP");
	screen_wait_gone(screen, "What its memory is");
	screen_quit(screen);
	rmdir(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_cgroup_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
