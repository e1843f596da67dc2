/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kcore/lists.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "kernel/kcore/btf.h"
#include "kernel/kcore/kcore.h"
#include "kernel/programs/cache.h"
#include "kernel/programs/magic.h"

/* A walk of all lists takes no longer: what moves faster than it is read would never end. */
#define DEADLINE_NS (20 * NS_PER_SECOND)

/* More superblocks, or inodes of one, than that are a list that leads round in a circle. */
#define SUPERBLOCKS_MOST 65536
#define CALLS_MOST       100000

/* What is read at once of an inode, a dentry or a superblock takes no more; an inode of 6.18 has 600 bytes. */
#define SPAN_MOST 2048

/* BTF of 6.18 has 5.5 MB. */
#define BTF_MOST ((size_t)64 << 20)

/* Where the members are that a walk reads. */
struct layout {
	uint32_t sb_list, sb_inodes, sb_root, sb_device, sb_magic, sb_type;
	uint32_t type_name;
	uint32_t inode_list, inode_sb, inode_pages, inode_size, inode_number, inode_generation,
		inode_mode, inode_links, inode_device, inode_aliases;
	uint32_t shmem_inode, shmem_swapped;
	uint32_t dentry_parent, dentry_name, dentry_sb, dentry_inode, dentry_alias;
};

#define MEMBER(structure, path, field, size)                                                       \
	{                                                                                          \
		structure, path, offsetof(struct layout, field), size                              \
	}

static const struct {
	const char *structure, *path;
	size_t at;     /* in the layout */
	uint32_t size; /* of what is read there */
} members[] = {
	MEMBER("super_block", "s_list", sb_list, 16),
	MEMBER("super_block", "s_inodes", sb_inodes, 16),
	MEMBER("super_block", "s_root", sb_root, 8),
	MEMBER("super_block", "s_dev", sb_device, 4),
	MEMBER("super_block", "s_magic", sb_magic, 8),
	MEMBER("super_block", "s_type", sb_type, 8),
	MEMBER("file_system_type", "name", type_name, 8),
	MEMBER("inode", "i_sb_list", inode_list, 16),
	MEMBER("inode", "i_sb", inode_sb, 8),
	MEMBER("inode", "i_data.nrpages", inode_pages, 8),
	MEMBER("inode", "i_size", inode_size, 8),
	MEMBER("inode", "i_ino", inode_number, 8),
	MEMBER("inode", "i_generation", inode_generation, 4),
	MEMBER("inode", "i_mode", inode_mode, 2),
	MEMBER("inode", "i_nlink", inode_links, 4),
	MEMBER("inode", "i_rdev", inode_device, 4),
	MEMBER("inode", "i_dentry.first", inode_aliases, 8),
	MEMBER("shmem_inode_info", "vfs_inode", shmem_inode, 8),
	MEMBER("shmem_inode_info", "swapped", shmem_swapped, 8),
	MEMBER("dentry", "d_parent", dentry_parent, 8),
	MEMBER("dentry", "d_name.name", dentry_name, 8),
	MEMBER("dentry", "d_sb", dentry_sb, 8),
	MEMBER("dentry", "d_inode", dentry_inode, 8),
	MEMBER("dentry", "d_u.d_alias", dentry_alias, 8),
};

struct kcore_lists {
	struct kcore kcore;
	struct layout layout;
	uint32_t inode_span, dentry_span; /* bytes up to the end of the last member */
	uint64_t head;                    /* of all superblocks: the symbol super_blocks */
	uint64_t until_ns;                /* CLOCK_MONOTONIC */
	struct cache_superblock_record superblocks[CACHE_SUPERBLOCKS_A_CALL];
	struct cache_inode_record inodes[CACHE_INODES_A_CALL];
	struct cache_name_record dentries[CACHE_NAMES_A_CALL];
};

/* ---- reading ---- */

struct span {
	unsigned char bytes[SPAN_MOST];
};

