/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints each rule that gives an advice: subject/rule, its view or "-", and the advice, by tabs. */
#include <stdio.h>

#include "base/macros.h"
#include "findings/cgroup_rules.h"
#include "findings/kernel_rules.h"
#include "findings/leak_rules.h"
#include "findings/looks/cache_rules.h"
#include "findings/looks/shared_rules.h"
#include "findings/machine_rules.h"
#include "findings/oom_rules.h"
#include "findings/process_rules.h"
#include "findings/processes_rules.h"

int main(void)
{
	static const struct subject *const subjects[] = { &machine_subject, &process_subject,
		&processes_subject, &heap_subject, &leak_subject, &search_subject, &cgroup_subject,
		&cgroups_subject, &kernel_subject, &shared_subject, &cache_subject, &oom_subject };

	for (size_t i = 0; i < COUNT_OF(subjects); i++)
		for (const struct rule *rule = subjects[i]->rules; rule->name; rule++)
			if (rule->advice)
				printf("%s/%s\t%s\t%s\n", subjects[i]->name, rule->name,
					rule->view ? rule->view : "-", rule->advice);
	return 0;
}
