/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/exits.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "parse/exits/netlink.h"
#include "source/file.h"

/* include/uapi/asm-generic/socket.h and linux/sock_diag.h (4.12); numbers of all but four old machines. */
#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif
#define MEMINFO_DROPS  8
#define MEMINFO_VALUES 9

/* The kernel answers within the call that asks it. */
#define ANSWER_MS 1000
/* A datagram has one end, and those of a process with threads two parts. */
#define DATAGRAM_MOST 8192
#define CPUS_MOST     1024
/* So many are taken at once, however fast processes end: the rest waits for the next time. */
#define DATAGRAMS_MOST 100000

struct exit_listener {
	int socket;
	unsigned family;
	uint32_t sequence;
	uint32_t dropped; /* as the kernel counts them, by the last look */
	char cpus[CPUS_MOST];
};

/* ---- asking ---- */

struct request {
	struct nlmsghdr header;
	struct genlmsghdr generic;
	char attribute[NLA_HDRLEN + CPUS_MOST + NLA_ALIGNTO];
};

/* STATUS_FAILED with errno. */
static enum status ask(struct exit_listener *listener, unsigned family, unsigned command,
	unsigned attribute, const char *value)
{
	const struct nlattr header = { .nla_len = (uint16_t)(NLA_HDRLEN + strlen(value) + 1),
		.nla_type = (uint16_t)attribute };
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct request request = { .generic = { .cmd = (uint8_t)command, .version = 1 } };

	memcpy(request.attribute, &header, sizeof(header));
	memcpy(request.attribute + NLA_HDRLEN, value, strlen(value) + 1);
	request.header = (struct nlmsghdr){ .nlmsg_len = (uint32_t)(NLMSG_HDRLEN + GENL_HDRLEN +
								    NLA_ALIGN(header.nla_len)),
		.nlmsg_type = (uint16_t)family,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.nlmsg_seq = ++listener->sequence };
	if (sendto(listener->socket, &request, request.header.nlmsg_len, 0,
		    (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return STATUS_FAILED;
	return STATUS_OK;
}

/* True when the answer has come whole; *error is an errno, 0, or -1 until then. */
static bool take_answer(struct exit_listener *listener, struct text datagram, int *error)
{
	struct netlink_message message;

	while (netlink_next_message(&datagram, &message)) {
		/* A process ended meanwhile, which is told to those only who were heard. */
		if (listener->family && message.type == listener->family)
			*error = 0;
		if (message.sequence != listener->sequence)
			continue;
		(void)netlink_family(&message, &listener->family);
		*error = netlink_error(&message);
		if (*error >= 0)
			return true;
	}
	return *error >= 0;
}

/*
 * STATUS_FAILED with errno.  Where processes end faster than they are taken, the kernel drops its answer with
 * them: what waits is always something, and the answer may be none of it.
 */
static enum status await(struct exit_listener *listener)
{
	const uint64_t until_ns =
		clock_now_ns(CLOCK_MONOTONIC) + ANSWER_MS * (NS_PER_SECOND / 1000);
	struct pollfd descriptor = { .fd = listener->socket, .events = POLLIN };
	char buffer[DATAGRAM_MOST];
	int error = -1;

	for (;;) {
		ssize_t got;

		if (clock_now_ns(CLOCK_MONOTONIC) >= until_ns ||
			poll(&descriptor, 1, ANSWER_MS) <= 0) {
			errno = ETIMEDOUT;
			return STATUS_FAILED;
		}
		got = recv(listener->socket, buffer, sizeof(buffer), 0);
		if (got < 0 && errno != ENOBUFS && errno != EINTR && errno != EAGAIN)
			return STATUS_FAILED;
		if (got > 0 && take_answer(listener, text_of(buffer, (size_t)got), &error))
			break;
	}
	errno = error;
	return error == 0 ? STATUS_OK : STATUS_FAILED;
}

/* ---- listening ---- */

/* All that the machine can have: a processor that is not there yet may be plugged in. */
static enum status find_cpus(struct exit_listener *listener)
{
	int directory = file_open(AT_FDCWD, "/sys", O_PATH | O_DIRECTORY);
	struct file_buffer buffer = { 0 };
	enum status status = directory < 0 ? status_from_errno(errno) : STATUS_OK;
	struct text line = text_of("", 0);

	if (status == STATUS_OK)
		status = file_read(&buffer, directory, "devices/system/cpu/possible");
	if (status == STATUS_OK)
		line = text_trim(text_of(buffer.text, buffer.length));
	if (status == STATUS_OK && (line.length == 0 || line.length >= sizeof(listener->cpus)))
		status = STATUS_MALFORMED;
	if (status == STATUS_OK) {
		memcpy(listener->cpus, line.at, line.length);
		listener->cpus[line.length] = '\0';
	}
	file_buffer_free(&buffer);
	if (directory >= 0)
		close(directory);
	return status;
}

static void make_room(int socket, int room)
{
	/* Beyond what sysctl lets every process have, where it may. */
	if (setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) != 0)
		(void)setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
}

/* STATUS_FAILED with errno. */
static enum status open_socket(struct exit_listener *listener)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };

	listener->socket =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_GENERIC);
	if (listener->socket < 0 ||
		bind(listener->socket, (const struct sockaddr *)&any, sizeof(any)) != 0)
		return STATUS_FAILED;
	return STATUS_OK;
}