static uint64_t word_at(const struct span *span, uint32_t offset)
{
	uint64_t word;

	memcpy(&word, span->bytes + offset, sizeof(word));
	return word;
}

static uint32_t half_at(const struct span *span, uint32_t offset)
{
	uint32_t half;

	memcpy(&half, span->bytes + offset, sizeof(half));
	return half;
}

static uint16_t quarter_at(const struct span *span, uint32_t offset)
{
	uint16_t quarter;

	memcpy(&quarter, span->bytes + offset, sizeof(quarter));
	return quarter;
}

/* A pointer that leads nowhere reads as zero. */
static uint64_t read_word(const struct kcore_lists *lists, uint64_t address)
{
	uint64_t word = 0;

	return kcore_read(&lists->kcore, address, &word, sizeof(word)) ? word : 0;
}

static uint32_t read_half(const struct kcore_lists *lists, uint64_t address)
{
	uint32_t half = 0;

	return kcore_read(&lists->kcore, address, &half, sizeof(half)) ? half : 0;
}

static bool read_inode(const struct kcore_lists *lists, uint64_t inode, struct span *span)
{
	return kcore_read(&lists->kcore, inode, span->bytes, lists->inode_span);
}

static bool is_superblock(const struct kcore_lists *lists, uint64_t superblock)
{
	uint64_t root = read_word(lists, superblock + lists->layout.sb_root);

	return root && read_word(lists, root + lists->layout.dentry_sb) == superblock;
}

/* ---- superblocks ---- */

static void record_superblock(struct kcore_lists *lists, struct cache_superblock_call *call,
	uint64_t superblock)
{
	struct cache_superblock_record *record = &lists->superblocks[call->count];
	const struct layout *layout = &lists->layout;
	uint64_t type = read_word(lists, superblock + layout->sb_type);
	char name[sizeof(record->type)];

	*record = (struct cache_superblock_record){ .address = superblock,
		.magic = read_word(lists, superblock + layout->sb_magic),
		.device = read_half(lists, superblock + layout->sb_device) };
	if (kcore_read_string(&lists->kcore, read_word(lists, type + layout->type_name), name,
		    sizeof(name)))
		memcpy(record->type, name, strlen(name) + 1);
	call->count++;
}

/* One that is being made, or taken down, has no root, and is passed. */
static enum status list_superblocks(struct kcore_lists *lists, void *context)
{
	struct cache_superblock_call *call = context;
	const uint32_t offset = lists->layout.sb_list;
	uint64_t link, before;

	call->count = 0;
	call->end = CACHE_LOST;
	if (!call->cursor) {
		lists->until_ns = clock_now_ns(CLOCK_MONOTONIC) + DEADLINE_NS;
		call->first = 0; /* how many there were */
		before = lists->head;
		link = read_word(lists, before);
	} else {
		link = call->cursor + offset;
		before = read_word(lists, link + 8);
	}
	while (link != lists->head) {
		if (call->count == CACHE_SUPERBLOCKS_A_CALL) {
			call->cursor = link - offset;
			call->end = CACHE_MORE;
			return STATUS_OK;
		}
		if (!link || read_word(lists, link + 8) != before ||
			call->first++ == SUPERBLOCKS_MOST)
			return STATUS_OK;
		if (is_superblock(lists, link - offset))
			record_superblock(lists, call, link - offset);
		before = link;
		link = read_word(lists, link);
	}
	call->end = CACHE_DONE;
	return STATUS_OK;
}

/* ---- inodes ---- */

static void record_name(const struct kcore_lists *lists, struct cache_inode_record *record,
	uint64_t inode, uint64_t alias)
{
	const struct layout *layout = &lists->layout;
	uint64_t dentry = alias - layout->dentry_alias;
	struct span span;

	if (!alias || !kcore_read(&lists->kcore, dentry, span.bytes, lists->dentry_span) ||
		word_at(&span, layout->dentry_inode) != inode)
		return;
	record->parent = word_at(&span, layout->dentry_parent);
	if (kcore_read_string(&lists->kcore, word_at(&span, layout->dentry_name), record->name,
		    sizeof(record->name)))
		record->dentry = dentry;
	else
		record->name[0] = '\0';
}

