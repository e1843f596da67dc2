/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/kernel_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static int open_at(const char *directory, const char *name, int flags)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, flags | O_CLOEXEC, 0); /* with a mode: see file_open() */
}

int kernel_file_open(const char *directory, const char *name)
{
	return open_at(directory, name, O_RDONLY);
}

enum status kernel_file_read(int fd, char *text, size_t size, size_t *length)
{
	size_t used = 0;
	ssize_t got;

	*length = 0;
	if (fd < 0)
		return STATUS_ABSENT;
	/* Such files hand out a page or so at a time. */
	while (used < size && (got = pread(fd, text + used, size - used, (off_t)used)) != 0) {
		if (got > 0)
			used += (size_t)got;
		else if (errno != EINTR)
			return status_from_errno(errno);
	}
	*length = used;
	return used < size ? STATUS_OK : STATUS_FAILED;
}

enum status kernel_file_read_once(const char *directory, const char *name, char *text, size_t size,
	size_t *length)
{
	int fd = kernel_file_open(directory, name);
	enum status status;

	if (fd < 0)
		return status_from_errno(errno);
	status = kernel_file_read(fd, text, size, length);
	close(fd);
	return status;
}

struct value kernel_file_number(const char *directory, const char *name)
{
	char text[64];
	struct text rest, line;
	size_t length = 0;
	uint64_t n;
	enum status status = kernel_file_read_once(directory, name, text, sizeof(text), &length);

	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	rest = text_of(text, length);
	if (!text_next_line(&rest, &line) || !text_to_number(text_trim(line), &n))
		return value_missing(VALUE_ABSENT);
	return value_of(n);
}

enum status kernel_file_write(const char *directory, const char *name, const char *text)
{
	int fd = open_at(directory, name, O_WRONLY);
	enum status status = STATUS_OK;

	if (fd < 0)
		return status_from_errno(errno);
	if (write(fd, text, strlen(text)) < 0)
		status = status_from_errno(errno);
	close(fd);
	return status;
}
