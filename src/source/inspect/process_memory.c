/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/process_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/text.h"
#include "parse/process/io.h"
#include "parse/process/statm.h"
#include "source/file.h"
#include "source/inspect/page_map_reader.h"
#include "source/inspect/process_objects.h"
#include "source/inspect/process_threads.h"
#include "source/other_root.h"

/* Bits of an entry of pagemap: Documentation/admin-guide/mm/pagemap.rst. */
#define PAGEMAP_PRESENT   (UINT64_C(1) << 63)
#define PAGEMAP_SWAPPED   (UINT64_C(1) << 62)
#define PAGEMAP_FILE      (UINT64_C(1) << 61)
#define PAGEMAP_EXCLUSIVE (UINT64_C(1) << 56)
#define PAGEMAP_FRAME     ((UINT64_C(1) << 55) - 1)

#define ENTRIES    1024u /* of pagemap, read at a time */
#define FIRST_MAPS 4096u

struct process_memory {
	pid_t pid;
	char name[16]; /* as long as the kernel makes it, TASK_COMM_LEN */
	int directory; /* /proc/PID: stays with this very process */
	int pagemap;
	uint64_t page_size;
	uint64_t zero_frame; /* the page of zeros that reading untouched memory maps; 0: unknown */
	struct file_buffer buffer;
	const struct process_detail *known; /* its mappings, or NULL */
	struct map_list known_list;         /* made of those once it was asked for, then lent */
	unsigned listed;                    /* how often it was given */
};

/* From here on it takes the kernel so long to list the mappings that they are not listed again. */
#define MANY_MAPPINGS 10000

/* A heap that moves is looked at again, and then with what is true by then. */
static bool is_known(struct process_memory *memory)
{
	return memory->known && memory->known->mapping_count >= MANY_MAPPINGS &&
	       memory->listed++ < 2;
}

static enum status lend_known(struct process_memory *memory, struct map_list *maps)
{
	enum status status = memory->known_list.mappings
				     ? STATUS_OK
				     : detail_list_maps(memory->known, &memory->known_list);

	*maps = memory->known_list;
	maps->lent = true;
	return status;
}

static enum status list(void *context, struct map_list *maps)
{
	struct process_memory *memory = context;
	enum status status;

	if (is_known(memory))
		return lend_known(memory, maps);
	*maps = (struct map_list){ 0 };
	if (memory->known && memory->known->smaps_status == STATUS_TOO_LARGE)
		return STATUS_TOO_LARGE;
	file_buffer_free(&memory->buffer);
	status = file_read_lines(&memory->buffer, memory->directory, "maps");
	if (status != STATUS_OK)
		return status;
	status = map_list_take(maps, memory->buffer.text, memory->buffer.length);
	memory->buffer = (struct file_buffer){ 0 };
	return status;
}

/* The page of zeros counts as absent: it takes no memory, and reading it faults nothing in. */
static uint8_t flags_of(const struct process_memory *memory, uint64_t entry)
{
	uint8_t flags = 0;

	if (entry & PAGEMAP_SWAPPED)
		return PAGE_SWAPPED;
	if (!(entry & PAGEMAP_PRESENT) ||
		(memory->zero_frame != 0 && (entry & PAGEMAP_FRAME) == memory->zero_frame))
		return 0;
	flags |= PAGE_PRESENT;
	if (entry & PAGEMAP_FILE)
		flags |= PAGE_FILE;
	if (!(entry & PAGEMAP_EXCLUSIVE))
		flags |= PAGE_SHARED;
	return flags;
}

static enum status read_entries(const struct process_memory *memory, uint64_t address,
	uint64_t *entries, size_t count)
{
	off_t offset = (off_t)(address / memory->page_size * sizeof(*entries));
	ssize_t got;

	do
		got = pread(memory->pagemap, entries, count * sizeof(*entries), offset);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return status_from_errno(errno);
	/* Once the address space is gone, pagemap is empty. */
	return (size_t)got == count * sizeof(*entries) ? STATUS_OK : STATUS_GONE;
}

static enum status pages(void *context, uint64_t address, size_t count, uint8_t *flags)
{
	const struct process_memory *memory = context;
	uint64_t entries[ENTRIES];