static void record_inode(const struct kcore_lists *lists, struct cache_inode_record *record,
	uint64_t inode, const struct span *span)
{
	const struct layout *layout = &lists->layout;

	*record = (struct cache_inode_record){ .inode = inode,
		.number = word_at(span, layout->inode_number),
		.pages = word_at(span, layout->inode_pages),
		.size = word_at(span, layout->inode_size),
		.mode = quarter_at(span, layout->inode_mode),
		.links = half_at(span, layout->inode_links),
		.device = half_at(span, layout->inode_device) };
}

struct steps {
	uint64_t link, before; /* where it stands, and what must lead there */
	uint64_t head;
	bool is_tmpfs;
};

/*
 * One inode.  It may have been freed, and be anything by now: it is what it was if it is of this superblock,
 * and leads back to the one that led to it.
 */
static enum cache_end see_inode(struct kcore_lists *lists, struct cache_inode_call *call,
	struct steps *steps)
{
	const struct layout *layout = &lists->layout;
	uint64_t inode = steps->link - layout->inode_list, next, swapped = 0;
	struct cache_inode_record *record = &lists->inodes[call->count];
	struct span span;

	if (!read_inode(lists, inode, &span) ||
		word_at(&span, layout->inode_sb) != call->superblock ||
		word_at(&span, layout->inode_list + 8) != steps->before)
		return CACHE_LOST;
	next = word_at(&span, layout->inode_list);
	if (!next || next == steps->link)
		return CACHE_LOST;
	if (steps->is_tmpfs)
		swapped = read_word(lists, inode - layout->shmem_inode + layout->shmem_swapped);
	if (word_at(&span, layout->inode_pages) || swapped) {
		record_inode(lists, record, inode, &span);
		record->swapped = swapped;
		record_name(lists, record, inode, word_at(&span, layout->inode_aliases));
		call->count++;
	}
	call->visited++;
	steps->before = steps->link;
	steps->link = next;
	return CACHE_MORE;
}

/* Whether the cursor of the call before is the same inode still, and on the list. */
static bool find_cursor(const struct kcore_lists *lists, const struct cache_inode_call *call,
	struct steps *steps)
{
	const struct layout *layout = &lists->layout;
	struct span span;

	if (!call->cursor) {
		steps->before = steps->head;
		steps->link = read_word(lists, steps->head);
		return steps->link != 0;
	}
	steps->link = call->cursor + layout->inode_list;
	if (!read_inode(lists, call->cursor, &span))
		return false;
	steps->before = word_at(&span, layout->inode_list + 8);
	return word_at(&span, layout->inode_sb) == call->superblock &&
	       word_at(&span, layout->inode_number) == call->number &&
	       half_at(&span, layout->inode_generation) == call->generation &&
	       read_word(lists, steps->before) == steps->link;
}

static void keep_cursor(const struct kcore_lists *lists, struct cache_inode_call *call,
	uint64_t inode)
{
	const struct layout *layout = &lists->layout;
	struct span span;

	call->cursor = inode;
	call->number = call->generation = 0;
	if (!read_inode(lists, inode, &span))
		return; /* the next call does not find it */
	call->number = word_at(&span, layout->inode_number);
	call->generation = half_at(&span, layout->inode_generation);
}

static enum status list_inodes(struct kcore_lists *lists, void *context)
{
	struct cache_inode_call *call = context;
	const struct layout *layout = &lists->layout;
	struct steps steps = { .head = call->superblock + layout->sb_inodes };
	size_t limit = min_size(call->limit, CACHE_INODES_A_CALL);

