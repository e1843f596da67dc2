/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <string.h>

#include "base/macros.h"
#include "base/utf8.h"
#include "render/probe/probe.h"

static json_t *number(struct value value)
{
	return value_known(value) ? json_integer((json_int_t)value.n) : json_null();
}

static json_t *seconds(struct value ns)
{
	return value_known(ns) ? json_real((double)ns.n / 1e9) : json_null();
}

/* A path may hold any bytes, JSON may not. */
static json_t *string(const char *text)
{
	char valid[3 * sizeof((struct probe_report *)NULL)->target + 1];

	utf8_valid(valid, text, strlen(text));
	return json_string(valid);
}

static json_t *phrase_key(const struct probe_phrase *phrase)
{
	return phrase ? json_string(phrase->key) : json_null();
}

/* The same sentence that people read, untranslated. */
static json_t *phrase_text(const struct probe_phrase *phrase)
{
	return phrase ? json_string(phrase->text) : json_null();
}

static json_t *sample(const struct probe_sample *sample)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:o,s:o}", "milliseconds", (json_int_t)sample->at_ms,
		"free_bytes", (json_int_t)sample->free, "available_bytes",
		(json_int_t)sample->available, "cache_bytes", (json_int_t)sample->cache,
		"balloon_bytes", (json_int_t)sample->balloon, "swap_used_bytes",
		number(sample->swap_used), "pressure_full_microseconds",
		number(sample->pressure_full_us));
}

static json_t *samples(const struct probe_report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < report->sample_count; i++)
		json_array_append_new(array, sample(&report->samples[i]));
	return array;
}

static json_t *check(const struct probe_check *check)
{
	return json_pack("{s:s,s:b,s:o,s:I,s:I,s:I}", "name", check->phrase.key, "made",
		check->made, "holds", check->made ? json_boolean(check->holds) : json_null(),
		"left_bytes", (json_int_t)check->left, "right_bytes", (json_int_t)check->right,
		"tolerance_bytes", (json_int_t)check->tolerance);
}

static json_t *checks(const struct probe_report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < report->check_count; i++)
		json_array_append_new(array, check(&report->checks[i]));
	return array;
}

static json_t *stayed(const struct probe_stayed *stayed)
{
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "cache_bytes", number(stayed->cache),
		"shared_memory_bytes", number(stayed->shared_memory), "unevictable_bytes",
		number(stayed->unevictable), "mapped_bytes", number(stayed->mapped), "dirty_bytes",
		number(stayed->dirty), "protected_bytes", number(stayed->protected_groups));
}

static json_t *head(const struct probe_report *report)
{
	const struct probe_guard *guard = report->stopped_by;

	return json_pack("{s:i,s:s,s:s,s:o,s:o,s:o,s:o,s:o}", "schema", 1, "mode",
		probe_modes[report->mode].key, "outcome", probe_outcome_keys[report->outcome],
		"reason", phrase_key(report->reason), "reason_text", phrase_text(report->reason),
		"detail", string(report->detail), "target",
		report->target[0] ? string(report->target) : json_null(), "stopped_by",
		phrase_key(guard ? &guard->phrase : NULL));
}

static void add_figures(json_t *object, const struct probe_report *report)
{
	const struct {
		const char *key;
		struct value value;
	} figures[] = {
		{ "requested_bytes", value_of(report->requested) },
		{ "touched_bytes", value_of(report->touched) },
		{ "cache_given_up_bytes", report->given_up },
		{ "reclaimed_by_kswapd_bytes", report->by_kswapd },
		{ "reclaimed_directly_bytes", report->directly },
		{ "swapped_out_bytes", report->swapped_out },
		{ "allocation_stalls", report->allocation_stalls },
		{ "pressure_full_microseconds", report->pressure_full_us },
		{ "free_before_bytes", report->free_before },
		{ "free_at_peak_bytes", report->free_at_peak },
		{ "free_after_bytes", report->free_after },
		{ "returned_bytes", report->returned },
		{ "per_cpu_lists_after_bytes", report->per_cpu_lists_after },
		{ "refaults_after", report->refaults_after },
		{ "read_after_bytes", report->read_after },
		{ "oom_kills", report->oom_kills },
	};

	for (size_t i = 0; i < COUNT_OF(figures); i++)
		json_object_set_new(object, figures[i].key, number(figures[i].value));
	json_object_set_new(object, "seconds_to_return", seconds(report->return_ns));
}

enum status probe_json_report(FILE *out, const struct probe_report *report)
{
	json_t *object = head(report);
	enum status status = STATUS_NO_MEMORY;

	if (!object)
		return status;
	add_figures(object, report);
	json_object_set_new(object, "stayed", stayed(&report->stayed));
	json_object_set_new(object, "checks", checks(report));
	json_object_set_new(object, "samples", samples(report));
	status = json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(9)) == 0 &&
				 fputc('\n', out) != EOF
			 ? STATUS_OK
			 : STATUS_FAILED;
	json_decref(object);
	return status;
}
