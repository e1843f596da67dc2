/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's log: from a file of its records, and after a real kill where one can be had. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/macros.h"
#include "source/kernel_log.h"
#include "support/fixture.h"
#include "support/made_tree.h"
#include "support/pass_over.h"

#define PATIENCE_MS 20000

/* Looks, and waits for what comes of it. */
static struct kernel_log_reading read_log(const char *path)
{
	struct kernel_log_reading reading = { .status = STATUS_FAILED };
	struct message message = { "" };
	struct log_reader *reader;
	struct kernel_log log;
	struct pollfd ready;

	assert_int_equal(log_reader_new(&reader, path, &message), STATUS_OK);
	log = log_reader_interface(reader);
	assert_false(log.take(log.context, &reading));
	log.look(log.context);
	ready = (struct pollfd){ .fd = log.descriptor, .events = POLLIN };
	assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
	assert_true(log.take(log.context, &reading));
	log_reader_free(reader);
	return reading;
}

/* A report as /dev/kmsg has it: each message a record, some with a dictionary, between others. */
static void write_records(FILE *file, const char *text)
{
	unsigned sequence = 100;

	fprintf(file, "6,99,1000,-;usb 1-1: new device\n SUBSYSTEM=usb\n DEVICE=+usb:1-1\n");
	for (const char *at = text; *at;) {
		const char *message = strchr(at, ']'), *end = strchr(at, '\n');

		assert_non_null(end);
		message = *at == '[' && message && message < end ? message + 2 : at;
		fprintf(file, "4,%u,%u,-;%.*s\n", sequence, sequence * 10, (int)(end - message),
			message);
		if (sequence++ % 5 == 0)
			fprintf(file, " DEVICE=+pci:0000:00:01.0\n");
		at = end + 1;
	}
}

/* Makes the tree, and in it the file that stands for /dev/kmsg. */
static FILE *open_log(struct made_tree *tree, char path[static 96])
{
	FILE *file;

	tree_make(tree);
	snprintf(path, 96, "%s/kmsg", tree->path);
	file = fopen(path, "w");
	assert_non_null(file);
	return file;
}

static void test_records(void **state)
{
	struct kernel_log_reading reading;
	struct made_tree tree;
	char path[96];
	size_t length;
	char *text = fixture_read("oom/host-reserved-half-noswap-6.0.txt", &length);
	FILE *file;

	(void)state;
	file = open_log(&tree, path);
	write_records(file, text);
	fclose(file);
	free(text);
	reading = read_log(path);
	tree_remove(&tree);
	assert_int_equal(reading.status, STATUS_OK);
	assert_false(reading.partly);
	assert_int_equal(reading.reports.count, 1);
	assert_true(reading.reports.items[0].victim.known);
	assert_true(reading.reports.items[0].zone_count >= 3);
	assert_int_equal(reading.reports.items[0].contradictions, 0);
	oom_reports_free(&reading.reports);
}

/* More than the bound: the newest stays. */
static void test_too_much(void **state)
{
	static const char idle[] = "6,1,1000,-;nothing of interest, again and again and again\n";
	static const char kill[] =
		"3,9,2000,-;Out of memory: Killed process 7 (last) total-vm:8kB, "
		"anon-rss:4kB, file-rss:0kB, shmem-rss:0kB\n";
	struct kernel_log_reading reading;
	struct made_tree tree;
	char path[96];
	FILE *file;

	(void)state;
	file = open_log(&tree, path);
	for (size_t written = 0; written < KERNEL_LOG_MAX + (1 << 20); written += sizeof(idle) - 1)
		fputs(idle, file);
	fputs(kill, file);
	fclose(file);
	reading = read_log(path);
	tree_remove(&tree);
	assert_int_equal(reading.status, STATUS_OK);
	assert_true(reading.partly);
	assert_int_equal(reading.reports.count, 1);
	assert_int_equal(reading.reports.items[0].victim.pid, 7);
	oom_reports_free(&reading.reports);
}

static void test_none(void **state)
{
	struct kernel_log_reading reading = read_log("/dev/null");

	(void)state;
	assert_int_equal(reading.status, STATUS_OK);
	assert_int_equal(reading.reports.count, 0);
	reading = read_log("/nonexistent/kmsg");
	assert_int_equal(reading.status, STATUS_ABSENT);
}

/* ---- a real kill ---- */

static bool write_to(const char *directory, const char *name, const char *value)
{
	char path[PATH_MAX];
	int file;
	bool done;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = open(path, O_WRONLY | O_CLOEXEC);
	done = file >= 0 && write(file, value, strlen(value)) == (ssize_t)strlen(value);
	if (file >= 0)
		close(file);
	return done;
}

/* A memory cgroup of 16 MiB, of either version; false where none can be had. */
static bool make_group(char path[static PATH_MAX])
{
	static const char *const roots[] = { "/sys/fs/cgroup/memory", "/sys/fs/cgroup" };
	static const char *const limits[] = { "memory.limit_in_bytes", "memory.max" };

	for (size_t i = 0; i < COUNT_OF(roots); i++) {
		snprintf(path, PATH_MAX, "%s/memtop-test-%d", roots[i], (int)getpid());
		if (mkdir(path, 0755) != 0)
			continue;
		/* Without swap, of which the group may use any amount. */
		if (write_to(path, limits[i], "16777216") &&
			(write_to(path, "memory.swap.max", "0") ||
				write_to(path, "memory.swappiness", "0")))
			return true;
		rmdir(path);
	}
	return false;
}

/* Joins the group and takes four times its limit. */
static void fill_group(const char *path)
{
	size_t length = (size_t)64 << 20;
	char *memory;

	if (!write_to(path, "cgroup.procs", "0"))
		_exit(1);
	memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		_exit(1);
	for (size_t i = 0; i < length; i += 4096)
		memory[i] = 1;
	_exit(0);
}

static bool is_ours(const struct oom_report *report, const char *path)
{
	const char *name = strrchr(path, '/');

	return report->cgroup.length >= strlen(name) &&
	       memcmp(report->cgroup.at + report->cgroup.length - strlen(name), name,
		       strlen(name)) == 0;
}

static void test_real_kill(void **state)
{
	struct kernel_log_reading reading;
	char path[PATH_MAX];
	size_t found = 0;
	int status = 0;
	pid_t child;

	(void)state;
	if (access(KERNEL_LOG_PATH, R_OK) != 0 || !make_group(path))
		PASS_OVER("the log of the kernel or a cgroup cannot be used here");
	child = fork();
	if (child == 0)
		fill_group(path);
	assert_int_equal(waitpid(child, &status, 0), child);
	rmdir(path);
	if (!WIFSIGNALED(status))
		PASS_OVER("the limit of the cgroup killed no process");
	reading = read_log(KERNEL_LOG_PATH);
	if (reading.status == STATUS_DENIED)
		PASS_OVER("the log of the kernel may not be read");
	assert_int_equal(reading.status, STATUS_OK);
	for (size_t i = 0; i < reading.reports.count; i++)
		if (is_ours(&reading.reports.items[i], path)) {
			const struct oom_report *report = &reading.reports.items[i];

			found++;
			assert_int_equal(report->constraint, OOM_CONSTRAINT_CGROUP);
			assert_true(report->victim.known);
			assert_int_equal(report->memory_cgroup.memory.limit.n, 16 << 20);
			assert_int_equal(report->contradictions, 0);
		}
	oom_reports_free(&reading.reports);
	assert_int_equal(found, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_real_kill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
