/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/check/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"
#include "document/figure_path.h"
#include "findings/cgroup_rules.h"
#include "findings/machine_rules.h"
#include "findings/processes_rules.h"
#include "views/overview/overview.h"

const struct label own_figures[OWN_FIGURE_COUNT] = {
	[OWN_TIME_TO_FULL] = { "time_to_full", N_("until full"),
		N_("How long available memory lasts, by how it falls over minutes, hours and days; "
		   "null: it does not fall."),
		UNIT_DURATION },
	[OWN_OOM_KILLS] = { "oom_kills", N_("OOM kills"),
		N_("Processes that the kernel killed because memory ran out, in the last 15 "
		   "minutes, as far as memtop watched or the record reaches."),
		UNIT_COUNT },
};

static enum status add(struct check_names *names, const char *path, const struct label *label,
	int own)
{
	struct check_name *grown =
		array_reserve(names->rows, &names->capacity, names->count + 1, sizeof(*grown));
	char *copy = strdup(path);

	if (grown)
		names->rows = grown;
	if (!grown || !copy) {
		free(copy);
		return STATUS_NO_MEMORY;
	}
	names->rows[names->count++] =
		(struct check_name){ .path = copy, .label = label, .own = own };
	return STATUS_OK;
}

static struct check_name *find_path(const struct check_names *names, const char *path)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->rows[i].path, path) == 0)
			return &names->rows[i];
	return NULL;
}

/* Sizes are shares of the total, or the limit, of the innermost group around them that has one. */
static enum status find_whole(const struct check_names *names, struct check_name *name)
{
	static const char *const wholes[] = { "total_bytes", "limit_bytes" };
	size_t length = strlen(name->path);
	char path[FIGURE_PATH_SIZE];

	while (name->label->unit == UNIT_BYTES && length > 0) {
		while (length > 0 && name->path[length - 1] != '.')
			length--;
		for (size_t i = 0; i < COUNT_OF(wholes) && length > 0; i++) {
			snprintf(path, sizeof(path), "%.*s%s", (int)length, name->path, wholes[i]);
			if (strcmp(path, name->path) == 0 || !find_path(names, path))
				continue;
			name->whole = strdup(path);
			return name->whole ? STATUS_OK : STATUS_NO_MEMORY;
		}
		length -= length > 0;
	}
	return STATUS_OK;
}

static enum status add_figures(struct check_names *names, const struct document *overview)
{
	struct figure_path path = { .length = 0 };
	enum status status = document_status(overview);
	size_t count;
	const struct block *blocks = document_blocks(overview, &count);

	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		if (figure_path_next(&path, &blocks[i]) && blocks[i].label->unit != UNIT_TEXT)
			status = add(names, path.text, blocks[i].label, -1);
	for (size_t i = 0; i < names->count && status == STATUS_OK; i++)
		status = find_whole(names, &names->rows[i]);
	return status;
}

enum status check_names_load(struct check_names *names)
{
	struct document *overview = overview_specimen();
	enum status status = overview ? STATUS_OK : STATUS_NO_MEMORY;

	*names = (struct check_names){ .rows = NULL };
	for (int id = 0; id < OWN_FIGURE_COUNT && status == STATUS_OK; id++)
		status = add(names, own_figures[id].key, &own_figures[id], id);
	if (status == STATUS_OK)
		status = add_figures(names, overview);
	document_free(overview);
	return status;
}

void check_names_free(struct check_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		free(names->rows[i].path);
		free(names->rows[i].whole);
	}
	free(names->rows);
	*names = (struct check_names){ .rows = NULL };
}

/* What may be left out at the end of a figure's name. */
static const char *const units[] = { "_bytes_per_second", "_pages_per_second", "_per_second",
	"_bytes", "_percent", "_seconds", "" };

/* Whether path ends in name at the beginning of one of its words. */
static bool is_meant(const char *path, struct text name)
{
	for (const char *end = path; end; end = strchr(end, '.')) {
		end += *end == '.';
		if (strncmp(end, name.at, name.length) != 0)
			continue;
		for (size_t i = 0; i < COUNT_OF(units); i++)
			if (strcmp(end + name.length, units[i]) == 0)
				return true;
	}
	return false;
}

