/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Views do not contradict one another: what two of them say of the same process, heap or cgroup at the same
 * moment under the same key is the same, and a finding names the figures that its view prints.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/cgroup/watch.h"
#include "derive/history.h"
#include "derive/kernel/whole.h"
#include "derive/process/columns.h"
#include "sample/process/recorded.h"
#include "support/made_cgroups.h"
#include "views/cgroups/cgroups.h"
#include "views/cgroups/detail.h"
#include "views/growth/growth.h"
#include "views/heap/heap.h"
#include "views/kernel/kernel.h"
#include "views/overview/overview.h"
#include "views/process/process.h"
#include "views/said.h"

#define MIB     ((int64_t)1 << 20)
#define SECONDS 200

/* Bytes of its own at that second. */
static int64_t grows(int second)
{
	return 100 * MIB + second * MIB;
}

static int64_t doubles(int second)
{
	return 100 * MIB + (int64_t)(exp2(second / 25.0) * (double)MIB);
}

static int64_t shrinks(int second)
{
	return 900 * MIB - second * MIB;
}

static int64_t steps(int second)
{
	return (second < 60 ? 50 : 450) * MIB;
}

static int64_t settles(int second)
{
	return (second < 100 ? 50 + 3 * second : 350) * MIB;
}

static int64_t saws(int second)
{
	return (50 + 10 * (second % 20)) * MIB;
}

static int64_t rests(int second)
{
	(void)second;
	return 70 * MIB;
}

/* In order of their PIDs. */
static const struct life {
	const char *trend; /* what is said of it; NULL: nothing is there that could grow */
	int from;          /* it begins at that second */
	int64_t (*own)(int second);
} lives[] = {
	{ "growing", 0, grows },
	{ "growing", 0, doubles },
	{ "shrinking", 0, shrinks },
	{ "step", 0, steps },
	{ "plateau", 0, settles },
	{ "sawtooth", 0, saws },
	{ "flat", 0, rests },
	{ NULL, 0, NULL },                    /* it ended, and is not yet waited for */
	{ "flat", SECONDS - 40, rests },      /* watched for less than a minute */
	{ "too_short", SECONDS - 20, grows }, /* it has a pace, and no name for it yet */
	{ "too_short", SECONDS - 5, grows },
};
#define LIVES ((int)COUNT_OF(lives))

static pid_t pid_of(int life)
{
	return 100 + life;
}

static struct row *begin_life(int life)
{
	const struct identity_source source = { .start_ticks = (uint64_t)life + 1,
		.user = "anna",
		.name = "leak",
		.command = "leak --all",
		.command_length = 10 };
	struct identity *identity = identity_new(&source);
	struct row *row = row_new(pid_of(life), 1, identity);

	identity_unref(identity);
	assert_non_null(row);
	row->state = lives[life].own ? 'S' : 'Z';
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(row, (enum metric)metric,
			lives[life].own ? value_of(0) : value_missing(VALUE_ABSENT));
	row_set(row, METRIC_ROOM, value_missing(VALUE_ABSENT));
	/* A recorder does not ask for these. */
	for (enum metric metric = METRIC_PSS; metric <= METRIC_SWAP_PSS; metric++)
		row_set(row, metric, value_missing(VALUE_NOT_RECORDED));
	return row;
}

static int live_until(int second, struct row *rows[static LIVES], int count)
{
	while (count < LIVES && lives[count].from <= second) {
		rows[count] = begin_life(count);
		count++;
	}
	for (int i = 0; i < count; i++)
		if (lives[i].own) {
			row_change(&rows[i], METRIC_ANONYMOUS, value_of(lives[i].own(second)));
			row_change(&rows[i], METRIC_RSS, value_of(lives[i].own(second) + 5 * MIB));
		}
	return count;
}

/* The last moment of all lives, and the history that led there. */
static struct sample *live(struct history *history)
{
	struct sample *sample = sample_new();
	struct history_step step = { .shmem = value_of(0),
		.rates = true,
		.growth = true,
		.levels = true,
		.all = true };
	int count = 0;

	assert_non_null(sample);
	sample->rows = calloc(COUNT_OF(lives), sizeof(*sample->rows));
	assert_non_null(sample->rows);
	for (int second = 0; second < SECONDS; second++) {
		step.now_ns = (uint64_t)(second + 1) * NS_PER_SECOND;
		count = live_until(second, sample->rows, count);
		assert_int_equal(history_take(history, sample->rows, (size_t)count, &step),
			STATUS_OK);
	}
	sample->row_count = (size_t)count;
	sample->monotonic_ns = step.now_ns;
	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(16384 * MIB);
	sample->system.meminfo.field[MEMINFO_MemAvailable] = value_of(8192 * MIB);
	return sample;
}