	call->visited = call->count = 0;
	call->end = CACHE_GONE;
	if (!is_superblock(lists, call->superblock))
		return STATUS_OK;
	call->end = CACHE_LATE;
	if (call->calls++ == CALLS_MOST || clock_now_ns(CLOCK_MONOTONIC) > lists->until_ns)
		return STATUS_OK;
	call->end = CACHE_LOST;
	if (!find_cursor(lists, call, &steps))
		return STATUS_OK;
	steps.is_tmpfs = read_word(lists, call->superblock + layout->sb_magic) == TMPFS;
	call->end = CACHE_MORE;
	while (call->end == CACHE_MORE && steps.link != steps.head && limit-- > 0)
		call->end = see_inode(lists, call, &steps);
	if (call->end == CACHE_MORE && steps.link == steps.head)
		call->end = CACHE_DONE;
	else if (call->end == CACHE_MORE)
		keep_cursor(lists, call, steps.link - layout->inode_list);
	return STATUS_OK;
}

/* ---- names of directories ---- */

static void name_dentry(const struct kcore_lists *lists, struct cache_name_record *record)
{
	const struct layout *layout = &lists->layout;
	struct span span;

	record->parent = record->superblock = 0;
	if (!kcore_read(&lists->kcore, record->dentry, span.bytes, lists->dentry_span) ||
		!kcore_read_string(&lists->kcore, word_at(&span, layout->dentry_name), record->name,
			sizeof(record->name)))
		return;
	record->parent = word_at(&span, layout->dentry_parent);
	record->superblock = word_at(&span, layout->dentry_sb);
}

static enum status name_dentries(struct kcore_lists *lists, void *context)
{
	const struct cache_name_call *call = context;

	for (unsigned i = 0; i < call->count && i < CACHE_NAMES_A_CALL; i++)
		name_dentry(lists, &lists->dentries[i]);
	return STATUS_OK;
}

/* Nothing tells which task is the reader's, so what it names has no address. */
static enum status find_place(struct kcore_lists *lists, void *context)
{
	struct cache_place_call *call = context;

	(void)lists;
	call->inode = call->dentry = call->superblock = 0;
	return STATUS_OK;
}

/* ---- by name ---- */

static const struct {
	const char *name;
	enum status (*run)(struct kcore_lists *lists, void *call);
} programs[] = {
	{ "list_superblocks", list_superblocks },
	{ "list_inodes", list_inodes },
	{ "name_dentries", name_dentries },
	{ "find_place", find_place },
};

enum status kcore_lists_run(struct kcore_lists *lists, const char *program, void *call)
{
	for (size_t i = 0; i < COUNT_OF(programs); i++)
		if (strcmp(programs[i].name, program) == 0)
			return programs[i].run(lists, call);
	errno = ENOENT;
	return STATUS_FAILED;
}

void *kcore_lists_memory(struct kcore_lists *lists, const char *name, size_t *size)
{
	const struct {
		const char *name;
		void *at;
		size_t size;
	} memories[] = {
		{ "superblocks", lists->superblocks, sizeof(lists->superblocks) },
		{ "inodes", lists->inodes, sizeof(lists->inodes) },
		{ "dentries", lists->dentries, sizeof(lists->dentries) },
	};

	for (size_t i = 0; i < COUNT_OF(memories); i++) {
		if (strcmp(memories[i].name, name) != 0)
			continue;
		*size = memories[i].size;
		return memories[i].at;
	}
	return NULL;
}

/* ---- opening ---- */

static bool find_members(struct kcore_lists *lists, const struct btf_file *btf)
{
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		uint32_t offset, end;

		if (!btf_file_offset(btf, members[i].structure, members[i].path, &offset) ||
			offset > SPAN_MOST - members[i].size)
			return false;
		memcpy((char *)&lists->layout + members[i].at, &offset, sizeof(offset));
		end = offset + members[i].size;
		if (strcmp(members[i].structure, "inode") == 0)
			lists->inode_span = (uint32_t)max_size(lists->inode_span, end);
		if (strcmp(members[i].structure, "dentry") == 0)
			lists->dentry_span = (uint32_t)max_size(lists->dentry_span, end);
	}
	return true;
}

