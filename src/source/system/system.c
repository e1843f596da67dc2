/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/system/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/macros.h"
#include "parse/system/swaps.h"
#include "source/system/cgroup_limit.h"
#include "source/other_root.h"
#include "source/system/extras.h"
#include "source/system/nodes.h"
#include "source/system/processors.h"

struct system_reader {
	const struct kernel_root *root;
	int kept[SYSTEM_FILE_COUNT]; /* open descriptors, -1 until opened */
	struct file_buffer buffer;
	struct cgroup_limit *cgroup_limit;
	bool other_root;
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
	reader->other_root = !pids_are_ours();
	for (int i = 0; i < SYSTEM_FILE_COUNT; i++)
		reader->kept[i] = -1;
	return reader;
}

void system_reader_free(struct system_reader *reader)
{
	if (!reader)
		return;
	for (int i = 0; i < SYSTEM_FILE_COUNT; i++)
		if (reader->kept[i] >= 0)
			close(reader->kept[i]);
	file_buffer_free(&reader->buffer);
	cgroup_limit_free(reader->cgroup_limit);
	free(reader);
}

static enum status read_retained(struct system_reader *reader, enum system_file file)
{
	int *descriptor = &reader->kept[file];

	if (*descriptor < 0)
		*descriptor = file_open(reader->root->proc, system_file_names[file], O_RDONLY);
	if (*descriptor < 0)
		return status_from_errno(errno);
	return file_read_again(&reader->buffer, *descriptor);
}

/* STATUS_NO_MEMORY. */
static enum status read_file(struct system_reader *reader, struct system_sample *system,
	enum system_file file)
{
	enum status status = read_retained(reader, file);

	return system_take(system, file, status, reader->buffer.text, reader->buffer.length);
}

static void note_zram(struct compressed_swap *compressed, enum status status)
{
	if (status_is_shortage(status))
		compressed->zram_original = compressed->zram_used =
			value_missing(value_state_of(status));
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
	enum status status;
	struct text rest;

	status = file_read(&areas, reader->root->proc, "swaps");
	note_zram(compressed, status);
	if (status == STATUS_OK) {
		rest = text_of(areas.text, areas.length);
		while (swaps_next(&area, &rest)) {
			struct text name = device_name(area.name);
			char path[128];

			if (!area.is_zram || name.length > 32)
				continue;
			snprintf(path, sizeof(path), "block/%.*s/mm_stat", (int)name.length,
				name.at);
			status = file_read(&reader->buffer, reader->root->sys, path);
			if (status == STATUS_OK && zram_parse_stat(&stat, reader->buffer.text,
							   reader->buffer.length) == STATUS_OK)
				add_zram(compressed, &stat);
			note_zram(compressed, status);
			if (status_is_shortage(status))
				break;
		}
	}
	file_buffer_free(&areas);
}

static void read_compressed(struct system_reader *reader, struct system_sample *system)
{
	system->compressed.zram_original = system->compressed.zram_used =
		value_missing(VALUE_ABSENT);
	if (value_or(system->meminfo.field[MEMINFO_SwapTotal], 0) > 0)
		read_zram(reader, &system->compressed);
}

/*
 * Of the files that rows are made of: without them a sheet is shorter, kinds of kernel memory are not there,
 * and what can be used is estimated by another way.
 */
static enum status shortage(const struct system_sample *system)
{
	const enum status statuses[] = { system->meminfo_status, system->zoneinfo_status,
		system->vmstat_status };

	for (size_t i = 0; i < COUNT_OF(statuses); i++)
		if (status_is_shortage(statuses[i]))
			return statuses[i];
	return STATUS_OK;
}

enum status system_read(struct system_reader *reader, struct sample *sample,
	const struct feed_request *request)
{
	bool texts = request->texts;
	struct system_sample *system = &sample->system;
	enum status status = texts ? system_keep_texts(system) : STATUS_OK, read;

	system->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	system->of_files = reader->other_root;
	/* zoneinfo right after meminfo: both are needed for the sum, and what lies between is error. */
	for (int file = 0; file < SYSTEM_FILE_COUNT && status == STATUS_OK; file++)
		if (texts || !system_file_is_for_records((enum system_file)file))
			status = read_file(reader, system, (enum system_file)file);
	read_compressed(reader, system);
	cgroup_limit_read(reader->cgroup_limit, &system->cgroup,
		value_or(system->meminfo.field[MEMINFO_MemTotal], UINT64_MAX));
	system_extras_read(&system->system_extras, reader->root);
	read = system_nodes_read(&system->nodes, reader->root, &reader->buffer);
	if (status == STATUS_OK)
		status = read;
	if (status == STATUS_OK)
		status = shortage(system);
	if (request->cost & COST_PROCESSORS)
		processors_read(system, reader->root, &reader->buffer);
	return status;
}
