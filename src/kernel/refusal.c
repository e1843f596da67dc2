/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/refusal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/text.h"
#include "base/utf8.h"
#include "sample/rights.h"

/* bpf_loop() came with 5.17; a distribution may have brought it to an older kernel. */
#define OLDEST_MAJOR 5
#define OLDEST_MINOR 17

static bool may_load(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 } };
	const uint64_t needed = RIGHTS_BIT(RIGHTS_PERFMON) | RIGHTS_BIT(RIGHTS_BPF);
	uint64_t held;

	if (syscall(SYS_capget, &header, data) != 0)
		return true;
	held = data[0].effective | (uint64_t)data[1].effective << 32;
	return (held & needed) == needed || (held & RIGHTS_BIT(CAP_SYS_ADMIN)) != 0;
}

/* "none integrity [confidentiality]": kernel memory may not be read (security/lockdown). */
static bool is_locked_down(void)
{
	char text[128] = "";
	int file = open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (file < 0)
		return false;
	length = read(file, text, sizeof(text) - 1);
	close(file);
	return length > 0 && strstr(text, "[confidentiality]") != NULL;
}

static bool is_too_old(void)
{
	struct utsname system;
	unsigned major, minor;

	if (uname(&system) != 0 || sscanf(system.release, "%u.%u", &major, &minor) != 2)
		return false;
	return major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR);
}

bool kernel_refusal_foresee(struct kernel_refusal *refusal)
{
	/* Asks for nothing, whatever its size is said to be; valgrind ends where there is none. */
	union bpf_attr nothing = { .map_type = BPF_MAP_TYPE_UNSPEC };

	*refusal = (struct kernel_refusal){ .kind = KERNEL_NOT_REFUSED };
	/* A kernel that has the call says that the question has no form. */
	if (syscall(SYS_bpf, 0, &nothing, 0) != 0 && errno == ENOSYS)
		refusal->kind = KERNEL_NO_BPF;
	else if (!may_load())
		refusal->kind = KERNEL_NO_RIGHTS;
	else if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		refusal->kind = is_too_old() ? KERNEL_TOO_OLD : KERNEL_NO_BTF;
	return refusal->kind == KERNEL_NOT_REFUSED;
}

/* The last lines count instructions: "processed 12 insns (limit 1000000) ...". */
static bool is_statistics(struct text line)
{
	return text_starts(line, "processed ") || text_starts(line, "verification time ") ||
	       text_starts(line, "stack depth ");
}

void kernel_refusal_last_line(char *out, size_t size, const char *log)
{
	struct text rest = text_of_string(log), line, last = text_of("", 0);

	while (text_next_line(&rest, &line))
		if (line.length > 0 && !is_statistics(line))
			last = line;
	utf8_printable(out, size, last.at, last.length, 1);
}

void kernel_refusal_explain(struct kernel_refusal *refusal, int error, const char *log)
{
	refusal->error = error;
	kernel_refusal_last_line(refusal->words, sizeof(refusal->words), log);
	if (is_locked_down())
		refusal->kind = KERNEL_LOCKED_DOWN;
	else if (is_too_old())
		refusal->kind = KERNEL_TOO_OLD;
	else if (refusal->words[0])
		refusal->kind = KERNEL_NOT_VERIFIED;
	else if (error == EPERM || error == EACCES)
		refusal->kind = KERNEL_FILTERED;
	else
		refusal->kind = KERNEL_NOT_LOADED;
}
