/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/open_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/compiler/statx.h"
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
	"devpts", "mqueue", "proc", "sysfs", "rootfs" };

struct walk {
	const struct kernel_root *root;
	const struct memfd_mounts *mounts;
	const struct mount_ids *ids; /* NULL: told by names */
	pid_t pid;
	int directory; /* /proc/PID/fd */
	enum open_files which;
	bool is_denied;           /* root without rights may list descriptors, and not follow one */
	uint64_t until_ns;        /* a process can hold a million, each on another mount */
	bool has_table;           /* table was read, or cannot be */
	struct file_buffer table; /* /proc/PID/mountinfo: of its mount namespace */
	struct text own;          /* the table of memtop's own, which is looked at first */
	bool has_found;           /* the mount that was last looked for */
	uint64_t found;
	struct mount found_mount;   /* its type is empty if it is in no table */
	struct file_buffer fd_info; /* /proc/PID/fdinfo/N */
	enum status shortage;       /* STATUS_OK: nothing lacked to read what it has open */
};

struct fd_info {
	uint64_t mount;
	bool writable;
	struct value size; /* of a dma-buf */
};

/*
 * The mount that an open file is on, and whether it is open for writing; STATUS_ABSENT if it was
 * closed, and before 3.15.  The flags are in octal digits, of which the last holds O_ACCMODE.
 */
static enum status read_fd_info(struct fd_info *info, struct file_buffer *buffer, int proc,
	const char *path)
{
	static const struct keyed_row rows[] = { { .key = "flags" }, { .key = "mnt_id" },
		{ .key = "size" } };
	enum status status = file_read(buffer, proc, path);
	struct value values[COUNT_OF(rows)];

	if (status == STATUS_OK && (keyed_parse(values, rows, COUNT_OF(rows), buffer->text,
					    buffer->length) != STATUS_OK ||
					   !value_known(values[1])))
		status = STATUS_ABSENT;
	if (status != STATUS_OK)
		return status;
	info->mount = (uint64_t)values[1].n;
	info->size = values[2];
	info->writable = (value_or(values[0], 0) % 10 & O_ACCMODE) != O_RDONLY;
	return STATUS_OK;
}

/* ---- memfds ---- */

/* STATUS_OK or a shortage. */
static enum status add_memfd_mount(struct memfd_mounts *mounts, const struct kernel_root *root,
	struct file_buffer *buffer, unsigned flags)
{
	int descriptor = memfd_create("memtop", MFD_CLOEXEC | flags);
	enum status status;
	struct stat stat;
	struct fd_info info;
	char path[48];

	if (descriptor < 0) {
		status = status_from_errno(errno);
		mounts->why_none = value_state_of(status);
		return status_is_shortage(status) ? status : STATUS_OK;
	}
	snprintf(path, sizeof(path), "self/fdinfo/%d", descriptor);
	status = read_fd_info(&info, buffer, root->proc, path);
	if (status == STATUS_OK && fstat(descriptor, &stat) == 0) {
		mounts->devices[mounts->count] = stat.st_dev;
		mounts->ids[mounts->count++] = info.mount;
	}
	mounts->why_none = value_state_of(status);
	close(descriptor);
	return status_is_shortage(status) ? status : STATUS_OK;
}

enum status memfd_mounts_find(struct memfd_mounts *mounts, const struct kernel_root *root)
{
	static const unsigned huge_pages[] = { MFD_HUGETLB, MFD_HUGETLB | 21u << MFD_HUGE_SHIFT,
		MFD_HUGETLB | 30u << MFD_HUGE_SHIFT };
	struct file_buffer buffer = { 0 };
	enum status status;

	*mounts = (struct memfd_mounts){ .why_none = VALUE_ABSENT };
	status = add_memfd_mount(mounts, root, &buffer, 0);
	for (size_t i = 0; status == STATUS_OK && mounts->count && i < COUNT_OF(huge_pages); i++)
		status = add_memfd_mount(mounts, root, &buffer, huge_pages[i]);
	file_buffer_free(&buffer);
	return status;
}

int memfd_mounts_device(const struct memfd_mounts *mounts, dev_t device)
{
	for (size_t i = 0; i < mounts->count; i++)
		if (mounts->devices[i] == device)
			return (int)i;
	return -1;
}

/* ---- where a file is ---- */

static bool is_memfd_mount(const struct walk *walk, uint64_t id)
{
	for (size_t i = 0; i < walk->mounts->count; i++)
		if (walk->mounts->ids[i] == id)
			return true;
	return false;
}

bool mount_type_answers(struct text type)
{
	for (size_t i = 0; i < COUNT_OF(answering_types); i++)
		if (text_equals(type, answering_types[i]))
			return true;
	return false;
}

static void note_shortage(struct walk *walk, enum status status)
{
	if (status_is_shortage(status))
		walk->shortage = status;
}

