/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/own_programs.h"

#include <dirent.h>
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

/* Another thread may have closed it meanwhile. */
static void add(struct bpf_state *state, struct file_buffer *buffer, const struct kernel_root *root,
	const char *name)
{
	char path[64];
	struct fdinfo_bpf bpf;

	snprintf(path, sizeof(path), "self/fdinfo/%.32s", name);
	if (file_read(buffer, root->proc, path) != STATUS_OK ||
		!fdinfo_parse_bpf(&bpf, text_of(buffer->text, buffer->length)))
		return;
	state->programs.n += bpf.is_program;
	state->bytes.n += (int64_t)bpf.bytes;
}

void own_programs_read(struct bpf_state *state, const struct kernel_root *root)
{
	int descriptor = openat(root->proc, "self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);
	struct file_buffer buffer = { 0 };

	state->programs = state->bytes = value_missing(VALUE_ABSENT);
	if (!directory) {
		if (descriptor >= 0)
			close(descriptor);
		return;
	}
	state->programs = state->bytes = value_of(0);
	for (struct dirent *entry; (entry = readdir(directory));)
		if (is_of_bpf(descriptor, entry->d_name))
			add(state, &buffer, root, entry->d_name);
	closedir(directory);
	file_buffer_free(&buffer);
}
