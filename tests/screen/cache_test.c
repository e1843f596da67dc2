/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cache on screen, and the census of the view kernel; the way to the processes that have a file open, and that nothing of it stays in the kernel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "screen/keys.h"
#include "screen/screen.h"
#include "support/pass_over.h"

/* Of a file that the probe drops. */
#define KEPT_MIB 4

/* Descriptors of programs and maps that the program on screen has. */
static unsigned programs_of(struct screen *screen)
{
	unsigned count = 0;
	DIR *directory;
	char path[64], target[64];

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)screen_pid(screen));
	directory = opendir(path);
	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory));) {
		ssize_t length =
			readlinkat(dirfd(directory), entry->d_name, target, sizeof(target) - 1);

		target[length > 0 ? length : 0] = '\0';
		count += strstr(target, "bpf-") != NULL;
	}
	closedir(directory);
	return count;
}

static struct screen *start(const char *option)
{
	return screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = screen_memtop(),
		.arguments = { "-d", "0.2", option, "cache" } });
}

/* Files, or a sentence that says why there are none. */
static bool is_answered(struct screen *screen, void *files)
{
	*(bool *)files = screen_has(screen, "has the name of a file");
	return *(bool *)files || screen_has(screen, "BPF") || screen_has(screen, "kernel is");
}

static bool has_no_programs(struct screen *screen, void *nothing)
{
	(void)nothing;
	return programs_of(screen) == 0;
}

/* Help has the state of memtop's own programs in its last line. */
static void help_says(struct screen *screen, const char *state)
{
	screen_type(screen, KEY_F1);
	screen_wait(screen, "memtop: help");
	screen_type(screen, KEY_END);
	screen_wait(screen, "BPF programs");
	screen_wait(screen, state);
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "memtop: help");
}

static void files_are_shown_and_nothing_stays_loaded(void **state)
{
	struct screen *screen = start("--bpf=views");
	bool files = false;

	(void)state;
	screen_wait(screen, "7 Cache]");
	screen_wait_for(screen, is_answered, &files, "files, or why there are none");
	if (files) {
		screen_wait(screen, "CACHED");
		/* What is found stands beside the sums, not on them. */
		screen_wait(screen, "Cached   ");
		screen_wait(screen, "shared memory   ");
		assert_true(programs_of(screen) > 0);
		help_says(screen, " loaded, ");
		/* What a row is, in turn; a file system is always there, and can be folded. */
		screen_wait(screen, "OPEN IN");
		screen_type(screen, "t");
		screen_wait(screen, "▾ ");
		screen_wait(screen, "FILES");
		screen_type(screen, KEY_HOME);
		screen_type(screen, "-");
		screen_wait(screen, "▸ (");
		screen_type(screen, "+");
		screen_wait_gone(screen, "▸ (");
		screen_type(screen, "t");
		screen_wait_gone(screen, "▾ ");
		screen_type(screen, "t");
		screen_wait(screen, "(no process has it open)");
		screen_type(screen, "t");
		screen_wait_gone(screen, "(no process has it open)");
		screen_type(screen, "t");
		screen_wait(screen, "OF FILE");
	}
	screen_type(screen, "1");
	screen_wait(screen, "F9Kill");
	screen_wait_for(screen, has_no_programs, NULL, "that all programs are gone");
	help_says(screen, files ? "none is loaded now" : "none ");
	screen_quit(screen);
}

/* A file of its own, which this test has open, and its size, which grows. */
static int make_file(char name[static 64])
{
	int file;

	snprintf(name, 64, "memtop-screen-XXXXXX");
	file = mkostemp(name, O_CLOEXEC);
	assert_true(file >= 0);
	return file;
}

static void write_mib(int file, int count)
{
	static char block[1 << 20];

	while (count-- > 0)
		assert_int_equal(write(file, block, sizeof(block)), sizeof(block));
}

/* What came since a mark, in each listing; the way from a file to the processes that have it open. */
static void a_file_leads_to_its_holder_and_tells_what_it_gained(void **state)
{
	char name[64], wanted[96];
	int file = make_file(name);
	struct screen *screen;
	bool files = false;

	(void)state;
	write_mib(file, 3);
	screen = screen_start(&(struct screen_options){ .rows = 30,
		.columns = 200,
		.program = screen_memtop(),
		.arguments = { "-d", "0.2", "--bpf=views", "cache" } });
	screen_wait_for(screen, is_answered, &files, "files, or why there are none");
	if (files) {
		/* The filter leaves this one row, however many larger files there are. */
		snprintf(wanted, sizeof(wanted), "\\%s\r", name);
		screen_type(screen, wanted);
		screen_wait(screen, "3.00M");
		screen_wait(screen, "+/MIN");
		screen_type(screen, "m");
		screen_wait(screen, "since ");
		write_mib(file, 2);
		screen_wait(screen, "+2.00M");
		screen_type(screen, "m");
		screen_wait_gone(screen, "since ");
		screen_wait(screen, "5.00M");
		screen_type(screen, "\r");
		snprintf(wanted, sizeof(wanted), "process %d", (int)getpid());
		screen_wait(screen, wanted);
	}
	screen_quit(screen);
	close(file);
	unlink(name);
}

