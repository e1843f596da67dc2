/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/shared/holders.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/array.h"
#include "base/compiler/statx.h"
#include "parse/process/maps.h"
#include "source/duplicate.h"
#include "source/held/cachestat.h"

/* Neighbours of one object among the mappings, and the few that take turns. */
#define LOOK_BACK 8

struct reading {
	struct shared_holder *holder;
	struct errand_reader *reader;
	const struct place_set *places;
	struct duplicate_from from;
};

/* ---- what it is ---- */

/* "/dev/shm/NAME" of shm_open(3); "#123" is what a file without a name is called. */
static bool is_posix(struct text name)
{
	static const char place[] = "/dev/shm/";
	const size_t length = sizeof(place) - 1;

	return text_starts(name, place) && name.length > length && name.at[length] != '#' &&
	       !memchr(name.at + length, '/', name.length - length);
}

static bool kind_of_file(enum shared_kind *kind, const struct place_set *places, uint64_t device,
	struct text name)
{
	int kernel = memfd_mounts_device(&places->kernel, device);

	if (kernel > 0)
		*kind = SHARED_HUGETLB;
	else if (kernel == 0)
		*kind = text_starts(name, "/memfd:") ? SHARED_MEMFD
			: text_starts(name, "/SYSV") ? SHARED_SYSV
						     : SHARED_ANONYMOUS;
	else if (place_set_has_device(places, device))
		*kind = is_posix(name) ? SHARED_POSIX : SHARED_TMPFS;
	else if (text_starts(name, "/secretmem"))
		*kind = SHARED_SECRET;
	else if (text_starts(name, "/dmabuf:"))
		*kind = SHARED_DMABUF;
	else
		return false;
	return true;
}

/* ---- uses ---- */

static enum status add_use(struct shared_holder *holder, const struct shared_use *use,
	struct text name)
{
	struct shared_use *uses;

	if (holder->count == HOLDER_USES_MOST)
		return STATUS_TOO_LARGE;
	uses = array_reserve(holder->uses, &holder->capacity, holder->count + 1, sizeof(*uses));
	if (!uses)
		return STATUS_NO_MEMORY;
	holder->uses = uses;
	uses[holder->count] = *use;
	uses[holder->count].is_sysv = use->kind == SHARED_SYSV ||
				      (use->kind == SHARED_HUGETLB && text_starts(name, "/SYSV"));
	uses[holder->count++].name = string_pool_add(&holder->names, name);
	return holder->names.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static struct text without_suffix(struct text target)
{
	static const char deleted[] = " (deleted)";
	const size_t length = sizeof(deleted) - 1;

	if (target.length > length &&
		memcmp(target.at + target.length - length, deleted, length) == 0)
		target.length -= length;
	return target;
}

/* The pages of a file of which it counts no blocks. */
static struct value cached_of(int descriptor)
{
	struct cached_pages pages;

	if (cached_pages_of(&pages, descriptor) != 0)
		return value_missing(value_state_of(status_from_errno(errno)));
	return value_of(pages.cache * (uint64_t)sysconf(_SC_PAGESIZE));
}

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)

/*
 * What only a descriptor of it tells: F_SEAL_SEAL alone is what every other memfd has.  Secret memory counts no
 * blocks (mm/secretmem.c, 6.12).
 */
static void ask(struct reading *reading, struct shared_use *use, int64_t number)
{
	struct value *asked = use->kind == SHARED_SECRET ? &use->bytes : &use->sealed;
	int descriptor, seals;

	if (use->kind != SHARED_MEMFD && use->kind != SHARED_SECRET)
		return;
	descriptor = duplicate_descriptor(&reading->from, (int)number);
	if (descriptor < 0) {
		*asked = value_missing(value_state_of(status_from_errno(errno)));
		return;
	}
	if (use->kind == SHARED_SECRET) {
		use->bytes = cached_of(descriptor);
	} else {
		seals = fcntl(descriptor, F_GET_SEALS);
		use->sealed = seals < 0 ? value_missing(value_state_of(status_from_errno(errno)))
					: value_of((seals & SEALS) != 0);
	}
	close(descriptor);
}

static enum status take_file(void *context, const struct open_file *file)
{
	struct reading *reading = context;
	struct shared_use use = { .is_followed = true,
		.deleted = file->links == 0,
		.device = file->device,
		.inode = file->inode,
		.size = file->size,
		.bytes = value_of(file->bytes) };
	struct text name = without_suffix(file->target);

	if (!kind_of_file(&use.kind, reading->places, file->device, name) ||
		(!file->regular && use.kind != SHARED_DMABUF))
		return STATUS_OK;
	if (use.kind == SHARED_DMABUF && value_known(file->told_size))
		use.bytes = value_of(use.size = (uint64_t)file->told_size.n);
	ask(reading, &use, file->descriptor);
	return add_use(reading->holder, &use, name);
}

