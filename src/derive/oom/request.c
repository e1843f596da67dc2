/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a request may use, by the names of its flags or, to 4.5, by its bits (include/linux/gfp.h). */
#include <string.h>

#include "derive/oom/internal.h"

#define GFP_DMA      0x1
#define GFP_HIGHMEM  0x2
#define GFP_DMA32    0x4
#define GFP_MOVABLE  0x8
#define GFP_WAIT     0x10      /* to 4.3 */
#define GFP_HIGH     0x20      /* may use a part of the reserve */
#define GFP_RECLAIM  0x400000  /* 4.4 to 4.7: direct reclaim */
#define GFP_RECLAIMS 0x2400000 /* 4.4 to 4.7: direct reclaim, or kswapd's */

static bool has(struct text flags, const char *name)
{
	return flags.length > 0 && memmem(flags.at, flags.length, name, strlen(name)) != NULL;
}

static void by_names(struct oom_view *view, struct text flags)
{
	bool huge = has(flags, "GFP_TRANSHUGE");

	view->movable = huge || has(flags, "MOVABLE");
	view->atomic =
		has(flags, "GFP_ATOMIC") || has(flags, "__GFP_HIGH|") ||
		(flags.length >= 10 && memcmp(flags.at + flags.length - 10, "__GFP_HIGH", 10) == 0);
	view->may_wait = !has(flags, "GFP_ATOMIC") && !has(flags, "GFP_NOWAIT") &&
			 (has(flags, "GFP_KERNEL") || has(flags, "GFP_NO") || has(flags, "USER") ||
				 has(flags, "RECLAIM") || has(flags, "GFP_DMA") || huge);
	if (view->movable)
		view->top = OOM_ZONE_MOVABLE;
	else if (has(flags, "HIGH") && (has(flags, "HIGHUSER") || has(flags, "__GFP_HIGHMEM")))
		view->top = OOM_ZONE_HIGHMEM;
	else if (has(flags, "GFP_DMA32"))
		view->top = OOM_ZONE_DMA32;
	else if (has(flags, "GFP_DMA"))
		view->top = OOM_ZONE_DMA;
}

static void by_bits(struct oom_view *view, uint64_t mask)
{
	bool newer = (mask & GFP_RECLAIMS) != 0;

	view->movable = (mask & GFP_MOVABLE) && (mask & GFP_HIGHMEM);
	view->atomic = mask & GFP_HIGH;
	view->may_wait = newer ? (mask & GFP_RECLAIM) != 0 : (mask & GFP_WAIT) != 0;
	if (view->movable)
		view->top = OOM_ZONE_MOVABLE;
	else if (mask & GFP_HIGHMEM)
		view->top = OOM_ZONE_HIGHMEM;
	else if (mask & GFP_DMA32)
		view->top = OOM_ZONE_DMA32;
	else if (mask & GFP_DMA)
		view->top = OOM_ZONE_DMA;
}

static bool closely_follows(const struct oom_report *report, const struct oom_report *next)
{
	if (!value_known(report->time_us) || !value_known(next->time_us))
		return true;
	return next->time_us.n >= report->time_us.n &&
	       next->time_us.n - report->time_us.n <= 5 * INT64_C(1000000);
}

void oom_request_derive(struct oom_view *view, const struct oom_report *next)
{
	const struct oom_request *request = &view->report->request;

	if (!request->known && view->report->victim.known && next && next->request.known &&
		!next->mem_info && closely_follows(view->report, next)) {
		request = &next->request;
		view->order_of_next = true;
	}
	view->order = request->order;
	view->top = OOM_ZONE_NORMAL;
	view->may_wait = true;
	view->top_known = request->gfp.length > 0 || value_known(request->mask);
	if (request->gfp.length > 0)
		by_names(view, request->gfp);
	else if (value_known(request->mask))
		by_bits(view, request->mask.n);
	else
		view->top = OOM_ZONE_MOVABLE;
	/* PF_MEMALLOC: what reclaims does not wait for reclaim. */
	if (text_starts(request->requester, "kswapd"))
		view->may_wait = false;
}