/* Whether the directory is of a file system whose pages are a copy of a disk. */
static bool is_on_disk(void)
{
	struct statfs system;

	assert_int_equal(statfs(".", &system), 0);
	return (unsigned)system.f_type != TMPFS_MAGIC && (unsigned)system.f_type != RAMFS_MAGIC;
}

/* Whether any page of the file, which is this test's, is cached. */
static bool is_cached(int file)
{
	static unsigned char pages[KEPT_MIB << 8];
	const size_t bytes = (size_t)KEPT_MIB << 20, page = (size_t)sysconf(_SC_PAGESIZE);
	void *at = mmap(NULL, bytes, PROT_READ, MAP_SHARED, file, 0);
	bool any = false;

	assert_ptr_not_equal(at, MAP_FAILED);
	assert_int_equal(mincore(at, bytes, pages), 0);
	for (size_t i = 0; i < bytes / page; i++)
		any |= pages[i] & 1;
	munmap(at, bytes);
	return any;
}

/* What it would drop, or why it cannot, as while another probe runs on the machine. */
static bool is_assessed(struct screen *screen, void *can)
{
	*(bool *)can = screen_has(screen, "are cached, and will be dropped");
	return *(bool *)can || screen_has(screen, "It cannot be done now");
}

/* The probe of that one file: it says what it would do, does it, and the file has no pages any more. */
static void drop_by_probe(struct screen *screen, int file, const char *name)
{
	bool can = false;

	screen_type(screen, KEY_F8);
	screen_wait(screen, "memtop: probe: file");
	screen_wait_for(screen, is_assessed, &can, "what the probe would drop");
	if (!can)
		return;
	screen_wait(screen, name);
	screen_type(screen, "\r");
	screen_wait(screen, "FILE");
	screen_type(screen, "\r");
	screen_wait(screen, "memtop: probe: done");
	if (screen_has(screen, "cache given up"))
		assert_false(is_cached(file));
	screen_type(screen, KEY_ESCAPE KEY_ESCAPE);
}

/* From a file to what counts it, and to the probe that drops it, by keys that the key bar shows. */
static void a_file_leads_to_explain_and_to_its_probe(void **state)
{
	char name[64], wanted[96];
	int file = make_file(name);
	struct screen *screen;
	bool files = false;

	(void)state;
	write_mib(file, KEPT_MIB);
	assert_int_equal(fsync(file), 0);
	screen = screen_start(&(struct screen_options){ .rows = 30,
		.columns = 200,
		.program = screen_memtop(),
		.arguments = { "-d", "0.2", "--bpf=views", "cache" } });
	screen_wait_for(screen, is_answered, &files, "files, or why there are none");
	if (files) {
		screen_wait(screen, "F7Explain");
		screen_wait(screen, "F8Probe");
		snprintf(wanted, sizeof(wanted), "\\%s\r", name);
		screen_type(screen, wanted);
		screen_wait(screen, "filter memtop-screen-");
		screen_wait(screen, "4.00M");
		screen_type(screen, KEY_F7);
		screen_wait(screen, "memtop: explain");
		screen_wait(screen, is_on_disk() ? "Cached:" : "Shmem:");
		screen_type(screen, KEY_ESCAPE);
		screen_wait(screen, "memtop: cache");
		if (is_on_disk()) {
			drop_by_probe(screen, file, name);
		} else {
			screen_type(screen, KEY_F8);
			screen_wait(screen, "nowhere but in memory");
		}
	}
	screen_quit(screen);
	close(file);
	unlink(name);
}

static bool can_be_had(const char *script, const char *directory)
{
	char command[1024];

	snprintf(command, sizeof(command), "'%s' '%s' '%s' --version >/dev/null 2>&1", script,
		directory, screen_memtop());
	return system(command) == 0;
}

/* The directory of mkdtemp() with all that nameless.sh put into it. */
static void remove_all(const char *directory)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	assert_int_equal(system(command), 0);
}

