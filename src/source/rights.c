/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/rights.h"

#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/compiler/statx.h"
#include "base/macros.h"
#include "parse/system/mounts.h"

/* What the kernel takes one capability for as well: capable(a) || capable(b), generic_permission(). */
static uint64_t with_implied(uint64_t held)
{
	if (held & RIGHTS_BIT(CAP_SYS_ADMIN))
		held |= RIGHTS_BIT(RIGHTS_CHECKPOINT_RESTORE) | RIGHTS_BIT(RIGHTS_BPF) |
			RIGHTS_BIT(RIGHTS_PERFMON);
	if (held & RIGHTS_BIT(CAP_DAC_OVERRIDE))
		held |= RIGHTS_BIT(CAP_DAC_READ_SEARCH);
	return held;
}

static uint64_t effective(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	if (syscall(SYS_capget, &header, data) != 0)
		return 0;
	return with_implied(data[0].effective | (uint64_t)data[1].effective << 32);
}

static struct text first_line(const struct file_buffer *buffer)
{
	struct text rest = text_of(buffer->text, buffer->length), line = text_of("", 0);

	text_next_line(&rest, &line);
	return line;
}

static struct value read_number(struct file_buffer *buffer, const struct kernel_root *root,
	const char *path)
{
	enum status status = file_read(buffer, root->proc, path);
	uint64_t number;

	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	if (!text_to_number(text_trim(first_line(buffer)), &number))
		return value_missing(VALUE_ABSENT);
	return value_of(number);
}

/* "0 0 4294967295": each user is the same one as outside. */
static bool is_first_namespace(struct file_buffer *buffer, const struct kernel_root *root,
	enum status *status)
{
	static const uint64_t whole[] = { 0, 0, UINT32_MAX };
	struct text rest;

	*status = file_read(buffer, root->proc, "self/uid_map");
	if (*status != STATUS_OK)
		return true; /* a kernel without user namespaces */
	rest = first_line(buffer);
	for (size_t i = 0; i < 3; i++) {
		uint64_t number;

		if (!text_to_number(text_next_word(&rest), &number) || number != whole[i])
			return false;
	}
	return true;
}

static bool in_group(uint64_t wanted)
{
	gid_t groups[256];
	int count = getgroups(256, groups);
	bool found = wanted == getegid();

	for (int i = 0; i < count && !found; i++)
		found = groups[i] == wanted;
	return found;
}

/* Since 5.8 by name, before by number: fs/proc/root.c. */
static const struct {
	const char *option;
	unsigned hidepid;
} hidepid_rows[] = {
	{ "hidepid=1", 1 },
	{ "hidepid=noaccess", 1 },
	{ "hidepid=2", 2 },
	{ "hidepid=invisible", 2 },
	{ "hidepid=4", 4 },
	{ "hidepid=ptraceable", 4 },
};

static void read_proc_options(struct rights *rights, struct text options)
{
	rights->hidepid = value_of(0);
	while (options.length) {
		struct text option = text_next_field(&options, ',');
		uint64_t group;

		for (size_t i = 0; i < COUNT_OF(hidepid_rows); i++)
			if (text_equals(option, hidepid_rows[i].option))
				rights->hidepid = value_of(hidepid_rows[i].hidepid);
		if (option.length > 4 && text_equals(text_of(option.at, 4), "gid=") &&
			text_to_number(text_of(option.at + 4, option.length - 4), &group))
			rights->hidepid_group = in_group(group);
	}
}

/* The last one mounted there is the one that is seen. */
static void read_hidepid(struct rights *rights, struct file_buffer *buffer,
	const struct kernel_root *root)
{
	enum status status = file_read(buffer, root->proc, "self/mountinfo");
	struct mount mount;
	struct text rest;

	rights->hidepid = value_missing(value_state_of(status));
	if (status != STATUS_OK)
		return;
	rest = text_of(buffer->text, buffer->length);
	while (mounts_next(&mount, &rest))
		if (text_equals(mount.type, "proc") && text_equals(mount.point, "/proc"))
			read_proc_options(rights, mount.super_options);
}

static struct value memory_lock(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return value_missing(VALUE_ABSENT);
	return value_of(limit.rlim_cur);
}

void rights_read_sight(struct rights *rights, const struct kernel_root *root)
{
	struct file_buffer buffer = { 0 };

	*rights = (struct rights){ .uid = geteuid(), .held = effective() };
	/* It sees all, whatever is hidden from others. */
	if (!(rights->held & RIGHTS_BIT(CAP_SYS_PTRACE)))
		read_hidepid(rights, &buffer, root);
	file_buffer_free(&buffer);
}

enum status rights_read_from(struct rights *rights, const struct kernel_root *root)
{
	struct file_buffer buffer = { 0 };
	enum status status;

	*rights = (struct rights){ .uid = geteuid(), .held = effective() };
	rights->whole_machine = is_first_namespace(&buffer, root, &status);
	read_hidepid(rights, &buffer, root);
	rights->ptrace_scope = read_number(&buffer, root, "sys/kernel/yama/ptrace_scope");
	rights->dmesg_restrict = read_number(&buffer, root, "sys/kernel/dmesg_restrict");
	rights->memory_lock = memory_lock();
	file_buffer_free(&buffer);
	return status_is_shortage(status) ? status : STATUS_OK;
}

enum status rights_read(struct rights *rights)
{
	struct kernel_root root;
	enum status status = kernel_root_open(&root, "/proc", "/sys");

	if (status != STATUS_OK)
		return status;
	status = rights_read_from(rights, &root);
	kernel_root_close(&root);
	return status;
}

/* Of the first PID namespace: include/linux/proc_ns.h, PROC_PID_INIT_INO. */
#define FIRST_NAMESPACE 0xEFFFFFFCu

bool processes_may_be_hidden(const struct kernel_root *root)
{
	struct rights rights = { 0 };
	struct statx found;

	rights_read_sight(&rights, root);
	if (value_or(rights.hidepid, 0) > 0 && !rights.hidepid_group &&
		!(rights.held & RIGHTS_BIT(CAP_SYS_PTRACE)))
		return true;
	return statx(root->proc, "self/ns/pid", AT_STATX_DONT_SYNC, STATX_INO, &found) == 0 &&
	       found.stx_ino != FIRST_NAMESPACE;
}
