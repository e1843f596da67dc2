/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a probe is asked, what it shows while it runs, and what it reports.  probe/ fills these,
 * out/ prints them and ui/ draws them; main hands the prober from the one to the others.
 */
#ifndef MEMTOP_SAMPLE_PROBE_REPORT_H
#define MEMTOP_SAMPLE_PROBE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"
#include "base/units.h"
#include "base/value.h"

/* A path, whole: what is cut would be the path of another file. */
#define PROBE_TARGET 4096

#define PROBE_BALLOON_NAME "memtop-balloon" /* in ps, and on the overview */

/* The ways to show that cache comes back, from the one every user may use to the harshest. */
enum probe_mode {
	PROBE_PRESSURE, /* a balloon takes memory until the kernel gives up cache for it */
	PROBE_FILE,     /* one clean file is dropped from the cache */
	PROBE_CGROUP,  /* the balloon, in a cgroup of its own with a limit and a cache of its own */
	PROBE_RECLAIM, /* a chosen cgroup (v2) is asked to give up memory */
	PROBE_DROP,    /* the kernel is told to drop every clean page that is not mapped */
	PROBE_MODE_COUNT
};

/* Where a target is expected, and what of it is shown: N_("FILE") or NULL. */
struct probe_mode_row {
	const char *key;      /* JSON, and the word behind "probe": "pressure" */
	const char *argument; /* what it must be given: N_("FILE"), or NULL */
	bool takes_size;
	const char *happens; /* N_(): what will happen, in two sentences */
	const char *proves;  /* N_() */
	const char *cost;    /* N_(): what it costs others */
};
extern const struct probe_mode_row probe_modes[PROBE_MODE_COUNT];

enum probe_outcome {
	PROBE_PROVEN,
	PROBE_PARTLY, /* the arithmetic holds, but a guard stopped it before the whole was asked for */
	PROBE_NOT_PROVEN,
	PROBE_REFUSED, /* it could not be safe, or could prove nothing: nothing was done */
	PROBE_ABORTED, /* the user, or the end of the terminal or parent, stopped it */
	PROBE_OUTCOME_COUNT
};
extern const char *const probe_outcome_keys[PROBE_OUTCOME_COUNT]; /* "proven" ... */

/* memtop's exit status for an outcome: 0 proven, 3 the answer is no, 4 refused. */
int probe_exit_status(enum probe_outcome outcome);

/* A thing said in both kinds of output: a word for machines and a sentence for people. */
struct probe_phrase {
	const char *key;  /* "swap_nearly_full" */
	const char *text; /* N_() */
};

/* A guard of the policy; the table stands in probe/policy.c. */
struct probe_guard {
	struct probe_phrase phrase; /* its reason: why it stops the probe */
	const char *title;          /* N_(), short, for the list on screen */
	enum unit unit;             /* of now and limit below */
	const char *suffix;         /* behind now and limit: "ms", "%" or "" */
	bool event; /* it happens or not: there is no way to it that could be shown */
};

/* How far a guard is from firing: it fires when now reaches limit. */
struct probe_guard_state {
	const struct probe_guard *guard;
	bool known; /* false: this kernel does not tell, or it has not been read yet */
	bool fired;
	uint64_t now, limit;
};
#define PROBE_GUARDS_MAX 24

struct probe_request {
	enum probe_mode mode;
	uint64_t bytes;     /* asked for; 0: as much as is safe */
	unsigned percent;   /* of what is safe, 1 to 100; 0: bytes counts */
	const char *target; /* file of PROBE_FILE, cgroup of PROBE_RECLAIM */
	bool readonly;      /* --readonly: every mode is refused */
};

/*
 * Reads SIZE as the user typed it: "1G", "512M", "50%".  STATUS_MALFORMED for anything else, for 0,
 * negative numbers and more than 100 %; message says it.
 */
enum status probe_parse_size(struct probe_request *request, struct text size,
	struct message *message);

/*
 * Reads the words behind "probe": [SIZE], or a mode's key and what it must be given.  Strings of
 * words are kept, not copied.  STATUS_MALFORMED: message says what is wrong.
 */
enum status probe_parse_words(struct probe_request *request, char *const *words, size_t count,
	struct message *message);

/* The same of one string, in which a blank stands before the target: "file /a b". */
void probe_parse_way(struct probe_request *request, const char *way);

/* What was found out about another way, where the one that was asked for is refused. */
struct probe_way {
	bool asked;                         /* false: nothing is known of it */
	const struct probe_phrase *refusal; /* NULL: it can be done */
	char target[256];                   /* what it can be given; "": the user's choice */
};

/* The least invasive way that can be done, or PROBE_MODE_COUNT if none can. */
enum probe_mode probe_way_offered(const struct probe_way *ways);

/* The command of a way, argument standing for a target that is the user's choice. */
void probe_way_command(char *out, size_t size, const struct probe_way *ways, enum probe_mode mode,
	const char *argument);

/*
 * Whether the way can be done, and how or why not, in one sentence.  False, without a sentence, where
 * nothing is known, or where it fails for the same reason as the way that was asked for.
 */
bool probe_way_sentence(char *out, size_t size, const struct probe_way *ways, enum probe_mode mode,
	const struct probe_phrase *reason);

