/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/shared/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "base/array.h"
#include "base/macros.h"

/* Where it was seen; what tells most about it comes first. */
enum source {
	BY_NAME,
	IN_LIST,
	OPEN,
	MAPPED,
	BY_KERNEL,
};

/* One time that an object was seen. */
struct sighting {
	uint64_t space, device, inode; /* what tells it apart; of System V device is 0 */
	enum source source;
	size_t place; /* index of the walk, segment, holder or file */
	enum shared_kind kind;
	const char *path; /* below the mount, or what the kernel calls it */
	uint64_t true_device;
	bool known, deleted;
	struct value size, bytes, sealed;
	struct value swapped; /* beside bytes, which are what is present then */
};

struct gathering {
	struct shared_report *report;
	const struct gathered_objects *seen;
	struct sighting *rows;
	size_t count, capacity;
	size_t seen_count; /* without those of the kernel's lists */
};

static void add(struct gathering *gathering, const struct sighting *sighting)
{
	struct sighting *rows = array_reserve(gathering->rows, &gathering->capacity,
		gathering->count + 1, sizeof(*rows));

	if (!rows) {
		gathering->report->status = STATUS_NO_MEMORY;
		return;
	}
	gathering->rows = rows;
	rows[gathering->count++] = *sighting;
}

/* ---- what was seen ---- */

/* "/x" in a mount at .../dev/shm is what shm_open("/x") makes. */
static enum shared_kind kind_of_path(const struct mount_place *place, const char *path)
{
	static const char shm[] = "/dev/shm";
	size_t length = strlen(place->point), end = sizeof(shm) - 1;

	if (place->is_huge)
		return SHARED_HUGETLB;
	if (length >= end && strcmp(place->point + length - end, shm) == 0 &&
		!strchr(path + 1, '/'))
		return SHARED_POSIX;
	return SHARED_TMPFS;
}

static void add_walk(struct gathering *gathering, size_t index)
{
	const struct mount_walk *walk = &gathering->seen->walks[index];

	for (size_t i = 0; i < walk->count; i++) {
		const struct mount_file *file = &walk->files[i];
		const char *path = string_pool_at(&walk->names, file->path);

		add(gathering, &(struct sighting){ .device = walk->place.device,
				       .true_device = walk->place.device,
				       .inode = file->inode,
				       .source = BY_NAME,
				       .place = index,
				       .kind = kind_of_path(&walk->place, path),
				       .path = path,
				       .known = true,
				       .size = value_of(file->size),
				       .bytes = value_of(file->bytes) });
	}
}

static void add_segment(struct gathering *gathering, size_t index)
{
	const struct gathered_objects *seen = gathering->seen;
	const struct sysv_segment *row = &seen->segments[index].row;

	add(gathering, &(struct sighting){ .space = seen->ipc_space,
			       .inode = row->id,
			       .true_device = seen->places->kernel.devices[0],
			       .source = IN_LIST,
			       .place = index,
			       .kind = SHARED_SYSV,
			       .path = "",
			       .known = true,
			       .deleted = row->removed,
			       .size = value_of(row->size_bytes),
			       .bytes = value_add(row->resident, row->swapped) });
}

/* What a descriptor or mapping tells of a file on a mount of huge pages is no more than its device. */
static bool is_huge(const struct gathered_objects *seen, uint64_t device)
{
	for (size_t i = 0; i < seen->walk_count; i++)
		if (seen->walks[i].place.device == device)
			return seen->walks[i].place.is_huge;
	return false;
}

static void add_use(struct gathering *gathering, size_t index, const struct shared_use *use)
{
	const struct gathered_objects *seen = gathering->seen;
	const struct shared_holder *holder = &seen->holders[index];
	uint64_t space = holder->ipc_space ? holder->ipc_space : seen->ipc_space;
	enum shared_kind kind = use->kind;

	if ((kind == SHARED_TMPFS || kind == SHARED_POSIX) && is_huge(seen, use->device))
		kind = SHARED_HUGETLB;
	add(gathering, &(struct sighting){ .space = use->is_sysv ? space : 0,
			       .device = use->is_sysv ? 0 : use->device,
			       .inode = use->inode,
			       .true_device = use->device,
			       .source = use->is_mapped ? MAPPED : OPEN,
			       .place = index,
			       .kind = kind,
			       .path = string_pool_at(&holder->names, use->name),
			       .known = use->is_followed,
			       .deleted = use->deleted && !use->is_sysv,
			       .size = use->is_followed ? value_of(use->size)
							: value_missing(VALUE_DENIED),
			       .bytes = use->bytes,
			       .sealed = use->sealed });
}

