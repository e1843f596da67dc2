/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/cgroup_fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static bool take_line(struct cgroup_fields *fields, struct text line, char **names)
{
	struct text name = text_next_word(&line);
	uint64_t n;

	if (name.length == 0 || name.length > CGROUP_FIELD_NAME_MOST ||
		fields->count == CGROUP_FIELDS_MOST || memchr(name.at, '\0', name.length) ||
		!text_to_number(text_trim(line), &n))
		return false;
	memcpy(*names, name.at, name.length);
	(*names)[name.length] = '\0';
	fields->rows[fields->count++] = (struct cgroup_field){ *names, n };
	*names += name.length + 1;
	return true;
}

enum status cgroup_fields_parse(struct cgroup_fields *fields, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	char *names;

	*fields = (struct cgroup_fields){ 0 };
	/* A name and its end take no more than its line, which has a blank and a number, too. */
	fields->names = names = malloc(length + 1);
	fields->rows = calloc(CGROUP_FIELDS_MOST, sizeof(*fields->rows));
	if (!fields->names || !fields->rows)
		return STATUS_NO_MEMORY;
	while (text_next_line(&rest, &line))
		if (line.length > 0 && !take_line(fields, line, &names))
			fields->malformed++;
	return fields->count > 0 ? STATUS_OK : STATUS_MALFORMED;
}

void cgroup_fields_free(struct cgroup_fields *fields)
{
	free(fields->rows);
	free(fields->names);
	*fields = (struct cgroup_fields){ 0 };
}

struct value cgroup_fields_get(const struct cgroup_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (strcmp(fields->rows[i].name, name) == 0)
			return value_of(fields->rows[i].n);
	return value_missing(VALUE_ABSENT);
}