	while (count > 0) {
		size_t part = count < ENTRIES ? count : ENTRIES;
		enum status status = read_entries(memory, address, entries, part);

		if (status != STATUS_OK)
			return status;
		for (size_t i = 0; i < part; i++)
			flags[i] = flags_of(memory, entries[i]);
		flags += part;
		count -= part;
		address += part * memory->page_size;
	}
	return STATUS_OK;
}

static enum status next_page(void *context, uint64_t from, uint64_t to, uint64_t *at)
{
	return page_map_next(((const struct process_memory *)context)->pagemap, from, to, at);
}

static size_t read_memory(void *context, uint64_t address, void *buffer, size_t length)
{
	const struct process_memory *memory = context;
	struct iovec here = { .iov_base = buffer, .iov_len = length };
	struct iovec there = { .iov_base = (void *)(uintptr_t)address, .iov_len = length };
	ssize_t got = process_vm_readv(memory->pid, &here, 1, &there, 1, 0);

	return got > 0 ? (size_t)got : 0;
}

static enum status anonymous(void *context, uint64_t *bytes)
{
	struct process_memory *memory = context;
	struct statm statm;
	enum status status = file_read(&memory->buffer, memory->directory, "statm");

	if (status == STATUS_OK)
		status = statm_parse(&statm, memory->buffer.text, memory->buffer.length);
	if (status != STATUS_OK)
		return status;
	*bytes = statm.resident > statm.shared ? (statm.resident - statm.shared) * memory->page_size
					       : 0;
	return STATUS_OK;
}

/*
 * Where a thread waits for something to happen outside it.  Of futex(2) it cannot be told whose lock it
 * is; those that change mappings are called with the lock of an arena held; and in rt_sigsuspend(2) a
 * collector of garbage stops threads wherever they are, in the midst of malloc, too.
 */
static const long waits[] = {
#ifdef SYS_pause
	SYS_pause,
#endif
#ifdef SYS_poll
	SYS_poll,
#endif
#ifdef SYS_select
	SYS_select,
#endif
#ifdef SYS_epoll_wait
	SYS_epoll_wait,
#endif
#ifdef SYS_epoll_pwait2
	SYS_epoll_pwait2,
#endif
#ifdef SYS_accept
	SYS_accept,
#endif
	SYS_ppoll,
	SYS_pselect6,
	SYS_epoll_pwait,
	SYS_accept4,
	SYS_nanosleep,
	SYS_clock_nanosleep,
	SYS_rt_sigtimedwait,
	SYS_wait4,
	SYS_waitid,
};

/* "NUMBER ARGUMENTS... SP PC", "-1 SP PC" where it waits in no system call, or "running". */
static struct value waits_in(void *context)
{
	struct process_memory *memory = context;
	enum status status = file_read(&memory->buffer, memory->directory, "syscall");
	struct text rest, word;
	uint64_t number;

	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	rest = text_of(memory->buffer.text, memory->buffer.length);
	word = text_next_word(&rest);
	if (!text_to_number(word, &number))
		return value_missing(VALUE_ABSENT);
	for (size_t i = 0; i < COUNT_OF(waits); i++)
		if ((uint64_t)waits[i] == number)
			return value_of(number);
	return value_missing(VALUE_ABSENT);
}

static enum status threads(void *context, struct thread_list *list)
{
	return process_threads_read(list, ((const struct process_memory *)context)->directory);
}

static enum status kernel_words(void *context, struct word_list *words)
{
	return process_epoll_read(words, ((const struct process_memory *)context)->directory);
}

/* What was written and what was made dirty may be the same bytes, or not: the sum is enough for both. */
static enum status written(void *context, uint64_t *bytes)
{
	struct process_memory *memory = context;
	struct process_io io;
	enum status status = file_read(&memory->buffer, memory->directory, "io");

	if (status == STATUS_OK)
		status = process_io_parse(&io, memory->buffer.text, memory->buffer.length);
	if (status == STATUS_OK)
		*bytes = io.passed + min_u64(io.dirtied, UINT64_MAX - io.passed);
	return status;
}

static enum status open_file(void *context, const struct mapping *mapping, int *file,
	uint64_t *size, bool *same)
{
	return process_object_open(((const struct process_memory *)context)->directory, mapping,
		file, size, same);
}

