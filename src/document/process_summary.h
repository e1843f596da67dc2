/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of what stands above a process's mappings, one row a figure: text, screen, JSON and
 * the explanations behind `?` come from it.  The most telling figures come first, so that a small
 * screen shows the beginning.
 */
#ifndef MEMTOP_DOCUMENT_PROCESS_SUMMARY_H
#define MEMTOP_DOCUMENT_PROCESS_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/label.h"
#include "sample/process_detail.h"

/* Columns that a label takes at most, in every language. */
#define SUMMARY_LABEL 15

/* Room for whatever stands for a figure. */
#define SUMMARY_TEXT 512

struct summary_row {
	/* Explained: what it is, how it is reckoned, and from which file.  Without a key, for people. */
	struct label label;
	size_t at; /* of the struct value in struct process_detail */
	struct value (*value)(const struct process_detail *detail, const struct summary_row *row);
	/* In place of the figure, for people: any bytes, "" if there is nothing to say.  Or NULL. */
	void (*words)(char out[static SUMMARY_TEXT], const struct process_detail *detail);
	const char *absent; /* what an absent figure means: N_(), or NULL */
};

/* Ends with a row without a title. */
extern const struct summary_row summary_rows[];

/* How many there are. */
size_t summary_count(void);

/* The figure; of what has only words, absent. */
struct value summary_value(const struct summary_row *row, const struct process_detail *detail);

/* Whether there is a figure, words, or a reason to show why there is none. */
bool summary_is_told(const struct summary_row *row, const struct process_detail *detail);

/* The figure or the words, in the user's language: any bytes, NUL-terminated. */
void summary_print(char out[static SUMMARY_TEXT], const struct summary_row *row,
	const struct process_detail *detail, enum scale scale);

/* Why smaps_rollup gave nothing: a kernel thread and a zombie have no such figures. */
struct value summary_rollup_missing(const struct process_detail *detail);

#endif
