/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_reasons: of a document of memtop's on standard input, prints the path of each null for which
 * "unreadable" has no reason, as memtop --list-figures writes paths, and "unfounded: PATH" for each
 * reason of something that is not null, or not there; "nameless: PATH" of a process that has a PID,
 * and no name.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH 512

/* Where a value stands: as figures are listed, as reasons name it, without its row, and with that. */
struct place {
	char listed[PATH], named[PATH], indexed[PATH];
	const char *key; /* the last part */
	json_int_t row;  /* of the innermost table; -1: of none */
	json_int_t pid;  /* of that row */
};

static json_t *reasons; /* "unreadable" */
static json_t *founded; /* the reasons that were wanted */

static struct place below(const struct place *place, const char *key)
{
	struct place inner = *place;
	const char *dot = *place->listed ? "." : "";

	snprintf(inner.listed, sizeof(inner.listed), "%.300s%s%.100s", place->listed, dot, key);
	snprintf(inner.named, sizeof(inner.named), "%.300s%s%.100s", place->named, dot, key);
	snprintf(inner.indexed, sizeof(inner.indexed), "%.300s%s%.100s", place->indexed, dot, key);
	inner.key = key;
	return inner;
}

static bool has_row(const json_t *rows, const struct place *place)
{
	size_t i;
	json_t *row;

	json_array_foreach(rows, i, row) if (json_integer_value(row) == place->row ||
					     json_integer_value(row) == place->pid) return true;
	return false;
}

static bool says_why(const char *path, const struct place *place)
{
	json_t *reason = json_object_get(reasons, path), *rows;
	const char *state;

	if (!reason)
		return false;
	json_object_set_new(founded, path, json_true());
	if (json_is_string(reason))
		return true;
	json_object_foreach(reason, state, rows) if (has_row(rows, place)) return true;
	return false;
}

/* A group of which nothing is known is named in place of all that it has. */
static bool group_says_why(const struct place *place)
{
	char path[PATH];
	char *dot;

	snprintf(path, sizeof(path), "%s", place->indexed);
	while ((dot = strrchr(path, '.'))) {
		*dot = '\0';
		if (says_why(path, place))
			return true;
	}
	return false;
}

static void look(const json_t *value, const struct place *place);

/* Of a finding only its figures need reasons, which are named by its rule. */
static void look_at_finding(const json_t *finding, const struct place *place)
{
	const char *name;
	json_t *value;

	json_object_foreach(json_object_get(finding, "figures"), name, value)
	{
		struct place figure = *place;

		snprintf(figure.indexed, sizeof(figure.indexed), "%.200s.%.100s.%.100s",
			place->indexed, json_string_value(json_object_get(finding, "rule")), name);
		if (json_is_null(value) && !says_why(figure.indexed, &figure))
			printf("%s\n", figure.indexed);
	}
}

static void look_at_elements(const json_t *array, const struct place *place)
{
	bool are_findings = strcmp(place->key, "findings") == 0;
	size_t i;
	json_t *value;

	json_array_foreach(array, i, value)
	{
		struct place element = *place;

		snprintf(element.listed, sizeof(element.listed), "%.500s[]", place->listed);
		memcpy(element.named, place->indexed, sizeof(element.named));
		snprintf(element.indexed, sizeof(element.indexed), "%.480s.%zu", place->indexed, i);
		element.row = (json_int_t)i;
		element.pid = json_integer_value(json_object_get(value, "pid"));
		if (are_findings)
			look_at_finding(value, place);
		else
			look(value, &element);
	}
}

static void look(const json_t *value, const struct place *place)
{
	const char *key;
	json_t *member;

	if (json_is_array(value)) {
		look_at_elements(value, place);
		return;
	}
	if (json_is_null(value)) {
		/* One by one, so that each that there is counts as wanted. */
		bool why = says_why(place->named, place);

		why |= says_why(place->indexed, place);
		why |= place->row >= 0 && says_why(place->key, place);
		if (!why && !group_says_why(place))
			printf("%s\n", place->listed);
		return;
	}
	if (json_is_integer(json_object_get(value, "pid")) && !json_object_get(value, "name") &&
		!json_object_get(value, "command"))
		printf("nameless: %s\n", place->listed);
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		struct place inner = below(place, key);

		if (member != reasons)
			look(member, &inner);
	}
}

int main(void)
{
	json_error_t error;
	json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error), *reason;
	const struct place top = { .key = "", .row = -1, .pid = -1 };
	const char *path;

	if (!root) {
		fprintf(stderr, "json_reasons: line %d: %s\n", error.line, error.text);
		return 1;
	}
	reasons = json_object_get(root, "unreadable");
	founded = json_object();
	look(root, &top);
	json_object_foreach(reasons, path, reason) if (!json_object_get(founded, path))
		printf("unfounded: %s\n", path);
	json_decref(founded);
	json_decref(root);
	return 0;
}