/* Pressure of processors and disks has the names of memory's, which is meant where no group stands. */
static bool is_of_others(const char *path, struct text name)
{
	static const char *const groups[] = { "cpu_pressure.", "io_pressure." };

	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (strncmp(path, groups[i], strlen(groups[i])) == 0)
			return !text_starts(name, groups[i]);
	return false;
}

static bool ends_in(const char *word, const char *end)
{
	size_t length = strlen(word), tail = strlen(end);

	return length >= tail && strcmp(word + length - tail, end) == 0;
}

/* Words of a path without their unit. */
static void shorten(char *out, size_t size, const char *words)
{
	size_t i = 0;

	while (!ends_in(words, units[i]))
		i++;
	snprintf(out, size, "%.*s", (int)(strlen(words) - strlen(units[i])), words);
}

/* The shortest name that can be meant. */
static const char *last_word(const char *path)
{
	const char *last = strrchr(path, '.');

	return last ? last + 1 : path;
}

static void say_none(const struct check_names *names, struct text name, struct message *message)
{
	const char *words[128], *close;
	char shortened[COUNT_OF(words)][FIGURE_PATH_SIZE];
	size_t count = min_size(names->count, COUNT_OF(words));

	for (size_t i = 0; i < count; i++) {
		shorten(shortened[i], sizeof(shortened[i]), last_word(names->rows[i].path));
		words[i] = shortened[i];
	}
	close = suggest(name, words, count);
	if (close)
		message_set(message, _("there is no figure '%s' (did you mean %s?)"),
			quoted(name).text, close);
	else
		message_set(message,
			_("there is no figure '%s' (memtop overview --list-figures shows all)"),
			quoted(name).text);
}

const struct check_name *check_names_find(const struct check_names *names, struct text name,
	struct message *message)
{
	const struct check_name *found = NULL;

	for (size_t i = 0; i < names->count; i++) {
		const struct check_name *row = &names->rows[i];

		if (text_equals(name, row->path))
			return row;
		if (!is_meant(row->path, name) || is_of_others(row->path, name))
			continue;
		if (found) {
			message_set(message, _("'%s' can mean %s and %s (name one of them)"),
				quoted(name).text, found->path, row->path);
			return NULL;
		}
		found = row;
	}
	if (!found)
		say_none(names, name, message);
	return found;
}

void check_name_shorten(char *out, size_t size, const struct check_names *names,
	const struct check_name *name)
{
	const char *start = name->path + strlen(name->path);
	struct message message;

	do {
		do
			start--;
		while (start > name->path && start[-1] != '.');
		shorten(out, size, start);
	} while (start > name->path &&
		 check_names_find(names, text_of_string(out), &message) != name);
}

struct value check_read(const struct document *overview, const char *path)
{
	struct figure_path at = { .length = 0 };
	size_t count;
	const struct block *blocks = document_blocks(overview, &count);

	for (size_t i = 0; i < count; i++)
		if (figure_path_next(&at, &blocks[i]) && strcmp(at.text, path) == 0)
			return blocks[i].datum.kind == DATUM_VALUE ||
					       blocks[i].datum.kind == DATUM_WORDED
				       ? blocks[i].datum.value
				       : value_missing(VALUE_ABSENT);
	return value_missing(VALUE_ABSENT);
}

/* Those that findings of a sample come from. */
static const struct subject *const subjects[] = { &machine_subject, &processes_subject,
	&cgroup_subject, &cgroups_subject };

const char *check_rule(size_t i)
{
	for (size_t j = 0; j < COUNT_OF(subjects); j++)
		for (const struct rule *rule = subjects[j]->rules; rule->name; rule++)
			if (i-- == 0)
				return rule->name;
	return NULL;
}

bool check_is_rule(struct text name, struct message *message)
{
	const char *names[128], *close;
	size_t count = 0;

	while (count < COUNT_OF(names) && (names[count] = check_rule(count)) != NULL)
		if (text_equals(name, names[count++]))
			return true;
	close = suggest(name, names, count);
	if (close)
		message_set(message, _("there is no finding '%s' (did you mean finding:%s?)"),
			quoted(name).text, close);
	else
		message_set(message, _("there is no finding '%s' (try finding:%s)"),
			quoted(name).text, "unnamed_memory");
	return false;
}
