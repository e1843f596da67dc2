/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/sentence.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

#define FIGURE_SIZE 512

struct out {
	char *at;
	size_t size, length;
};

static void put(struct out *out, struct text text)
{
	for (size_t i = 0; i < text.length; i++, out->length++)
		if (out->length + 1 < out->size)
			out->at[out->length] = text.at[i];
}

/* Takes the % off the name of a share. */
static bool take_percent(struct text *name)
{
	bool is_share = name->length > 0 && name->at[name->length - 1] == '%';

	name->length -= is_share;
	return is_share;
}

/* A figure that is part of nothing has no share. */
static struct value share_of(const struct figure_value *figure)
{
	if (figure->whole.state == VALUE_NOT_ASKED)
		return value_missing(VALUE_ABSENT);
	return value_share(figure->value, figure->whole);
}

struct value sentence_figure(const struct figure_source *source, struct text name)
{
	struct figure_value figure;
	bool is_share = take_percent(&name);

	if (!source->get(source->context, name, &figure))
		return value_missing(VALUE_ABSENT);
	return is_share ? share_of(&figure) : figure.value;
}

static void write_text(char out[static FIGURE_SIZE], const struct figure_value *figure,
	enum audience audience)
{
	const char *text = figure->text ? figure->text : "";

	if (figure->words && audience == FOR_PEOPLE && *text)
		text = _(text);
	utf8_printable(out, FIGURE_SIZE, text, strlen(text), false);
}

/* What stands for {name}; false if that name is not known. */
static bool write_figure(char out[static FIGURE_SIZE], struct text name,
	const struct figure_source *source, enum audience audience)
{
	struct figure_value figure;
	bool is_share = take_percent(&name);

	if (!source->get(source->context, name, &figure))
		return false;
	if (is_share)
		units_share(out, share_of(&figure));
	else if (figure.unit == UNIT_TEXT)
		write_text(out, &figure, audience);
	else if (figure.unit == UNIT_PERCENT && figure.exact && figure.value.n % 100 == 0)
		snprintf(out, FIGURE_SIZE, "%" PRId64 "%%", figure.value.n / 100);
	else if (figure.unit == UNIT_PERCENT)
		units_share(out, figure.value);
	else
		units_value(out, figure.value, figure.unit, SCALE_AUTO);
	return true;
}

bool sentence_next_name(struct text *rest, struct text *before, struct text *name)
{
	for (size_t i = 0; i < rest->length; i++) {
		const char *open = rest->at + i;
		const char *close = *open == '{' ? memchr(open, '}', rest->length - i) : NULL;

		if (!close)
			continue;
		*before = text_of(rest->at, i);
		*name = text_of(open + 1, (size_t)(close - open) - 1);
		*rest = text_of(close + 1, rest->length - i - name->length - 2);
		return true;
	}
	*before = *rest;
	*rest = text_of(rest->at + rest->length, 0);
	return false;
}

/* The form for the count, in the reader's language. */
static const char *form_of(const struct sentence *sentence, const struct figure_source *source,
	enum audience audience)
{
	uint64_t n;

	if (!sentence->plural)
		return audience == FOR_PEOPLE ? _(sentence->text) : sentence->text;
	n = value_or(sentence_figure(source, text_of_string(sentence->count)), 0);
	if (audience == FOR_MACHINES)
		return n == 1 ? sentence->text : sentence->plural;
	return ngettext(sentence->text, sentence->plural,
		n < ULONG_MAX ? (unsigned long)n : ULONG_MAX);
}

bool sentence_is_known(const struct sentence *sentence, const struct figure_source *source)
{
	struct text rest = text_of_string(sentence->text), before, name;
	struct figure_value figure;

	while (sentence_next_name(&rest, &before, &name)) {
		struct text bare = name;

		take_percent(&bare);
		if (!source->get(source->context, bare, &figure))
			return false;
		if (figure.unit == UNIT_TEXT ? !figure.text
					     : !value_known(sentence_figure(source, name)))
			return false;
	}
	return true;
}

size_t sentence_fill(char *out, size_t size, const struct sentence *sentence,
	const struct figure_source *source, enum audience audience)
{
	struct out filled = { out, size, 0 };
	struct text rest = text_of_string(form_of(sentence, source, audience)), before, name;
	char figure[FIGURE_SIZE];

	while (sentence_next_name(&rest, &before, &name)) {
		put(&filled, before);
		if (write_figure(figure, name, source, audience))
			put(&filled, text_of_string(figure));
		else
			put(&filled, text_of(name.at - 1, name.length + 2));
	}
	put(&filled, before);
	if (size > 0)
		out[filled.length < size ? filled.length : size - 1] = '\0';
	return filled.length;
}
