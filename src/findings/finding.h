/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What figures mean.  A subject (the machine, a process, its heap) has a table of named figures and
 * a table of rules.  A rule is a row: which figures it looks at, from which levels on it fires, the
 * sentence that says so, what to do, and the view that shows more.
 *
 *	struct findings findings = { 0 };
 *	findings_judge(&findings, &(struct facts){ &machine_subject, .machine = &evidence });
 *	finding_sentence(text, sizeof(text), findings_headline(&findings), FOR_PEOPLE);
 */
#ifndef MEMTOP_FINDINGS_FINDING_H
#define MEMTOP_FINDINGS_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"
#include "document/sentence.h"
#include "parse/meminfo/meminfo.h"

enum severity {
	SEVERITY_NONE,     /* the rule does not fire */
	SEVERITY_OK,       /* a reason not to worry */
	SEVERITY_NOTE,     /* worth knowing, nothing need be done */
	SEVERITY_WARNING,  /* something should be looked into */
	SEVERITY_CRITICAL, /* something fails, or is about to */
};

struct subject;
struct evidence;
struct process_evidence;
struct heap_evidence;
struct leak_evidence;
struct search_evidence;
struct cgroup_evidence;
struct oom_view;
struct processes_evidence;
struct shared_evidence;
struct cache_evidence;
struct kernel_evidence;

/* A subject and what is known of it, which outlives the findings. */
struct facts {
	const struct subject *subject;
	union {
		const struct evidence *machine;
		const struct process_evidence *process;
		const struct heap_evidence *heap;
		const struct leak_evidence *leaks;
		const struct search_evidence *search;
		const struct oom_view *oom;
		const struct cgroup_evidence *cgroup;
		const struct processes_evidence *processes;
		const struct shared_evidence *shared;
		const struct cache_evidence *cache;
		const struct kernel_evidence *kernel;
	};
};

/* A figure that rules look at and sentences name.  Exactly one of value, text and words is set. */
struct rule_figure {
	const char *name;
	size_t length;      /* of the name */
	const char *source; /* field, file or formula; N_() where it is prose */
	enum unit unit;     /* of the value */
	const char *whole;  /* {name%} is its share of this figure, or NULL */
	struct value (*value)(const struct facts *facts);
	const char *(*text)(const struct facts *facts);  /* any bytes; NULL: none */
	const char *(*words)(const struct facts *facts); /* N_(); NULL: none */
	const char
		*key; /* for machines, where name and unit do not make it: "rss_bytes"; or NULL */
};

struct level {
	enum unit unit; /* UNIT_NONE: there is no such level */
	uint64_t n;     /* in that unit */
};
#define PERCENT(percent)                                                                           \
	{                                                                                          \
		UNIT_PERCENT, (uint64_t)(percent)*100                                              \
	}
#define BYTES(bytes)                                                                               \
	{                                                                                          \
		UNIT_BYTES, bytes                                                                  \
	}
#define MEBIBYTES(n)                                                                               \
	{                                                                                          \
		UNIT_BYTES, (uint64_t)(n) << 20                                                    \
	}
#define COUNT(count)                                                                               \
	{                                                                                          \
		UNIT_COUNT, count                                                                  \
	}
#define HOURS(hours)                                                                               \
	{                                                                                          \
		UNIT_DURATION, (hours)*3600                                                        \
	}

struct judgement {
	enum severity severity;
	unsigned sentence; /* which of the rule's sentences says it */
};

struct rule;

/* What a judge is asked: whether this rule fires on these facts. */
struct question {
	const struct rule *rule;
	enum severity level; /* by the levels alone */
	const struct facts *facts;
};

#define RULE_FIGURES   11
#define RULE_SENTENCES 14
#define RULE_LIMITS    3

struct rule {
	const char *name; /* a contract with scripts: "memory_short" */

	/* The figure, or its share ("Shmem%"), that is held against the levels; NULL: judge decides. */
	const char *measure;
	const char *figures[RULE_FIGURES]; /* what else it looks at and its sentences name */
	bool below;                        /* fires below its levels instead of above them */
	struct level ok, note, warning, critical;
	struct level floor;               /* a figure below it fires nothing, whatever its share */
	struct level limits[RULE_LIMITS]; /* for the judge: {limit}, {limit2}, {limit3} */
	const char *condition; /* N_(): when it fires, as far as the levels do not say it */
	struct judgement (*judge)(const struct question *question); /* NULL: the levels decide */

	struct sentence sentences[RULE_SENTENCES];
	const char *advice; /* N_(), with {figures}, or NULL where there is nothing to do */
	const char *view;   /* the view that answers it, or NULL */
	const char *action; /* what to do there, by the name of the key's action, or NULL */
	/* Whether advice, view and action hold of these facts, too.  NULL: they do. */
	bool (*advised)(const struct facts *facts);
	enum meminfo_field field; /* whose explanation goes with it */