static json_t *overview_of(struct sample *sample)
{
	const struct arrangement arrangement = { .sort = COLUMN_PID };
	struct column_list all = { .count = 0 };
	struct message message = { "" };

	for (int id = 0; id < COLUMN_COUNT; id++)
		all.ids[all.count++] = (enum column_id)id;
	return said_to_programs(overview_document(sample,
		&(struct overview_request){ .arrangement = &arrangement, .columns = &all },
		&message));
}

static json_t *process_of(const struct sample *sample, struct history *history, pid_t pid)
{
	const struct row *row = sample_find(sample, pid);
	struct process_evidence evidence = { .heap_status = STATUS_NOT_RECORDED,
		.available = sample->system.meminfo.field[MEMINFO_MemAvailable] };
	struct history_key key;
	json_t *json;

	assert_non_null(row);
	key = history_of_row(row);
	evidence.detail = detail_of_row(sample, row);
	assert_non_null(evidence.detail);
	history_trend(history, &key, HISTORY_OWN, &evidence.trend);
	json = said_to_programs(process_document(&evidence));
	detail_unref(evidence.detail);
	return json;
}

/* The object of a list with that number or text; NULL: there is none. */
static json_t *find(json_t *list, const char *key, json_t *wanted)
{
	json_t *one;
	size_t index;

	json_array_foreach(list, index,
		one) if (json_equal(json_object_get(one, key), wanted)) return one;
	return NULL;
}

static char *text_of_json(json_t *json)
{
	return json_dumps(json, JSON_ENCODE_ANY);
}

/* Every key that both have is the same in both; how many there are of those. */
static size_t assert_agree(const char *what, json_t *a, json_t *b)
{
	size_t count = 0;
	const char *key;
	json_t *said;

	json_object_foreach(a, key, said)
	{
		json_t *also = json_object_get(b, key);

		if (!also || strcmp(key, "unreadable") == 0)
			continue;
		count++;
		if (!json_equal(said, also))
			fail_msg("%s: %s is %s, and %s", what, key, text_of_json(said),
				text_of_json(also));
	}
	return count;
}

/* Findings say whole numbers, and no sign where the sentence has it. */
static void assert_figure_agrees(const char *rule, const char *key, json_t *figure, json_t *said)
{
	if (!said || json_equal(figure, said))
		return;
	if (!json_is_number(figure) || !json_is_number(said) ||
		json_number_value(figure) != trunc(fabs(json_number_value(said))))
		fail_msg("%s: %s is %s, and %s", rule, key, text_of_json(figure),
			text_of_json(said));
}

/* The form of findings, which is one in all views, and their figures beside those of the view. */
static void assert_findings(json_t *view)
{
	static const char *const keys[] = { "rule", "severity", "sentence", "advice", "figures",
		"view" };
	json_t *findings = json_object_get(view, "findings"), *finding, *figure;
	size_t index;
	const char *key;

	assert_true(json_is_array(findings));
	json_array_foreach(findings, index, finding)
	{
		const char *rule = json_string_value(json_object_get(finding, "rule"));

		assert_non_null(rule);
		assert_int_equal(json_object_size(finding), COUNT_OF(keys));
		for (size_t i = 0; i < COUNT_OF(keys); i++)
			assert_non_null(json_object_get(finding, keys[i]));
		assert_true(json_is_string(json_object_get(finding, "sentence")));
		json_object_foreach(json_object_get(finding, "figures"), key, figure)
			assert_figure_agrees(rule, key, figure, json_object_get(view, key));
	}
}

static void views_of_a_process_agree(void **state)
{
	struct history *history = history_new();
	struct sample *sample = live(history);
	json_t *overview = overview_of(sample);
	json_t *growth = said_to_programs(
		growth_document(sample, &(struct arrangement){ .sort = COLUMN_PID }));

	(void)state;
	assert_findings(overview);
	for (int i = 0; i < LIVES; i++) {
		json_t *process = process_of(sample, history, pid_of(i));
		json_t *pid = json_object_get(process, "pid");
		json_t *in_overview = find(json_object_get(overview, "processes"), "pid", pid);
		json_t *in_growth = find(json_object_get(growth, "processes"), "pid", pid);
		const char *trend = json_string_value(json_object_get(process, "trend"));

		assert_non_null(in_overview);
		assert_true(assert_agree("overview and process", in_overview, process) >= 15);
		if (in_growth) {
			assert_true(assert_agree("growth and process", in_growth, process) >= 8);
			assert_true(
				assert_agree("overview and growth", in_overview, in_growth) >= 5);
		}
		assert_findings(process);
		if (!lives[i].trend)
			assert_null(trend);
		else if (!trend || strcmp(trend, lives[i].trend) != 0)
			fail_msg("%d is %s", i, trend ? trend : "null");
		json_decref(process);
	}
	json_decref(overview);
	json_decref(growth);
	sample_unref(sample);
	history_unref(history);
}

