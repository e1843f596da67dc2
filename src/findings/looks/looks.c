/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/looks/looks.h"

#include <string.h>

static bool is_fresh(int64_t look_ns, int64_t now_ns)
{
	return look_ns > 0 && now_ns - look_ns <= LOOK_LASTS_NS;
}

void looks_take(struct looks *looks, const struct sample *sample)
{
	if (!sample->kernel_memory)
		return;
	kernel_memory_unref(looks->memory);
	looks->memory = kernel_memory_ref(sample->kernel_memory);
	looks->kernel_ns = sample->wall_ns;
	kernel_evidence_of(&looks->kernel, sample);
}

void looks_drop(struct looks *looks)
{
	kernel_memory_unref(looks->memory);
	*looks = (struct looks){ .memory = NULL };
}

void looks_copy(struct looks *to, const struct looks *from)
{
	looks_drop(to);
	*to = *from;
	if (to->memory)
		kernel_memory_ref(to->memory);
}

static void drop(struct findings *findings, const char *rule)
{
	size_t kept = 0;

	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->rows[i].rule->name, rule) != 0)
			findings->rows[kept++] = findings->rows[i];
	findings->count = kept;
}

void looks_judge(struct findings *findings, const struct looks *looks, const struct sample *sample)
{
	const int64_t now_ns = sample->wall_ns;

	if (is_fresh(looks->kernel_ns, now_ns) && !sample->kernel_memory)
		findings_judge_beside(findings,
			&(struct facts){ &kernel_subject, { .kernel = &looks->kernel } });
	if (is_fresh(looks->cache_ns, now_ns))
		findings_judge_beside(findings,
			&(struct facts){ &cache_subject, { .cache = &looks->cache } });
	if (!is_fresh(looks->shared_ns, now_ns))
		return;
	findings_judge_beside(findings,
		&(struct facts){ &shared_subject, { .shared = &looks->shared } });
	/* Both say how much is shared; this one says what it is. */
	if (findings_find(findings, "shared_large"))
		drop(findings, "shared_memory");
}
