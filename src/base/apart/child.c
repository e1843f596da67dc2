/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/apart/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/compiler/sanitizer.h"
#include "base/macros.h"

#define LOOKS_A_PATIENCE 8
#define END_MS           200 /* what can be killed is dead by then, and leaves no zombie */

/* In each process the thread sanitizer has a thread of its own, which uses processor time whatever the others do. */
#define TELLS_CPU (!WITH_THREAD_SANITIZER)

/* Room for one descriptor beside a message, aligned as the header wants it. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* ---- the child ---- */

static void close_between(unsigned first, unsigned last)
{
	if (first <= last && syscall(__NR_close_range, first, last, 0) != 0)
		for (unsigned i = first; i <= min_u64(last, (unsigned)sysconf(_SC_OPEN_MAX)); i++)
			close((int)i);
}

static _Noreturn void be_child(pid_t parent, int socket, void (*run)(void *context, int socket),
	void *context)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (socket > 0)
		close_between(0, (unsigned)socket - 1);
	close_between((unsigned)socket + 1, ~0u);
	if (getppid() == parent)
		run(context, socket);
	_exit(0);
}

bool child_send(int socket, const void *message, size_t size, int descriptor)
{
	union control control = { .header = { .cmsg_len = CMSG_LEN(sizeof(int)),
					  .cmsg_level = SOL_SOCKET,
					  .cmsg_type = SCM_RIGHTS } };
	struct iovec part = { (void *)(uintptr_t)message, size };
	struct msghdr whole = { .msg_iov = &part, .msg_iovlen = 1 };

	if (descriptor >= 0) {
		memcpy(CMSG_DATA(&control.header), &descriptor, sizeof(descriptor));
		whole.msg_control = &control;
		whole.msg_controllen = sizeof(control);
	}
	return sendmsg(socket, &whole, MSG_NOSIGNAL) == (ssize_t)size;
}

/* ---- its parent ---- */

enum status child_begin(struct child *child, void (*run)(void *context, int socket), void *context)
{
	pid_t parent = getpid();
	int pair[2], error;

	*child = (struct child){ .pid = -1, .process = -1, .socket = -1 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return STATUS_FAILED;
	child->pid = fork();
	if (child->pid == 0)
		be_child(parent, pair[1], run, context);
	error = errno;
	close(pair[1]);
	child->socket = pair[0];
	if (child->pid > 0) {
		child->process = (int)syscall(SYS_pidfd_open, child->pid, 0);
		return STATUS_OK;
	}
	child_leave(child);
	errno = error;
	return STATUS_FAILED;
}

static enum status take(int socket, void *message, size_t size, int *descriptor)
{
	union control control;
	struct iovec part = { message, size };
	struct msghdr whole = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	const struct cmsghdr *header;

	if (recvmsg(socket, &whole, MSG_CMSG_CLOEXEC) != (ssize_t)size)
		return STATUS_GONE;
	header = CMSG_FIRSTHDR(&whole);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(descriptor, CMSG_DATA(header), sizeof(*descriptor));
	return STATUS_OK;
}

/* Processor time of a process; 0 where it has ended. */
static uint64_t cpu_ns(pid_t pid)
{
	clockid_t clock;

	return TELLS_CPU && clock_getcpuclockid(pid, &clock) == 0 ? clock_now_ns(clock) : 0;
}

enum status child_receive(struct child *child, void *message, size_t size, int *descriptor,
	uint64_t patience_ns)
{
	struct pollfd poll_for = { .fd = child->socket, .events = POLLIN };
	uint64_t since_ns = clock_now_ns(CLOCK_MONOTONIC), spent_ns = cpu_ns(child->pid);

	*descriptor = -1;
	while (poll(&poll_for, 1, (int)(patience_ns / LOOKS_A_PATIENCE / 1000000) + 1) <= 0) {
		uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC), spent = cpu_ns(child->pid);

		if (spent != spent_ns)
			since_ns = now_ns;
		else if (now_ns - since_ns >= patience_ns)
			return STATUS_UNANSWERED;
		spent_ns = spent;
	}
	return take(child->socket, message, size, descriptor);
}

void child_leave(struct child *child)
{
	if (child->socket >= 0)
		close(child->socket);
	if (child->pid > 0) {
		struct pollfd end = { .fd = child->process, .events = POLLIN };

		if (child->process >= 0)
			syscall(SYS_pidfd_send_signal, child->process, SIGKILL, NULL, 0);
		if (child->process >= 0)
			poll(&end, 1, END_MS);
		waitpid(child->pid, NULL, WNOHANG);
	}
	if (child->process >= 0)
		close(child->process);
	*child = (struct child){ .pid = -1, .process = -1, .socket = -1 };
}
