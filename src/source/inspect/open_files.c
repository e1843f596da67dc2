/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/open_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/text.h"
#include "parse/keyed.h"
#include "parse/system/mounts.h"

#define PATIENCE_NS (2 * NS_PER_SECOND)

#ifndef MFD_HUGE_SHIFT
#define MFD_HUGE_SHIFT 26
#endif

/*
 * File systems whose getattr() looks at nothing but the inode in memory.  Whatever is not here, such
 * as FUSE, NFS, CIFS, 9p and Ceph, is not asked.  overlay passes AT_STATX_DONT_SYNC on.
 */
static const char *const answering_types[] = { "ext4", "xfs", "btrfs", "tmpfs", "overlay", "ext3",
	"ext2", "f2fs", "zfs", "devtmpfs", "ramfs", "hugetlbfs", "bcachefs", "vfat", "exfat",
	"ntfs3", "jfs", "reiserfs", "nilfs2", "squashfs", "erofs", "iso9660", "udf", "minix",
	"devpts", "mqueue", "proc", "sysfs" };

struct walk {
	const struct kernel_root *root;
	const struct memfd_mounts *mounts;
	pid_t pid;
	int directory; /* /proc/PID/fd */
	bool memfds_only;
	uint64_t until_ns;          /* a process can hold a million, each on another mount */
	bool has_table;             /* table was read, or cannot be */
	struct file_buffer table;   /* /proc/PID/mountinfo: of its mount namespace */
	struct file_buffer fd_info; /* /proc/PID/fdinfo/N */
};

/* The mount that an open file is on; false if it was closed, and before 3.15. */
static bool read_mount_id(uint64_t *id, struct file_buffer *buffer, int proc, const char *path)
{
	static const struct keyed_row rows[] = { { .key = "mnt_id" } };
	struct value value;

	if (file_read(buffer, proc, path) != STATUS_OK ||
		keyed_parse(&value, rows, 1, buffer->text, buffer->length) != STATUS_OK)
		return false;
	*id = value.n;
	return true;
}

/* ---- memfds ---- */

static void add_memfd_mount(struct memfd_mounts *mounts, const struct kernel_root *root,
	struct file_buffer *buffer, unsigned flags)
{
	int descriptor = memfd_create("memtop", MFD_CLOEXEC | flags);
	struct stat stat;
	char path[48];
	uint64_t id;

	if (descriptor < 0)
		return;
	snprintf(path, sizeof(path), "self/fdinfo/%d", descriptor);
	if (fstat(descriptor, &stat) == 0 && read_mount_id(&id, buffer, root->proc, path)) {
		if (flags == 0)
			mounts->device = stat.st_dev;
		mounts->ids[mounts->count++] = id;
	}
	close(descriptor);
}

void memfd_mounts_find(struct memfd_mounts *mounts, const struct kernel_root *root)
{
	static const unsigned huge_pages[] = { MFD_HUGETLB, MFD_HUGETLB | 21u << MFD_HUGE_SHIFT,
		MFD_HUGETLB | 30u << MFD_HUGE_SHIFT };
	struct file_buffer buffer = { 0 };

	*mounts = (struct memfd_mounts){ 0 };
	add_memfd_mount(mounts, root, &buffer, 0);
	for (size_t i = 0; mounts->count && i < COUNT_OF(huge_pages); i++)
		add_memfd_mount(mounts, root, &buffer, huge_pages[i]);
	file_buffer_free(&buffer);
}

/* ---- where a file is ---- */

static bool is_memfd_mount(const struct walk *walk, uint64_t id)
{
	for (size_t i = 0; i < walk->mounts->count; i++)
		if (walk->mounts->ids[i] == id)
			return true;
	return false;
}

static bool type_answers(struct text type)
{
	for (size_t i = 0; i < COUNT_OF(answering_types); i++)
		if (text_equals(type, answering_types[i]))
			return true;
	return false;
}

