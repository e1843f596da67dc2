/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/ending.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"
#include "source/other_root.h"

/* Linux 6.15's include/uapi/linux/pidfd.h, which may be newer than the system's headers. */
struct pidfd_information {
	uint64_t mask, cgroup;
	uint32_t pid, thread_group, parent;
	uint32_t users[8];
	int32_t exit_code;
};
#define INFORMATION_REQUEST _IOWR(0xff, 11, struct pidfd_information)
#define INFORMATION_EXIT    (UINT64_C(1) << 3)

/* stat's field 3 is the state, 52 the exit code: 0 to a reader that may not look into the process. */
#define FIELDS_FROM_STATE_TO_EXIT 49

int ending_watch(pid_t pid)
{
	return pids_are_ours() ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
}

static bool ask(int descriptor, int *wait_status)
{
	struct pidfd_information information = { .mask = INFORMATION_EXIT };

	if (descriptor < 0 || ioctl(descriptor, INFORMATION_REQUEST, &information) != 0 ||
		!(information.mask & INFORMATION_EXIT))
		return false;
	*wait_status = information.exit_code;
	return true;
}

/* comm may hold anything, so fields count from its last ')'. */
static bool parse_zombie(const char *text, size_t length, uint64_t *code)
{
	const char *end = memrchr(text, ')', length);
	struct text rest, word, line;

	if (!end)
		return false;
	line = text_of(end + 1, length - (size_t)(end + 1 - text));
	rest = text_next_field(&line, '\n');
	word = text_next_word(&rest);
	if (!text_equals(word, "Z") && !text_equals(word, "X"))
		return false;
	for (int i = 0; i < FIELDS_FROM_STATE_TO_EXIT; i++)
		word = text_next_word(&rest);
	return text_to_number(word, code);
}

static bool read_zombie(pid_t pid, const struct kernel_root *root, int *wait_status)
{
	struct file_buffer buffer = { 0 };
	char path[32];
	uint64_t code;
	bool told;

	snprintf(path, sizeof(path), "%d/stat", (int)pid);
	/* 0 may stand for a secret: an end with 0 is not told from one that may not be asked for. */
	told = file_read(&buffer, root->proc, path) == STATUS_OK &&
	       parse_zombie(buffer.text, buffer.length, &code) && code > 0 && code <= UINT16_MAX;
	if (told)
		*wait_status = (int)code;
	file_buffer_free(&buffer);
	return told;
}

bool ending_read(int descriptor, pid_t pid, const struct kernel_root *root, int *wait_status)
{
	return ask(descriptor, wait_status) || read_zombie(pid, root, wait_status);
}
