/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system in user space that has the files of a directory, and writes them.
 * MIRRORED=DIRECTORY fuse_mirror -f -s MOUNT_POINT; after SIGUSR1 it takes one request more, and answers neither
 * that nor what comes behind it, so that not even SIGKILL helps who asked.
 */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t deaf;

static void become_deaf(int signal)
{
	(void)signal;
	deaf = 1;
}

static void answer_unless_deaf(void)
{
	while (deaf)
		pause();
}

static int directory(void)
{
	return (int)(intptr_t)fuse_get_context()->private_data;
}

/* Below the directory. */
static const char *name_of(const char *path)
{
	answer_unless_deaf();
	return path[1] ? path + 1 : ".";
}

static int answer(ssize_t result)
{
	return result < 0 ? -errno : (int)result;
}

static int get_attributes(const char *path, struct stat *stat, struct fuse_file_info *info)
{
	(void)info;
	return answer(fstatat(directory(), name_of(path), stat, AT_SYMLINK_NOFOLLOW));
}

static int open_file(const char *path, struct fuse_file_info *info)
{
	int file = openat(directory(), name_of(path), info->flags | O_CLOEXEC);

	info->fh = (uint64_t)file;
	return file < 0 ? -errno : 0;
}

static int create_file(const char *path, mode_t mode, struct fuse_file_info *info)
{
	int file = openat(directory(), name_of(path), info->flags | O_CREAT | O_CLOEXEC, mode);

	info->fh = (uint64_t)file;
	return file < 0 ? -errno : 0;
}

static int release_file(const char *path, struct fuse_file_info *info)
{
	(void)path;
	return close((int)info->fh);
}

static int read_file(const char *path, char *buffer, size_t size, off_t offset,
	struct fuse_file_info *info)
{
	(void)name_of(path);
	return answer(pread((int)info->fh, buffer, size, offset));
}

static int write_file(const char *path, const char *buffer, size_t size, off_t offset,
	struct fuse_file_info *info)
{
	(void)name_of(path);
	return answer(pwrite((int)info->fh, buffer, size, offset));
}

static int truncate_file(const char *path, off_t size, struct fuse_file_info *info)
{
	int file = openat(directory(), name_of(path), O_WRONLY | O_CLOEXEC);
	int result = file < 0 ? -errno : answer(ftruncate(file, size));

	(void)info;
	if (file >= 0)
		close(file);
	return result;
}

static int sync_file(const char *path, int data_only, struct fuse_file_info *info)
{
	(void)name_of(path);
	(void)data_only;
	return answer(fsync((int)info->fh));
}

static int remove_file(const char *path)
{
	return answer(unlinkat(directory(), name_of(path), 0));
}

static void *begin(struct fuse_conn_info *connection, struct fuse_config *config)
{
	(void)connection;
	config->attr_timeout = 0;
	config->hard_remove = 1;
	return fuse_get_context()->private_data;
}

int main(int count, char **arguments)
{
	static const struct fuse_operations operations = { .getattr = get_attributes,
		.open = open_file,
		.create = create_file,
		.release = release_file,
		.read = read_file,
		.write = write_file,
		.truncate = truncate_file,
		.fsync = sync_file,
		.unlink = remove_file,
		.init = begin };
	const char *mirrored = getenv("MIRRORED");
	int directory = mirrored ? open(mirrored, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (directory < 0)
		return 99;
	signal(SIGUSR1, become_deaf);
	return fuse_main(count, arguments, &operations, (void *)(intptr_t)directory);
}