/* A mount that is in no table, such as one unmounted while in use, is none that answers. */
static bool mount_answers(struct walk *walk, uint64_t id)
{
	struct mount mount;
	struct text rest;
	char path[32];

	if (is_memfd_mount(walk, id))
		return true;
	if (!walk->has_table) {
		snprintf(path, sizeof(path), "%d/mountinfo", (int)walk->pid);
		if (file_read(&walk->table, walk->root->proc, path) != STATUS_OK)
			walk->table.length = 0;
		walk->has_table = true;
	}
	rest = text_of(walk->table.text, walk->table.length);
	while (mounts_next(&mount, &rest))
		if (mount.id == id)
			return type_answers(mount.type);
	return false;
}

/* The kernel says so of whatever has lost its name.  A file may be called so, and is then followed. */
static bool is_nameless(const struct walk *walk, const char *entry)
{
	static const char deleted[] = " (deleted)", memfd[] = "/memfd:";
	const size_t length = sizeof(deleted) - 1;
	char target[PATH_MAX];
	ssize_t got = readlinkat(walk->directory, entry, target, sizeof(target));
	struct text text = text_of(target, got > 0 ? (size_t)got : 0);

	return text.length > length &&
	       memcmp(text.at + text.length - length, deleted, length) == 0 &&
	       (!walk->memfds_only || text_starts(text, memfd));
}

static void follow(const struct walk *walk, struct open_file *file, const char *entry)
{
	struct statx found;

	/* This follows the link to the open file itself, and opens nothing. */
	if (statx(walk->directory, entry, AT_STATX_DONT_SYNC,
		    STATX_TYPE | STATX_NLINK | STATX_INO | STATX_BLOCKS, &found) != 0)
		return;
	file->followed = true;
	file->regular = S_ISREG(found.stx_mode);
	file->inode = found.stx_ino;
	file->links = found.stx_nlink;
	file->bytes = found.stx_blocks * 512;
}

/* False if the descriptor is of no interest. */
static bool look(struct walk *walk, struct open_file *file, const char *entry)
{
	char path[320];
	uint64_t id;

	*file = (struct open_file){ 0 };
	if (!is_nameless(walk, entry))
		return false;
	snprintf(path, sizeof(path), "%d/fdinfo/%s", (int)walk->pid, entry);
	if (!read_mount_id(&id, &walk->fd_info, walk->root->proc, path))
		return false;
	file->memfd = walk->mounts->count && id == walk->mounts->ids[0];
	if (walk->memfds_only && !file->memfd)
		return false;
	if (mount_answers(walk, id))
		follow(walk, file, entry);
	return true;
}

static enum status walk_descriptors(struct walk *walk, DIR *directory, open_file_taker *take,
	void *context)
{
	enum status status = STATUS_OK;
	struct open_file file;
	struct dirent *entry;

	while (status == STATUS_OK && (entry = readdir(directory))) {
		if (clock_now_ns(CLOCK_MONOTONIC) >= walk->until_ns)
			return STATUS_TOO_LARGE;
		if (entry->d_name[0] != '.' && look(walk, &file, entry->d_name))
			status = take(context, &file);
	}
	return status;
}

enum status open_files_deleted(const struct kernel_root *root, pid_t pid,
	const struct memfd_mounts *mounts, bool memfds_only, open_file_taker *take, void *context)
{
	struct walk walk = { .root = root,
		.mounts = mounts,
		.pid = pid,
		.memfds_only = memfds_only,
		.until_ns = clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS };
	enum status status;
	DIR *directory;
	char path[32];

	snprintf(path, sizeof(path), "%d/fd", (int)pid);
	walk.directory = openat(root->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	directory = walk.directory < 0 ? NULL : fdopendir(walk.directory);
	if (!directory) {
		status = status_from_errno(errno);
		if (walk.directory >= 0)
			close(walk.directory);
		return status;
	}
	status = walk_descriptors(&walk, directory, take, context);
	closedir(directory);
	file_buffer_free(&walk.table);
	file_buffer_free(&walk.fd_info);
	return status;
}
