/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/roots/objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/macros.h"

#define SYMBOLS_MOST (512u << 10) /* in all: 24 bytes each */
#define COMPARED     MEMORY_UNIT  /* of the file's start, with what is mapped of it */

void objects_free(struct objects *objects)
{
	for (size_t i = 0; i < objects->count; i++) {
		if (objects->rows[i].file >= 0)
			close(objects->rows[i].file);
		elf_symbols_free(&objects->rows[i].symbols);
	}
	free(objects->rows);
	*objects = (struct objects){ 0 };
}

/* ---- what is mapped ---- */

static bool is_file(const struct mapping *mapping)
{
	return maps_kind(mapping) == MAPPING_FILE && mapping->permissions[3] == 'p';
}

static bool continues(const struct object *object, const struct mapping *mapping)
{
	if (!is_file(mapping))
		/* bss, and what the dynamic linker protected between segments. */
		return mapping->start == object->high && mapping->name.length == 0 &&
		       maps_kind(mapping) == MAPPING_ANONYMOUS;
	return mapping->inode == object->first->inode && mapping->major == object->first->major &&
	       mapping->minor == object->first->minor && mapping->offset > object->first->offset;
}

static enum status add(struct objects *objects, const struct mapping *mapping)
{
	struct object *grown = array_reserve(objects->rows, &objects->capacity, objects->count + 1,
		sizeof(*objects->rows));

	if (!grown)
		return STATUS_NO_MEMORY;
	objects->rows = grown;
	objects->rows[objects->count++] = (struct object){ .first = mapping,
		.low = mapping->start,
		.high = mapping->end,
		.file = -1 };
	return STATUS_OK;
}

enum status objects_find(struct objects *objects, struct memory *memory)
{
	bool open = false;

	*objects = (struct objects){ .memory = memory, .symbols_left = SYMBOLS_MOST };
	for (size_t i = 0; i < memory->maps.count; i++) {
		const struct mapping *mapping = &memory->maps.mappings[i];

		if (open && continues(&objects->rows[objects->count - 1], mapping)) {
			objects->rows[objects->count - 1].high = mapping->end;
			open = is_file(mapping);
		} else if (is_file(mapping)) {
			if (add(objects, mapping) != STATUS_OK)
				return STATUS_NO_MEMORY;
			open = true;
		} else if (mapping->permissions[0] != '-') {
			open = false;
		}
	}
	return STATUS_OK;
}

struct object *objects_at(struct objects *objects, uint64_t address)
{
	size_t at;

	LOWER_BOUND(at, objects->count, objects->rows[at].high <= address);
	if (at == objects->count || objects->rows[at].low > address)
		return NULL;
	return &objects->rows[at];
}

/* ---- its file ---- */

static void note_shortage(struct object *object, enum status status)
{
	if (status_is_shortage(status))
		object->status = status;
}

enum status objects_shortage(const struct objects *objects)
{
	for (size_t i = 0; i < objects->count; i++)
		if (objects->rows[i].status != STATUS_OK)
			return objects->rows[i].status;
	return STATUS_OK;
}

static bool read_file(void *context, uint64_t offset, void *out, size_t length)
{
	struct object *object = context;
	char *to = out;

	while (length > 0) {
		ssize_t got = pread(object->file, to, length, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			note_shortage(object, status_from_errno(errno));
		if (got <= 0)
			return false;
		to += got;
		offset += (uint64_t)got;
		length -= (size_t)got;
	}
	return true;
}

/*
 * The file of that name may be another one by now.  What is mapped of its first page, headers and
 * build ID, tells: from memory alone, since that page may not be resident.
 */
static bool is_same(struct objects *objects, struct object *object)
{
	unsigned char ours[COMPARED], theirs[COMPARED];
	size_t length = (size_t)min_u64(object->file_size, COMPARED);

	if (object->first->offset != 0 ||
		!memory_peek(objects->memory, object->low, theirs, length))
		return false;
	return read_file(object, 0, ours, length) && memcmp(ours, theirs, length) == 0;
}

static void close_file(struct object *object)
{
	close(object->file);
	object->file = -1;
}

static void open_file(struct objects *objects, struct object *object)
{
	const struct memory_reader *reader = objects->memory->reader;
	enum status status = STATUS_ABSENT;
	bool by_inode = false;

	object->asked = true;
	if (!object->first->deleted && reader->open_file)
		status = reader->open_file(reader->context, object->first, &object->file,
			&object->file_size, &by_inode);
	note_shortage(object, status);
	if (status != STATUS_OK) {
		object->file = -1;
		return;
	}
	if (!by_inode && !is_same(objects, object))
		close_file(object);
}

static void read_symbols(struct objects *objects, struct object *object)
{
	struct elf_source source = { object, 0, read_file };
	struct allowance *allowance = objects->memory->allowance;
	size_t limit = objects->symbols_left;
	enum status status;

	open_file(objects, object);
	if (object->file < 0)
		return;
	source.size = object->file_size;
	if (!allowance_has_room(allowance, limit * sizeof(*object->symbols.rows)))
		limit = 0;
	status = elf_symbols_read(&object->symbols, &source, limit);
	note_shortage(object, status);
	if (status != STATUS_OK || !elf_bias(&object->symbols, object->low, object->first->offset,
					   objects->memory->reader->page_size, &object->bias)) {
		elf_symbols_free(&object->symbols);
		close_file(object);
		return;
	}
	objects->symbols_left -= object->symbols.count;
	(void)allowance_take(allowance, object->symbols.capacity * sizeof(*object->symbols.rows));
}

size_t object_symbol(struct objects *objects, struct object *object, uint64_t address)
{
	if (!object->asked)
		read_symbols(objects, object);
	if (object->symbols.count == 0)
		return ELF_NO_SYMBOL;
	return elf_symbols_at(&object->symbols, address - object->bias);
}

bool object_symbol_name(struct object *object, size_t symbol, char *out, size_t size)
{
	struct elf_source source = { object, object->file_size, read_file };

	return object->file >= 0 && elf_symbol_name(&object->symbols, &source, symbol, out, size);
}

/* ---- what is mapped, or in the file ---- */

static bool read_mapped_file(struct objects *objects, uint64_t address, void *out, size_t length)
{
	const struct mapping *mapping = map_list_find(&objects->memory->maps, address);
	struct object *object = mapping ? objects_at(objects, address) : NULL;
	uint64_t offset;

	if (!object || !is_file(mapping) || mapping->permissions[1] == 'w' ||
		length > mapping->end - address)
		return false;
	if (!object->asked)
		read_symbols(objects, object);
	offset = mapping->offset + (address - mapping->start);
	if (object->file < 0 || offset > object->file_size || length > object->file_size - offset)
		return false;
	/* A page that was written to, by relocation, and went to swap differs from the file. */
	for (uint64_t at = align_down(address, MEMORY_UNIT); at < address + length;
		at += MEMORY_UNIT)
		if (memory_page(objects->memory, at) & PAGE_SWAPPED)
			return false;
	return read_file(object, offset, out, length);
}

bool objects_read(struct objects *objects, uint64_t address, void *out, size_t length)
{
	return memory_peek(objects->memory, address, out, length) ||
	       read_mapped_file(objects, address, out, length);
}

bool objects_text(struct objects *objects, uint64_t address, char *out, size_t size)
{
	for (size_t at = 0; at < size; at++) {
		if (!objects_read(objects, address + at, out + at, 1))
			return false;
		if (out[at] == '\0')
			return at > 0;
		if (out[at] < ' ' || out[at] > '~')
			return false;
	}
	return false;
}
