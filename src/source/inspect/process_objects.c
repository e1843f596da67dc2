/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/process_objects.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "source/inspect/asked_mount.h"

#define SIZE_MOST (UINT64_C(4) << 30)

/* O_NONBLOCK: a FIFO of that name by now must not be waited for. */
static int open_below(int root, const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };

	return (int)syscall(__NR_openat2, root, path, &how, sizeof(how));
}

static enum status check(int file, const struct mapping *mapping, uint64_t *size, bool *same)
{
	struct stat stat;

	if (fstat(file, &stat) != 0)
		return status_from_errno(errno);
	if (!S_ISREG(stat.st_mode))
		return STATUS_REFUSED;
	if (stat.st_size < 0 || (uint64_t)stat.st_size > SIZE_MOST)
		return STATUS_TOO_LARGE;
	*size = (uint64_t)stat.st_size;
	*same = stat.st_ino == mapping->inode && major(stat.st_dev) == mapping->major &&
		minor(stat.st_dev) == mapping->minor;
	return STATUS_OK;
}

enum status process_object_open(int directory, const struct mapping *mapping, int *file,
	uint64_t *size, bool *same)
{
	int root = file_open(directory, "root", O_PATH | O_DIRECTORY);
	enum status status;
	char path[PATH_MAX];

	*file = -1;
	if (root < 0)
		return status_from_errno(errno);
	if (maps_unescape(path, sizeof(path), mapping->name) >= sizeof(path)) {
		close(root);
		return STATUS_ABSENT;
	}
	status = STATUS_REFUSED;
	if (!asked_mount_serves(directory, path, mapping->major)) {
		*file = open_below(root, path);
		status = *file < 0 ? status_from_errno(errno) : check(*file, mapping, size, same);
	}
	close(root);
	if (status != STATUS_OK && *file >= 0) {
		close(*file);
		*file = -1;
	}
	return status;
}
