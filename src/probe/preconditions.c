/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "probe/balloon/balloon.h"
#include "probe/kernel_file.h"
#include "probe/supervisor.h"

/*
 * An abstract socket: no file that could be left behind or forbidden, and gone with the
 * process.  It is one for each network namespace; balloons of others are looked for besides.
 */
int probe_lock(void)
{
	static const char name[] = "memtop-probe";
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + sizeof(name));
	int lock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path + 1, name, sizeof(name) - 1);
	if (lock < 0 || bind(lock, (struct sockaddr *)&address, length) == 0)
		return lock;
	close(lock);
	errno = EADDRINUSE;
	return -1;
}

static bool is_balloon(const char *pid)
{
	char directory[64], name[32];
	size_t length;

	snprintf(directory, sizeof(directory), "/proc/%.20s", pid);
	return kernel_file_read_once(directory, "comm", name, sizeof(name), &length) == STATUS_OK &&
	       length == strlen(BALLOON_NAME) + 1 &&
	       memcmp(name, BALLOON_NAME, strlen(BALLOON_NAME)) == 0;
}

static void note(enum status *lacks, enum status status)
{
	if (*lacks == STATUS_OK && status_is_shortage(status))
		*lacks = status;
}

static bool balloon_around(enum status *lacks)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	bool found = false;

	if (!proc)
		note(lacks, status_from_errno(errno));
	while (proc && !found && (entry = readdir(proc)))
		found = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
			is_balloon(entry->d_name);
	if (proc)
		closedir(proc);
	return found;
}

static bool locked_by_other(enum status *lacks)
{
	int lock = probe_lock();

	if (lock >= 0) {
		close(lock);
		return false;
	}
	note(lacks, status_from_errno(errno));
	return *lacks == STATUS_OK;
}

static struct value smallest_limit(void)
{
	struct rlimit space, data;
	rlim_t least = RLIM_INFINITY;

	if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur < least)
		least = space.rlim_cur;
	if (getrlimit(RLIMIT_DATA, &data) == 0 && data.rlim_cur < least)
		least = data.rlim_cur;
	return least == RLIM_INFINITY ? value_missing(VALUE_ABSENT) : value_of(least);
}

void preconditions_find(struct preconditions *preconditions, const struct probe_request *request,
	struct groups *groups, struct reader *reader)
{
	memset(preconditions, 0, sizeof(*preconditions));
	reader_take(reader, &preconditions->reading);
	preconditions->readonly = request->readonly;
	preconditions->other_probe =
		locked_by_other(&preconditions->lacks) || balloon_around(&preconditions->lacks);
	preconditions->overcommit = kernel_file_number("/proc/sys/vm", "overcommit_memory");
	preconditions->address_space = smallest_limit();
	note(&preconditions->lacks, groups_protected(groups, &preconditions->protected_groups));
	if (value_known(preconditions->reading.room))
		snprintf(preconditions->group, sizeof(preconditions->group), "%.255s",
			groups_directory(groups, preconditions->reading.tightest));
	preconditions->die_together =
		groups_die_together(groups, preconditions->group, sizeof(preconditions->group));
}
