/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/kernel_memory/descriptors.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/macros.h"
#include "parse/process/fdinfo.h"
#include "source/duplicate.h"
#include "source/kernel_memory/perf_maps.h"
#include "source/kernel_memory/seen.h"

/* include/uapi/asm-generic/socket.h and linux/sock_diag.h (4.12); numbers of all but four old machines. */
#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif
enum {
	MEMINFO_RMEM_ALLOC,
	MEMINFO_RCVBUF,
	MEMINFO_WMEM_ALLOC,
	MEMINFO_SNDBUF,
	MEMINFO_FWD_ALLOC,
	MEMINFO_WMEM_QUEUED,
	MEMINFO_VARS = 9
};

/* With more objects than so many nothing more is looked at. */
#define OBJECTS_MOST (1u << 20)

#define SUBMISSION_SIZE 64
#define COMPLETION_SIZE 16
#define RING_HEAD       320

/* What one process has of each kind. */
struct share {
	uint64_t bytes[KERNEL_KINDS];
};

struct walk {
	struct kernel_memory *memory;
	const struct kernel_root *root;
	uint64_t deadline_ns;
	const atomic_bool *cancelled;
	struct seen seen;
	struct file_buffer buffer;
	uint64_t page_size;
	/* Of the process that is looked at. */
	pid_t pid;
	char name[16];
	struct duplicate_from from;
	struct share share;
	bool has_perf;
	struct perf_maps perf;
	enum status status;
};

/* ---- what is found ---- */

static const struct {
	enum kernel_kind kind;
	enum kernel_place place;
	const char *source;
	bool at_least;
} kinds[] = {
	{ KERNEL_PIPE, KERNEL_UNCOUNTED, "pidfd_getfd", true },
	{ KERNEL_UNIX, KERNEL_UNCOUNTED, "pidfd_getfd", false },
	{ KERNEL_TCP, KERNEL_UNCOUNTED, "pidfd_getfd", false },
	{ KERNEL_UDP, KERNEL_UNCOUNTED, "pidfd_getfd", false },
	{ KERNEL_IO_URING, KERNEL_UNCOUNTED, "fdinfo", false },
	{ KERNEL_PERF, KERNEL_UNCOUNTED, "maps", false },
	{ KERNEL_BPF, KERNEL_WITHIN, "fdinfo", false },
};

static struct kernel_item *item_of(struct walk *walk, enum kernel_kind kind)
{
	struct kernel_item *item = kernel_memory_find(walk->memory, kind, NULL);

	if (item)
		return item;
	item = kernel_memory_add(walk->memory, kind, text_of("", 0));
	if (!item) {
		walk->status = STATUS_NO_MEMORY;
		return NULL;
	}
	item->bytes = item->objects = value_of(0);
	item->reclaim = KERNEL_RECLAIM_NO;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].kind == kind) {
			item->place = kinds[i].place;
			item->source = kinds[i].source;
			item->at_least = kinds[i].at_least;
		}
	return item;
}

static void found(struct walk *walk, enum kernel_kind kind, uint64_t bytes)
{
	struct kernel_item *item = bytes > 0 ? item_of(walk, kind) : NULL;

	if (!item)
		return;
	item->bytes.n += (int64_t)bytes;
	item->objects.n++;
	walk->share.bytes[kind] += bytes;
}

static void promise(struct walk *walk, uint64_t bytes)
{
	struct kernel_item *item = item_of(walk, KERNEL_PIPE);

	if (item)
		item->promised = value_of(value_or(item->promised, 0) + bytes);
}

/* Whether it is to be asked: no process had it before. */
static bool is_new(struct walk *walk, enum kernel_kind kind, uint64_t id)
{
	if (walk->seen.count >= OBJECTS_MOST) {
		walk->status = STATUS_TOO_LARGE;
		return false;
	}
	switch (seen_add(&walk->seen, (uint64_t)kind << 56 | id)) {
	case SEEN_NEW:
		return true;
	case SEEN_NO_MEMORY:
		walk->status = STATUS_NO_MEMORY;
		return false;
	default:
		return false;
	}
}

/* ---- pipes and sockets ---- */

/* What a shortage leaves out would pass for what no process has. */
static void note_shortage(struct walk *walk, enum status status)
{
	if (walk->status == STATUS_OK && status_is_shortage(status))
		walk->status = status;
}

static int duplicate(struct walk *walk, int descriptor)
{
	int copy = duplicate_descriptor(&walk->from, descriptor);

	if (copy < 0)
		note_shortage(walk, status_from_errno(errno));
	return copy;
}

/* What is queued, in whole pages: a page may hold less, so it is the least. */
static void ask_pipe(struct walk *walk, int pipe)
{
	int bytes = 0, capacity = fcntl(pipe, F_GETPIPE_SZ);
	uint64_t pages;

	if (ioctl(pipe, FIONREAD, &bytes) != 0 || bytes < 0)
		return;
	pages = ((uint64_t)bytes + walk->page_size - 1) / walk->page_size;
	found(walk, KERNEL_PIPE, pages * walk->page_size);
	if (capacity > 0 && bytes > 0)
		promise(walk, (uint64_t)capacity);
}