/* A pace is there before its name, in all views; a time to the limit is that of a pace that doubles. */
static void a_pace_is_known_before_its_name(void **state)
{
	struct history *history = history_new();
	struct sample *sample = live(history);
	json_t *early = process_of(sample, history, pid_of(9));
	json_t *earlier = process_of(sample, history, pid_of(10));
	json_t *steady = process_of(sample, history, pid_of(0));
	json_t *doubling = process_of(sample, history, pid_of(1));

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(early, "growth_bytes_per_minute")),
		60 * MIB);
	assert_true(json_is_null(json_object_get(early, "confidence")));
	assert_true(json_is_null(json_object_get(earlier, "growth_bytes_per_minute")));
	assert_in_range(json_integer_value(json_object_get(steady, "seconds_to_limit")), 8190,
		8200);
	assert_true(json_is_null(json_object_get(steady, "doubling_seconds")));
	assert_in_range(json_integer_value(json_object_get(doubling, "seconds_to_limit")), 100,
		140);
	json_decref(early);
	json_decref(earlier);
	json_decref(steady);
	json_decref(doubling);
	sample_unref(sample);
	history_unref(history);
}

static void the_heap_is_the_same_in_both_views(void **state)
{
	struct heap_report report = { .confidence = HEAP_OK,
		.other_count = 1,
		.mmapped_chunks = value_of(0),
		.mmapped_bytes = value_of(0),
		.total = { .system = 64 << 20,
			.in_use = 40 << 20,
			.free = 20 << 20,
			.trimmable = 12 << 20,
			.pinned = 8 << 20,
			.resident = 60 << 20 } };
	struct heap_evidence heap = { .pid = 42, .name = "leak", .report = &report };
	struct process_evidence evidence = { .heap_status = STATUS_OK };
	struct trend_point points[60];
	json_t *alone, *process, *other;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(points); i++)
		points[i] = (struct trend_point){ .seconds = (double)i,
			.bytes = (double)(40 + (int64_t)i) * (double)MIB };
	trend_find(&heap.trend, points, COUNT_OF(points));
	heap.other_trend = heap.trend;
	other_heap_clear(&report.others[0]);
	report.others[0].allocator = HEAP_JEMALLOC;
	report.others[0].state = OTHER_HEAP_READ;
	report.others[0].figures[OTHER_HEAP_IN_USE] = value_of(99 * MIB);
	evidence.heap = heap;
	evidence.detail = detail_new(42);
	assert_non_null(evidence.detail);
	alone = said_to_programs(heap_document(&heap, NULL));
	process = said_to_programs(process_document(&evidence));
	detail_unref(evidence.detail);
	assert_true(
		assert_agree("heap and process", json_object_get(process, "heap"), alone) >= 12);
	assert_findings(alone);
	other = json_array_get(json_object_get(alone, "other_heaps"), 0);
	assert_string_equal(json_string_value(json_object_get(other, "trend")), "growing");
	assert_int_equal(json_integer_value(json_object_get(other, "growth_bytes_per_minute")),
		60 * MIB);
	json_decref(alone);
	json_decref(process);
}

static void a_cgroup_is_the_same_alone_and_among_all(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { 0 } }, 0 },
		{ "/shop",
			{ { CGROUP_USAGE, 1000 }, { CGROUP_ANONYMOUS, 500 }, { CGROUP_FILE, 250 },
				{ CGROUP_SHMEM, 50 }, { CGROUP_KERNEL, 80 },
				{ CGROUP_INACTIVE_FILE, 60 }, { CGROUP_LIMIT, 4000 } },
			5 },
	};
	struct sample *sample = sample_new();
	json_t *all, *alone, *path = json_string("/shop");

	(void)state;
	assert_non_null(sample);
	sample->cgroups = cgroups_made(made, COUNT_OF(made));
	sample->cgroups->version = 2;
	all = said_to_programs(
		cgroups_document(sample, &(struct arrangement){ .sort = COLUMN_PID }));
	alone = said_to_programs(
		cgroup_detail_document(sample, &(struct cgroup_detail_request){ .path = "/shop" }));
	assert_true(assert_agree("cgroups and one cgroup",
			    find(json_object_get(all, "cgroups"), "path", path), alone) >= 15);
	json_decref(path);
	json_decref(all);
	json_decref(alone);
	sample_unref(sample);
}

