/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/evidence.h"

static struct value pages(const struct system_sample *system, struct value count)
{
	return value_times(count, system->page_size);
}

static void examine(struct evidence *evidence, const struct zoneinfo *zoneinfo,
	const struct balance_extra *extra, uint64_t page_size)
{
	origin_guess(&evidence->origin, evidence->meminfo);
	evidence->available_known = available_compute(&evidence->available, evidence->meminfo,
					    zoneinfo, page_size) == STATUS_OK;
	balance_compute(&evidence->balance, evidence->meminfo, &evidence->origin, extra);
}

void evidence_of_meminfo(struct evidence *evidence, const struct meminfo *meminfo)
{
	*evidence = (struct evidence){ .meminfo = meminfo };
	evidence->system_extras.overcommit_mode = meminfo->overcommit_mode;
	examine(evidence, NULL, NULL, 0);
}

void evidence_of_pasted(struct evidence *evidence, const struct pasted *pasted, size_t part)
{
	bool last = part == pasted->count - 1;

	evidence_of_meminfo(evidence, &pasted->parts[part]);
	evidence->place = (struct evidence_place){ .count = pasted->total,
		.index = last ? pasted->total - 1 : part,
		.one_machine = pasted->one_machine };
}

struct balance_extra evidence_balance_extra(const struct system_sample *system)
{
	const struct value *counter = system->vmstat.counter;

	return (struct balance_extra){
		.per_cpu_lists = system->per_cpu_lists,
		.isolated = pages(system,
			value_add(counter[VMSTAT_ISOLATED_ANON], counter[VMSTAT_ISOLATED_FILE])),
		.zsmalloc = pages(system, counter[VMSTAT_ZSMALLOC]),
	};
}

void evidence_of_system(struct evidence *evidence, const struct system_sample *system)
{
	struct balance_extra extra = evidence_balance_extra(system);

	*evidence = (struct evidence){ .meminfo = &system->meminfo, .system = system };
	evidence->per_cpu_lists = system->per_cpu_lists;
	evidence->system_extras = system->system_extras;
	examine(evidence, system->zoneinfo_status == STATUS_OK ? &system->zoneinfo : NULL, &extra,
		system->page_size);
}