static bool get_option(int socket, int option, void *value, socklen_t size)
{
	socklen_t length = size;

	return getsockopt(socket, SOL_SOCKET, option, value, &length) == 0 && length == size;
}

/* What lies in a socket's queues: of a Unix socket what it sent, of the others what both have. */
static void ask_socket(struct walk *walk, int socket)
{
	int domain, protocol;
	uint32_t memory[MEMINFO_VARS] = { 0 };
	socklen_t length = sizeof(memory);

	if (!get_option(socket, SO_DOMAIN, &domain, sizeof(domain)) ||
		!get_option(socket, SO_PROTOCOL, &protocol, sizeof(protocol)) ||
		getsockopt(socket, SOL_SOCKET, SO_MEMINFO, memory, &length) != 0)
		return;
	if (domain == AF_UNIX)
		found(walk, KERNEL_UNIX, memory[MEMINFO_WMEM_ALLOC]);
	else if (domain != AF_INET && domain != AF_INET6)
		return;
	else if (protocol == IPPROTO_UDP)
		found(walk, KERNEL_UDP,
			(uint64_t)memory[MEMINFO_RMEM_ALLOC] + memory[MEMINFO_FWD_ALLOC]);
	else if (protocol == IPPROTO_TCP)
		found(walk, KERNEL_TCP,
			(uint64_t)memory[MEMINFO_RMEM_ALLOC] + memory[MEMINFO_WMEM_QUEUED] +
				memory[MEMINFO_FWD_ALLOC]);
}

static void take_duplicate(struct walk *walk, int descriptor,
	void (*ask)(struct walk *walk, int duplicate))
{
	int copy = duplicate(walk, descriptor);

	if (copy < 0)
		return;
	ask(walk, copy);
	close(copy);
}

/* ---- what fdinfo tells ---- */

static struct text read_info(struct walk *walk, int descriptor)
{
	enum status status;
	char path[48];

	snprintf(path, sizeof(path), "%d/fdinfo/%d", (int)walk->pid, descriptor);
	status = file_read(&walk->buffer, walk->root->proc, path);
	note_shortage(walk, status);
	if (status != STATUS_OK)
		return text_of("", 0);
	return text_of(walk->buffer.text, walk->buffer.length);
}

/* Pages of an area that is allocated at once: a power of two of them. */
static uint64_t area(const struct walk *walk, uint64_t bytes)
{
	uint64_t size = walk->page_size;

	while (size < bytes)
		size *= 2;
	return size;
}

/* io_uring/io_uring.c, io_allocate_scq_urings(): entries of one area, rings with their array of another. */
static void take_ring(struct walk *walk, int descriptor)
{
	struct fdinfo_ring ring;
	uint64_t rings;

	if (!fdinfo_parse_ring(&ring, read_info(walk, descriptor)) ||
		(value_known(ring.inode) &&
			!is_new(walk, KERNEL_IO_URING, value_or(ring.inode, 0))))
		return;
	rings = RING_HEAD + ring.completions * COMPLETION_SIZE +
		ring.submissions * sizeof(uint32_t);
	found(walk, KERNEL_IO_URING,
		area(walk, ring.submissions * SUBMISSION_SIZE) + area(walk, rings));
}

static void take_bpf(struct walk *walk, int descriptor)
{
	struct fdinfo_bpf bpf;

	if (fdinfo_parse_bpf(&bpf, read_info(walk, descriptor)) &&
		is_new(walk, KERNEL_BPF, bpf.id << 1 | bpf.is_program))
		found(walk, KERNEL_BPF, bpf.bytes);
}

/* ---- the walk ---- */

/* The number in "pipe:[4711]" behind the prefix; false if it is something else. */
static bool has_inode(const char *link, const char *prefix, uint64_t *inode)
{
	struct text rest = text_of_string(link);

	if (!text_starts(rest, prefix))
		return false;
	rest = text_of(rest.at + strlen(prefix), rest.length - strlen(prefix));
	return text_to_number(text_next_field(&rest, ']'), inode);
}

static void take_descriptor(struct walk *walk, int descriptor, const char *link)
{
	uint64_t inode;

	if (has_inode(link, "socket:[", &inode)) {
		if (is_new(walk, KERNEL_TCP, inode))
			take_duplicate(walk, descriptor, ask_socket);
	} else if (has_inode(link, "pipe:[", &inode)) {
		if (is_new(walk, KERNEL_PIPE, inode))
			take_duplicate(walk, descriptor, ask_pipe);
	} else if (strcmp(link, "anon_inode:[io_uring]") == 0) {
		take_ring(walk, descriptor);
	} else if (strcmp(link, "anon_inode:[perf_event]") == 0) {
		walk->has_perf = true;
	} else if (strcmp(link, "anon_inode:bpf-map") == 0 ||
		   strcmp(link, "anon_inode:bpf-prog") == 0) {
		take_bpf(walk, descriptor);
	}
}