/* A page of our own that was never written, read, is the page of zeros; only root is told its number. */
static uint64_t find_zero_frame(const struct process_memory *memory)
{
	size_t size = memory->page_size;
	void *page = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int own = file_open(AT_FDCWD, "/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0, frame = 0;

	if (page != MAP_FAILED && own >= 0 && *(volatile unsigned char *)page == 0 &&
		pread(own, &entry, sizeof(entry),
			(off_t)((uintptr_t)page / size * sizeof(entry))) == sizeof(entry) &&
		!(entry & (PAGEMAP_EXCLUSIVE | PAGEMAP_FILE)))
		frame = entry & PAGEMAP_FRAME;
	if (own >= 0)
		close(own);
	if (page != MAP_FAILED)
		munmap(page, size);
	return frame;
}

/* Yama lets only descendants be read where this is 1, and only root read where it is 2. */
static unsigned ptrace_scope(void)
{
	struct file_buffer buffer = { 0 };
	uint64_t scope = 0;

	if (file_read(&buffer, AT_FDCWD, "/proc/sys/kernel/yama/ptrace_scope") == STATUS_OK)
		text_to_number(text_trim(text_of(buffer.text, buffer.length)), &scope);
	file_buffer_free(&buffer);
	return (unsigned)scope;
}

/* "Uid: real effective saved fs" of status: unlike the owner of /proc/PID, true in any case. */
static bool owner_of(struct process_memory *memory, uid_t *owner)
{
	struct text rest, line;
	uint64_t uid;

	if (file_read(&memory->buffer, memory->directory, "status") != STATUS_OK)
		return false;
	rest = text_of(memory->buffer.text, memory->buffer.length);
	while (text_next_line(&rest, &line)) {
		if (!text_starts(line, "Uid:"))
			continue;
		text_next_word(&line);
		if (!text_next_number(&line, &uid))
			return false;
		*owner = (uid_t)uid;
		return true;
	}
	return false;
}

static void say_denied(struct process_memory *memory, const char *file, struct message *message)
{
	unsigned scope = ptrace_scope();
	struct stat stat;
	uid_t owner;
	int pid = (int)memory->pid;

	if (geteuid() == 0)
		message_set(message,
			_("process %d: %s: permission denied (root lacks CAP_SYS_PTRACE or "
			  "CAP_DAC_READ_SEARCH here, as in a container, or is forbidden it: grant both "
			  "to memtop, or run it outside the container)"),
			pid, file);
	else if (!owner_of(memory, &owner) || owner != geteuid())
		message_set(message,
			_("process %d: %s: permission denied (it is another user's: run memtop as "
			  "root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH)"),
			pid, file);
	else if (fstatat(memory->directory, "pagemap", &stat, 0) == 0 && stat.st_uid != owner)
		message_set(message,
			_("process %d: %s: permission denied (it is not dumpable, as programs "
			  "with privileges or keys are: run memtop as root, or with "
			  "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH)"),
			pid, file);
	else if (scope > 0)
		message_set(message,
			_("process %d: %s: permission denied (kernel.yama.ptrace_scope is %u, which "
			  "keeps a process from reading another's memory: run memtop as root, or "
			  "with CAP_SYS_PTRACE, or set it to 0)"),
			pid, file, scope);
	else
		message_set(message, _("process %d: %s: permission denied (run memtop as root)"),
			pid, file);
}

/* Tries to read the first resident page of these mappings.  False if there is none. */
static bool try_page(struct process_memory *memory, const struct map_list *maps,
	enum status *status)
{
	for (size_t i = 0; i < maps->count; i++) {
		const struct mapping *mapping = &maps->mappings[i];
		uint8_t flags, byte;

		if (mapping->permissions[0] != 'r' || maps_kind(mapping) == MAPPING_KERNEL ||
			pages(memory, mapping->start, 1, &flags) != STATUS_OK ||
			!(flags & PAGE_PRESENT))
			continue;
		errno = 0;
		if (read_memory(memory, mapping->start, &byte, 1) == 0)
			*status = status_from_errno(errno);
		return true;
	}
	return false;
}

/* The first lines of maps: all of them take long where there are many. */
static enum status list_first(struct process_memory *memory, struct map_list *maps)
{
	int file = file_open(memory->directory, "maps", O_RDONLY);
	char text[FIRST_MAPS];
	ssize_t length;
	int error;

	*maps = (struct map_list){ 0 };
	if (file < 0)
		return status_from_errno(errno);
	do
		length = read(file, text, sizeof(text));
	while (length < 0 && errno == EINTR);
	error = errno;
	close(file);
	if (length < 0)
		return status_from_errno(error);
	while (length > 0 && text[length - 1] != '\n')
		length--;
	return map_list_parse(maps, text, (size_t)length);
}

/* Listing and the page map need less permission than reading does, so reading is tried at once. */
static enum status try_reading(struct process_memory *memory)
{
	struct map_list maps;
	enum status status = list_first(memory, &maps);

	if (status == STATUS_OK && !try_page(memory, &maps, &status)) {
		map_list_free(&maps);
		status = list(memory, &maps);
		if (status == STATUS_OK && maps.count == 0)
			status = STATUS_GONE;
		if (status == STATUS_OK)
			try_page(memory, &maps, &status);
	}
	map_list_free(&maps);
	return status;
}

static enum status read_name(struct process_memory *memory)
{
	enum status status = file_read(&memory->buffer, memory->directory, "comm");
	struct text rest, name;

	if (status != STATUS_OK)
		return status;
	rest = text_of(memory->buffer.text, memory->buffer.length);
	if (text_next_line(&rest, &name))
		snprintf(memory->name, sizeof(memory->name), "%.*s", (int)name.length, name.at);
	return STATUS_OK;
}

static enum status open_files(struct process_memory *memory, const char **file)
{
	enum status status;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", (int)memory->pid);
	*file = "maps";
	memory->directory = file_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
	if (memory->directory < 0 && errno == ENOENT && pid_is_hidden(memory->pid))
		return STATUS_DENIED;
	if (memory->directory < 0)
		return status_from_errno(errno);
	*file = "comm";
	status = read_name(memory);
	if (status != STATUS_OK)
		return status;
	*file = "pagemap";
	memory->pagemap = file_open(memory->directory, "pagemap", O_RDONLY);
	if (memory->pagemap < 0)
		return status_from_errno(errno);
	memory->zero_frame = find_zero_frame(memory);
	*file = "process_vm_readv";
	return pids_are_ours() ? try_reading(memory) : STATUS_REFUSED;
}

static void say_why(struct process_memory *memory, enum status status, const char *file,
	struct message *message)
{
	if (!message)
		return;
	if (status == STATUS_DENIED)
		say_denied(memory, file, message);
	else if (status == STATUS_REFUSED)
		message_set(message,
			_("process %d: its memory is not read: this /proc is not of memtop's own PID namespace"),
			(int)memory->pid);
	else if (access("/proc/self", F_OK) != 0)
		message_set(message, _("cannot read /proc: %s (is it mounted?)"),
			status_text(STATUS_ABSENT));
	else if (status == STATUS_ABSENT || status == STATUS_GONE)
		message_set(message, _("process %d: there is no such process, or it has no memory"),
			(int)memory->pid);
	else
		message_set(message, _("process %d: %s: %s"), (int)memory->pid, file,
			status_text(status));
}

enum status process_memory_open(struct process_memory **memory, pid_t pid, struct message *message)
{
	struct process_memory *made = calloc(1, sizeof(*made));
	const char *file = "";
	enum status status;

	*memory = NULL;
	if (!made)
		return STATUS_NO_MEMORY;
	made->pid = pid;
	made->directory = made->pagemap = -1;
	made->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	status = open_files(made, &file);
	if (status == STATUS_OK) {
		*memory = made;
		return STATUS_OK;
	}
	say_why(made, status, file, message);
	process_memory_close(made);
	return status;
}

void process_memory_close(struct process_memory *memory)
{
	if (!memory)
		return;
	if (memory->directory >= 0)
		close(memory->directory);
	if (memory->pagemap >= 0)
		close(memory->pagemap);
	map_list_free(&memory->known_list);
	file_buffer_free(&memory->buffer);
	free(memory);
}

const char *process_memory_name(const struct process_memory *memory)
{
	return memory->name;
}

void process_memory_know(struct process_memory *memory, const struct process_detail *detail)
{
	memory->known = detail;
}

struct memory_reader process_memory_reader(struct process_memory *memory)
{
	return (struct memory_reader){ .context = memory,
		.page_size = memory->page_size,
		.list = list,
		.pages = pages,
		.next_page = next_page,
		.read = read_memory,
		.anonymous = anonymous,
		.waits_in = waits_in,
		.threads = threads,
		.kernel_words = kernel_words,
		.written = written,
		.open_file = open_file };
}