/* The whole of a file of /sys; NULL: no memory, or it cannot be read.  free() it. */
static void *read_whole(int descriptor, size_t *size)
{
	struct stat about;
	char *bytes;

	*size = 0;
	if (fstat(descriptor, &about) != 0 || about.st_size < 0 ||
		(uint64_t)about.st_size > BTF_MOST)
		return NULL;
	bytes = malloc((size_t)about.st_size + 1);
	while (bytes && *size < (size_t)about.st_size) {
		ssize_t length = read(descriptor, bytes + *size, (size_t)about.st_size - *size);

		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0)
			break;
		*size += (size_t)length;
	}
	return bytes;
}

static enum status take_layout(struct kcore_lists *lists, int descriptor,
	enum kcore_refusal *refusal)
{
	struct btf_file btf = { .count = 0 };
	enum status status = STATUS_NO_MEMORY;
	size_t size;
	void *bytes = read_whole(descriptor, &size);

	if (bytes)
		status = btf_file_take(&btf, bytes, size);
	if (status == STATUS_MALFORMED || (status == STATUS_OK && !find_members(lists, &btf))) {
		*refusal = KCORE_UNKNOWN;
		status = STATUS_REFUSED;
	}
	btf_file_free(&btf);
	free(bytes);
	return status;
}

static enum status take(struct kcore_lists *lists, const struct kcore_files *files,
	enum kcore_refusal *refusal)
{
	enum status status = kcore_take(&lists->kcore, files->kcore);

	if (status == STATUS_NO_MEMORY)
		return status;
	*refusal = KCORE_UNKNOWN;
	if (status != STATUS_OK)
		return STATUS_REFUSED;
	lists->head = kcore_find_symbol(files->kallsyms, "super_blocks");
	*refusal = KCORE_NO_SYMBOL;
	if (!lists->head)
		return STATUS_REFUSED;
	return take_layout(lists, files->btf, refusal);
}

static void close_files(const struct kcore_files *files)
{
	const int descriptors[] = { files->kcore, files->kallsyms, files->btf };

	for (size_t i = 0; i < COUNT_OF(descriptors); i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
}

enum status kcore_lists_take(struct kcore_lists **out, const struct kcore_files *files,
	enum kcore_refusal *refusal)
{
	struct kcore_files left = *files;
	struct kcore_lists *lists = calloc(1, sizeof(*lists));
	enum status status = lists ? take(lists, files, refusal) : STATUS_NO_MEMORY;

	*out = status == STATUS_OK ? lists : NULL;
	if (status == STATUS_OK)
		left.kcore = -1;
	else if (lists)
		kcore_free(&lists->kcore);
	if (status != STATUS_OK)
		free(lists);
	close_files(&left);
	return status;
}

/* Where lockdown forbids it, root is told EPERM as well as a process without rights. */
static enum kcore_refusal why_not_opened(int error)
{
	if (error == ENOENT)
		return KCORE_ABSENT;
	return error == EPERM && geteuid() == 0 ? KCORE_FORBIDDEN : KCORE_NO_RIGHTS;
}

enum status kcore_lists_open(struct kcore_lists **lists, enum kcore_refusal *refusal)
{
	struct kcore_files files = { -1, -1, -1 };

	*lists = NULL;
	files.kcore = open("/proc/kcore", O_RDONLY | O_CLOEXEC);
	if (files.kcore < 0) {
		*refusal = why_not_opened(errno);
		return STATUS_REFUSED;
	}
	files.kallsyms = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);
	files.btf = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	if (files.kallsyms < 0 || files.btf < 0) {
		*refusal = files.btf < 0 ? KCORE_NO_BTF : KCORE_NO_SYMBOL;
		close_files(&files);
		return STATUS_REFUSED;
	}
	return kcore_lists_take(lists, &files, refusal);
}

void kcore_lists_close(struct kcore_lists *lists)
{
	if (!lists)
		return;
	close(lists->kcore.descriptor);
	kcore_free(&lists->kcore);
	free(lists);
}
