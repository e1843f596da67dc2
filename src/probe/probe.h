/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pressure probe and its less invasive modes behind the interface of sample/probe_report.h.
 *
 *	prober_new(&state, &message);
 *	struct prober prober = prober_interface(state);
 *	...
 *	prober_free(state);
 */
#ifndef MEMTOP_PROBE_PROBE_H
#define MEMTOP_PROBE_PROBE_H

#include "base/status.h"
#include "sample/probe_report.h"
#include "sample/rights.h"

struct prober_state;

/* Fills in what the ways of the probe that write a kernel's file are allowed.  STATUS_OK or a shortage. */
enum status probe_rights(struct rights *rights);

/* STATUS_NO_MEMORY, STATUS_FAILED: message says it. */
enum status prober_new(struct prober_state **state, struct message *message);

/* Releases what runs, and waits 5 s at the most until nothing is held.  NULL is allowed. */
void prober_free(struct prober_state *state);

struct prober prober_interface(struct prober_state *state);

/*
 * Runs a probe to its end without a screen, for a program that has nothing else to do meanwhile.
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT release it at once, and so does SIGTSTP before it stops the
 * program.  The report is good until the next start.  STATUS_FAILED: no thread; message says it.
 */
enum status prober_run_to_end(const struct prober *prober, const struct probe_request *request,
	const struct probe_report **report, struct message *message);

#endif
