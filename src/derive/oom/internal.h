/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the parts of derive/oom. */
#ifndef MEMTOP_DERIVE_OOM_INTERNAL_H
#define MEMTOP_DERIVE_OOM_INTERNAL_H

#include "derive/oom/oom.h"

void oom_request_derive(struct oom_view *view, const struct oom_report *next);
void oom_sums_derive(struct oom_view *view);
void oom_zones_derive(struct oom_view *view);
void oom_cause_derive(struct oom_view *view);

/* Whether the counters have much more free than the zones that are printed. */
bool oom_zones_missing(const struct oom_view *view);

#endif
