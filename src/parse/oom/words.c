/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/oom/words.h"

#include <string.h>

#include "base/macros.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

void oom_words_go(struct oom_words *words, size_t line)
{
	words->line = line;
	words->at = words->length = 0;
}

/* Goes over blanks and to the next line, to where a word begins; NULL at the end of the text. */
static const struct oom_line *settle(struct oom_words *words)
{
	const struct oom_line *line;

	while ((line = oom_lines_at(words->lines, words->line))) {
		struct text rest =
			text_of(line->text.at + words->at, line->text.length - words->at);
		struct text word;

		if (words->length > 0)
			return line;
		word = text_next_word(&rest);
		if (word.length > 0) {
			words->at = (size_t)(word.at - line->text.at);
			words->length = word.length;
			return line;
		}
		oom_words_go(words, words->line + 1);
	}
	return NULL;
}

struct text oom_words_rest_of_line(struct oom_words *words)
{
	const struct oom_line *line = settle(words);

	if (!line)
		return text_of("", 0);
	return text_trim(text_of(line->text.at + words->at, line->text.length - words->at));
}

struct text oom_words_line(struct oom_words *words)
{
	const struct oom_line *line = settle(words);

	return line ? text_trim(line->text) : text_of("", 0);
}

struct text oom_words_take_line(struct oom_words *words)
{
	struct text rest = oom_words_rest_of_line(words);

	oom_words_go(words, words->line + 1);
	return rest;
}

bool oom_words_at_line_start(struct oom_words *words)
{
	const struct oom_line *line = settle(words);

	for (size_t i = 0; line && i < words->at; i++)
		if (line->text.at[i] != ' ' && line->text.at[i] != '\t')
			return false;
	return line != NULL;
}

struct text oom_words_peek(struct oom_words *words)
{
	const struct oom_line *line = settle(words);

	return line ? text_of(line->text.at + words->at, words->length) : text_of("", 0);
}

struct text oom_words_take(struct oom_words *words)
{
	struct text word = oom_words_peek(words);

	words->at += word.length;
	words->length = 0;
	return word;
}

bool oom_words_skip(struct oom_words *words, const char *phrase)
{
	struct oom_words next = *words;
	struct text rest = text_of_string(phrase);

	while (rest.length > 0) {
		struct text wanted = text_next_field(&rest, ' '), word = oom_words_take(&next);

		if (word.length != wanted.length || memcmp(word.at, wanted.at, word.length) != 0)
			return false;
	}
	*words = next;
	return true;
}

bool oom_word_kilobytes(struct text word, uint64_t *bytes)
{
	uint64_t n;

	if (word.length < 3 || word.at[word.length - 1] != 'B' ||
		(word.at[word.length - 2] != 'k' && word.at[word.length - 2] != 'K') ||
		!text_to_number(text_of(word.at, word.length - 2), &n) || n > UINT64_MAX >> 10)
		return false;
	*bytes = n << 10;
	return true;
}

struct key_name {
	const char *name;
	size_t length;
};

static const struct key_name key_names[OOM_KEY_COUNT] = {
#define X(identifier, name) [OOM_##identifier] = { name, sizeof(name) - 1 },
	OOM_KEYS(X)
#undef X
};

/* Names that are printed in another way by some kernels. */
static const struct {
	const char *name;
	enum oom_key key;
} other_names[] = {
	{ "isolated(anon)", OOM_isolated_anon },
	{ "isolated(file)", OOM_isolated_file },
	{ "Active", OOM_active },
	{ "Active_anon", OOM_active_anon },
	{ "total_cache", OOM_cache },
	{ "total_rss", OOM_rss },
	{ "total_shmem", OOM_shmem },
	{ "total_swap", OOM_swap },
	{ "total_mapped_file", OOM_mapped_file },
};

int oom_key_find(struct text name)
{
	if (name.length == 0)
		return -1;
	for (int key = 0; key < OOM_KEY_COUNT; key++)
		if (key_names[key].length == name.length && key_names[key].name[0] == name.at[0] &&
			memcmp(key_names[key].name, name.at, name.length) == 0)
			return key;
	for (size_t i = 0; i < COUNT_OF(other_names); i++)
		if (text_equals(name, other_names[i].name))
			return (int)other_names[i].key;
	return -1;
}

enum oom_word_form oom_word_figure(struct text word, enum oom_key *key, uint64_t *n)
{
	const char *colon = word.length ? memchr(word.at, ':', word.length) : NULL;
	struct text value;
	int found;

	if (!colon)
		return OOM_WORD_OTHER;
	found = oom_key_find(text_of(word.at, (size_t)(colon - word.at)));
	if (found < 0)
		return OOM_WORD_OTHER;
	*key = (enum oom_key)found;
	value = text_of(colon + 1, word.length - (size_t)(colon - word.at) - 1);
	if (value.length == 0)
		return OOM_WORD_NAME;
	if (oom_word_kilobytes(value, n))
		return *n <= OOM_BYTES_MAX ? OOM_WORD_BYTES : OOM_WORD_OTHER;
	return text_to_number(value, n) && *n <= OOM_COUNT_MAX ? OOM_WORD_COUNT : OOM_WORD_OTHER;
}

bool oom_word_blocks(struct text word, uint64_t *count, uint64_t *size)
{
	const char *star = word.length ? memchr(word.at, '*', word.length) : NULL;
	size_t at;

	if (!star || !is_digit(word.at[0]))
		return false;
	at = (size_t)(star - word.at);
	return text_to_number(text_of(word.at, at), count) && *count <= UINT32_MAX &&
	       oom_word_kilobytes(text_of(star + 1, word.length - at - 1), size) &&
	       *size <= UINT64_C(1) << 30;
}

struct text oom_text_between(struct text text, const char *prefix, const char *stop)
{
	size_t length = 0;

	if (!text_starts(text, prefix))
		return text_of("", 0);
	text = text_of(text.at + strlen(prefix), text.length - strlen(prefix));
	while (length < text.length && !strchr(stop, text.at[length]))
		length++;
	return text_of(text.at, length);
}

size_t oom_text_find(struct text text, const char *needle)
{
	const char *found =
		text.length ? memmem(text.at, text.length, needle, strlen(needle)) : NULL;

	return found ? (size_t)(found - text.at) : text.length;
}
