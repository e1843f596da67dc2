/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/figures.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/process/columns.h"
#include "parse/keyed.h"

static enum status read_boot_time(struct figure_units *units, struct file_buffer *buffer,
	const struct kernel_root *root)
{
	static const struct keyed_row row = { .key = "btime" };
	struct value seconds = value_missing(VALUE_ABSENT);
	enum status status = file_read(buffer, root->proc, "stat");

	if (status == STATUS_OK)
		(void)keyed_parse(&seconds, &row, 1, buffer->text, buffer->length);
	units->boot_time = value_or(seconds, 0);
	return status;
}

enum status figure_units_read(struct figure_units *units, struct file_buffer *buffer,
	const struct kernel_root *root)
{
	static const struct keyed_row rows[] = { { .key = "RssAnon" }, { .key = "VmSwap" } };
	struct value values[2] = { 0 };
	enum status status, boot_status = read_boot_time(units, buffer, root);

	status = file_read(buffer, root->proc, "self/status");
	/* There is no self in a copy, nor where /proc belongs to a PID namespace beside this one. */
	if (status == STATUS_ABSENT)
		status = file_read(buffer, root->proc, "1/status");
	if (status == STATUS_OK)
		(void)keyed_parse(values, rows, 2, buffer->text, buffer->length);
	units->has_split = value_known(values[0]);
	units->has_swap = value_known(values[1]);
	units->ticks_per_second = (uint64_t)sysconf(_SC_CLK_TCK);
	units->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	if (status == STATUS_OK || status == STATUS_ABSENT)
		status = boot_status;
	return status == STATUS_ABSENT ? STATUS_OK : status;
}

/*
 * The unit of every metric that comes from status; a process without address space (a kernel
 * thread, a zombie) has no such figures, and neither has one whose kernel does not print them.
 */
void figures_of_status(struct process *process, const struct process_reading *reading,
	const struct figure_units *units)
{
	bool has_memory = reading->size != 0;
	const struct {
		enum metric metric;
		uint64_t bytes;
		bool printed;
	} figures[] = {
		{ METRIC_SIZE, reading->size, true },
		{ METRIC_RSS, reading->rss, true },
		{ METRIC_ANONYMOUS, reading->anonymous, units->has_split },
		{ METRIC_FILE, reading->file, units->has_split },
		{ METRIC_SHARED, reading->shared, units->has_split },
		{ METRIC_SWAP, reading->swap, units->has_swap },
		{ METRIC_LOCKED, reading->locked, true },
	};

	for (size_t i = 0; i < COUNT_OF(figures); i++)
		process_set(process, figures[i].metric,
			has_memory && figures[i].printed ? value_of(figures[i].bytes)
							 : value_missing(VALUE_ABSENT));
	process_set(process, METRIC_THREADS, value_of(reading->threads));
}

void figures_of_statm(struct process *process, uint64_t page_size)
{
	bool has_memory = process->statm.size != 0;

	process_set(process, METRIC_SIZE,
		has_memory ? value_of(process->statm.size * page_size)
			   : value_missing(VALUE_ABSENT));
	process_set(process, METRIC_RSS,
		has_memory ? value_of(process->statm.resident * page_size)
			   : value_missing(VALUE_ABSENT));
}

void figures_of_counters(struct process *process, const struct process_reading *reading,
	const struct figure_units *units, uint64_t now_ns)
{
	struct row *row;

	if (process->counted_ns == now_ns)
		return;
	process_set(process, METRIC_MINOR_FAULT_COUNT, value_of(reading->minor_faults));
	process_set(process, METRIC_MAJOR_FAULT_COUNT, value_of(reading->major_faults));
	process_set(process, METRIC_CPU_TIME,
		value_of((uint64_t)((double)reading->cpu_ticks * NS_PER_SECOND /
				    (double)units->ticks_per_second)));
	process->counted_ns = now_ns;
	if (process->row && process->row->state != reading->state && (row = process_edit(process)))
		row->state = reading->state;
}

void figures_of_stat(struct process *process, const struct process_reading *reading,
	const struct figure_units *units, uint64_t now_ns)
{
	figures_of_counters(process, reading, units, now_ns);
	process_set(process, METRIC_START,
		units->boot_time ? value_of(units->boot_time +
					    reading->start_ticks / units->ticks_per_second)
				 : value_missing(VALUE_ABSENT));
}

static void apply_memory(struct process *process, const struct swept_figures *figures)
{
	const struct {
		enum metric metric;
		uint64_t bytes;
	} rows[] = {
		{ METRIC_SIZE, figures->size },
		{ METRIC_RSS, figures->anonymous + figures->file + figures->shared },
		{ METRIC_ANONYMOUS, figures->anonymous },
		{ METRIC_FILE, figures->file },
		{ METRIC_SHARED, figures->shared },
		{ METRIC_SWAP, figures->swap },
		{ METRIC_LOCKED, figures->locked },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		process_set(process, rows[i].metric,
			figures->size ? value_of(rows[i].bytes) : value_missing(VALUE_ABSENT));
	process_set(process, METRIC_THREADS, value_of(figures->threads));
}

static void apply_counters(struct process *process, const struct swept *swept, uint64_t now_ns)
{
	struct row *row;

	process_set(process, METRIC_MINOR_FAULT_COUNT, value_of(swept->minor_faults));
	process_set(process, METRIC_MAJOR_FAULT_COUNT, value_of(swept->major_faults));
	process_set(process, METRIC_CPU_TIME, value_of(swept->cpu_ns));
	if (process->row->state != swept->state && (row = process_edit(process)))
		row->state = swept->state;
	process->counted_ns = now_ns;
}

bool figures_of_swept(struct process *process, const struct swept *swept, unsigned cost,
	uint64_t now_ns)
{
	const struct swept_figures *figures = &swept->figures;
	struct swept_before *told = process->told;
	bool moved = !told || memcmp(&told->figures, figures, sizeof(*figures)) != 0;

	if (told)
		told->figures = *figures;
	if (!process->row)
		return moved;
	if (moved || !process->is_applied) {
		apply_memory(process, figures);
		if (cost & COST_PAGE_TABLES)
			process_set(process, METRIC_PAGE_TABLES,
				figures->size ? value_of(figures->page_tables)
					      : value_missing(VALUE_ABSENT));
	}
	process->is_applied = true;
	if (cost & COST_EVERY_SAMPLE)
		apply_counters(process, swept, now_ns);
	return moved;
}

enum status figures_of_page_tables(struct process *process, struct file_buffer *buffer,
	const struct kernel_root *root)
{
	static const struct keyed_row rows[] = { { .key = "VmPTE" } };
	struct value value = value_missing(VALUE_ABSENT);
	char path[32];
	enum status status;

	snprintf(path, sizeof(path), "%d/status", (int)process->pid);
	status = file_read(buffer, root->proc, path);
	if (status != STATUS_OK)
		value = value_missing(value_state_of(status));
	else
		(void)keyed_parse(&value, rows, 1, buffer->text, buffer->length);
	process_set(process, METRIC_PAGE_TABLES, value);
	return status;
}
