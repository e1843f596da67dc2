/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/meminfo_record.h"

#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "derive/machine/watched.h"

enum status meminfo_record_find(const struct meminfo_log *log, const struct moment *moment,
	size_t *at, struct message *message)
{
	int64_t seconds = moment->wall_ns / NS_PER_SECOND;
	time_t first = (time_t)log->entries[0].seconds;
	struct tm local;
	char when[64] = "";

	*at = 0;
	if (moment->kind != MOMENT_TIME)
		return STATUS_OK;
	if (seconds < first) {
		if (localtime_r(&first, &local))
			strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &local);
		message_set(message, _("the first meminfo of this log is of %s"), when);
		return STATUS_ABSENT;
	}
	for (size_t i = 0; i < log->count; i++)
		if (log->entries[i].seconds <= seconds)
			*at = i;
	return STATUS_OK;
}

enum status meminfo_record_sample(const struct meminfo_log *log, size_t at, struct sample **out)
{
	const struct meminfo_log_entry *entry = &log->entries[at];
	struct sample *sample = sample_new();
	enum status status = STATUS_OK;

	*out = sample;
	if (!sample)
		return STATUS_NO_MEMORY;
	sample->recorded = true;
	sample->number = at + 1;
	sample->wall_ns = entry->seconds * NS_PER_SECOND;
	sample->boottime_ns = sample->monotonic_ns = (uint64_t)sample->wall_ns;
	sample->system.page_size = 4096;
	for (int file = 0; file < SYSTEM_FILE_COUNT && status == STATUS_OK; file++)
		status = system_take(&sample->system, (enum system_file)file,
			file == SYSTEM_MEMINFO ? STATUS_OK : STATUS_NOT_RECORDED,
			file == SYSTEM_MEMINFO ? entry->text.at : "",
			file == SYSTEM_MEMINFO ? entry->text.length : 0);
	return status;
}

/* Time that went back says nothing of a trend: what was before is forgotten. */
static enum status follow(struct record_span *span, const struct sample *sample, int64_t *last)
{
	if (*last && sample->wall_ns <= *last) {
		history_unref(span->history);
		span->history = history_new();
	}
	if (!span->history)
		return STATUS_NO_MEMORY;
	*last = sample->wall_ns;
	return machine_add(span->history, sample);
}

enum status meminfo_record_span(const struct meminfo_log *log, size_t from, size_t to,
	struct record_span *span)
{
	int64_t last = 0;
	enum status status = STATUS_OK;

	*span = (struct record_span){ .from_sequence = (int64_t)from + 1,
		.to_sequence = (int64_t)to + 1,
		.history = history_new() };
	for (size_t i = from; i <= to && status == STATUS_OK; i++) {
		struct sample *sample;

		status = meminfo_record_sample(log, i, &sample);
		if (status == STATUS_OK)
			status = follow(span, sample, &last);
		if (status == STATUS_OK && i == from)
			span->from = sample_ref(sample);
		if (status == STATUS_OK && i == to)
			span->to = sample_ref(sample);
		sample_unref(sample);
	}
	if (status == STATUS_OK)
		return STATUS_OK;
	sample_unref(span->from);
	sample_unref(span->to);
	history_unref(span->history);
	return status;
}
