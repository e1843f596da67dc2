/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside probe/: the state of the thread that carries a probe out. */
#ifndef MEMTOP_PROBE_SUPERVISOR_H
#define MEMTOP_PROBE_SUPERVISOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/worker.h"
#include "probe/assessor.h"
#include "probe/balloon/link.h"
#include "probe/budget.h"
#include "probe/groups.h"
#include "probe/policy.h"
#include "probe/reading.h"
#include "sample/probe_report.h"

#define SAMPLES_MAX 4096 /* one in 20 ms: more than a minute of pressure and what follows it */
#define WINDOW_SIZE 64   /* readings of the last second, 20 ms apart at the closest */

/* What the thread works with, and no other thread touches while it runs. */
struct probe_run {
	struct probe_request request;
	char target[PROBE_TARGET];
	struct groups *groups;
	struct reader *reader;
	struct probe_assessment plan;
	struct probe_report report;
	struct balloon_link balloon;
	int lock;     /* held while a probe runs, system-wide; -1: not held */
	int terminal; /* the controlling one, or -1 */
	pid_t parent;
	uint64_t start_ns, beat_ns, sample_ns, publish_ns;
	struct probe_reading before, step, now, peak, after;
	struct probe_reading best_peak, best_after; /* of the round that showed most */
	struct probe_reading window[WINDOW_SIZE];   /* a ring */
	size_t window_next;
	uint64_t previous_ns, step_bytes, filled_ns, low_since_ns;
	struct probe_guard_state guards[GUARD_COUNT];
	size_t guard_count;
	enum probe_phase phase;
};

struct prober_state {
	struct worker worker; /* its event is for the reader */
	char *balloon_path;
	int control; /* eventfd: readable once release() was called */
	int idle;    /* eventfd: readable while nothing is held */
	atomic_bool released;
	struct assessor *assessor;    /* rings the worker's event */
	struct probe_sample *samples; /* append-only while a probe runs */
	atomic_size_t sample_count;
	/* under the lock, which the supervisor only ever tries until its last word */
	struct probe_progress latest;
	bool running;
	struct probe_report report; /* the finished one */
	struct probe_run run;
};

/* Takes a reading into run.now, and a sample and a publication of it when they are due. */
void supervisor_read(struct prober_state *state);

/* Publishes what is known now; skipped if a reader holds it just then, unless it is the last. */
void supervisor_publish(struct prober_state *state, bool last);

void supervisor_phase(struct prober_state *state, enum probe_phase phase);

/* Waits for so many ms, or until release() is called: true then. */
bool supervisor_wait(struct prober_state *state, int ms);

/* Whether release() was called, or the owner of the probe is gone. */
bool supervisor_unwanted(struct prober_state *state);

/* Ends the report as refused. */
void supervisor_refuse(struct prober_state *state, enum refusal refusal, const char *detail);

/* Ends the report as aborted before anything was taken. */
void supervisor_abort(struct prober_state *state);

/* Counts what is read again in the seconds after run.after, until enough was seen. */
void supervisor_watch(struct prober_state *state);

/* Samples until what was given up is free again, at most 10 s; fills run.after and return_ns. */
void supervisor_await_return(struct prober_state *state, uint64_t released_ns);

/* Tells the waiting thread that nothing is held any more. */
void supervisor_idle(struct prober_state *state);

/* Asks the policy, with so many bytes taken of what was requested. */
void supervisor_decide(struct prober_state *state, struct decision *decision, uint64_t taken);

/* What a probe would do; takes a state of its own, so that a running one is not disturbed. */
void supervisor_assess(struct prober_state *state, const struct probe_request *request,
	struct probe_assessment *assessment);

/* press.c: starts the balloon, empty.  False: the report is refused. */
bool press_start(struct prober_state *state);

/* The pressure itself, by run.plan: from the first step until the report is complete. */
void press(struct prober_state *state);

/*
 * A mode: what would be done, and doing it after an assessment without refusal.  Where the request
 * lacks its target, it is assessed for one that is known to do, in assessment->cgroup, or for any.
 */
struct mode_operations {
	void (*assess)(struct prober_state *state, const struct probe_request *request,
		struct probe_assessment *assessment);
	void (*carry_out)(struct prober_state *state);
};
extern const struct mode_operations pressure_operations; /* press.c */
extern const struct mode_operations file_operations;     /* other_modes.c */
extern const struct mode_operations reclaim_operations;
extern const struct mode_operations drop_operations;
extern const struct mode_operations cgroup_operations; /* private_cgroup.c */

/* preconditions.c: reads the kernel for a pressure probe among these groups. */
void preconditions_find(struct preconditions *preconditions, const struct probe_request *request,
	struct groups *groups, struct reader *reader);

/* A lock that one process of the machine can hold, and that ends with it.  -1: it is held. */
int probe_lock(void);

/* lock_memory.c: keeps the supervisor's code and data in memory while it runs, as far as allowed. */
void lock_memory(const struct prober_state *state, const struct reader *reader);
void unlock_memory(void);

#endif
