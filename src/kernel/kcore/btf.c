/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kcore/btf.h"

#include <linux/btf.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

/* Kinds that the system's header may not have: include/uapi/linux/btf.h of 5.13 to 6.0. */
#define KIND_FLOAT    16
#define KIND_DECL_TAG 17
#define KIND_TYPE_TAG 18
#define KIND_ENUM64   19

/* Deeper than that no structure of the kernel's goes. */
#define DEPTH_MOST 16

/* Members that are looked at for one name: task_struct has 260. */
#define MEMBERS_MOST 20000

/* More types than that no kernel has. */
#define TYPES_MOST ((size_t)1 << 22)

/* What follows a type's head: so many bytes, and so many for each of its vlen. */
static const struct {
	unsigned char once, each;
	bool known;
} kinds[] = {
	[BTF_KIND_INT] = { 4, 0, true },
	[BTF_KIND_PTR] = { 0, 0, true },
	[BTF_KIND_ARRAY] = { 12, 0, true },
	[BTF_KIND_STRUCT] = { 0, 12, true },
	[BTF_KIND_UNION] = { 0, 12, true },
	[BTF_KIND_ENUM] = { 0, 8, true },
	[BTF_KIND_FWD] = { 0, 0, true },
	[BTF_KIND_TYPEDEF] = { 0, 0, true },
	[BTF_KIND_VOLATILE] = { 0, 0, true },
	[BTF_KIND_CONST] = { 0, 0, true },
	[BTF_KIND_RESTRICT] = { 0, 0, true },
	[BTF_KIND_FUNC] = { 0, 0, true },
	[BTF_KIND_FUNC_PROTO] = { 0, 8, true },
	[BTF_KIND_VAR] = { 4, 0, true },
	[BTF_KIND_DATASEC] = { 0, 12, true },
	[KIND_FLOAT] = { 0, 0, true },
	[KIND_DECL_TAG] = { 4, 0, true },
	[KIND_TYPE_TAG] = { 0, 0, true },
	[KIND_ENUM64] = { 0, 12, true },
};

static unsigned kind_of(const struct btf_type *type)
{
	return type->info >> 24 & 0x1f;
}

static unsigned members_of(const struct btf_type *type)
{
	return type->info & 0xffff;
}

/* False: there is no such type. */
static bool read_type(const struct btf_file *btf, uint32_t id, struct btf_type *type)
{
	if (id == 0 || id > btf->count)
		return false;
	memcpy(type, btf->types + btf->at[id - 1], sizeof(*type));
	return true;
}

/* Whether the string at an offset is this one. */
static bool is_named(const struct btf_file *btf, uint32_t offset, const char *name, size_t length)
{
	return offset < btf->string_size && btf->string_size - offset > length &&
	       memcmp(btf->strings + offset, name, length) == 0 &&
	       btf->strings[offset + length] == '\0';
}

/* ---- taking it ---- */

/* The bytes that a type takes; 0: it does not end within so many, or is of no known kind. */
static size_t size_of(const unsigned char *bytes, size_t left)
{
	struct btf_type type;
	unsigned kind;
	size_t size;

	if (left < sizeof(type))
		return 0;
	memcpy(&type, bytes, sizeof(type));
	kind = kind_of(&type);
	if (kind >= COUNT_OF(kinds) || !kinds[kind].known)
		return 0;
	size = sizeof(type) + kinds[kind].once + (size_t)kinds[kind].each * members_of(&type);
	return size <= left ? size : 0;
}

static enum status add_type(struct btf_file *btf, size_t at)
{
	uint32_t *grown;

	if (btf->count >= TYPES_MOST)
		return STATUS_MALFORMED;
	grown = array_reserve(btf->at, &btf->room, btf->count + 1, sizeof(*grown));
	if (!grown)
		return STATUS_NO_MEMORY;
	btf->at = grown;
	btf->at[btf->count++] = (uint32_t)at;
	return STATUS_OK;
}

static enum status find_types(struct btf_file *btf)
{
	enum status status = STATUS_OK;

	for (size_t at = 0; at < btf->type_size && status == STATUS_OK;) {
		size_t size = size_of(btf->types + at, btf->type_size - at);

		status = size > 0 ? add_type(btf, at) : STATUS_MALFORMED;
		at += size;
	}
	return status;
}

