/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/cgroups/bounds.h"

#include "base/i18n.h"
#include "derive/cgroup/figures.h"
#include "document/kernel/way.h"

void cgroups_put_uncounted(struct document *document, const struct cgroups *cgroups)
{
	static const struct label label = { "uncounted_reason", NULL,
		N_("Why no BPF program counted what can be reclaimed of version 1's kernel memory: not_built, no_library, switched_off, no_rights, no_bpf, no_btf, locked_down, filtered, too_old, not_verified, not_loaded, not_agreed; null: one did, or version 2 tells it."),
		UNIT_TEXT };
	const struct kernel_refusal *refusal = cgroups ? &cgroups->uncounted : NULL;

	document_place(document, FOR_PROGRAMS, &label,
		refusal && refusal->kind != KERNEL_NOT_REFUSED
			? datum_of_string(kernel_refusal_names[refusal->kind])
			: datum_none());
}

/* How there could be one figure. */
static void say_uncounted(struct document *document, const struct cgroups *cgroups)
{
	struct message reason;

	if (cgroups->uncounted.kind == KERNEL_NOT_REFUSED)
		return;
	kernel_refusal_say(&reason, &cgroups->uncounted);
	document_say(document, EMPHASIS_NONE, _("A BPF program could count it. %s"), reason.text);
}

void cgroups_say_bounds(struct document *document, const struct cgroups *cgroups)
{
	bool any = false;

	for (size_t i = 0; i < cgroups->count && !any; i++)
		any = cgroup_unreclaimable_is_bound(cgroups, i);
	if (!any)
		return;
	document_line(document, EMPHASIS_NONE,
		_("Version 1 does not tell how much kernel memory can be reclaimed: < marks the most that cannot be given back, > the least room."));
	say_uncounted(document, cgroups);
}

void cgroup_say_bounds(struct document *document, const struct cgroups *cgroups, size_t node)
{
	const struct cgroup *cgroup = cgroups->nodes[node].cgroup;
	char most[UNITS_SIZE], least[UNITS_SIZE], kernel[UNITS_SIZE];

	if (!cgroup_unreclaimable_is_bound(cgroups, node))
		return;
	units_value(most, cgroup_unreclaimable(cgroup), UNIT_BYTES, SCALE_AUTO);
	units_value(least, cgroup_unreclaimable_least(cgroups, node), UNIT_BYTES, SCALE_AUTO);
	units_value(kernel, cgroup_kernel(cgroup), UNIT_BYTES, SCALE_AUTO);
	document_say(document, EMPHASIS_NONE,
		_("HARD is at most %s, and at least %s: version 1 does not tell how much of its "
		  "kernel memory, %s, can be reclaimed."),
		most, least, kernel);
	say_uncounted(document, cgroups);
}
