/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside probe/: says in a thread of its own what a probe would do, so that no other thread waits for it. */
#ifndef MEMTOP_PROBE_ASSESSOR_H
#define MEMTOP_PROBE_ASSESSOR_H

#include <stdbool.h>

#include "base/status.h"
#include "sample/probe_report.h"

struct assessor;

/* event is rung when an answer is there.  NULL with errno; the path is copied. */
struct assessor *assessor_new(const char *balloon_path, int event);

/* Never waits for the thread.  NULL is allowed. */
void assessor_leave(struct assessor *assessor);

/* Forgets the answer before, and asks.  STATUS_FAILED with errno: there is no thread. */
enum status assessor_ask(struct assessor *assessor, const struct probe_request *request);

/* False until the last question is answered. */
bool assessor_look(struct assessor *assessor, struct probe_assessment *assessment);

#endif