static void read_table(struct walk *walk)
{
	char path[32];

	snprintf(path, sizeof(path), "%d/mountinfo", (int)walk->pid);
	if (!walk->has_table) {
		enum status status = file_read(&walk->table, walk->root->proc, path);

		if (status != STATUS_OK)
			walk->table.length = 0;
		note_shortage(walk, status);
	}
	walk->has_table = true;
}

static struct mount find_mount(struct walk *walk, uint64_t id)
{
	struct mount mount;

	if (mounts_find(&mount, walk->own, id))
		return mount;
	read_table(walk);
	if (mounts_find(&mount, text_of(walk->table.text, walk->table.length), id))
		return mount;
	return (struct mount){ .type = text_of("", 0) };
}

/* Most descriptors follow others on the same mount.  It may be in no table, as one unmounted while in use. */
static const struct mount *mount_of(struct walk *walk, uint64_t id)
{
	if (!walk->has_found || walk->found != id)
		walk->found_mount = find_mount(walk, id);
	walk->has_found = true;
	walk->found = id;
	return &walk->found_mount;
}

static struct text type_of_mount(struct walk *walk, uint64_t id)
{
	return mount_of(walk, id)->type;
}

static bool mount_answers(struct walk *walk, uint64_t id)
{
	return is_memfd_mount(walk, id) || mount_type_answers(type_of_mount(walk, id));
}

/* The kernel says so of whatever has lost its name.  A file may be called so, and is then followed. */
static bool is_nameless(struct text target)
{
	static const char deleted[] = " (deleted)";
	const size_t length = sizeof(deleted) - 1;

	return target.length > length &&
	       memcmp(target.at + target.length - length, deleted, length) == 0;
}

/* Where tmpfs is usually mounted.  What else is there is told by its mount. */
static bool may_be_shmem(struct text target)
{
	static const char *const places[] = { "/memfd:", "/dev/shm/", "/run/", "/tmp/", "/var/tmp/",
		"/var/run/" };

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (text_starts(target, places[i]))
			return true;
	return false;
}

static bool may_be_wanted(const struct walk *walk, const char *entry)
{
	char target[PATH_MAX];
	ssize_t got = readlinkat(walk->directory, entry, target, sizeof(target));
	struct text text = text_of(target, got > 0 ? (size_t)got : 0);

	return walk->which == OPEN_FILES_DELETED ? is_nameless(text) : may_be_shmem(text);
}

static bool is_wanted(struct walk *walk, const struct open_file *file, const struct fd_info *info)
{
	if (walk->which == OPEN_FILES_DELETED || file->memfd)
		return true;
	if (!info->writable)
		return false;
	struct text type = type_of_mount(walk, info->mount);

	/* devtmpfs is a tmpfs, too: drivers/base/devtmpfs.c, with CONFIG_TMPFS. */
	return text_equals(type, "tmpfs") || text_equals(type, "devtmpfs");
}

/* False if it was closed. */
static bool read_info_of(struct walk *walk, struct fd_info *info, const char *entry)
{
	enum status status;
	char path[320];

	snprintf(path, sizeof(path), "%d/fdinfo/%s", (int)walk->pid, entry);
	status = read_fd_info(info, &walk->fd_info, walk->root->proc, path);
	note_shortage(walk, status);
	return status == STATUS_OK;
}

static void follow(const struct walk *walk, struct open_file *file, const char *entry)
{
	struct statx found;

	/* This follows the link to the open file itself, and opens nothing. */
	if (statx(walk->directory, entry, AT_STATX_DONT_SYNC,
		    STATX_TYPE | STATX_NLINK | STATX_INO | STATX_BLOCKS | STATX_SIZE, &found) != 0)
		return;
	file->followed = true;
	file->regular = S_ISREG(found.stx_mode);
	file->device = makedev(found.stx_dev_major, found.stx_dev_minor);
	file->inode = found.stx_ino;
	file->links = found.stx_nlink;
	file->bytes = found.stx_blocks * 512;
	file->size = found.stx_size;
}

/* False if the descriptor is of no interest. */
static bool look(struct walk *walk, struct open_file *file, const char *entry)
{
	struct fd_info info;

	*file = (struct open_file){ .descriptor = strtoll(entry, NULL, 10) };
	if (!may_be_wanted(walk, entry))
		return false;
	if (!read_info_of(walk, &info, entry))
		return false;
	file->memfd = walk->mounts->count && info.mount == walk->mounts->ids[0];
	if (!is_wanted(walk, file, &info))
		return false;
	if (mount_answers(walk, info.mount))
		follow(walk, file, entry);
	return true;
}

/* What the kernel calls the files of two kinds that no mount is known for. */
static bool is_memory_by_name(struct text target)
{
	return text_starts(target, "/secretmem") || text_starts(target, "/dmabuf:");
}

/* What is no file of its own, or has nothing in the cache, and is open in every process. */
static bool is_no_file(struct text target)
{
	return !text_starts(target, "/") || text_equals(target, "/dev/null") ||
	       text_starts(target, "/dev/pts/");
}