/* kernel/taskstats.c: EINVAL outside the first PID and user namespaces. */
static enum exits_state state_of_errno(bool is_known)
{
	switch (errno) {
	case EPERM:
	case EACCES:
		return EXITS_DENIED;
	case EINVAL:
		return is_known ? EXITS_NAMESPACE : EXITS_FAILED;
	case ENOENT:
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
		return EXITS_ABSENT;
	default:
		return EXITS_FAILED;
	}
}

static enum exits_state listen_to(struct exit_listener *listener, int room)
{
	enum status status;

	if (find_cpus(listener) != STATUS_OK)
		return EXITS_FAILED;
	status = open_socket(listener);
	if (status == STATUS_OK)
		status = ask(listener, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME,
			TASKSTATS_GENL_NAME);
	if (status == STATUS_OK)
		status = await(listener);
	if (status != STATUS_OK || !listener->family)
		return state_of_errno(false);
	status = ask(listener, listener->family, TASKSTATS_CMD_GET,
		TASKSTATS_CMD_ATTR_REGISTER_CPUMASK, listener->cpus);
	if (status == STATUS_OK)
		status = await(listener);
	if (status != STATUS_OK)
		return state_of_errno(true);
	/* Whatever room is wanted, there is some for the answers before. */
	make_room(listener->socket, room);
	return EXITS_RECORDED;
}

enum exits_state exit_listener_new(struct exit_listener **out, int room)
{
	struct exit_listener *listener = calloc(1, sizeof(*listener));
	enum exits_state state;

	*out = NULL;
	if (!listener)
		return EXITS_FAILED;
	listener->socket = -1;
	state = listen_to(listener, room);
	if (state == EXITS_RECORDED)
		*out = listener;
	else
		exit_listener_free(listener);
	return state;
}

void exit_listener_free(struct exit_listener *listener)
{
	if (!listener)
		return;
	/* The kernel forgets a listener without a socket at the next end. */
	if (listener->socket >= 0)
		close(listener->socket);
	free(listener);
}

int exit_listener_descriptor(const struct exit_listener *listener)
{
	return listener->socket;
}

/* ---- taking ---- */

static void add_all(struct text datagram, struct heard_exits *exits)
{
	struct netlink_message message;
	struct heard_exit exit = { .wall_ns = (int64_t)clock_now_ns(CLOCK_REALTIME),
		.boottime_ns = clock_now_ns(CLOCK_BOOTTIME) };

	while (netlink_next_message(&datagram, &message))
		if (taskstats_parse(&exit.task, message.payload) == STATUS_OK)
			(void)heard_exits_add(exits, &exit);
}

/* The kernel counts each message that it had no room for. */
static void count_lost(struct exit_listener *listener, struct heard_exits *exits)
{
	uint32_t values[MEMINFO_VALUES] = { 0 };
	socklen_t length = sizeof(values);

	if (getsockopt(listener->socket, SOL_SOCKET, SO_MEMINFO, values, &length) != 0 ||
		length < sizeof(values))
		return;
	exits->lost += values[MEMINFO_DROPS] - listener->dropped;
	listener->dropped = values[MEMINFO_DROPS];
}

void exit_listener_take(struct exit_listener *listener, struct heard_exits *exits)
{
	char buffer[DATAGRAM_MOST];
	unsigned taken = 0;
	ssize_t got;

	do {
		got = recv(listener->socket, buffer, sizeof(buffer), 0);
		if (got > 0)
			add_all(text_of(buffer, (size_t)got), exits);
		/* ENOBUFS: some were lost, and there is more to take. */
	} while (++taken < DATAGRAMS_MOST &&
		 (got > 0 || (got < 0 && (errno == ENOBUFS || errno == EINTR))));
	count_lost(listener, exits);
}
