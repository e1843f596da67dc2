/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/other_root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"
#include "base/apart/named_file.h"
#include "base/units.h"
#include "source/file.h"

/* The two directories, as long as their paths can still be looked up. */
struct root_directories {
	int proc, sys; /* sys: -1 if there is none */
};

static enum status cannot(const char *what, struct message *message)
{
	enum status status = status_from_errno(errno);

	message_set(message, "--root: %s: %s", what, strerror(errno));
	return status;
}

static enum status open_directories(struct root_directories *found, const char *directory,
	struct message *message)
{
	int root = file_open(AT_FDCWD, directory, O_PATH | O_DIRECTORY);

	if (root < 0)
		return cannot(quoted_string(directory).text, message);
	found->proc = file_open(root, "proc", O_PATH | O_DIRECTORY);
	found->sys = file_open(root, "sys", O_PATH | O_DIRECTORY);
	close(root);
	if (found->proc >= 0 && faccessat(found->proc, "meminfo", R_OK, 0) == 0)
		return STATUS_OK;
	message_set(message,
		_("--root: there is no proc/meminfo in %s (name the directory that holds proc and sys)"),
		quoted_string(directory).text);
	return STATUS_ABSENT;
}

/* Maps the user to itself, as user_namespaces(7) lets any process do. */
static bool write_map(const char *path, const char *text)
{
	int descriptor = file_open(AT_FDCWD, path, O_WRONLY);
	bool written =
		descriptor >= 0 && write(descriptor, text, strlen(text)) == (ssize_t)strlen(text);

	if (descriptor >= 0)
		close(descriptor);
	return written;
}

static bool become_own_user(uid_t user, gid_t group)
{
	char users[64], groups[64];

	snprintf(users, sizeof(users), "%u %u 1", (unsigned)user, (unsigned)user);
	snprintf(groups, sizeof(groups), "%u %u 1", (unsigned)group, (unsigned)group);
	return write_map("/proc/self/uid_map", users) &&
	       write_map("/proc/self/setgroups", "deny") && write_map("/proc/self/gid_map", groups);
}

/* Who may not make a mount namespace may often do so in a user namespace of its own. */
static bool leave_mounts(void)
{
	uid_t user = geteuid();
	gid_t group = getegid();

	if (unshare(CLONE_NEWNS) == 0)
		return true;
	return errno == EPERM && unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
	       become_own_user(user, group);
}

static bool mount_over(int directory, const char *path)
{
	char source[32];

	snprintf(source, sizeof(source), "/proc/self/fd/%d", directory);
	return mount(source, path, NULL, MS_BIND | MS_REC, NULL) == 0;
}

static bool keep_apart(const char *point)
{
	return mount(NULL, point, NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* /proc comes last: descriptors are named by it. */
static enum status mount_both(const struct root_directories *found, struct message *message)
{
	/* In a chroot "/" need not be a mount; what is covered there is. */
	if (!keep_apart("/") && (errno != EINVAL || !keep_apart("/sys") || !keep_apart("/proc")))
		return cannot("mount /", message);
	if (found->sys >= 0 ? !mount_over(found->sys, "/sys")
			    : mount("memtop", "/sys", "tmpfs", MS_RDONLY, "size=4k") != 0)
		return cannot("mount /sys", message);
	if (!mount_over(found->proc, "/proc"))
		return cannot("mount /proc", message);
	return STATUS_OK;
}

/* Before anything of it is opened here, where it would be waited for. */
static enum status ask(const char *directory, struct message *message)
{
	static const char *const parts[] = { "", "/proc/meminfo", "/sys" };
	struct message why;
	char path[PATH_MAX];
	enum status status = STATUS_OK;

	for (size_t i = 0; i < COUNT_OF(parts) && status == STATUS_OK; i++) {
		snprintf(path, sizeof(path), "%s%s", directory, parts[i]);
		status = named_file_answers(path, &why);
	}
	if (status != STATUS_OK)
		message_set(message, "--root: %s", why.text);
	return status;
}

enum status other_root_enter(const char *directory, struct message *message)
{
	struct root_directories found = { -1, -1 };
	enum status status = ask(directory, message);

	if (status != STATUS_OK)
		return status;
	if (!leave_mounts()) {
		message_set(message,
			_("--root: no mount namespace can be made: %s (start memtop as root; in a container, with CAP_SYS_ADMIN)"),
			strerror(errno));
		return STATUS_DENIED;
	}
	/* A directory of the namespace left behind could not be mounted in this one. */
	status = open_directories(&found, directory, message);
	if (status == STATUS_OK)
		status = mount_both(&found, message);
	if (found.proc >= 0)
		close(found.proc);
	if (found.sys >= 0)
		close(found.sys);
	return status;
}

bool pids_are_ours(void)
{
	char link[32];
	ssize_t length = readlink("/proc/self", link, sizeof(link));
	pid_t pid;

	return length > 0 && units_parse_pid(text_of(link, (size_t)length), &pid) &&
	       pid == getpid();
}

/* Each user is told the process group of any process. */
bool pid_is_hidden(pid_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	return access(path, F_OK) != 0 && pids_are_ours() && getpgid(pid) >= 0;
}