static enum shared_kind kind_of_inode(const struct gathered_objects *seen, uint64_t device,
	const char *name)
{
	if (memfd_mounts_device(&seen->places->kernel, device) != 0)
		return SHARED_TMPFS;
	return strncmp(name, "memfd:", 6) == 0 ? SHARED_MEMFD
	       : strncmp(name, "SYSV", 4) == 0 ? SHARED_SYSV
					       : SHARED_ANONYMOUS;
}

/*
 * The IPC namespace of a segment, of which the kernel's lists have the shmid alone: one that was seen to
 * have it, and by its size; else the inode's own address stands for a space that is not shared.
 */
static uint64_t space_of_inode(const struct gathering *gathering, const struct cache_file *file)
{
	uint64_t space = file->inode;

	for (size_t i = 0; i < gathering->seen_count; i++) {
		const struct sighting *row = &gathering->rows[i];

		if (row->device != 0 || row->inode != file->number ||
			(value_known(row->size) && (uint64_t)row->size.n > file->size_bytes))
			continue;
		space = row->space;
		if (row->source == IN_LIST)
			break;
	}
	return space;
}

static void add_inode(struct gathering *gathering, size_t index)
{
	const struct cache_report *inodes = gathering->seen->inodes;
	const struct cache_file *file = &inodes->files[index];
	const struct cache_superblock *superblock = &inodes->superblocks[file->superblock];
	const char *name =
		file->name == CACHE_NONE ? "" : string_pool_at(&inodes->names, file->name);
	uint64_t device = makedev(superblock->major, superblock->minor);
	enum shared_kind kind = kind_of_inode(gathering->seen, device, name);
	bool is_sysv = kind == SHARED_SYSV;

	add(gathering, &(struct sighting){ .space = is_sysv ? space_of_inode(gathering, file) : 0,
			       .device = is_sysv ? 0 : device,
			       .inode = file->number,
			       .true_device = device,
			       .source = BY_KERNEL,
			       .place = index,
			       .kind = kind,
			       .path = name,
			       .known = true,
			       .deleted = file->deleted && !is_sysv,
			       .size = value_of(file->size_bytes),
			       .bytes = value_of(file->cached_bytes),
			       .swapped = value_of(file->swapped_bytes) });
}

static void add_all(struct gathering *gathering)
{
	const struct gathered_objects *seen = gathering->seen;

	for (size_t i = 0; i < seen->walk_count; i++)
		add_walk(gathering, i);
	for (size_t i = 0; i < seen->segment_count; i++)
		add_segment(gathering, i);
	for (size_t i = 0; i < seen->holder_count; i++)
		for (size_t j = 0; j < seen->holders[i].count; j++)
			add_use(gathering, i, &seen->holders[i].uses[j]);
	gathering->seen_count = gathering->count;
	for (size_t i = 0; seen->inodes && i < seen->inodes->file_count; i++)
		add_inode(gathering, i);
}

/* ---- one object of what was seen of it ---- */

static int compare_identities(const struct sighting *a, const struct sighting *b)
{
	return FIRST_DIFFERENCE(COMPARE(a->space, b->space), COMPARE(a->device, b->device),
		COMPARE(a->inode, b->inode));
}

static int compare_sightings(const void *left, const void *right)
{
	const struct sighting *a = left, *b = right;

	return FIRST_DIFFERENCE(compare_identities(a, b), COMPARE(a->source, b->source),
		COMPARE(b->known, a->known), COMPARE(a->place, b->place));
}

static size_t mount_of(const struct shared_report *report, uint64_t device)
{
	for (size_t i = 0; i < report->mount_count; i++)
		if (report->mounts[i].device == device)
			return i;
	return SHARED_NO_MOUNT;
}

static size_t name_of(struct gathering *gathering, const struct sighting *first)
{
	const struct gathered_objects *seen = gathering->seen;
	const char *point;
	char name[CACHE_PATH];
	int length;

	if (first->source == BY_NAME) {
		point = seen->walks[first->place].place.point;
		length = snprintf(name, sizeof(name), "%s%s", strcmp(point, "/") == 0 ? "" : point,
			first->path);
	} else if (first->source == IN_LIST) {
		length = snprintf(name, sizeof(name), "shmid %llu key 0x%x",
			(unsigned long long)first->inode,
			(unsigned)seen->segments[first->place].row.key);
	} else if (first->source == BY_KERNEL && first->kind == SHARED_TMPFS) {
		length = (int)cache_file_path(seen->inodes, &seen->inodes->files[first->place],
			name);
	} else if (first->source == BY_KERNEL) {
		length = snprintf(name, sizeof(name), "%s", first->path);
	} else if (first->device == 0) { /* "/SYSV" and the key */
		length = snprintf(name, sizeof(name), "shmid %llu key 0x%x",
			(unsigned long long)first->inode,
			(unsigned)strtoul(first->path + 5, NULL, 16));
	} else {
		bool is_path = first->kind == SHARED_TMPFS || first->kind == SHARED_POSIX ||
			       first->path[0] != '/' || strchr(first->path + 1, '/');

		length = snprintf(name, sizeof(name), "%s", first->path + !is_path);
	}
	if (length < 0 || (size_t)length >= sizeof(name))
		length = (int)strlen(name);
	return string_pool_add(&gathering->report->strings, text_of(name, (size_t)length));
}

