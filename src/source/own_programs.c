/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/own_programs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "parse/process/fdinfo.h"

static bool is_of_bpf(int directory, const char *name)
{
	static const char prefix[] = "anon_inode:bpf";
	char target[sizeof(prefix)];
	ssize_t length = readlinkat(directory, name, target, sizeof(prefix) - 1);

	return length == (ssize_t)sizeof(prefix) - 1 &&
	       memcmp(target, prefix, sizeof(prefix) - 1) == 0;
}

/* Another thread may have closed it meanwhile: it is none then. */
static enum status add(struct bpf_state *state, struct file_buffer *buffer,
	const struct kernel_root *root, const char *name)
{
	char path[64];
	struct fdinfo_bpf bpf;
	enum status status;

	snprintf(path, sizeof(path), "self/fdinfo/%.32s", name);
	status = file_read(buffer, root->proc, path);
	if (status == STATUS_OK && fdinfo_parse_bpf(&bpf, text_of(buffer->text, buffer->length))) {
		state->programs.n += bpf.is_program;
		state->bytes.n += (int64_t)bpf.bytes;
	}
	return status == STATUS_ABSENT || status == STATUS_GONE ? STATUS_OK : status;
}

static enum status add_all(struct bpf_state *state, DIR *directory, const struct kernel_root *root)
{
	struct file_buffer buffer = { 0 };
	enum status status = STATUS_OK;
	struct dirent *entry;

	while (status == STATUS_OK && (entry = readdir(directory)))
		if (is_of_bpf(dirfd(directory), entry->d_name))
			status = add(state, &buffer, root, entry->d_name);
	file_buffer_free(&buffer);
	return status;
}

enum status own_programs_read(struct bpf_state *state, const struct kernel_root *root)
{
	int descriptor = file_open(root->proc, "self/fd", O_RDONLY | O_DIRECTORY);
	DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);
	enum status status = directory ? STATUS_OK : status_from_errno(errno);

	state->programs = state->bytes = value_of(0);
	if (directory)
		status = add_all(state, directory, root);
	if (status != STATUS_OK)
		state->programs = state->bytes = value_missing(value_state_of(status));
	if (directory)
		closedir(directory);
	else if (descriptor >= 0)
		close(descriptor);
	return status;
}