/* The same as look() of all files. */
static bool look_at_any(struct walk *walk, struct open_file *file, const char *entry,
	char target[static PATH_MAX])
{
	ssize_t got = readlinkat(walk->directory, entry, target, PATH_MAX);
	struct fd_info info;

	*file = (struct open_file){ .descriptor = strtoll(entry, NULL, 10),
		.target = text_of(target, got > 0 ? (size_t)got : 0) };
	walk->is_denied = got < 0 && status_from_errno(errno) == STATUS_DENIED;
	if (is_no_file(file->target))
		return false;
	if (!read_info_of(walk, &info, entry))
		return false;
	file->memfd = walk->mounts->count && info.mount == walk->mounts->ids[0];
	if (is_memfd_mount(walk, info.mount) || is_memory_by_name(file->target))
		follow(walk, file, entry);
	else if (mount_type_answers((file->mount = mount_of(walk, info.mount))->type))
		follow(walk, file, entry);
	return true;
}

/* The same as look() by the mount alone, which is one of those that answer. */
static bool look_by_mount(struct walk *walk, struct open_file *file, const char *entry,
	char target[static PATH_MAX])
{
	ssize_t got = readlinkat(walk->directory, entry, target, PATH_MAX);
	struct fd_info info;

	*file = (struct open_file){ .descriptor = strtoll(entry, NULL, 10),
		.target = text_of(target, got > 0 ? (size_t)got : 0) };
	if (is_no_file(file->target))
		return false;
	if (!read_info_of(walk, &info, entry))
		return false;
	file->told_size = info.size;
	file->memfd = walk->mounts->count && info.mount == walk->mounts->ids[0];
	if (!is_memfd_mount(walk, info.mount) && !is_memory_by_name(file->target) &&
		!(walk->ids->count > 0 && bsearch(&info.mount, walk->ids->ids, walk->ids->count,
						  sizeof(info.mount), compare_u64)))
		return false;
	follow(walk, file, entry);
	return file->followed;
}

static bool look_at(struct walk *walk, struct open_file *file, const char *entry,
	char target[static PATH_MAX])
{
	if (walk->which == OPEN_FILES_ALL)
		return look_at_any(walk, file, entry, target);
	return walk->ids ? look_by_mount(walk, file, entry, target) : look(walk, file, entry);
}

static enum status walk_descriptors(struct walk *walk, DIR *directory, open_file_taker *take,
	void *context)
{
	enum status status = STATUS_OK;
	char target[PATH_MAX];
	struct open_file file;
	struct dirent *entry;

	while (status == STATUS_OK && (entry = readdir(directory))) {
		if (clock_now_ns(CLOCK_MONOTONIC) >= walk->until_ns)
			return STATUS_TOO_LARGE;
		if (entry->d_name[0] != '.' && look_at(walk, &file, entry->d_name, target))
			status = take(context, &file);
		if (walk->is_denied)
			return STATUS_DENIED;
		if (walk->shortage != STATUS_OK)
			return walk->shortage;
	}
	return status;
}

static enum status walk_process(struct walk *walk, open_file_taker *take, void *context)
{
	enum status status;
	DIR *directory;
	char path[32];

	walk->until_ns = clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS;
	snprintf(path, sizeof(path), "%d/fd", (int)walk->pid);
	walk->directory = file_open(walk->root->proc, path, O_RDONLY | O_DIRECTORY);
	directory = walk->directory < 0 ? NULL : fdopendir(walk->directory);
	if (!directory) {
		status = status_from_errno(errno);
		if (walk->directory >= 0)
			close(walk->directory);
		return status;
	}
	status = walk_descriptors(walk, directory, take, context);
	closedir(directory);
	file_buffer_free(&walk->table);
	file_buffer_free(&walk->fd_info);
	return status;
}

enum status open_files_each(const struct kernel_root *root, pid_t pid,
	const struct memfd_mounts *mounts, enum open_files which, open_file_taker *take,
	void *context)
{
	struct walk walk = { .root = root, .mounts = mounts, .pid = pid, .which = which };

	return walk_process(&walk, take, context);
}

enum status open_files_of_mounts(const struct kernel_root *root, pid_t pid,
	const struct memfd_mounts *mounts, const struct mount_ids *ids, open_file_taker *take,
	void *context)
{
	struct walk walk = { .root = root, .mounts = mounts, .ids = ids, .pid = pid };

	return walk_process(&walk, take, context);
}

enum status open_files_all(const struct kernel_root *root, pid_t pid,
	const struct memfd_mounts *mounts, struct text own, open_file_taker *take, void *context)
{
	struct walk walk = { .root = root,
		.mounts = mounts,
		.own = own,
		.pid = pid,
		.which = OPEN_FILES_ALL };

	return walk_process(&walk, take, context);
}