/* Below 0: it is not known yet. */
static void assert_number(const json_t *object, const char *key, int64_t wanted)
{
	const json_t *number = json_object_get(object, key);

	assert_non_null(number);
	if (wanted < 0)
		assert_true(json_is_null(number));
	else
		assert_int_equal(json_integer_value(number), wanted);
}

static void assert_pace(const json_t *object, int64_t pace)
{
	assert_non_null(object);
	assert_number(object, "growth_bytes_per_minute", pace);
}

/* The sample of that second, with a cgroup and a cache of the kernel that grow. */
static struct sample *watched(struct history *history, int second)
{
	static const struct made_cgroup made[] = { { "/", { { 0 } }, 0 },
		{ "/shop", { { CGROUP_USAGE, 1 }, { CGROUP_ANONYMOUS, 1 } }, 5 } };
	struct sample *sample = sample_new();
	struct kernel_item *item;

	assert_non_null(sample);
	sample->cgroups = cgroups_made(made, COUNT_OF(made));
	sample->cgroups->version = 2;
	sample->cgroups->monotonic_ns = (uint64_t)(second + 1) * NS_PER_SECOND;
	cgroup_set(sample->cgroups->nodes[1].cgroup, CGROUP_USAGE, value_of(grows(second)));
	cgroups_watch(history, sample->cgroups, NULL, 0);
	sample->kernel_memory = kernel_memory_new();
	assert_non_null(sample->kernel_memory);
	sample->kernel_memory->monotonic_ns = sample->cgroups->monotonic_ns;
	item = kernel_memory_add(sample->kernel_memory, KERNEL_SLAB, text_of_string("leaked"));
	assert_non_null(item);
	item->bytes = value_of(grows(second));
	kernel_watch(history, sample->kernel_memory, false);
	return sample;
}

static void assert_sample_paces(int readings, int64_t pace)
{
	const struct arrangement arrangement = { .sort = COLUMN_PID };
	json_t *said, *path = json_string("/shop"), *name = json_string("leaked");
	struct history *history = history_new();
	struct sample *sample = NULL;

	for (int i = 0; i < readings; i++) {
		sample_unref(sample);
		sample = watched(history, i);
	}
	said = said_to_programs(cgroups_document(sample, &arrangement));
	assert_pace(find(json_object_get(said, "cgroups"), "path", path), pace);
	json_decref(said);
	said = said_to_programs(kernel_document(sample, &arrangement));
	assert_pace(find(json_object_get(said, "items"), "name", name), pace);
	json_decref(said);
	json_decref(path);
	json_decref(name);
	sample_unref(sample);
	history_unref(history);
}

static void assert_heap_paces(int readings, int64_t pace)
{
	struct heap_report report = { .confidence = HEAP_OK, .other_count = 1 };
	struct heap_evidence heap = { .pid = 42, .name = "leak", .report = &report };
	struct trend_point points[TREND_POINTS_LEAST];
	json_t *said;

	for (int i = 0; i < readings; i++) {
		const double bytes = (double)grows(i);

		points[i] = (struct trend_point){ i, bytes, bytes, bytes };
	}
	trend_find(&heap.trend, points, (size_t)readings);
	heap.other_trend = heap.trend;
	other_heap_clear(&report.others[0]);
	report.others[0].allocator = HEAP_JEMALLOC;
	report.others[0].state = OTHER_HEAP_READ;
	report.others[0].figures[OTHER_HEAP_IN_USE] = value_of(99 * MIB);
	said = said_to_programs(heap_document(&heap, NULL));
	assert_pace(json_array_get(json_object_get(said, "other_heaps"), 0), pace);
	assert_string_equal(json_string_value(json_object_get(said, "trend")), "too_short");
	assert_number(said, "in_use_growth_bytes_per_minute", pace);
	json_decref(said);
}

/* One rule for the pace of what is too short to be named, whatever it is the pace of. */
static void a_short_pace_is_known_in_all_views_or_in_none(void **state)
{
	(void)state;
	assert_sample_paces(TREND_POINTS_LEAST - 1, -1);
	assert_sample_paces(TREND_POINTS_LEAST, 60 * MIB);
	assert_heap_paces(TREND_POINTS_LEAST - 1, -1);
	assert_heap_paces(TREND_POINTS_LEAST, 60 * MIB);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(views_of_a_process_agree),
		cmocka_unit_test(a_pace_is_known_before_its_name),
		cmocka_unit_test(a_short_pace_is_known_in_all_views_or_in_none),
		cmocka_unit_test(the_heap_is_the_same_in_both_views),
		cmocka_unit_test(a_cgroup_is_the_same_alone_and_among_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
