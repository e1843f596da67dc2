/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes many memory cgroups, empty ones, in slices of 50:
 *
 *	cgroups N refresh        prints the median, in microseconds of processor time, of a refresh; of version 1
 *	                         with what a BPF program counts, if one may run
 *	cgroups N run COMMAND... runs the command among them
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/memcgs/memcgs.h"
#include "source/cgroup/reader.h"

#define SLICE     50
#define REFRESHES 40

static char top[PATH_MAX];

static int make(int proc, int count)
{
	static struct cgroup_mount mount;
	struct file_buffer buffer = { 0 };
	enum status status;
	char path[PATH_MAX + 64];

	if (cgroup_mount_find(&mount, proc, &buffer, &status) != CGROUP_FINE)
		return -1;
	file_buffer_free(&buffer);
	snprintf(top, sizeof(top), "%.4000s/memtop-bench.%d", mount.point, (int)getpid());
	if (mkdir(top, 0755) != 0)
		return -1;
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/slice%d", top, i / SLICE);
		if (i % SLICE == 0)
			mkdir(path, 0755);
		snprintf(path, sizeof(path), "%s/slice%d/%d", top, i / SLICE, i);
		if (mkdir(path, 0755) != 0)
			return -1;
	}
	return 0;
}

static void remove_all(int count)
{
	char path[PATH_MAX + 64];

	for (int i = count; i-- > 0;) {
		snprintf(path, sizeof(path), "%s/slice%d/%d", top, i / SLICE, i);
		rmdir(path);
		snprintf(path, sizeof(path), "%s/slice%d", top, i / SLICE);
		if (i % SLICE == 0)
			rmdir(path);
	}
	rmdir(top);
}

static int by_size(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/* As the screen asks for them; the first reading, which finds out all, is told apart. */
static int refresh(int proc)
{
	const struct cgroup_limits limits = { .descriptors = 20000, .usage_files = 2400 };
	struct cgroup_request request = { .budget_ns = CGROUP_FIRST_BUDGET_NS };
	struct cgroup_reader *reader = cgroup_reader_new(proc, "/var", &limits);
	uint64_t ns[REFRESHES];

	if (reader && cgroup_reader_use(reader, kernel_memcgs_new()) != STATUS_OK)
		return 1;
	for (int i = -1; reader && i < REFRESHES; i++) {
		struct cgroups *cgroups;

		if (cgroup_reader_read(&cgroups, reader, &request, UINT64_MAX / 2) != STATUS_OK)
			return 1;
		if (i < 0)
			fprintf(stderr,
				"%zu cgroups, first reading %llu us, %llu KiB of descriptors, slab %scounted\n",
				cgroups->count, (unsigned long long)cgroups->cpu_ns / 1000,
				(unsigned long long)cgroups->descriptor_bytes >> 10,
				cgroups->uncounted.kind == KERNEL_NOT_REFUSED ? "" : "not ");
		else
			ns[i] = cgroups->cpu_ns;
		cgroups_unref(cgroups);
		request.budget_ns = CGROUP_TURN_BUDGET_NS;
	}
	cgroup_reader_free(reader);
	if (!reader)
		return 1;
	qsort(ns, REFRESHES, sizeof(*ns), by_size);
	printf("%llu\n", (unsigned long long)ns[REFRESHES / 2] / 1000);
	return 0;
}

static int run(char **command)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		execvp(command[0], command);
		_exit(127);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC), count, status = 1;

	if (argc < 3 || proc < 0)
		return 2;
	count = atoi(argv[1]);
	if (make(proc, count) == 0)
		status = strcmp(argv[2], "refresh") == 0 ? refresh(proc) : run(argv + 3);
	else
		perror("cgroups cannot be made");
	remove_all(count);
	close(proc);
	return status;
}
