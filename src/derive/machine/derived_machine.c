/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/derived_machine.h"

#include "base/shared.h"
#include "derive/machine/rates.h"
#include "derive/machine/watched.h"

const struct derived_machine *derived_of_machine(const struct system_sample *system)
{
	static const struct derived_machine nothing;

	return system->derived ? system->derived : &nothing;
}

struct derived_machine *derived_machine_edit(struct system_sample *system)
{
	if (!system->derived)
		system->derived = shared_new(sizeof(*system->derived), NULL);
	return system->derived;
}

enum status machine_derive(struct history *history, struct sample *now, const struct sample *before)
{
	static const struct processor_times nothing;
	struct derived_machine *derived = derived_machine_edit(&now->system);

	if (!derived)
		return STATUS_NO_MEMORY;
	rates_between(&derived->rates, now, before);
	processors_between(&derived->processors, &now->system.processors,
		before ? &before->system.processors : &nothing);
	return machine_watch(history, now, &derived->movement);
}
