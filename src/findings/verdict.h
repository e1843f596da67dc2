/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the figures mean: a table of rules, each with what it looks at, when it fires, how serious
 * that is, a sentence that says it with the figures filled in, and what to do next.
 *
 *	evidence_of_meminfo(&evidence, &meminfo);
 *	verdict_judge(&verdict, &evidence);
 *	verdict_sentence(text, sizeof(text), verdict_headline(&verdict), &evidence, true);
 */
#ifndef MEMTOP_FINDINGS_VERDICT_H
#define MEMTOP_FINDINGS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/machine/evidence.h"

enum severity {
	SEVERITY_NONE,     /* the rule does not fire */
	SEVERITY_OK,       /* a reason not to worry */
	SEVERITY_NOTE,     /* worth knowing, nothing need be done */
	SEVERITY_WARNING,  /* something should be looked into */
	SEVERITY_CRITICAL, /* something fails, or is about to */
};

/* What a rule found: how serious, and which of its sentences says it. */
struct judgement {
	enum severity severity;
	unsigned sentence;
};

#define RULE_SENTENCES 4

struct rule {
	const char *name;                      /* a contract with scripts: "memory_short" */
	const char *inputs;                    /* fields and files, never translated */
	const char *threshold;                 /* when it fires: N_() */
	const char *sentences[RULE_SENTENCES]; /* with {figures}: N_() */
	const char *next;         /* what to do: N_(), or NULL where there is nothing to do */
	const char *view;         /* the view that shows more, or NULL */
	enum meminfo_field field; /* whose explanation goes with it */
	bool live;                /* needs a sample */
	bool any_origin;          /* fires on texts that are no real kernel's, too */
	struct judgement (*judge)(const struct evidence *evidence);
};

/* In the order of importance within a severity; ends with a row without a name. */
extern const struct rule verdict_rules[];

struct finding {
	const struct rule *rule;
	enum severity severity;
	const char *sentence; /* untranslated, with {figures} */
};

#define VERDICT_MAX 64

struct verdict {
	struct finding findings[VERDICT_MAX]; /* worst first */
	size_t count;
};

void verdict_judge(struct verdict *verdict, const struct evidence *evidence);

/*
 * The one sentence: the worst finding from warning on; otherwise what says that all is well;
 * otherwise the worst.  NULL if nothing was found.
 */
const struct finding *verdict_headline(const struct verdict *verdict);

/* The finding of that rule, or NULL. */
const struct finding *verdict_find(const struct verdict *verdict, const char *rule);

/* A finding's sentence with its figures, in the user's language or, for machines, in English. */
size_t verdict_sentence(char *out, size_t size, const struct finding *finding,
	const struct evidence *evidence, bool translated);

/*
 * The headline of a sample, in the user's language, and how serious it is; SEVERITY_NONE and an
 * empty text where there is nothing to say.
 */
enum severity verdict_of_system(char *out, size_t size, const struct system_sample *system);

/* For machines: "ok", "note", "warning", "critical". */
const char *severity_name(enum severity severity);

/* For people: N_(). */
const char *severity_title(enum severity severity);

#endif
