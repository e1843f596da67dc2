/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/machine_rules.h"

#include "findings/figures.h"

#define MIB ((uint64_t)1 << 20)

static const struct judgement nothing = { SEVERITY_NONE, 0 };

/* A figure, 0 where it is not known: no rule here fires on 0. */
static uint64_t figure(const struct evidence *evidence, const char *name)
{
	return value_or(figures_get(evidence, name), 0);
}

/* Rates are in hundredths a second. */
static uint64_t a_second(const struct evidence *evidence, const char *name)
{
	return figure(evidence, name) / 100;
}

struct judgement judge_oom_kills(const struct evidence *evidence)
{
	if (figure(evidence, "oom_new") > 0)
		return (struct judgement){ SEVERITY_CRITICAL, 0 };
	return (struct judgement){ figure(evidence, "oom_total") > 0 ? SEVERITY_NOTE
								     : SEVERITY_NONE,
		1 };
}

struct judgement judge_pressure(const struct evidence *evidence)
{
	uint64_t some = figure(evidence, "psi_some");

	if (figure(evidence, "psi_full") > 1000)
		return (struct judgement){ SEVERITY_CRITICAL, 0 };
	if (some > 1000)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return (struct judgement){ some > 200 ? SEVERITY_NOTE : SEVERITY_NONE, 0 };
}

struct judgement judge_cgroup_limit(const struct evidence *evidence)
{
	struct value used = share_of(figures_get(evidence, "cgroup_used"),
		figures_get(evidence, "cgroup_limit"));

	if (evidence->system->cgroup.version == 0 || value_or(used, 0) <= 9000)
		return nothing;
	return (struct judgement){ used.n > 9800 ? SEVERITY_CRITICAL : SEVERITY_WARNING, 0 };
}

struct judgement judge_commit_limit(const struct evidence *evidence)
{
	struct value promised = share_of(figures_get(evidence, "Committed_AS"),
		figures_get(evidence, "CommitLimit"));

	if (value_or(evidence->system_extras.overcommit_mode, 0) != 2 ||
		value_or(promised, 0) <= 9000)
		return nothing;
	return (struct judgement){ promised.n > 9800 ? SEVERITY_CRITICAL : SEVERITY_WARNING, 0 };
}

/* Out alone is the kernel tidying up; in alone is what was tidied up being used again. */
struct judgement judge_swap_traffic(const struct evidence *evidence)
{
	uint64_t in = a_second(evidence, "swap_in"), out = a_second(evidence, "swap_out");

	if (in > MIB && out > MIB)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return (struct judgement){ in > MIB || out > MIB ? SEVERITY_NOTE : SEVERITY_NONE, 0 };
}

/*
 * From the middle between the two limits on, balance_dirty_pages() makes writers sleep
 * (dirty_freerun_ceiling() in mm/page-writeback.c).
 */
struct judgement judge_dirty_throttling(const struct evidence *evidence)
{
	uint64_t limit = figure(evidence, "dirty_limit");
	uint64_t middle = limit / 2 + figure(evidence, "dirty_background") / 2;

	if (limit == 0 || figure(evidence, "dirty") <= middle)
		return nothing;
	return (struct judgement){ SEVERITY_WARNING, 0 };
}

struct judgement judge_kswapd(const struct evidence *evidence)
{
	const struct zoneinfo *zoneinfo = &evidence->system->zoneinfo;

	for (size_t i = 0; i < zoneinfo->count; i++)
		if (zoneinfo->zones[i].unreclaimable > 0 && zoneinfo->zones[i].managed > 0)
			return (struct judgement){ SEVERITY_WARNING, 0 };
	return nothing;
}

struct judgement judge_refaults(const struct evidence *evidence)
{
	uint64_t again = a_second(evidence, "refault");

	if (again > 100 * MIB)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return (struct judgement){ again > 10 * MIB ? SEVERITY_NOTE : SEVERITY_NONE, 0 };
}

struct judgement judge_stalls(const struct evidence *evidence)
{
	uint64_t stalls = a_second(evidence, "stalls");

	if (stalls > 10)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	return (struct judgement){ stalls > 0 ? SEVERITY_NOTE : SEVERITY_NONE, 0 };
}

struct judgement judge_zram(const struct evidence *evidence)
{
	struct value full =
		share_of(figures_get(evidence, "zram_data"), figures_get(evidence, "SwapTotal"));
	struct value used =
		share_of(figures_get(evidence, "zram_used"), figures_get(evidence, "MemTotal"));

	if (value_or(full, 0) > 9000)
		return (struct judgement){ SEVERITY_WARNING, 0 };
	if (value_or(used, 0) > 2500)
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return nothing;
}
