/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that need a live sample; their rows stand with the others in verdict_rules.c. */
#ifndef MEMTOP_FINDINGS_MACHINE_RULES_H
#define MEMTOP_FINDINGS_MACHINE_RULES_H

#include "findings/verdict.h"

struct judgement judge_oom_kills(const struct evidence *evidence);
struct judgement judge_pressure(const struct evidence *evidence);
struct judgement judge_cgroup_limit(const struct evidence *evidence);
struct judgement judge_commit_limit(const struct evidence *evidence);
struct judgement judge_swap_traffic(const struct evidence *evidence);
struct judgement judge_dirty_throttling(const struct evidence *evidence);
struct judgement judge_kswapd(const struct evidence *evidence);
struct judgement judge_refaults(const struct evidence *evidence);
struct judgement judge_stalls(const struct evidence *evidence);
struct judgement judge_zram(const struct evidence *evidence);

#endif
