/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/mounts.h"

/*
 * 36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 * with any number of optional fields before the dash.
 */
static bool parse_line(struct mount *mount, struct text line)
{
	struct text word;

	if (!text_next_number(&line, &mount->id))
		return false;
	text_next_word(&line);
	word = text_next_word(&line);
	if (!text_to_number(text_next_field(&word, ':'), &mount->major) ||
		!text_to_number(word, &mount->minor))
		return false;
	mount->root = text_next_word(&line);
	mount->point = text_next_word(&line);
	text_next_word(&line);
	do {
		word = text_next_word(&line);
	} while (word.length > 0 && !text_equals(word, "-"));
	mount->type = text_next_word(&line);
	mount->source = text_next_word(&line);
	mount->super_options = text_next_word(&line);
	/* The source may be empty (mount -t tmpfs ""): the options are then what follows the type.
	 */
	if (mount->super_options.length == 0) {
		mount->super_options = mount->source;
		mount->source.length = 0;
	}
	return mount->super_options.length > 0;
}

bool mounts_next(struct mount *mount, struct text *rest)
{
	struct text line;

	while (text_next_line(rest, &line)) {
		if (parse_line(mount, line))
			return true;
	}
	return false;
}

bool mounts_find(struct mount *mount, struct text table, uint64_t id)
{
	struct text line;

	while (text_next_line(&table, &line)) {
		struct text rest = line;
		uint64_t here;

		if (text_next_number(&rest, &here) && here == id && parse_line(mount, line))
			return true;
	}
	return false;
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* The byte that \ooo at the start of text stands for, or -1. */
static int escaped_byte(struct text text)
{
	int byte;

	if (text.length < 4 || text.at[0] != '\\' || !is_octal(text.at[1]) ||
		!is_octal(text.at[2]) || !is_octal(text.at[3]))
		return -1;
	byte = (text.at[1] - '0') * 64 + (text.at[2] - '0') * 8 + (text.at[3] - '0');
	return byte < 256 ? byte : -1;
}

size_t mounts_unescape(char *out, size_t size, struct text text)
{
	size_t length = 0;

	while (text.length > 0 && length + 1 < size) {
		int byte = escaped_byte(text);
		size_t taken = byte < 0 ? 1 : 4;

		out[length++] = byte < 0 ? text.at[0] : (char)byte;
		text = text_of(text.at + taken, text.length - taken);
	}
	out[length] = '\0';
	return length;
}

bool mounts_has_option(struct text options, const char *option)
{
	while (options.length > 0) {
		if (text_equals(text_next_field(&options, ','), option))
			return true;
	}
	return false;
}