/* What was found before anything was done.  All in bytes. */
struct probe_assessment {
	enum probe_mode mode;
	const struct probe_phrase *refusal; /* NULL: it can be done */
	char detail[160];   /* what the refusal is about: a path, a figure; may be empty */
	uint64_t requested; /* what will be asked for; 0 if refused */
	uint64_t budget;    /* the most that can be asked for */
	uint64_t from_free; /* of requested: what free memory alone gives */
	struct value available, floor, mapped, protected_groups;
	struct value cgroup_room, commit_room, address_space; /* absent: no such limit */
	char cgroup[256];   /* whose limit is tightest; "" without one */
	bool inside_cgroup; /* that limit is what will be reached: figures are the cgroup's own */
	struct probe_way ways[PROBE_MODE_COUNT]; /* instead, where it is refused */
};

/* One moment of a probe; free includes the per-CPU lists. */
struct probe_sample {
	uint32_t at_ms; /* since the start */
	uint64_t free, available, cache, balloon;
	struct value swap_used, pressure_full_us; /* us: since the start */
};

/* A check of the proof's arithmetic: left and right must not differ by more than tolerance. */
struct probe_check {
	struct probe_phrase phrase; /* the reason if it does not hold */
	const char *title;          /* N_(): what it compares */
	bool made;                  /* false: a figure that it needs is not known here */
	bool optional;              /* the proof stands without it where it cannot be made */
	bool at_most;               /* left may also be any less than right */
	bool holds;
	uint64_t left, right, tolerance; /* bytes */
};
#define PROBE_CHECKS_MAX 4

/* What of the cache did not move, and why; parts may overlap. */
struct probe_stayed {
	struct value cache, shared_memory, unevictable, mapped, dirty, protected_groups;
};

struct probe_report {
	enum probe_mode mode;
	enum probe_outcome outcome;
	const struct probe_phrase *reason;    /* NULL when proven */
	const struct probe_guard *stopped_by; /* NULL: the whole was asked for */
	char detail[160];
	char target[PROBE_TARGET];
	uint64_t requested, touched;
	struct value given_up, kswapd_reclaimed, direct_reclaimed, swapped_out;
	struct value allocation_stalls, pressure_full_us;
	unsigned
		rounds; /* how often the balloon was filled: more than once if a guard ended one early */
	struct value others_at_peak,
		others_after; /* anonymous memory of others since it began; < 0: less */
	struct value free_before, free_at_peak, free_after, returned, per_cpu_lists_after;
	struct value return_ns;      /* from release until free had returned; absent: it did not */
	struct value refaults_after; /* pages */
	struct value read_after;     /* bytes read from disks in the seconds after */
	struct value oom_kills;
	struct probe_stayed stayed;
	struct probe_check checks[PROBE_CHECKS_MAX];
	size_t check_count;
	struct probe_way ways[PROBE_MODE_COUNT]; /* instead, where it was refused */
	const struct probe_sample *samples;      /* the prober's, until its next start */
	size_t sample_count;
};

/* The verdict in one sentence, in the user's language; never more than was shown. */
void probe_verdict(char *out, size_t size, const struct probe_report *report);

/* How the budget came about, in one sentence; needs no refusal. */
void probe_budget_sentence(char *out, size_t size, const struct probe_assessment *assessment);

enum probe_phase {
	PROBE_IDLE,
	PROBE_STARTING,
	PROBE_FILLING,
	PROBE_RETURNING, /* released; waiting until the memory is free again */
	PROBE_WATCHING,  /* counting what others read again */
	PROBE_DONE,
	PROBE_PHASE_COUNT
};
extern const char *const probe_phase_titles[PROBE_PHASE_COUNT]; /* N_() */

struct probe_progress {
	bool assessed; /* and the answer: */
	struct probe_assessment assessment;
	enum probe_phase phase;
	uint64_t requested, touched;
	const struct probe_sample
		*samples; /* valid until the next start; those counted never change */
	size_t sample_count;
	struct probe_guard_state guards[PROBE_GUARDS_MAX];
	size_t guard_count;
	const struct probe_report *report; /* NULL until PROBE_DONE */
};

/*
 * One probe at a time:
 *
 *	prober.assess(prober.context, &request);
 *	poll(prober.descriptor) ... prober.look(prober.context, &progress) ... until progress.assessed
 *	... show progress.assessment: its refusal says whether start() would refuse; ask ...
 *	prober.start(prober.context, &request, &message);
 *	poll(prober.descriptor) ... prober.look(prober.context, &progress) ... until PROBE_DONE
 */
struct prober {
	void *context;
	int descriptor; /* readable when there is something new to look at; look() makes it unreadable */
	/*
	 * Asks, in a thread, what would be done; look() has the answer to the last question once it is
	 * there.  STATUS_FAILED with errno: there is no thread.
	 */
	enum status (*assess)(void *context, const struct probe_request *request);
	/* Starts a thread that assesses again and then does it.  STATUS_REFUSED: one is running. */
	enum status (*start)(void *context, const struct probe_request *request,
		struct message *message);
	/* Never waits for the kernel or for the probe. */
	void (*look)(void *context, struct probe_progress *progress);
	/* Lets go at once; safe in a signal handler, and when nothing runs. */
	void (*release)(void *context);
	/* Waits until the balloon holds nothing any more: at most a few seconds. */
	void (*wait_released)(void *context);
};

#endif
