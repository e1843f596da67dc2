/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that a user names, in the command line, in the environment or at a prompt.  They may lie in a file
 * system that does not answer any more, where a thread that opens, reads, writes or closes one waits past
 * SIGKILL.  So a child does all of it (base/apart/child.h), and what it reads comes through a pipe; the file
 * itself is never open here.  Only what memtop was started with, a path to a descriptor of its own, is opened
 * directly.  That there is no such file the kernel may know by itself.
 */
#ifndef MEMTOP_BASE_NAMED_FILE_H
#define MEMTOP_BASE_NAMED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/apart/child.h"
#include "base/status.h"

/* A file system answers what there is, or it does not; what it has may come from a disk that is busy. */
#define NAMED_FILE_PATIENCE_NS (UINT64_C(2) * 1000000000)
#define NAMED_FILE_MOVE_NS     (UINT64_C(10) * 1000000000)

struct named_file {
	struct child child;
	int descriptor; /* a pipe, of which the file's bytes are read; -1: none yet */
	bool ended;     /* the last byte was read */
	struct stat about;
};

/*
 * Asks what there is, and opens it for reading; nothing of it is read before named_file_begin(), for a
 * device may be the worse for it.  STATUS_ABSENT, STATUS_DENIED, STATUS_FAILED and the like with errno;
 * STATUS_UNANSWERED with ETIMEDOUT.  named_file_close() in any case.
 */
enum status named_file_open(struct named_file *file, const char *path);

/*
 * Opens, here, a regular file in the file system of /, without which memtop could not have started.  -1: it is another
 * one's, or no such file, or that is not known without asking.
 */
int named_file_open_of_root(const char *path);

/* What memtop was started with, as by a shell's <(...); by its path alone, whether or not it is there. */
bool named_file_is_own_descriptor(const char *path);

/* False if there is no such file; true where that is not answered within 0.2 s. */
bool named_file_may_exist(const char *path);

/* From now on the child reads it, and its bytes can be had of the descriptor. */
enum status named_file_begin(struct named_file *file);

/*
 * As read(2), of what is there in time: -1 with errno of the child's read, or with ETIMEDOUT after
 * NAMED_FILE_PATIENCE_NS without a byte, of a FIFO after NAMED_FILE_MOVE_NS.
 */
ssize_t named_file_read(struct named_file *file, void *buffer, size_t size);

void named_file_close(struct named_file *file);

/* Says of a path what a status and errno mean: "PATH: no answer in time (FUSE mount /mnt/x)". */
void named_file_say(struct message *message, const char *path, enum status status, int error);

/*
 * Asks for a file, and for the first bytes of it if it is a regular one.  STATUS_UNANSWERED with a message;
 * whatever else there is to say of it, opening it will tell.
 */
enum status named_file_answers(const char *path, struct message *message);

/* Writes all of it, for the child that has the file open; false with errno. */
bool named_file_write_all(int descriptor, const char *at, size_t length);

/*
 * Creates it with these bytes, never over what is there, nor through a link; no other user may read it.
 * On failure message says why.
 */
enum status named_file_create(const char *path, const void *bytes, size_t length,
	struct message *message);

#endif
