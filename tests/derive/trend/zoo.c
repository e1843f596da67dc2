/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zoo.h"

#include <math.h>
#include <string.h>

#include "zoo_parts.h"

/* Every other life is watched from its first moment on, when program and libraries are loaded. */
static void start(struct zoo_life *life, uint64_t *seed)
{
	double all = zoo_size_between(seed, 2 * MIB, 30 * MIB),
	       until = zoo_size_between(seed, 0.2, 3);

	if (zoo_between(seed, 0, 1) < 0.5)
		return;
	EACH(i) life->bytes[i] += all * fmin(1, zoo_time_of(i) / until);
	life->leaks_from = fmax(life->leaks_from, until);
	life->innocent_from = fmax(life->innocent_from, 2 * until + 5);
}

const struct zoo_kind *zoo_kind_at(size_t at)
{
	static const struct zoo_kind *const tables[] = { zoo_leaks, zoo_innocents, zoo_others };

	for (size_t i = 0; i < COUNT_OF(tables); i++)
		for (const struct zoo_kind *kind = tables[i]; kind->name; kind++)
			if (at-- == 0)
				return kind;
	return NULL;
}

void zoo_live(struct zoo_life *life, const struct zoo_kind *kind, uint64_t seed)
{
	/* Seeds that are near one another shall not make lives that are. */
	seed = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
	for (int i = 0; i < 8; i++)
		zoo_between(&seed, 0, 1);
	memset(life, 0, sizeof(*life));
	life->leaks_from = INFINITY;
	kind->live(life, &seed);
	start(life, &seed);
	if (isfinite(life->leaks_from))
		life->innocent_from = INFINITY;
}

double zoo_pace(const struct zoo_life *life, double seconds)
{
	size_t last = (size_t)(seconds / ZOO_TICK), first = (size_t)(life->leaks_from / ZOO_TICK);

	if (last >= ZOO_TICKS)
		last = ZOO_TICKS - 1;
	if (!isfinite(life->leaks_from) || first >= last)
		return 0;
	if (life->accelerates)
		first = last < 10 ? 0 : last - 10;
	return (life->lost[last] - life->lost[first]) / (zoo_time_of(last) - zoo_time_of(first)) *
	       60;
}
