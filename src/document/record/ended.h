/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that ended, as a record has them. */
#ifndef MEMTOP_DOCUMENT_RECORD_ENDED_H
#define MEMTOP_DOCUMENT_RECORD_ENDED_H

#include "document/document.h"
#include "sample/record/exits.h"

/* Why ends of processes are recorded or not: a sentence, translated. */
const char *exits_state_sentence(enum exits_state state);

/*
 * How many ended and how many were lost, and which, with peak and code, for programs; and for people so
 * many, those that had most.  ended lasts as long as the document; NULL: nothing is known.
 */
void document_ended(struct document *document, const struct ended_processes *ended);
void document_ended_for_people(struct document *document, const struct ended_processes *ended,
	size_t most);

#define ENDED_SIZE 256

/* One of them in a sentence: how it ended, and its peak.  wall clock of now: how the time is written. */
void ended_say(char out[static ENDED_SIZE], const struct ended_process *ended, int64_t now_ns);
/* The first few of them in a line; empty: none. */
void ended_say_all(char out[static ENDED_SIZE], const struct ended_processes *ended);

#endif
