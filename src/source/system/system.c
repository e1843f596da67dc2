/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/system/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "derive/machine/rates.h"
#include "parse/system/swaps.h"
#include "source/system/cgroup_limit.h"
#include "source/system/extras.h"

enum kept_file { MEMINFO_FILE, ZONEINFO_FILE, VMSTAT_FILE, PRESSURE_FILE, UPTIME_FILE, OPEN_FILES };

static const char *const kept_names[OPEN_FILES] = {
	[MEMINFO_FILE] = "meminfo",
	[ZONEINFO_FILE] = "zoneinfo",
	[VMSTAT_FILE] = "vmstat",
	[PRESSURE_FILE] = "pressure/memory",
	[UPTIME_FILE] = "uptime",
};

struct system_reader {
	const struct kernel_root *root;
	int kept[OPEN_FILES]; /* open descriptors, -1 until opened */
	struct file_buffer buffer;
	struct cgroup_limit *cgroup_limit;
	struct vmstat before; /* of the sample before; nothing asked in the first */
};

struct system_reader *system_reader_new(const struct kernel_root *root)
{
	struct system_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->cgroup_limit = cgroup_limit_new(root, 0);
	if (!reader->cgroup_limit) {
		free(reader);
		return NULL;
	}
	reader->root = root;
	for (int i = 0; i < OPEN_FILES; i++)
		reader->kept[i] = -1;
	return reader;
}

void system_reader_free(struct system_reader *reader)
{
	if (!reader)
		return;
	for (int i = 0; i < OPEN_FILES; i++)
		if (reader->kept[i] >= 0)
			close(reader->kept[i]);
	file_buffer_free(&reader->buffer);
	cgroup_limit_free(reader->cgroup_limit);
	free(reader);
}

static enum status read_retained(struct system_reader *reader, enum kept_file file)
{
	int *descriptor = &reader->kept[file];

	if (*descriptor < 0)
		*descriptor = openat(reader->root->proc, kept_names[file], O_RDONLY | O_CLOEXEC);
	if (*descriptor < 0)
		return status_from_errno(errno);
	return file_read_again(&reader->buffer, *descriptor);
}

static void read_meminfo(struct system_reader *reader, struct system_sample *system)
{
	system->meminfo_status = read_retained(reader, MEMINFO_FILE);
	if (system->meminfo_status == STATUS_OK)
		system->meminfo_status =
			meminfo_parse(&system->meminfo, reader->buffer.text, reader->buffer.length);
	else
		values_fill(system->meminfo.field, sizeof(system->meminfo.field),
			value_state_of(system->meminfo_status));
}

static void read_zoneinfo(struct system_reader *reader, struct system_sample *system)
{
	system->zoneinfo_status = read_retained(reader, ZONEINFO_FILE);
	if (system->zoneinfo_status == STATUS_OK)
		system->zoneinfo_status = zoneinfo_parse(&system->zoneinfo, reader->buffer.text,
			reader->buffer.length);
	system->per_cpu_lists =
		system->zoneinfo_status == STATUS_OK
			? value_of(system->zoneinfo.per_cpu_pages * system->page_size)
			: value_missing(value_state_of(system->zoneinfo_status));
}

static void read_vmstat(struct system_reader *reader, struct system_sample *system)
{
	system->vmstat_status = read_retained(reader, VMSTAT_FILE);
	if (system->vmstat_status == STATUS_OK)
		system->vmstat_status =
			vmstat_parse(&system->vmstat, reader->buffer.text, reader->buffer.length);
	else
		values_fill(&system->vmstat, sizeof(system->vmstat),
			value_state_of(system->vmstat_status));
}

/* With psi=0 on the kernel's command line the file is there, and reading it says EOPNOTSUPP. */
static void read_pressure(struct system_reader *reader, struct system_sample *system)
{
	system->psi_status = read_retained(reader, PRESSURE_FILE);
	/* A kernel without the file, or with psi=0, which says so in reading it. */
	if (system->psi_status == STATUS_OK)
		system->psi_status =
			psi_parse(&system->psi, reader->buffer.text, reader->buffer.length);
	if (system->psi_status != STATUS_OK)
		values_fill(&system->psi, sizeof(system->psi), value_state_of(system->psi_status));
}

static void read_uptime(struct system_reader *reader, struct system_sample *system)
{
	struct text rest;

	if (read_retained(reader, UPTIME_FILE) != STATUS_OK)
		return;
	rest = text_of(reader->buffer.text, reader->buffer.length);
	text_next_number(&rest, &system->uptime_seconds);
}

static void add_zram(struct compressed_swap *compressed, const struct zram_stat *stat)
{
	compressed->zram_original =
		value_of(value_or(compressed->zram_original, 0) + stat->original);
	compressed->zram_used = value_of(value_or(compressed->zram_used, 0) + stat->used);
}

/* The name of the device at the end of an area's path: "zram0" of "/dev/zram0". */
static struct text device_name(struct text path)
{
	while (path.length) {
		struct text name = text_next_field(&path, '/');

		if (path.length == 0)
			return name;
	}
	return path;
}

static void read_zram(struct system_reader *reader, struct compressed_swap *compressed)
{
	struct file_buffer areas = { 0 };
	struct swap_area area;
	struct zram_stat stat;
	struct text rest;

	if (file_read(&areas, reader->root->proc, "swaps") == STATUS_OK) {
		rest = text_of(areas.text, areas.length);
		while (swaps_next(&area, &rest)) {
			struct text name = device_name(area.name);
			char path[128];

			if (!area.is_zram || name.length > 32)
				continue;
			snprintf(path, sizeof(path), "block/%.*s/mm_stat", (int)name.length,
				name.at);
			if (file_read(&reader->buffer, reader->root->sys, path) == STATUS_OK &&
				zram_parse_stat(&stat, reader->buffer.text,
					reader->buffer.length) == STATUS_OK)
				add_zram(compressed, &stat);
		}
	}
	file_buffer_free(&areas);
}

static void read_compressed(struct system_reader *reader, struct system_sample *system)
{
	system->compressed.zswap_used = system->meminfo.field[MEMINFO_Zswap];
	system->compressed.zswap_original = system->meminfo.field[MEMINFO_Zswapped];
	system->compressed.zram_original = system->compressed.zram_used =
		value_missing(VALUE_ABSENT);
	if (value_or(system->meminfo.field[MEMINFO_SwapTotal], 0) > 0)
		read_zram(reader, &system->compressed);
}

static void compute_rates(struct system_reader *reader, struct sample *sample)
{
	struct system_sample *system = &sample->system;

	rates_of_counters(&system->rates, system, &reader->before,
		(double)value_or(sample->interval_ns, 0) / 1e9);
	reader->before = system->vmstat;
}

void system_read(struct system_reader *reader, struct sample *sample)
{
	struct system_sample *system = &sample->system;

	system->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	/* zoneinfo right after meminfo: both are needed for the sum, and what lies between is error. */
	read_meminfo(reader, system);
	read_zoneinfo(reader, system);
	read_vmstat(reader, system);
	read_pressure(reader, system);
	read_uptime(reader, system);
	read_compressed(reader, system);
	cgroup_limit_read(reader->cgroup_limit, &system->cgroup,
		value_or(system->meminfo.field[MEMINFO_MemTotal], UINT64_MAX));
	system_extras_read(&system->system_extras, reader->root, system->page_size);
	compute_rates(reader, sample);
}
