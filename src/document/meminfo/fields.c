/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/meminfo/fields.h"

#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/text.h"

#define IN(field) (MEMINFO_##field + 1)

const struct field fields[MEMINFO_FIELD_COUNT] = {
#include "document/meminfo/cache.h"
#include "document/meminfo/hardware.h"
#include "document/meminfo/huge.h"
#include "document/meminfo/kernel.h"
#include "document/meminfo/legacy.h"
#include "document/meminfo/overview.h"
#include "document/meminfo/programs.h"
#include "document/meminfo/swap.h"
};

static const char *const groups[GROUP_COUNT] = {
	[GROUP_OVERVIEW] = N_("Overview"),
	[GROUP_PAGE_CACHE] = N_("Page cache"),
	[GROUP_ANONYMOUS] = N_("Programs' own memory"),
	[GROUP_SHARED] = N_("Shared memory"),
	[GROUP_KERNEL] = N_("Kernel"),
	[GROUP_SWAP] = N_("Swap"),
	[GROUP_HUGE_PAGES] = N_("Huge pages"),
	[GROUP_COMMIT] = N_("Promises and address space"),
	[GROUP_HARDWARE] = N_("Hardware"),
	[GROUP_LEGACY] = N_("Old kernels"),
};

const char *field_group_title(enum field_group group)
{
	return groups[group];
}

const char *field_reclaim_title(enum field_reclaim reclaim)
{
	static const char *const titles[] = {
		[RECLAIM_NOT_MEMORY] = N_("not memory in use"),
		[RECLAIM_FREE] = N_("free already"),
		[RECLAIM_YES] = N_("yes, when something needs memory"),
		[RECLAIM_WRITE] = N_("yes, after it was written"),
		[RECLAIM_PARTLY] = N_("partly"),
		[RECLAIM_SWAP] = N_("only by swapping it out"),
		[RECLAIM_NO] = N_("no"),
	};

	return titles[reclaim];
}

int field_parent(enum meminfo_field field)
{
	return fields[field].inside - 1;
}

unsigned field_depth(enum meminfo_field field)
{
	unsigned depth = 0;
	int parent = field_parent(field);

	for (; parent >= 0; parent = field_parent((enum meminfo_field)parent))
		if (fields[parent].group == fields[field].group)
			depth++;
	return depth;
}

int field_related(enum meminfo_field field, size_t count)
{
	struct text rest = text_of_string(fields[field].related), name;

	do
		name = text_next_word(&rest);
	while (count-- > 0 && name.length > 0);
	return name.length > 0 ? meminfo_field_find(name.at, name.length) : -1;
}

struct tree {
	enum meminfo_field *ids;
	size_t count;
	enum field_group group;
};

/* parent -1: those that nothing in the group holds. */
static void add_children(struct tree *tree, int parent)
{
	for (int id = 0; id < MEMINFO_FIELD_COUNT; id++) {
		int holder = field_parent((enum meminfo_field)id);

		if (fields[id].group != tree->group)
			continue;
		if (holder >= 0 && fields[holder].group != tree->group)
			holder = -1;
		if (holder != parent)
			continue;
		tree->ids[tree->count++] = (enum meminfo_field)id;
		add_children(tree, id);
	}
}

size_t field_tree(enum meminfo_field ids[MEMINFO_FIELD_COUNT], enum field_group group)
{
	struct tree tree = { ids, 0, group };

	add_children(&tree, -1);
	return tree.count;
}

bool field_matches(enum meminfo_field field, const char *text)
{
	const struct field *row = &fields[field];
	const char *const parts[] = { row->counts, row->computed, row->overlaps, row->how,
		row->misread };

	if (strcasestr(meminfo_field_name(field), text))
		return true;
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (parts[i] && *parts[i] && strcasestr(_(parts[i]), text))
			return true;
	return false;
}
