/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view shared on screen: an object, the way to its holders, and what came since a mark. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#include "screen/screen.h"
#include "support/child.h"
#include "support/pass_over.h"

#define SIZE ((size_t)64 << 20)

/* 64 MiB of a memfd, and as much more each time. */
static void grow(void *argument)
{
	static int descriptor = -1;
	static size_t size;
	char *bytes;

	(void)argument;
	if (descriptor < 0)
		descriptor = memfd_create("memtop-screen", 0);
	size += SIZE;
	if (descriptor < 0 || ftruncate(descriptor, (off_t)size) != 0)
		_exit(1);
	bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	if (bytes == MAP_FAILED)
		_exit(1);
	memset(bytes, 1, size);
	munmap(bytes, size);
}

static void an_object_leads_to_its_holder(void **state)
{
	struct child child;
	struct screen *screen;
	char wanted[64];

	(void)state;
	child_start(&child, grow, NULL);
	screen = screen_start(&(struct screen_options){ .rows = 30,
		.columns = 140,
		.program = screen_memtop(),
		.arguments = { "-d", "0.2", "--bpf=off", "shared" } });
	screen_wait(screen, "memfd:memtop-screen");
	assert_true(screen_has(screen, "9 Shared]"));
	assert_true(screen_has(screen, "of Shmem"));
	assert_true(screen_has(screen, "64.0M"));
	screen_type(screen, "m");
	screen_wait_gone(screen, "64.0M");
	child_go_on(&child);
	screen_wait(screen, "+64.0M");
	screen_type(screen, "m");
	screen_wait(screen, " 128M");
	/* The cursor goes to the row, whatever else there is. */
	screen_type(screen, "/memtop-screen\r");
	screen_type(screen, "\r");
	snprintf(wanted, sizeof(wanted), "process %d", (int)child.pid);
	screen_wait(screen, wanted);
	screen_quit(screen);
	child_end(&child);
}

/* A tmpfs of 16 MiB with 15 in it, that this test and what it starts see. */
static bool mount_full(const char *directory)
{
	char path[512];
	int file;

	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
		mount("memtop-full", directory, "tmpfs", 0, "size=16m") != 0)
		return false;
	snprintf(path, sizeof(path), "%s/file", directory);
	file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(file >= 0);
	assert_int_equal(posix_fallocate(file, 0, (off_t)15 << 20), 0);
	close(file);
	return true;
}

/* What the look has found stands among the findings of explain and the overview, too. */
static void a_look_speaks_in_other_views(void **state)
{
	char directory[] = "/tmp/memtop-shared-XXXXXX";
	struct screen *screen;

	(void)state;
	assert_non_null(mkdtemp(directory));
	if (!mount_full(directory)) {
		rmdir(directory);
		PASS_OVER("no tmpfs can be mounted");
	}
	screen = screen_start(&(struct screen_options){ .rows = 50,
		.columns = 200,
		.program = screen_memtop(),
		.arguments = { "-d", "0.2", "--bpf=off", "explain" } });
	screen_wait(screen, "MemTotal");
	assert_false(screen_has(screen, "94% full"));
	screen_type(screen, "9");
	screen_wait(screen, "is 94% full");
	screen_type(screen, "2");
	screen_wait(screen, "memtop: explain");
	screen_wait(screen, "is 94% full");
	screen_type(screen, "1");
	screen_wait(screen, "1 Overview]");
	screen_wait(screen, "is 94% full");
	screen_quit(screen);
	assert_int_equal(umount(directory), 0);
	rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_leads_to_its_holder),
		cmocka_unit_test(a_look_speaks_in_other_views),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
