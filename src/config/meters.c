/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config/meters.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"

const struct meter_row meter_rows[METER_COUNT] = {
	[METER_MACHINE] = { "machine", N_("Machine"),
		N_("Name, kernel, uptime, load, how busy the processors are, and the time.") },
	[METER_MEMORY] = { "memory", N_("Memory bar"),
		N_("The bar of all memory, and what its parts are.") },
	[METER_CGROUP] = { "cgroup", N_("Cgroup bar"),
		N_("The limit that memtop itself runs under, as in a container, and its use.") },
	[METER_SWAP] = { "swap", N_("Swap bar"), N_("Swap that is used, and its traffic.") },
	[METER_STORES] = { "stores", N_("zram, huge pages"),
		N_("Compressed swap and pools of huge pages, where there are any.") },
	[METER_PRESSURE] = { "pressure", N_("Pressure"),
		N_("How long programs wait for memory, refaults, direct reclaim and OOM kills.") },
	[METER_PROCESSORS] = { "processors", N_("Each processor"),
		N_("How busy each processor is; on screens of 36 lines and more.") },
	[METER_FINDINGS] = { "findings", N_("Findings"),
		N_("What the figures mean: who grows, whether memory is short.") },
	[METER_PAST] = { "past", N_("Graph"),
		N_("Memory in use over time; on screens of 36 lines and more.") },
};

bool meter_list_has(const struct meter_list *list, enum meter id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->ids[i] == id)
			return true;
	return false;
}

static int find(struct text name)
{
	for (int id = 0; id < METER_COUNT; id++)
		if (text_equals(name, meter_rows[id].name))
			return id;
	return -1;
}

static enum status unknown(struct text name, struct message *message)
{
	const char *names[METER_COUNT];

	for (int id = 0; id < METER_COUNT; id++)
		names[id] = meter_rows[id].name;
	message_set(message, _("'%s' is none of these: %s"), quoted(name).text,
		joined(names, METER_COUNT).text);
	return STATUS_MALFORMED;
}

enum status meter_list_parse(struct meter_list *list, const char *text, struct message *message)
{
	struct text rest = text_of_string(text);
	struct meter_list read = { .count = 0 };

	do {
		struct text name = text_trim(text_next_field(&rest, ','));
		int id = find(name);

		if (id < 0)
			return unknown(name, message);
		if (!meter_list_has(&read, (enum meter)id))
			read.ids[read.count++] = (enum meter)id;
	} while (rest.length > 0);
	*list = read;
	return STATUS_OK;
}
