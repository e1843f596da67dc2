/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/system/extras.h"

#include "base/text.h"

static struct value read_number(struct file_buffer *buffer, int directory, const char *path)
{
	enum status status = file_read(buffer, directory, path);
	struct text rest = text_of(buffer->text, buffer->length);
	uint64_t n;

	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	return text_next_number(&rest, &n) ? value_of(n) : value_missing(VALUE_ABSENT);
}

/* arcstats: "name type data", size among the names; data in bytes. */
static struct value read_arc(struct file_buffer *buffer, int directory)
{
	enum status status = file_read(buffer, directory, "spl/kstat/zfs/arcstats");
	struct text rest = text_of(buffer->text, buffer->length), line;
	uint64_t type, n;

	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	while (text_next_line(&rest, &line))
		if (text_equals(text_next_word(&line), "size") && text_next_number(&line, &type) &&
			text_next_number(&line, &n))
			return value_of(n);
	return value_missing(VALUE_ABSENT);
}

void system_extras_read(struct system_extras *system_extras, const struct kernel_root *root)
{
	struct file_buffer buffer = { .text = NULL };

	system_extras->overcommit_mode =
		read_number(&buffer, root->proc, "sys/vm/overcommit_memory");
	system_extras->arc = read_arc(&buffer, root->proc);
	file_buffer_free(&buffer);
}