/* Whether a part lies behind the head, and within the bytes. */
static bool is_inside(size_t size, size_t head, uint32_t offset, uint32_t length)
{
	return head <= size && offset <= size - head && length <= size - head - offset;
}

enum status btf_file_take(struct btf_file *btf, const void *bytes, size_t size)
{
	struct btf_header head;

	*btf = (struct btf_file){ .count = 0 };
	if (size < sizeof(head) || size > UINT32_MAX)
		return STATUS_MALFORMED;
	memcpy(&head, bytes, sizeof(head));
	if (head.magic != BTF_MAGIC || head.version != BTF_VERSION || head.hdr_len < sizeof(head) ||
		!is_inside(size, head.hdr_len, head.type_off, head.type_len) ||
		!is_inside(size, head.hdr_len, head.str_off, head.str_len))
		return STATUS_MALFORMED;
	btf->types = (const unsigned char *)bytes + head.hdr_len + head.type_off;
	btf->type_size = head.type_len;
	btf->strings = (const unsigned char *)bytes + head.hdr_len + head.str_off;
	btf->string_size = head.str_len;
	return find_types(btf);
}

void btf_file_free(struct btf_file *btf)
{
	free(btf->at);
	*btf = (struct btf_file){ .count = 0 };
}

/* ---- asking it ---- */

/* The structure or union behind typedefs and qualifiers; 0: it is none. */
static uint32_t behind(const struct btf_file *btf, uint32_t id, struct btf_type *type)
{
	for (int depth = 0; depth < DEPTH_MOST && read_type(btf, id, type); depth++) {
		switch (kind_of(type)) {
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
			return id;
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_CONST:
		case KIND_TYPE_TAG:
			id = type->type;
			break;
		default:
			return 0;
		}
	}
	return 0;
}

static struct btf_member member_at(const struct btf_file *btf, uint32_t id, unsigned index)
{
	struct btf_member member;

	memcpy(&member,
		btf->types + btf->at[id - 1] + sizeof(struct btf_type) + index * sizeof(member),
		sizeof(member));
	return member;
}

/* Where a member begins, in bits: of a structure with bit-fields the highest byte is their width. */
static uint32_t bits_of(const struct btf_type *type, const struct btf_member *member)
{
	return type->info >> 31 ? member->offset & 0xffffff : member->offset;
}

struct search {
	const struct btf_file *btf;
	const char *name;
	size_t length;
	unsigned left;       /* members that may be looked at yet */
	uint32_t type, bits; /* of what was found */
};

static bool find_member(struct search *search, uint32_t id, int depth)
{
	const struct btf_file *btf = search->btf;
	struct btf_type type;

	id = behind(btf, id, &type);
	for (unsigned i = 0; id && depth < DEPTH_MOST && i < members_of(&type); i++) {
		const struct btf_member member = member_at(btf, id, i);
		uint32_t bits = bits_of(&type, &member);

		if (search->left == 0)
			return false;
		search->left--;
		if (is_named(btf, member.name_off, search->name, search->length)) {
			search->type = member.type;
			search->bits = bits;
			return true;
		}
		if (is_named(btf, member.name_off, "", 0) &&
			find_member(search, member.type, depth + 1)) {
			search->bits += bits;
			return true;
		}
	}
	return false;
}

static bool follow(const struct btf_file *btf, uint32_t id, const char *path, uint32_t *offset)
{
	uint32_t bits = 0;

	for (bool more = true; more;) {
		struct search search = { .btf = btf,
			.name = path,
			.length = strcspn(path, "."),
			.left = MEMBERS_MOST };

		if (!find_member(&search, id, 0))
			return false;
		id = search.type;
		bits += search.bits;
		more = path[search.length] == '.';
		path += search.length + more;
	}
	*offset = bits / 8;
	return bits % 8 == 0;
}

bool btf_file_offset(const struct btf_file *btf, const char *structure, const char *path,
	uint32_t *offset)
{
	for (uint32_t id = 1; id <= btf->count; id++) {
		struct btf_type type;

		if (read_type(btf, id, &type) && kind_of(&type) == BTF_KIND_STRUCT &&
			is_named(btf, type.name_off, structure, strlen(structure)))
			return follow(btf, id, path, offset);
	}
	return false;
}