/* Those of the group that were seen there, each process once. */
static struct shared_span users_of(struct gathering *gathering, const struct sighting *group,
	size_t count, enum source source)
{
	struct shared_report *report = gathering->report;
	struct shared_span span = { .first = report->user_count };
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < count; i++) {
		const struct shared_holder *holder;
		struct shared_process process;

		if (group[i].source != source || group[i].place == last)
			continue;
		last = group[i].place;
		holder = &gathering->seen->holders[last];
		process = (struct shared_process){ .pid = holder->item.pid };
		memcpy(process.name, holder->name, sizeof(process.name));
		shared_report_add_user(report, &process);
	}
	span.count = report->user_count - span.first;
	return span;
}

/* Why a figure that only the kernel's lists have is not known. */
static enum value_state why_not_listed(const struct shared_report *report)
{
	return report->method != KERNEL_BY_CANDIDATES ? VALUE_NOT_ASKED
						      : kernel_refusal_state(&report->refusal);
}

/* What was seen of it, or why it could not be had; what another could tell was not asked. */
static struct value sealed_of(const struct sighting *group, size_t count)
{
	struct value sealed = value_missing(VALUE_NOT_ASKED);

	for (size_t i = 0; i < count && !value_known(sealed); i++)
		if (group[i].sealed.state != VALUE_NOT_ASKED)
			sealed = group[i].sealed;
	return sealed;
}

static void set_amounts(struct shared_object *object, const struct shared_report *report,
	const struct sighting *group, size_t count)
{
	object->size = group->size;
	object->allocated = group->bytes;
	for (size_t i = 1; i < count; i++) {
		if (!value_known(object->size))
			object->size = group[i].size;
		if (!value_known(object->allocated))
			object->allocated = group[i].bytes;
	}
	object->present = object->swap = value_missing(why_not_listed(report));
	if (object->kind == SHARED_HUGETLB || object->kind == SHARED_DMABUF ||
		(value_known(report->swap_used) && report->swap_used.n == 0)) {
		object->present = object->allocated;
		object->swap = value_of(0);
	}
	if (group[count - 1].source == BY_KERNEL) {
		object->present = group[count - 1].bytes;
		object->swap = group[count - 1].swapped;
		object->allocated = value_add(object->present, object->swap);
	}
	if (object->kind == SHARED_SECRET) { /* it is never swapped */
		object->present = object->allocated;
		object->swap = value_of(0);
	}
}

static void set_segment(struct shared_object *object, const struct gathered_segment *segment)
{
	object->key = value_of((uint64_t)(uint32_t)segment->row.key);
	object->attached = value_of(segment->row.attached);
	object->present = segment->row.resident;
	object->swap = segment->row.swapped;
	object->has_creator = true;
	object->creator = segment->creator;
	object->creator_lives = segment->creator_lives;
}

/*
 * Of a segment the kernel counts how many are attached; of a file in /dev/shm it must have been seen
 * in all processes.  Files elsewhere are there to be kept.
 */
static struct value is_orphaned(const struct shared_object *object,
	const struct shared_report *report)
{
	bool in_use = object->mapped_by.count > 0 || object->open_by.count > 0;

	if (object->kind == SHARED_SYSV && value_known(object->attached))
		return value_of(object->attached.n == 0 && !in_use && !object->creator_lives);
	if (in_use || object->kind != SHARED_POSIX)
		return value_of(0);
	if (report->denied > 0 || report->some_hidden)
		return value_missing(VALUE_DENIED);
	return report->unanswered > 0 ? value_missing(VALUE_UNANSWERED) : value_of(1);
}

