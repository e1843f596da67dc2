/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/watched.h"

#include "derive/machine/available.h"
#include "derive/machine/segments.h"

/* A segment takes most of it from this part of its pace on. */
#define MOST 0.5

/* Page cache and free memory are Available, or next to it: what they take or lose is another's gain. */
static bool takes(enum segment segment)
{
	return segment != SEGMENT_CACHE && segment != SEGMENT_FREE;
}

static struct value taken(const struct system_sample *system)
{
	struct value total = system->meminfo.field[MEMINFO_MemTotal];
	struct available available;

	if (available_compute(&available, &system->meminfo,
		    system->zoneinfo_status == STATUS_OK ? &system->zoneinfo : NULL,
		    system->page_size) != STATUS_OK ||
		available.method == AVAILABLE_BOUND || value_or(total, 0) < available.bytes)
		return value_missing(VALUE_ABSENT);
	return value_of((uint64_t)total.n - available.bytes);
}

enum status machine_add(struct history *history, const struct sample *sample)
{
	const struct history_key key = history_machine();
	struct value bytes = taken(&sample->system);
	struct segments segments;
	enum status status = STATUS_OK;

	if (sample->system.meminfo_status != STATUS_OK)
		return STATUS_OK;
	if (value_known(bytes))
		status = history_add(history, &key, HISTORY_TAKEN, sample->monotonic_ns,
			(uint64_t)bytes.n);
	if (segments_of(&segments, &sample->system) != STATUS_OK)
		return status;
	for (int i = 0; i < SEGMENT_COUNT && status == STATUS_OK; i++)
		status = history_add(history, &key, (enum history_figure)(HISTORY_SEGMENTS + i),
			sample->monotonic_ns, segments.bytes[i]);
	return status;
}

/* The segment that grows fastest, if that is most of what is taken. */
static void find_taker(struct history *history, struct movement *movement)
{
	const struct history_key key = history_machine();
	double most = MOST * (double)movement->fall.n;

	for (int i = 0; i < SEGMENT_COUNT; i++) {
		struct trend_finding finding;

		if (!takes((enum segment)i))
			continue;
		history_trend(history, &key, (enum history_figure)(HISTORY_SEGMENTS + i), &finding);
		if (finding.trend != TREND_GROWING || finding.bytes_per_minute < most)
			continue;
		most = finding.bytes_per_minute;
		movement->taker = value_of(i);
		movement->taker_pace = value_of((int64_t)finding.bytes_per_minute);
	}
}

enum status machine_watch(struct history *history, const struct sample *sample,
	struct movement *movement)
{
	const struct history_key key = history_machine();
	struct trend_finding finding;
	enum status status;

	*movement = (struct movement){ .trend = value_missing(VALUE_NOT_ASKED) };
	if (sample->system.meminfo_status != STATUS_OK)
		return STATUS_OK;
	status = machine_add(history, sample);
	if (status != STATUS_OK)
		return status;
	history_trend(history, &key, HISTORY_TAKEN, &finding);
	movement->trend = value_of(finding.trend);
	movement->fall = movement->fall_seconds = movement->taker = movement->taker_pace =
		value_missing(VALUE_ABSENT);
	if (finding.trend != TREND_GROWING)
		return STATUS_OK;
	movement->fall = value_of((int64_t)finding.bytes_per_minute);
	movement->fall_seconds = value_of((int64_t)finding.pace_seconds);
	find_taker(history, movement);
	return STATUS_OK;
}