/* Of a file in memory alone, whose file system need not be asked. */
static void follow_mapping(const struct reading *reading, struct shared_use *use,
	const struct mapping *mapping)
{
	struct statx found;
	char path[80];

	snprintf(path, sizeof(path), "%d/map_files/%" PRIx64 "-%" PRIx64,
		(int)reading->holder->item.pid, mapping->start, mapping->end);
	use->bytes = value_missing(VALUE_DENIED);
	if (statx(reading->reader->root.proc, path, AT_STATX_DONT_SYNC,
		    STATX_NLINK | STATX_BLOCKS | STATX_SIZE, &found) != 0)
		return;
	use->is_followed = true;
	use->deleted = found.stx_nlink == 0;
	use->size = found.stx_size;
	use->bytes = use->kind == SHARED_SECRET || use->kind == SHARED_DMABUF
			     ? value_missing(VALUE_NOT_ASKED)
			     : value_of((uint64_t)found.stx_blocks * 512);
}

static bool is_known(const struct shared_holder *holder, const struct shared_use *use)
{
	for (size_t i = holder->count; i > 0 && holder->count - i < LOOK_BACK; i--) {
		const struct shared_use *other = &holder->uses[i - 1];

		if (other->is_mapped && other->inode == use->inode && other->device == use->device)
			return true;
	}
	return false;
}

static enum status take_mapping(const struct reading *reading, const struct mapping *mapping)
{
	struct shared_use use = { .is_mapped = true,
		.deleted = mapping->deleted,
		.device = makedev(mapping->major, mapping->minor),
		.inode = mapping->inode };
	char name[4096];
	size_t length;

	/* The inode of a segment is its shmid, and the first one is 0. */
	if (use.device == 0 ||
		!kind_of_file(&use.kind, reading->places, use.device, mapping->name) ||
		is_known(reading->holder, &use))
		return STATUS_OK;
	length = maps_unescape(name, sizeof(name), mapping->name);
	follow_mapping(reading, &use, mapping);
	return add_use(reading->holder, &use, text_of(name, length));
}

static enum status read_mappings(const struct reading *reading)
{
	struct file_buffer *buffer = &reading->reader->buffer;
	struct text rest, line;
	struct mapping mapping;
	enum status status;
	char path[32];

	snprintf(path, sizeof(path), "%d/maps", (int)reading->holder->item.pid);
	status = file_read_lines(buffer, reading->reader->root.proc, path);
	rest = text_of(buffer->text, status == STATUS_OK ? buffer->length : 0);
	while (status == STATUS_OK && text_next_line(&rest, &line))
		if (maps_parse_line(&mapping, line))
			status = take_mapping(reading, &mapping);
	return status;
}

/* ---- identity ---- */

uint64_t holder_ipc_space(const struct kernel_root *root, const char *name)
{
	struct statx found;
	char path[48];

	snprintf(path, sizeof(path), "%s/ns/ipc", name);
	return statx(root->proc, path, AT_STATX_DONT_SYNC, STATX_INO, &found) == 0 ? found.stx_ino
										   : 0;
}

/* STATUS_OK or a shortage. */
static enum status read_name(struct shared_holder *holder, struct errand_reader *reader)
{
	enum status status;
	struct text name;
	char path[32];

	snprintf(path, sizeof(path), "%d/comm", (int)holder->item.pid);
	status = file_read(&reader->buffer, reader->root.proc, path);
	if (status != STATUS_OK)
		return status_is_shortage(status) ? status : STATUS_OK;
	name = text_of(reader->buffer.text, reader->buffer.length);
	if (name.length > 0 && name.at[name.length - 1] == '\n')
		name.length--;
	snprintf(holder->name, sizeof(holder->name), "%.*s", (int)name.length, name.at);
	return STATUS_OK;
}

static void read_holder(void *item, struct errand_reader *reader)
{
	struct shared_holder *holder = item;
	struct reading reading = { holder, reader, reader->context,
		{ holder->item.pid, DUPLICATE_UNKNOWN } };
	const struct mount_ids ids = { reading.places->mounts, reading.places->mount_count };
	char name[16];

	holder->item.status = STATUS_OK;
	holder->files = open_files_of_mounts(&reader->root, holder->item.pid,
		&reading.places->kernel, &ids, take_file, &reading);
	duplicate_end(&reading.from);
	holder->maps = read_mappings(&reading);
	if (holder->count == 0)
		return;
	if (holder->maps == STATUS_OK)
		holder->maps = read_name(holder, reader);
	else
		(void)read_name(holder, reader); /* what is said is why its maps are not known */
	snprintf(name, sizeof(name), "%d", (int)holder->item.pid);
	holder->ipc_space = holder_ipc_space(&reader->root, name);
}

void holder_drop(void *item)
{
	struct shared_holder *holder = item;

	free(holder->uses);
	string_pool_free(&holder->names);
	holder->uses = NULL;
	holder->count = 0;
}

const struct errand_kind holder_kind = { .item_size = sizeof(struct shared_holder),
	.context_size = sizeof(struct place_set),
	.read = read_holder,
	.drop = holder_drop };