	bool live;       /* needs a sample */
	bool any_origin; /* fires on texts that are no real kernel's, too */
	bool closer;     /* only where the subject itself is shown */
	bool late;       /* behind the findings of other subjects that are as severe */
	bool first; /* before all others, however severe: memtop itself runs under that limit */
};

struct subject {
	const char *name; /* "machine" */
	/* In the order of importance within a severity; each ends with a row without a name. */
	const struct rule *rules;
	const struct rule_figure *figures;
	/* Figures beside the table: fields of meminfo.  NULL: none. */
	bool (*other_figure)(const struct facts *facts, struct text name, struct figure_value *out);
	const char *whole; /* what shares of those are of */
	/* Whether these facts allow the rule at all.  NULL: they do. */
	bool (*applies)(const struct rule *rule, const struct facts *facts);
};

struct finding {
	const struct rule *rule;
	enum severity severity;
	unsigned sentence;
	struct facts facts;
};

#define FINDINGS_MOST 64

/* Those that are to be first, then the worst, of these those that are not late; then in the order of judging and of the table. */
struct findings {
	struct finding rows[FINDINGS_MOST];
	size_t count;
};

/* Adds what the subject's rules find.  The facts' evidence must stay as long as the findings. */
void findings_judge(struct findings *findings, const struct facts *facts);

/* The same without rules that are for a closer look: for a view that shows the subject beside others. */
void findings_judge_beside(struct findings *findings, const struct facts *facts);

/*
 * The one sentence: the worst finding from warning on; otherwise what says that all is well;
 * otherwise the worst.  NULL if nothing was found.
 */
const struct finding *findings_headline(const struct findings *findings);

/*
 * What people should read at once: warnings and worse, then one that says that all is well, then
 * notes.  Returns how many.
 */
#define HEADLINES_MOST 3
size_t findings_headlines(const struct finding *out[static HEADLINES_MOST],
	const struct findings *findings);

/* The finding of that rule, or NULL. */
const struct finding *findings_find(const struct findings *findings, const char *rule);

/*
 * The first of a rule's sentences that says nothing unknown: the one of that index, or one from
 * plain on, where they stand by how much they say; the last if none does.
 */
unsigned rule_sentence(const struct question *question, unsigned index, unsigned plain);

/* A rule's judge where the level says all: the first of its sentences that says nothing unknown. */
struct judgement judge_by_level(const struct question *question);

/* The sentence, and the advice, "" if there is none, with figures.  As sentence_fill() does. */
size_t finding_sentence(char *out, size_t size, const struct finding *finding,
	enum audience audience);
size_t finding_advice(char *out, size_t size, const struct finding *finding,
	enum audience audience);

/* Whether the rule's advice, view and action hold of what was found. */
bool finding_advised(const struct finding *finding);

#define FIGURE_KEY_SIZE 64

/*
 * The figures that a rule looks at, one a call from index 0 on; false after the last.  A rule's
 * measure comes first.  The key is the figure's own, or its name and unit: "heap_pinned_bytes"; a
 * field of the kernel's keeps its name.
 */
bool finding_figure(const struct finding *finding, size_t index, char key[static FIGURE_KEY_SIZE],
	struct figure_value *value);

/* When a rule fires, and what it looks at, in sentences for people. */
size_t rule_condition(char *out, size_t size, const struct rule *rule,
	const struct subject *subject);
size_t rule_sources(char *out, size_t size, const struct rule *rule, const struct subject *subject);

/* A figure of the subject by name; false if it has none of that name. */
bool facts_get(const struct facts *facts, struct text name, struct figure_value *out);

/* The text of such a figure, or NULL. */
const char *facts_text(const struct facts *facts, const char *name);

/* For judges.  A figure or share by name; whether it is known and above, or below, a level. */
struct value facts_figure(const struct facts *facts, const char *name);
bool facts_above(const struct facts *facts, const char *name, struct level level);
bool facts_below(const struct facts *facts, const char *name, struct level level);

/* The judgement of a rule that fires at that severity with its first sentence if so. */
static inline struct judgement judged(bool fires, enum severity severity)
{
	return (struct judgement){ fires ? severity : SEVERITY_NONE, 0 };
}

static inline struct judgement judged_nothing(void)
{
	return judged(false, SEVERITY_NONE);
}

/* A judge: the measure is beyond its level, and its share is not below the first limit. */
struct judgement judge_large_share(const struct question *question);

/* For machines: "ok", "note", "warning", "critical"; for people: N_(). */
const char *severity_name(enum severity severity);
const char *severity_title(enum severity severity);

#endif