static bool is_over(struct walk *walk)
{
	if (walk->status == STATUS_OK &&
		(*walk->cancelled || clock_now_ns(CLOCK_MONOTONIC) > walk->deadline_ns))
		walk->status = STATUS_TOO_LARGE;
	return walk->status != STATUS_OK;
}

static void take_descriptors(struct walk *walk, DIR *list)
{
	struct dirent *entry;
	char link[64];

	while (!is_over(walk) && (entry = readdir(list)) != NULL) {
		uint64_t number;
		ssize_t length;

		if (!text_to_number(text_of_string(entry->d_name), &number) || number > INT32_MAX)
			continue;
		length = readlinkat(dirfd(list), entry->d_name, link, sizeof(link) - 1);
		if (length <= 0)
			continue;
		link[length] = '\0';
		take_descriptor(walk, (int)number, link);
	}
}

static void read_name(struct walk *walk)
{
	enum status status;
	char path[32];
	struct text rest, name;

	snprintf(path, sizeof(path), "%d/comm", (int)walk->pid);
	status = file_read(&walk->buffer, walk->root->proc, path);
	note_shortage(walk, status);
	if (status != STATUS_OK)
		return;
	rest = text_of(walk->buffer.text, walk->buffer.length);
	if (text_next_line(&rest, &name))
		snprintf(walk->name, sizeof(walk->name), "%.*s", (int)min_size(name.length, 15),
			name.at);
}

static void settle(struct walk *walk)
{
	read_name(walk);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct kernel_item *item;

		if (walk->share.bytes[kinds[i].kind] == 0)
			continue;
		item = kernel_memory_find(walk->memory, kinds[i].kind, NULL);
		if (item)
			kernel_item_own(item, walk->pid, walk->name,
				value_of(walk->share.bytes[kinds[i].kind]));
	}
	if (walk->has_perf && perf_maps_want(&walk->perf, walk->pid, walk->name) != STATUS_OK)
		walk->status = STATUS_NO_MEMORY;
}

static void take_process(struct walk *walk, pid_t pid)
{
	char path[32];
	int directory;
	DIR *list;

	walk->pid = pid;
	walk->from = (struct duplicate_from){ walk->pid, DUPLICATE_UNKNOWN };
	walk->has_perf = false;
	walk->name[0] = '\0';
	walk->share = (struct share){ { 0 } };
	snprintf(path, sizeof(path), "%d/fd", (int)pid);
	directory = file_open(walk->root->proc, path, O_RDONLY | O_DIRECTORY);
	if (directory < 0) {
		walk->memory->denied += errno == EACCES || errno == EPERM;
		note_shortage(walk, status_from_errno(errno));
		return;
	}
	list = fdopendir(directory);
	if (!list) {
		walk->status = status_from_errno(errno);
		close(directory);
		return;
	}
	take_descriptors(walk, list);
	closedir(list);
	duplicate_end(&walk->from);
	settle(walk);
}

static void take_processes(struct walk *walk)
{
	int copy = file_open(walk->root->proc, ".", O_RDONLY | O_DIRECTORY);
	DIR *list = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	uint64_t pid;

	if (!list) {
		walk->status = status_from_errno(errno);
		if (copy >= 0)
			close(copy);
		return;
	}
	while (!is_over(walk) && (entry = readdir(list)) != NULL)
		if (text_to_number(text_of_string(entry->d_name), &pid) && pid <= INT32_MAX)
			take_process(walk, (pid_t)pid);
	closedir(list);
}

static void take_perf(struct walk *walk, struct errands *errands)
{
	enum status status = perf_maps_read(&walk->perf, errands);

	if (status != STATUS_OK)
		walk->status = status;
	for (size_t i = 0; i < walk->perf.count; i++) {
		const struct perf_user *user = &walk->perf.users[i];
		struct kernel_item *item = user->bytes > 0 ? item_of(walk, KERNEL_PERF) : NULL;

		if (!item)
			continue;
		item->bytes.n += (int64_t)user->bytes;
		item->objects.n += (int64_t)user->buffers;
		kernel_item_own(item, user->item.pid, user->name, value_of(user->bytes));
	}
}

enum status descriptors_read(struct kernel_memory *memory, struct errands *errands,
	uint64_t deadline_ns, const atomic_bool *cancelled)
{
	struct walk walk = { .memory = memory,
		.root = errands->root,
		.deadline_ns = deadline_ns,
		.cancelled = cancelled,
		.page_size = (uint64_t)sysconf(_SC_PAGESIZE) };

	take_processes(&walk);
	take_perf(&walk, errands);
	perf_maps_free(&walk.perf);
	seen_free(&walk.seen);
	file_buffer_free(&walk.buffer);
	return walk.status;
}