static void make_object(struct gathering *gathering, const struct sighting *group, size_t count)
{
	struct shared_report *report = gathering->report;
	struct shared_object *object = shared_report_add(report);
	const struct sighting *seen = &group[count - 1];

	if (!object)
		return;
	/* Which pages a segment has is told only by a process that is attached. */
	object->kind = group->source == IN_LIST && seen->kind == SHARED_HUGETLB ? SHARED_HUGETLB
										: group->kind;
	object->device = seen->true_device;
	object->inode = group->inode;
	object->deleted = group->deleted;
	object->mount = mount_of(report, object->device);
	object->sealed = object->kind == SHARED_MEMFD ? sealed_of(group, count)
						      : value_missing(VALUE_ABSENT);
	/* Of a segment of another namespace they were not read. */
	object->key = object->attached =
		value_missing(object->kind == SHARED_SYSV ? VALUE_NOT_ASKED : VALUE_ABSENT);
	set_amounts(object, report, group, count);
	if (group->source == IN_LIST)
		set_segment(object, &gathering->seen->segments[group->place]);
	object->name = name_of(gathering, group);
	object->open_by = users_of(gathering, group, count, OPEN);
	object->mapped_by = users_of(gathering, group, count, MAPPED);
	object->orphaned = is_orphaned(object, report);
}

static void make_objects(struct gathering *gathering)
{
	const struct sighting *rows = gathering->rows;
	size_t end;

	if (gathering->count > 0)
		qsort(gathering->rows, gathering->count, sizeof(*rows), compare_sightings);
	for (size_t i = 0; i < gathering->count; i = end) {
		for (end = i + 1; end < gathering->count; end++)
			if (compare_identities(&rows[i], &rows[end]) != 0)
				break;
		make_object(gathering, &rows[i], end - i);
	}
}

/* ---- mounts ---- */

static void add_mount(struct shared_report *report, const struct mount_walk *walk)
{
	struct shared_mount *mount = shared_report_add_mount(report);
	char root[32];

	if (!mount)
		return;
	mount->point = string_pool_add(&report->strings, text_of_string(walk->place.point));
	mount->type = string_pool_add(&report->strings, text_of_string(walk->place.type));
	if (walk->place.pid) {
		snprintf(root, sizeof(root), "/proc/%d/root", (int)walk->place.pid);
		mount->root = string_pool_add(&report->strings, text_of_string(root));
	}
	mount->device = walk->place.device;
	mount->pid = walk->place.pid;
	mount->limit = walk->limit;
	mount->used = walk->used;
	mount->partly = walk->partly;
}

/* What a mount holds beside the objects that were found: names beyond the bound, files that no process showed. */
static void add_rest(struct shared_report *report, size_t index, uint64_t found, bool is_huge)
{
	const struct shared_mount mount = report->mounts[index];
	struct shared_object *rest;

	if (value_or(mount.used, 0) <= found)
		return;
	rest = shared_report_add(report);
	if (!rest)
		return;
	rest->kind = is_huge ? SHARED_HUGETLB : SHARED_TMPFS;
	rest->name = mount.point;
	rest->mount = index;
	rest->is_rest = true;
	rest->device = mount.device;
	rest->size = rest->key = rest->attached = rest->sealed = value_missing(VALUE_ABSENT);
	rest->allocated = value_of((uint64_t)mount.used.n - found);
	rest->present = rest->swap = value_missing(why_not_listed(report));
	if (is_huge || (value_known(report->swap_used) && report->swap_used.n == 0)) {
		rest->present = rest->allocated;
		rest->swap = value_of(0);
	}
	rest->orphaned = value_missing(VALUE_ABSENT);
}

static void add_rests(struct gathering *gathering)
{
	struct shared_report *report = gathering->report;
	uint64_t *found = calloc(report->mount_count + 1, sizeof(*found));
	size_t objects = report->count;

	if (!found) {
		report->status = STATUS_NO_MEMORY;
		return;
	}
	for (size_t i = 0; i < objects; i++)
		if (report->objects[i].mount != SHARED_NO_MOUNT)
			found[report->objects[i].mount] +=
				value_or(report->objects[i].allocated, 0);
	for (size_t i = 0; i < report->mount_count; i++)
		add_rest(report, i, found[i], is_huge(gathering->seen, report->mounts[i].device));
	free(found);
}

void gather(struct shared_report *report, const struct gathered_objects *seen)
{
	struct gathering gathering = { .report = report, .seen = seen };

	for (size_t i = 0; i < seen->walk_count; i++)
		add_mount(report, &seen->walks[i]);
	add_all(&gathering);
	make_objects(&gathering);
	add_rests(&gathering);
	free(gathering.rows);
	if (report->strings.failed)
		report->status = STATUS_NO_MEMORY;
	shared_report_sort(report);
}
