/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as a stream of words that goes on over ends of lines, since mailers wrap lines anywhere;
 * and the forms that a word can have.
 */
#ifndef MEMTOP_PARSE_OOM_WORDS_H
#define MEMTOP_PARSE_OOM_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "parse/oom/lines.h"
#include "parse/oom/report.h"

/* Figures beyond these are no machine's: digits of two numbers that ran into one another. */
#define OOM_BYTES_MAX (UINT64_C(1) << 54)
#define OOM_COUNT_MAX (UINT64_C(1) << 42)

/* A place between two words.  Set line alone by oom_words_go(). */
struct oom_words {
	struct oom_lines *lines;
	size_t line, at;
	size_t length; /* of the word at at; 0: not looked for yet */
};

/* Goes to the beginning of a line. */
void oom_words_go(struct oom_words *words, size_t line);

/* The next word without taking it; empty at the end.  Words broken in two by a wrap are one. */
struct text oom_words_peek(struct oom_words *words);
struct text oom_words_take(struct oom_words *words);

/* Takes the words of phrase, which one blank separates, if they are the next ones. */
bool oom_words_skip(struct oom_words *words, const char *phrase);

/* Whether the next word is the first of its line. */
bool oom_words_at_line_start(struct oom_words *words);

/* The line of the next word, whole and from that word on; empty at the end. */
struct text oom_words_line(struct oom_words *words);
struct text oom_words_rest_of_line(struct oom_words *words);

/* The end of that line, where lines are as the kernel printed them: takes what is left of it. */
struct text oom_words_take_line(struct oom_words *words);

/* A number and "kB" (or "KB") behind it, and nothing else: gives bytes. */
bool oom_word_kilobytes(struct text word, uint64_t *bytes);

/* "name:123kB" (bytes), "name:123" (what it says): 1 and 0; -1 for anything else.  Name in the table. */
enum oom_word_form { OOM_WORD_OTHER, OOM_WORD_NAME, OOM_WORD_COUNT, OOM_WORD_BYTES };
enum oom_word_form oom_word_figure(struct text word, enum oom_key *key, uint64_t *n);

/* The key of that name; -1 if there is none. */
int oom_key_find(struct text name);

/* "12*64kB" */
bool oom_word_blocks(struct text word, uint64_t *count, uint64_t *size);

/* text behind a prefix and in front of the first of the bytes in stop; empty if it has no such prefix. */
struct text oom_text_between(struct text text, const char *prefix, const char *stop);

/* Where needle begins in text; text.length if nowhere. */
size_t oom_text_find(struct text text, const char *needle);

#endif
