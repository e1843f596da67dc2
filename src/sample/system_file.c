/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/system_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "parse/system/sockstat.h"
#include "sample/sample.h"

const char *const system_file_names[SYSTEM_FILE_COUNT] = {
	[SYSTEM_MEMINFO] = "meminfo",
	[SYSTEM_ZONEINFO] = "zoneinfo",
	[SYSTEM_VMSTAT] = "vmstat",
	[SYSTEM_PRESSURE] = "pressure/memory",
	[SYSTEM_UPTIME] = "uptime",
	[SYSTEM_SOCKSTAT] = "net/sockstat",
	[SYSTEM_BUDDYINFO] = "buddyinfo",
	[SYSTEM_SLABINFO] = "slabinfo",
	[SYSTEM_PRESSURE_CPU] = "pressure/cpu",
	[SYSTEM_PRESSURE_IO] = "pressure/io",
};

/* A file and what was read of it. */
struct taken {
	enum status status;
	const char *text;
	size_t length;
};

/* What swap compressed in memory holds stands in meminfo, too. */
static enum status take_meminfo(struct system_sample *system, const struct taken *taken)
{
	system->meminfo_status = taken->status;
	if (taken->status == STATUS_OK)
		system->meminfo_status =
			meminfo_parse(&system->meminfo, taken->text, taken->length);
	else
		values_fill(system->meminfo.field, sizeof(system->meminfo.field),
			value_state_of(taken->status));
	system->compressed.zswap_used = system->meminfo.field[MEMINFO_Zswap];
	system->compressed.zswap_original = system->meminfo.field[MEMINFO_Zswapped];
	return system->meminfo_status;
}

static enum status take_zoneinfo(struct system_sample *system, const struct taken *taken)
{
	system->zoneinfo_status = taken->status;
	if (taken->status == STATUS_OK)
		system->zoneinfo_status =
			zoneinfo_parse(&system->zoneinfo, taken->text, taken->length);
	system->per_cpu_lists =
		system->zoneinfo_status == STATUS_OK
			? value_of(system->zoneinfo.per_cpu_pages * system->page_size)
			: value_missing(value_state_of(system->zoneinfo_status));
	return system->zoneinfo_status;
}

static enum status take_vmstat(struct system_sample *system, const struct taken *taken)
{
	system->vmstat_status = taken->status;
	if (taken->status == STATUS_OK)
		system->vmstat_status = vmstat_parse(&system->vmstat, taken->text, taken->length);
	else
		values_fill(&system->vmstat, sizeof(system->vmstat), value_state_of(taken->status));
	return system->vmstat_status;
}

/* With psi=0 on the kernel's command line the file is there, and reading it says EOPNOTSUPP. */
static enum status take_psi(struct psi *psi, const struct taken *taken)
{
	enum status status = taken->status;

	if (status == STATUS_OK)
		status = psi_parse(psi, taken->text, taken->length);
	if (status != STATUS_OK)
		values_fill(psi, sizeof(*psi), value_state_of(status));
	return status;
}

static enum status take_pressure(struct system_sample *system, const struct taken *taken)
{
	system->psi_status = take_psi(&system->psi, taken);
	return system->psi_status;
}

static enum status take_pressure_cpu(struct system_sample *system, const struct taken *taken)
{
	system->psi_cpu_status = take_psi(&system->psi_cpu, taken);
	return system->psi_cpu_status;
}

static enum status take_pressure_io(struct system_sample *system, const struct taken *taken)
{
	system->psi_io_status = take_psi(&system->psi_io, taken);
	return system->psi_io_status;
}

static enum status take_uptime(struct system_sample *system, const struct taken *taken)
{
	struct text rest = text_of(taken->text, taken->length);
	enum status status = taken->status;
	uint64_t seconds = 0;

	if (status == STATUS_OK && !text_next_number(&rest, &seconds))
		status = STATUS_MALFORMED;
	system->uptime =
		status == STATUS_OK ? value_of(seconds) : value_missing(value_state_of(status));
	return status;
}

static enum status take_sockstat(struct system_sample *system, const struct taken *taken)
{
	struct system_extras *extras = &system->system_extras;
	struct sockstat sockstat;
	enum status status = taken->status;

	if (status == STATUS_OK)
		status = sockstat_parse(&sockstat, taken->text, taken->length);
	if (status != STATUS_OK)
		values_fill(&sockstat, sizeof(sockstat), value_state_of(status));
	extras->tcp = value_times(sockstat.tcp_pages, system->page_size);
	extras->udp = value_times(sockstat.udp_pages, system->page_size);
	extras->fragments = sockstat.fragment_bytes;
	extras->sockets = status == STATUS_OK
				  ? value_of(value_or(extras->tcp, 0) + value_or(extras->udp, 0) +
					     value_or(extras->fragments, 0))
				  : value_missing(value_state_of(status));
	return status;
}

static enum status (*const takers[SYSTEM_FILE_COUNT])(struct system_sample *system,
	const struct taken *taken) = {
	[SYSTEM_MEMINFO] = take_meminfo,
	[SYSTEM_ZONEINFO] = take_zoneinfo,
	[SYSTEM_VMSTAT] = take_vmstat,
	[SYSTEM_PRESSURE] = take_pressure,
	[SYSTEM_UPTIME] = take_uptime,
	[SYSTEM_SOCKSTAT] = take_sockstat,
	[SYSTEM_PRESSURE_CPU] = take_pressure_cpu,
	[SYSTEM_PRESSURE_IO] = take_pressure_io,
};

enum status system_keep_texts(struct system_sample *system)
{
	if (!system->texts)
		system->texts = calloc(1, sizeof(*system->texts));
	if (!system->texts)
		return STATUS_NO_MEMORY;
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++)
		system->texts->file[file].status = STATUS_ABSENT;
	return STATUS_OK;
}

void system_texts_free(struct system_texts *texts)
{
	if (!texts)
		return;
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++)
		free(texts->file[file].text);
	free(texts);
}

static enum status keep(struct system_text *kept, const struct taken *taken)
{
	free(kept->text);
	*kept = (struct system_text){ .status = taken->status };
	if (taken->status != STATUS_OK)
		return taken->status;
	kept->text = malloc(taken->length + 1);
	if (!kept->text) {
		kept->status = STATUS_NO_MEMORY;
		return STATUS_NO_MEMORY;
	}
	if (taken->length > 0)
		memcpy(kept->text, taken->text, taken->length);
	kept->text[taken->length] = '\0';
	kept->length = taken->length;
	return STATUS_OK;
}

enum status system_take(struct system_sample *system, enum system_file file, enum status status,
	const char *text, size_t length)
{
	const struct taken taken = { status, text, length };
	enum status told = STATUS_OK, kept = STATUS_OK;

	if (takers[file])
		told = takers[file](system, &taken);
	if (system->texts)
		kept = keep(&system->texts->file[file], &taken);
	return told == STATUS_NO_MEMORY || kept == STATUS_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_OK;
}
