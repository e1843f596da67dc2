/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/overview/explain_segment.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/machine/segments.h"
#include "ui/session/session.h"
#include "ui/widgets/menu.h"

/* The figures of the system pane beside the segments of its bar. */
static const struct {
	const char *title, *explanation;
} topics[] = {
	{ N_("available"),
		N_("What programs can still get without swapping, as the kernel reckons it: free pages "
		   "and the part of the cache that can be given up, less the reserves (MemAvailable). "
		   "This, and not free, says whether memory is short.") },
	{ N_("Swap used"),
		N_("SwapTotal - SwapFree: pages moved out to disk or zram. Much of it with no traffic is "
		   "harmless.") },
	{ N_("Swap in, out"),
		N_("Bytes a second read back from swap and written to it (pswpin, pswpout of vmstat). "
		   "Steady traffic in both directions means that memory is short.") },
	{ N_("Cgroup"),
		N_("The tightest memory limit of the control groups that memtop itself runs in, and what "
		   "is used of it. Inside a container this is the limit that counts; the cache in it "
		   "(#) is given up before the limit kills anybody.") },
	{ N_("zram, zswap"),
		N_("Swapped pages that are kept compressed in memory: what they were, and the memory that "
		   "they take.") },
	{ N_("Huge pages"),
		N_("The pool of huge pages set apart (HugePages_Total x Hugepagesize). The idle part is "
		   "lost to everybody who does not ask for huge pages.") },
	{ N_("Pressure some"),
		N_("Share of the last 10 seconds in which at least one task waited for memory "
		   "(/proc/pressure/memory, some avg10). - means that the kernel does not measure it.") },
	{ N_("Pressure full"),
		N_("Share of the last 10 seconds in which all runnable tasks waited for memory: time in "
		   "which nobody got any work done.") },
	{ N_("refault"),
		N_("Pages a second that had been given up and were needed again "
		   "(workingset_refault_file + _anon). Near 0: the cache can do without what it gave up.") },
	{ N_("direct reclaim"),
		N_("Pages a second that programs had to free themselves before they got memory "
		   "(pgsteal_direct). Each is a delay for whoever asked.") },
	{ N_("OOM kills"),
		N_("Processes that the kernel has killed for want of memory since the boot (oom_kill).") },
};

/* Where the view explain begins for a segment of the bar. */
static const char *const segment_fields[SEGMENT_COUNT] = {
	[SEGMENT_APPLICATIONS] = "AnonPages",
	[SEGMENT_SHARED] = "Shmem",
	[SEGMENT_CACHE] = "Cached",
	[SEGMENT_HUGE] = "HugePages_Total",
	[SEGMENT_KERNEL] = "Slab",
	[SEGMENT_UNNAMED] = "MemTotal",
	[SEGMENT_FREE] = "MemFree",
};

#define TOPIC_COUNT (COUNT_OF(topics))

struct item {
	const char *title, *explanation; /* not translated */
};

/* The columns on screen, then the segments, then the rest of the system pane. */
static struct item item_at(const struct column_list *list, size_t index)
{
	if (index < list->count)
		return (struct item){ columns[list->ids[index]].label.title,
			columns[list->ids[index]].label.explanation };
	index -= list->count;
	if (index < SEGMENT_COUNT)
		return (struct item){ segment_rows[index].label.title,
			segment_rows[index].label.explanation };
	index -= SEGMENT_COUNT;
	return (struct item){ topics[index].title, topics[index].explanation };
}

static const char *item_label(void *context, size_t index, char *buffer, size_t size)
{
	const struct column_list *list = context;
	size_t segment = index - list->count;
	const char *title = _(item_at(list, index).title);

	if (index < list->count || segment >= SEGMENT_COUNT)
		return title;
	snprintf(buffer, size, "%c %s", segment_rows[segment].mark, title);
	return buffer;
}

static const char *item_detail(void *context, size_t index, char *buffer, size_t size)
{
	(void)buffer, (void)size;
	return _(item_at(context, index).explanation);
}

void explain_screen(struct ui *ui)
{
	struct column_list list = ui->settings.columns;
	struct menu menu = {
		.title = _("What is it?"),
		.context = &list,
		.count = list.count + SEGMENT_COUNT + TOPIC_COUNT,
		.label = item_label,
		.detail = item_detail,
	};
	size_t item = 0;

	for (size_t i = 0; i < list.count; i++) {
		if (list.ids[i] == ui->settings.sort)
			item = i;
	}
	if (menu_pick(ui, &menu, &item) && item >= list.count && item - list.count < SEGMENT_COUNT)
		session_open(ui, VIEW_EXPLAIN, segment_fields[item - list.count]);
}
