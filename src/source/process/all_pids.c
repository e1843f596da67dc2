/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/all_pids.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"

static DIR *open_processes(const struct kernel_root *root)
{
	int descriptor = file_open(root->proc, ".", O_RDONLY | O_DIRECTORY);
	DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);

	if (!directory && descriptor >= 0)
		close(descriptor);
	return directory;
}

enum status all_pids_list(pid_t **pids, size_t *count, const struct kernel_root *root)
{
	DIR *directory = open_processes(root);
	enum status status = directory ? STATUS_OK : status_from_errno(errno);
	const struct dirent *entry;
	size_t capacity = 0;

	*pids = NULL;
	*count = 0;
	while (status == STATUS_OK && (entry = readdir(directory))) {
		long pid = strtol(entry->d_name, NULL, 10);
		pid_t *grown;

		if (pid <= 0)
			continue;
		grown = array_reserve(*pids, &capacity, *count + 1, sizeof(*grown));
		if (!grown)
			status = STATUS_NO_MEMORY;
		else
			(*pids = grown)[(*count)++] = (pid_t)pid;
	}
	if (directory)
		closedir(directory);
	return status;
}
