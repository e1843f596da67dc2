/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system in user space: any name is a file of 1 MiB until it is removed.
 * fuse_server -f -s MOUNT_POINT; stop it, and it no longer answers.  A request for the name "never" is
 * never answered, nor any after it: the server has taken the request, and not even SIGKILL helps then.
 * After SIGUSR1 that is so of whatever is asked next.
 */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fuse.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE (1 << 20)

static volatile sig_atomic_t deaf;

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
	if (strcmp(path, "/") == 0)
		stat->st_mode = S_IFDIR | 0755;
	else
		stat->st_size = FILE_SIZE;
	stat->st_blocks = stat->st_size / 512;
	return 0;
}

static int open_file(const char *path, struct fuse_file_info *info)
{
	(void)info;
	answer_unless_deaf(path);
	return 0;
}

static int read_file(const char *path, char *buffer, size_t size, off_t offset,
	struct fuse_file_info *info)
{
	(void)info;
	answer_unless_deaf(path);
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
	return NULL;
}

int main(int count, char **arguments)
{
	static const struct fuse_operations operations = { .getattr = get_attributes,
		.open = open_file,
		.read = read_file,
		.unlink = remove_file,
		.init = begin };

	signal(SIGUSR1, become_deaf);
	return fuse_main(count, arguments, &operations, NULL);
}
