/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system in user space: any name is a file of 1 MiB until it is removed.
 * fuse_server -f -s MOUNT_POINT; stop it, and it no longer answers.  A request for the name "never" is
 * never answered, nor any after it: the server has taken the request, and not even SIGKILL helps then.
 * After SIGUSR1 that is so of whatever is asked next.  With FUSE_RECORD=FILE the name "record" has the bytes of that
 * file, and the kernel keeps none of them; FUSE_READS=NUMBER: so often they are read, and no more, and then it says
 * "deaf"; FUSE_LOCK=PID: beside it there is "record-lock", which has that.
 */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE (1 << 20)

static volatile sig_atomic_t deaf;

struct record {
	int file;         /* -1: there is none */
	const char *lock; /* NULL: there is none */
	long reads;
};

static struct record *record(void)
{
	return fuse_get_context()->private_data;
}

static bool is_record(const char *path)
{
	return record()->file >= 0 && strcmp(path, "/record") == 0;
}

static bool is_lock(const char *path)
{
	return record()->lock && strcmp(path, "/record-lock") == 0;
}

/* SQLite looks for files beside a record. */
static bool is_missing(const char *path)
{
	return record()->file >= 0 && strncmp(path, "/record-", 8) == 0 && !is_lock(path);
}

static void become_deaf(int signal)
{
	(void)signal;
	deaf = 1;
}

static void answer_unless_deaf(const char *path)
{
	while (deaf || strcmp(path, "/never") == 0)
		pause();
}

static int get_attributes(const char *path, struct stat *stat, struct fuse_file_info *info)
{
	(void)info;
	*stat = (struct stat){ .st_mode = S_IFREG | 0644, .st_nlink = 1 };
	answer_unless_deaf(path);
	if (is_missing(path))
		return -ENOENT;
	if (strcmp(path, "/") == 0)
		stat->st_mode = S_IFDIR | 0755;
	else if (is_record(path) && fstat(record()->file, stat) != 0)
		return -errno;
	else if (!is_record(path))
		stat->st_size = FILE_SIZE;
	stat->st_blocks = stat->st_size / 512;
	return 0;
}

static int open_file(const char *path, struct fuse_file_info *info)
{
	answer_unless_deaf(path);
	info->direct_io = is_record(path) || is_lock(path);
	return is_missing(path) ? -ENOENT : 0;
}

static int read_file(const char *path, char *buffer, size_t size, off_t offset,
	struct fuse_file_info *info)
{
	(void)info;
	answer_unless_deaf(path);
	if (is_record(path)) {
		ssize_t length = pread(record()->file, buffer, size, offset);

		if (record()->reads > 0 && --record()->reads == 0) {
			deaf = 1;
			fputs("deaf\n", stderr);
		}
		return length < 0 ? -errno : (int)length;
	}
	if (is_lock(path)) {
		size_t length = strlen(record()->lock);

		if (offset != 0 || size < length)
			return 0;
		memcpy(buffer, record()->lock, length);
		return (int)length;
	}
	if (offset >= FILE_SIZE)
		return 0;
	if (size > (size_t)(FILE_SIZE - offset))
		size = (size_t)(FILE_SIZE - offset);
	memset(buffer, 'x', size);
	return (int)size;
}

static int remove_file(const char *path)
{
	(void)path;
	return 0;
}

/* The kernel keeps no attributes, so that they are asked for each time. */
static void *begin(struct fuse_conn_info *connection, struct fuse_config *config)
{
	(void)connection;
	config->attr_timeout = 0;
	config->hard_remove = 1;
	return record();
}

int main(int count, char **arguments)
{
	static const struct fuse_operations operations = { .getattr = get_attributes,
		.open = open_file,
		.read = read_file,
		.unlink = remove_file,
		.init = begin };

	const char *path = getenv("FUSE_RECORD"), *reads = getenv("FUSE_READS");
	struct record served = { .file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1,
		.reads = reads ? strtol(reads, NULL, 10) : 0,
		.lock = getenv("FUSE_LOCK") };

	signal(SIGUSR1, become_deaf);
	return fuse_main(count, arguments, &operations, &served);
}
