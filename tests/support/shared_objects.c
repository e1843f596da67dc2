/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/shared_objects.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What goes wrong ends the process; a parent that waits for its word then hears nothing. */
static void must(bool good)
{
	if (!good)
		_exit(1);
}

static int filled(int descriptor, enum object object)
{
	size_t size = OBJECT_BYTES(object);
	void *bytes;

	must(descriptor >= 0 && ftruncate(descriptor, (off_t)size) == 0);
	bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	must(bytes != MAP_FAILED);
	memset(bytes, 1, size);
	munmap(bytes, size);
	return descriptor;
}

static void map_and_close(int descriptor, enum object object)
{
	must(mmap(NULL, OBJECT_BYTES(object), PROT_READ, MAP_SHARED, descriptor, 0) != MAP_FAILED);
	close(descriptor);
}

static void send_away(int descriptor)
{
	int pair[2];
	char byte = 'x', control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &descriptor, sizeof(descriptor));
	must(sendmsg(pair[0], &message, 0) == 1);
	close(descriptor);
}

static void make_memfds(void)
{
	int sealed = filled(memfd_create("two_sealed", MFD_ALLOW_SEALING), MEMFD_SEALED);

	must(fcntl(sealed, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) ==
		0);
	filled(memfd_create("one_open", 0), MEMFD_OPEN);
	send_away(filled(memfd_create("three_in_flight", 0), MEMFD_IN_FLIGHT));
	map_and_close(filled(memfd_create("four_mapped", 0), MEMFD_MAPPED), MEMFD_MAPPED);
}

static void make_posix(void)
{
	const int how = O_RDWR | O_CREAT | O_EXCL;

	close(filled(open("/dev/shm/five", how, 0600), POSIX_FILE));
	map_and_close(filled(open("/dev/shm/six", how, 0600), POSIX_MAPPED), POSIX_MAPPED);
	unlink("/dev/shm/six");
	filled(open("/dev/shm/eleven", how, 0600), TMPFS_DELETED);
	unlink("/dev/shm/eleven");
	filled(open("/dev/shm", O_RDWR | O_TMPFILE, 0600), TMPFS_NAMELESS);
}

static int make_segment(enum object object)
{
	int id = shmget(IPC_PRIVATE, OBJECT_BYTES(object), IPC_CREAT | 0600);
	void *bytes = shmat(id, NULL, 0);

	must(id >= 0 && bytes != (void *)-1);
	memset(bytes, 1, OBJECT_BYTES(object));
	if (object == SYSV_REMOVED)
		must(shmctl(id, IPC_RMID, NULL) == 0);
	return id;
}

static void make_anonymous(void)
{
	void *bytes = mmap(NULL, OBJECT_BYTES(ANONYMOUS), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	must(bytes != MAP_FAILED);
	memset(bytes, 1, OBJECT_BYTES(ANONYMOUS));
}

static bool make_secret(void)
{
#ifdef SYS_memfd_secret
	int descriptor = (int)syscall(SYS_memfd_secret, 0);
	char *bytes;

	if (descriptor < 0)
		return false;
	must(ftruncate(descriptor, 1 << 20) == 0);
	bytes = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	if (bytes == MAP_FAILED) /* RLIMIT_MEMLOCK */
		return false;
	memset(bytes, 1, 1 << 20);
	return true;
#else
	return false;
#endif
}

/* Ends with its parent. */
static pid_t start(void (*body)(int line), int line[2])
{
	pid_t parent = getpid(), pid;

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) == 0);
	pid = fork();
	must(pid >= 0);
	if (pid > 0) {
		close(line[1]);
		return pid;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	must(getppid() == parent);
	close(line[0]);
	body(line[1]);
	for (;;)
		pause();
}

static void be_holder(int line)
{
	char secret;

	make_memfds();
	make_posix();
	make_segment(SYSV_ATTACHED);
	make_segment(SYSV_REMOVED);
	make_anonymous();
	secret = make_secret();
	must(write(line, &secret, 1) == 1);
}

static void be_elsewhere(int line)
{
	char *bytes = calloc(1, OBJECT_BYTES(TMPFS_ELSEWHERE));
	int file;

	must(bytes && unshare(CLONE_NEWNS) == 0 &&
		mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("elsewhere", "/mnt", "tmpfs", 0, NULL) == 0);
	file = open("/mnt/thirteen", O_RDWR | O_CREAT, 0600);
	must(write(file, bytes, OBJECT_BYTES(TMPFS_ELSEWHERE)) ==
		(ssize_t)OBJECT_BYTES(TMPFS_ELSEWHERE));
	close(file);
	free(bytes);
	must(write(line, "", 1) == 1);
}

static void make_orphan(int line)
{
	int id = make_segment(SYSV_ORPHAN);

	must(write(line, &id, sizeof(id)) == sizeof(id));
	_exit(0);
}

/* What body says; false if it ended without a word. */
static bool ask(pid_t *pid, void (*body)(int line), void *word, size_t size)
{
	int line[2];
	bool said;

	*pid = start(body, line);
	said = read(line[0], word, size) == (ssize_t)size;
	close(line[0]);
	return said;
}

bool objects_start(struct objects *objects)
{
	char word;
	pid_t creator;

	*objects = (struct objects){ .pid = 0 };
	if (unshare(CLONE_NEWNS | CLONE_NEWIPC) != 0 ||
		mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
		mount("shm", "/dev/shm", "tmpfs", 0, NULL) != 0)
		return false;
	if (!ask(&creator, make_orphan, &objects->orphan, sizeof(objects->orphan)))
		return false;
	waitpid(creator, NULL, 0);
	if (!ask(&objects->pid, be_holder, &word, 1))
		return false;
	objects->has_secret = word;
	return ask(&objects->elsewhere, be_elsewhere, &word, 1);
}

void objects_end(struct objects *objects)
{
	const pid_t pids[] = { objects->pid, objects->elsewhere };

	for (int i = 0; i < 2; i++) {
		if (pids[i] <= 0)
			continue;
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
}