/* A search, once its cost is said and confirmed, gives a file the name that the kernel has dropped. */
static void dropped_names_are_searched_for(void **state)
{
	const char *source = getenv("abs_top_srcdir");
	char directory[] = "memtop-nameless-XXXXXX", script[512];
	struct screen *screen;
	bool files = false;

	(void)state;
	assert_non_null(source);
	assert_non_null(mkdtemp(directory));
	snprintf(script, sizeof(script), "%s/tests/screen/nameless.sh", source);
	if (!can_be_had(script, directory)) {
		remove_all(directory);
		PASS_OVER("no file system of its own can be mounted here");
	}
	screen = screen_start(&(struct screen_options){ .rows = 30,
		.columns = 120,
		.program = script,
		.arguments = { directory, screen_memtop(), "-d", "0.2", "--bpf=views", "cache" } });
	screen_wait_for(screen, is_answered, &files, "files, or why there are none");
	if (files) {
		screen_type(screen, "\\found again\r");
		assert_false(screen_has(screen, "/at/below/found again"));
		screen_type(screen, "f");
		screen_wait(screen, "Read directories for the name");
		screen_wait(screen, "y: yes");
		screen_type(screen, "n");
		screen_wait_gone(screen, "y: yes");
		screen_type(screen, "f");
		screen_wait(screen, "y: yes");
		screen_type(screen, "y");
		screen_wait(screen, "The search read ");
		screen_wait(screen, "/at/below/found again");
	}
	screen_quit(screen);
	remove_all(directory);
}

/* What a look found is said above the overview, and among the findings of explain, too. */
static void speaks_everywhere(const char *word, const char *key, const char *finding)
{
	const char *const words[] = { word, NULL };
	struct screen *screen = screen_start_fake(50, 200, words);

	assert_false(screen_has(screen, finding));
	screen_type(screen, key);
	screen_wait(screen, finding);
	screen_type(screen, "1");
	screen_wait(screen, "1 Overview]");
	screen_wait(screen, finding);
	screen_type(screen, "2");
	screen_wait(screen, "memtop: explain");
	screen_wait(screen, finding);
	screen_quit(screen);
}

static void findings_of_looks_speak_in_overview_and_explain(void **state)
{
	(void)state;
	speaks_everywhere("cache=deleted", "7", "is cache of deleted files");
	speaks_everywhere("pipes", "8", "lies in pipes and was not read");
}

static void nothing_is_loaded_where_it_may_not(void **state)
{
	struct screen *screen = start("--bpf=off");

	(void)state;
	screen_wait(screen, "The setting bpf is off");
	assert_int_equal(programs_of(screen), 0);
	help_says(screen, "none is loaded: ");
	screen_quit(screen);
}

/* ---- the census of the view kernel, by a program that has given up its rights ---- */

static struct screen *start_kernel(const char *option)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 40,
		.columns = 110,
		.program = screen_memtop(),
		.arguments = { "-d", "0.2", option, "kernel" } });

	screen_wait(screen, "8 Kernel]");
	screen_wait(screen, "unnamed");
	return screen;
}

static bool is_counted_or_not(struct screen *screen, void *counted)
{
	*(bool *)counted = screen_has(screen, "Pages of RAM");
	return *(bool *)counted || screen_has(screen, "CAP_BPF") ||
	       screen_has(screen, "a BPF program:") || screen_has(screen, "locked down") ||
	       screen_has(screen, "built without");
}

static void pages_are_counted_once_that_is_confirmed(void **state)
{
	struct screen *screen = start_kernel("--bpf=views");
	bool counted = false;

	(void)state;
	screen_type(screen, "A");
	screen_wait(screen, "Look at every page of RAM");
	screen_wait(screen, "ms of one processor");
	screen_type(screen, "n");
	screen_wait_gone(screen, "Look at every page of RAM");
	assert_false(screen_has(screen, "Pages of RAM"));
	screen_type(screen, "A");
	screen_wait(screen, "Look at every page of RAM");
	screen_type(screen, "y");
	screen_wait_for(screen, is_counted_or_not, &counted, "a census, or why there is none");
	if (!counted) {
		screen_quit(screen);
		PASS_OVER("no census here");
	}
	screen_wait(screen, "The pages were counted");
	screen_wait(screen, "counters in the table");
	screen_quit(screen);
}

static void where_programs_are_switched_off_that_is_said(void **state)
{
	struct screen *screen = start_kernel("--bpf=off");

	(void)state;
	screen_type(screen, "A");
	screen_wait(screen, "Look at every page of RAM");
	screen_type(screen, "y");
	screen_wait(screen, "The setting bpf is off");
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_shown_and_nothing_stays_loaded),
		cmocka_unit_test(a_file_leads_to_its_holder_and_tells_what_it_gained),
		cmocka_unit_test(a_file_leads_to_explain_and_to_its_probe),
		cmocka_unit_test(dropped_names_are_searched_for),
		cmocka_unit_test(findings_of_looks_speak_in_overview_and_explain),
		cmocka_unit_test(nothing_is_loaded_where_it_may_not),
		cmocka_unit_test(pages_are_counted_once_that_is_confirmed),
		cmocka_unit_test(where_programs_are_switched_off_that_is_said),
	};

	return cmocka_run_group_tests_name("screen/cache", tests, NULL, NULL);
}
