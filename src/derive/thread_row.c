/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/thread_row.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/process/derived_row.h"

/* As long as the kernel lets a name be, and more. */
#define NAME_SIZE 64

static bool is_same(const struct row *row, const struct thread_reading *thread)
{
	return row && row->ppid == thread->process->pid &&
	       row->identity->start_ticks == thread->start_ticks &&
	       strlen(row->identity->name) == thread->name.length &&
	       memcmp(row->identity->name, thread->name.at, thread->name.length) == 0;
}

/* It has its own of what a thread has: processor time, and when it began. */
static bool set_nothing(struct row **row)
{
	bool enough = true;

	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(*row, (enum metric)metric, value_missing(VALUE_ABSENT));
	for (int figure = 0; figure < DERIVED_COUNT; figure++)
		enough &= derived_change(row, (enum derived_figure)figure,
			value_missing(VALUE_ABSENT));
	return derived_change(row, DERIVED_CPU, value_missing(VALUE_PENDING)) && enough;
}

static struct row *new_row(const struct thread_reading *thread)
{
	char name[NAME_SIZE];
	struct identity_source source = { .uid = thread->process->identity->uid,
		.thread = true,
		.start_ticks = thread->start_ticks,
		.user = thread->process->identity->user,
		.cgroup = thread->process->identity->cgroup,
		.name = name,
		.command = name };
	struct identity *identity;
	struct row *row;

	snprintf(name, sizeof(name), "%.*s", (int)min_size(thread->name.length, NAME_SIZE - 1),
		thread->name.at);
	source.command_length = strlen(name);
	identity = identity_new(&source);
	if (!identity)
		return NULL;
	row = row_new(thread->tid, thread->process->pid, identity);
	identity_unref(identity);
	if (!row || set_nothing(&row))
		return row;
	row_unref(row);
	return NULL;
}

static struct value cpu_of(const struct row *before, uint64_t cpu_ns, uint64_t elapsed_ns)
{
	struct value cpu = value_rate(value_of(cpu_ns),
		value_of((uint64_t)before->metric[METRIC_CPU_TIME]), clock_seconds(elapsed_ns));

	if (value_known(cpu)) /* hundredths of a ns a second to hundredths of a per cent */
		cpu.n = (cpu.n + 5000000) / 10000000;
	return cpu;
}

struct row *thread_row(const struct thread_reading *thread, const struct row *before,
	uint64_t elapsed_ns)
{
	bool same = is_same(before, thread);
	struct row *row = same ? row_ref(before) : new_row(thread);
	bool enough = row;

	if (row && row->state != thread->state) {
		enough = row_edit(&row);
		if (enough)
			row->state = thread->state;
	}
	if (enough && same)
		enough = derived_change(&row, DERIVED_CPU,
			cpu_of(before, thread->cpu_ns, elapsed_ns));
	if (enough && row_change(&row, METRIC_CPU_TIME, value_of(thread->cpu_ns)))
		return row;
	row_unref(row);
	return NULL;
}
