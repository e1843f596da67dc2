/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config/rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/messages.h"

static enum status read_seconds(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	if (units_parse_seconds(value, member))
		return STATUS_OK;
	message_set(message, _("%s: '%s' is not a number of seconds from 0.01 to 1000000"),
		row->name, quoted_string(value).text);
	return STATUS_MALFORMED;
}

/* With a point in every locale, and without needless zeros. */
static void write_seconds(const struct setting_row *row, const void *member, FILE *file)
{
	uint64_t millionths = (uint64_t)(*(const double *)member * 1e6 + 0.5);
	char text[32];
	size_t length;

	(void)row;
	length = (size_t)snprintf(text, sizeof(text), "%" PRIu64 ".%06" PRIu64,
		millionths / 1000000, millionths % 1000000);
	while (text[length - 1] == '0' && text[length - 2] != '.')
		length--;
	fprintf(file, "%.*s", (int)length, text);
}

static enum status read_columns(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	struct message why = { "" };
	enum status status = column_list_parse(member, value, &why);

	if (status != STATUS_OK)
		message_set(message, "%s: %s", row->name, why.text);
	return status;
}

static void write_columns(const struct setting_row *row, const void *member, FILE *file)
{
	const struct column_list *list = member;

	(void)row;
	fputs("\"", file);
	for (size_t i = 0; i < list->count; i++)
		fprintf(file, "%s%s", i ? "," : "", columns[list->ids[i]].name);
	fputs("\"", file);
}

static enum status read_column(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	int id = column_find(text_of_string(value));

	if (id < 0) {
		message_set(message,
			_("%s: there is no column '%s' (memtop --list-columns shows all)"),
			row->name, quoted_string(value).text);
		return STATUS_MALFORMED;
	}
	*(enum column_id *)member = (enum column_id)id;
	return STATUS_OK;
}

static void write_column(const struct setting_row *row, const void *member, FILE *file)
{
	(void)row;
	fputs(columns[*(const enum column_id *)member].name, file);
}

static enum status read_flag(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	bool on =
		strcmp(value, "true") == 0 || strcmp(value, "yes") == 0 || strcmp(value, "on") == 0;

	if (!on && strcmp(value, "false") != 0 && strcmp(value, "no") != 0 &&
		strcmp(value, "off") != 0) {
		message_set(message, _("%s: '%s' is neither true nor false"), row->name,
			quoted_string(value).text);
		return STATUS_MALFORMED;
	}
	*(bool *)member = on;
	return STATUS_OK;
}

static void write_flag(const struct setting_row *row, const void *member, FILE *file)
{
	(void)row;
	fputs(*(const bool *)member ? "true" : "false", file);
}

static enum status read_number(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	uint64_t n;

	if (!text_to_number(text_of_string(value), &n) || n < row->least || n > row->most) {
		message_set(message, _("%s: '%s' is not a number from %u to %u"), row->name,
			quoted_string(value).text, row->least, row->most);
		return STATUS_MALFORMED;
	}
	*(unsigned *)member = (unsigned)n;
	return STATUS_OK;
}

static void write_number(const struct setting_row *row, const void *member, FILE *file)
{
	(void)row;
	fprintf(file, "%u", *(const unsigned *)member);
}

/* Enumerations: the words stand in the order of their values. */
static enum status read_word(const struct setting_row *row, const char *const *words, unsigned *n,
	const char *value, struct message *message)
{
	for (unsigned i = 0; words[i]; i++) {
		if (strcmp(words[i], value) == 0) {
			*n = i;
			return STATUS_OK;
		}
	}
	message_set(message, _("%s: there is no '%s' (the first choice is '%s')"), row->name,
		quoted_string(value).text, words[0]);
	return STATUS_MALFORMED;
}

static const char *const shape_words[] = {
	[SHAPE_LIST] = "list", [SHAPE_TREE] = "tree", [SHAPE_PROGRAMS] = "programs", NULL
};

static enum status read_shape(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	unsigned n = 0;
	enum status status = read_word(row, shape_words, &n, value, message);

	if (status == STATUS_OK)
		*(enum shape *)member = (enum shape)n;
	return status;
}

static void write_shape(const struct setting_row *row, const void *member, FILE *file)
{
	(void)row;
	fputs(shape_words[*(const enum shape *)member], file);
}

static const char *const scale_words[] = { [SCALE_AUTO] = "auto",
	[SCALE_KIB] = "k",
	[SCALE_MIB] = "m",
	[SCALE_GIB] = "g",
	[SCALE_TIB] = "t",
	[SCALE_PIB] = "p",
	[SCALE_EIB] = "e",
	[SCALE_BYTES] = "bytes",
	NULL };

static enum status read_scale(const struct setting_row *row, void *member, const char *value,
	struct message *message)
{
	unsigned n = 0;
	enum status status = read_word(row, scale_words, &n, value, message);

	if (status == STATUS_OK)
		*(enum scale *)member = (enum scale)n;
	return status;
}

static void write_scale(const struct setting_row *row, const void *member, FILE *file)
{
	(void)row;
	fputs(scale_words[*(const enum scale *)member], file);
}

static const struct setting_kind seconds_kind = { read_seconds, write_seconds };
static const struct setting_kind columns_kind = { read_columns, write_columns };
static const struct setting_kind column_kind = { read_column, write_column };
static const struct setting_kind flag_kind = { read_flag, write_flag };
static const struct setting_kind number_kind = { read_number, write_number };
static const struct setting_kind shape_kind = { read_shape, write_shape };
static const struct setting_kind scale_kind = { read_scale, write_scale };

#define AT(member) offsetof(struct settings, member)

const struct setting_row setting_rows[SETTING_COUNT] = {
	{ "delay", N_("seconds between samples"), &seconds_kind, AT(delay), 0, 0 },
	{ "columns", N_("columns of the process pane; memtop --list-columns shows all"),
		&columns_kind, AT(columns), 0, 0 },
	{ "sort", N_("the column to sort by"), &column_kind, AT(sort), 0, 0 },
	{ "descending", N_("from high to low: true or false"), &flag_kind, AT(descending), 0, 0 },
	{ "shape", N_("list, tree or programs (one line a program)"), &shape_kind, AT(shape), 0,
		0 },
	{ "kernel_threads", N_("show kernel threads: true or false"), &flag_kind,
		AT(kernel_threads), 0, 0 },
	{ "system_unit", N_("sizes of the machine: auto, bytes, k, m, g, t, p or e"), &scale_kind,
		AT(system_scale), 0, 0 },
	{ "process_unit", N_("sizes of processes: auto, bytes, k, m, g, t, p or e"), &scale_kind,
		AT(process_scale), 0, 0 },
	{ "color", N_("colors: true or false"), &flag_kind, AT(color), 0, 0 },
	{ "mouse", N_("the mouse: true or false"), &flag_kind, AT(mouse), 0, 0 },
	{ "budget_percent", N_("per cent of one processor that reading PSS, USS and KEPT may take"),
		&number_kind, AT(budget_percent), 1, 100 },
};

enum status setting_read(const struct setting_row *row, struct settings *settings,
	const char *value, struct message *message)
{
	return row->kind->read(row, (char *)settings + row->offset, value, message);
}

void settings_write(const struct settings *settings, FILE *file)
{
	fprintf(file, "# %s\n", _("memtop's settings, saved by the key W"));
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = &setting_rows[i];

		fprintf(file, "\n# %s\n%s = ", _(row->comment), row->name);
		row->kind->write(row, (const char *)settings + row->offset, file);
		fputs("\n", file);
	}
}
