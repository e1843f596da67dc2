/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/maps.h"

#include "base/macros.h"

#define PERMISSIONS_LENGTH 4

/* What a digit is worth, and 1; 0: it is none. */
static const unsigned char hex_digits[256] = {
	['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16,
};

/* Takes a hexadecimal number without prefix off line, and the separator behind it. */
static bool take_hex(struct text *line, char separator, uint64_t *n)
{
	uint64_t value = 0;
	size_t i = 0;
	unsigned digit;

	for (; i < line->length && (digit = hex_digits[(unsigned char)line->at[i]]); i++) {
		if (value > UINT64_MAX >> 4)
			return false;
		value = value << 4 | (digit - 1);
	}
	if (i == 0 || i == line->length || line->at[i] != separator)
		return false;
	*line = text_of(line->at + i + 1, line->length - i - 1);
	*n = value;
	return true;
}

static bool take_permissions(struct text *line, char *permissions)
{
	struct text word = text_next_word(line);

	if (word.length != PERMISSIONS_LENGTH)
		return false;
	memcpy(permissions, word.at, PERMISSIONS_LENGTH);
	permissions[PERMISSIONS_LENGTH] = '\0';
	if (line->length > 0)
		*line = text_of(line->at + 1, line->length - 1);
	return true;
}

/* The name begins at a fixed column, and may itself begin or end with blanks. */
static struct text read_name(struct text line)
{
	while (line.length > 0 && line.at[0] == ' ')
		line = text_of(line.at + 1, line.length - 1);
	return line;
}

static bool take_suffix(struct text *text, const char *suffix)
{
	size_t length = strlen(suffix);

	if (length > text->length || memcmp(text->at + text->length - length, suffix, length) != 0)
		return false;
	text->length -= length;
	return true;
}

bool maps_is_heading(struct text line)
{
	size_t digits = 0;

	while (digits < line.length && hex_digits[(unsigned char)line.at[digits]])
		digits++;
	return digits > 0 && digits < line.length && line.at[digits] == '-';
}

bool maps_parse_line(struct mapping *mapping, struct text line)
{
	uint64_t major, minor;

	if (!take_hex(&line, '-', &mapping->start) || !take_hex(&line, ' ', &mapping->end) ||
		!take_permissions(&line, mapping->permissions) ||
		!take_hex(&line, ' ', &mapping->offset) || !take_hex(&line, ':', &major) ||
		!take_hex(&line, ' ', &minor) || !text_next_number(&line, &mapping->inode) ||
		major > UINT32_MAX || minor > UINT32_MAX)
		return false;
	mapping->major = (uint32_t)major;
	mapping->minor = (uint32_t)minor;
	mapping->name = read_name(line);
	mapping->deleted = take_suffix(&mapping->name, " (deleted)");
	return mapping->start < mapping->end;
}

/* The first row whose beginning the name has. */
static const struct {
	const char *beginning;
	enum mapping_kind kind;
} kind_rows[] = {
	{ "[heap]", MAPPING_HEAP },
	{ "[stack", MAPPING_STACK }, /* "[stack:1234]" of a thread, 3.4 to 4.4 */
	{ "[anon_shmem:", MAPPING_SHARED },
	{ "[anon:", MAPPING_ANONYMOUS },
	{ "[", MAPPING_KERNEL },
	{ "/SYSV", MAPPING_SHARED },
	{ "/memfd:", MAPPING_SHARED },
	{ "/dev/shm/", MAPPING_SHARED },
	{ "/dev/zero", MAPPING_SHARED }, /* the kernel's name for shared anonymous memory */
	{ "/drm mm object", MAPPING_SHARED },
	{ "/anon_hugepage", MAPPING_HUGETLB },
	{ "/dev/hugepages/", MAPPING_HUGETLB },
	{ "/dev/", MAPPING_DEVICE },
	{ "/dmabuf:", MAPPING_DEVICE },
	{ "anon_inode:", MAPPING_DEVICE },
	{ "/", MAPPING_FILE },
};

enum mapping_kind maps_kind(const struct mapping *mapping)
{
	struct text name = mapping->name;
	char second = name.length > 1 ? name.at[1] : '\0';

	if (name.length == 0)
		return mapping->inode == 0 ? MAPPING_ANONYMOUS : MAPPING_FILE;
	/* The second character tells nearly all names apart from nearly all rows. */
	for (size_t i = 0; i < COUNT_OF(kind_rows); i++) {
		const char *beginning = kind_rows[i].beginning;

		if ((beginning[1] == second || !beginning[1]) && text_starts(name, beginning))
			return kind_rows[i].kind;
	}
	return mapping->inode == 0 ? MAPPING_ANONYMOUS : MAPPING_FILE;
}

size_t maps_unescape(char *out, size_t size, struct text name)
{
	size_t length = 0;

	while (name.length > 0 && length + 1 < size) {
		bool newline = text_starts(name, "\\012");
		size_t taken = newline ? 4 : 1;

		out[length++] = newline ? '\n' : name.at[0];
		name = text_of(name.at + taken, name.length - taken);
	}
	out[length] = '\0';
	return length;
}
