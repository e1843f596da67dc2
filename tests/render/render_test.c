/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "base/utf8.h"
#include "derive/machine/derived_machine.h"
#include "derive/process/filter.h"
#include "render/batch.h"
#include "render/sink.h"
#include "render/render.h"
#include "support/derived_set.h"
#include "views/overview/overview.h"
#include "views/views.h"

#define MIB (UINT64_C(1024) * 1024)

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct batch *batch = context;
	const struct overview_request request = { .arrangement = &batch->arrangement,
		.columns = &batch->columns,
		.system_scale = batch->system_scale };

	return overview_document(sample, &request, message);
}

/* The overview in batch, as the program prints it. */
static enum status run(const struct batch *batch, const struct feed *feed, FILE *file,
	struct message *message)
{
	const struct document_maker maker = { batch, make };

	return batch_run(batch, feed, file, &maker,
		(struct batch_count){ .printed = batch->iterations }, message);
}

/* ---- samples made by hand ---- */

struct person {
	pid_t pid;
	const char *name, *command;
};

static struct row *make_row(const struct person *person)
{
	struct identity_source source = {
		.uid = 1000,
		.start_ticks = (uint64_t)person->pid,
		.user = "www",
		.name = person->name,
		.cgroup = "",
		.command = person->command,
		.command_length = strlen(person->command),
	};
	struct identity *identity = identity_new(&source);
	struct row *row = row_new(person->pid, 1, identity);

	assert_non_null(row);
	identity_unref(identity);
	row->state = 'S';
	row_set(row, METRIC_RSS, value_of((uint64_t)person->pid * MIB));
	row_set(row, METRIC_ANONYMOUS, value_of(0));
	row_set(row, METRIC_PSS, value_missing(VALUE_DENIED));
	derived_set(row, DERIVED_CPU, value_missing(VALUE_PENDING));
	row_set(row, METRIC_OOM_ADJUST, value_of(-500));
	derived_set(row, DERIVED_FAULTS, value_of(1205));
	return row;
}

static void set_field(struct sample *sample, enum meminfo_field field, uint64_t bytes)
{
	sample->system.meminfo.field[field] = value_of(bytes);
}

static void fill_system(struct sample *sample)
{
	struct system_sample *system = &sample->system;
	struct rates *rates = &derived_machine_edit(system)->rates;

	set_field(sample, MEMINFO_MemTotal, 1000 * MIB);
	set_field(sample, MEMINFO_MemFree, 100 * MIB);
	set_field(sample, MEMINFO_MemAvailable, 600 * MIB);
	set_field(sample, MEMINFO_AnonPages, 300 * MIB);
	set_field(sample, MEMINFO_Cached, 500 * MIB);
	set_field(sample, MEMINFO_Shmem, 50 * MIB);
	set_field(sample, MEMINFO_SwapTotal, 200 * MIB);
	set_field(sample, MEMINFO_SwapFree, 150 * MIB);
	system->psi_status = STATUS_ABSENT;
	values_fill(&system->psi, sizeof(system->psi), VALUE_ABSENT);
	rates->swap_in = value_of(409600);
	rates->swap_out = value_missing(VALUE_PENDING);
	system->uptime = value_of(86400 * 3);
	system->page_size = 4096;
}

static struct sample *make_sample(const struct person *people, size_t count)
{
	struct sample *sample = sample_new();

	assert_non_null(sample);
	sample->number = 1;
	sample->wall_ns = INT64_C(1700000000123456789);
	sample->interval_ns = value_missing(VALUE_PENDING);
	snprintf(sample->host, sizeof(sample->host), "host");
	snprintf(sample->kernel, sizeof(sample->kernel), "6.1.0");
	fill_system(sample);
	sample->rows = calloc(count ? count : 1, sizeof(*sample->rows));
	assert_non_null(sample->rows);
	for (size_t i = 0; i < count; i++)
		sample->rows[i] = make_row(&people[i]);
	sample->row_count = count;
	return sample;
}

/* A feed of one sample, again and again, until there have been enough. */
struct repeated {
	struct sample *sample;
	unsigned left;
};

static struct sample *wait_for_repeated(void *context, struct message *message)
{
	struct repeated *repeated = context;

	if (repeated->left == 0) {
		message_set(message, "the feed has ended");
		return NULL;
	}
	repeated->left--;
	return sample_ref(repeated->sample);
}

static struct feed feed_of(struct repeated *repeated)
{
	return (struct feed){ .context = repeated, .descriptor = -1, .wait = wait_for_repeated };
}

static struct batch batch_of(enum format format, const char *columns_asked)
{
	struct batch batch = { .format = format,
		.iterations = 1,
		.arrangement = { .sort = COLUMN_PID } };

	assert_int_equal(column_list_parse(&batch.columns, columns_asked, NULL), STATUS_OK);
	return batch;
}

/* Everything the batch prints of these people, as a string to free. */
static char *printed(const struct batch *batch, const struct person *people, size_t count)
{
	struct repeated repeated = { make_sample(people, count), (unsigned)batch->iterations };
	struct feed feed = feed_of(&repeated);
	struct message message;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_int_equal(run(batch, &feed, file, &message), STATUS_OK);
	assert_string_equal(message.text, "");
	assert_int_equal(fclose(file), 0);
	sample_unref(repeated.sample);
	return text;
}

static const struct person two[] = { { 7, "seven", "/bin/seven --days" }, { 42, "so", "/bin/so" } };

/* Nothing but LF, and what a terminal shows. */
static void assert_harmless(const char *text)
{
	size_t left = strlen(text);

	while (left) {
		uint32_t code;
		size_t taken = utf8_decode(text, left, &code);

		assert_true(code == '\n' || (code != UINT32_MAX && utf8_columns(code) >= 0));
		text += taken;
		left -= taken;
	}
}

static const struct person hostile[] = {
	{ 1, "\x1b[2J", "\x1b]0;title\x07 \"quoted\", \\back\nnew\rline\ttab" },
	{ 2, "\xff\xfe", "bad \xc3\x28 utf-8 \xed\xa0\x80" },
	{ 3, "\x7f\xc2\x9b",
		"del \x7f csi \xc2\x9b"
		"31m rtl \xe2\x80\xae separator \xe2\x80\xa8" },
	{ 4, "\xe6\xb1\x89\xe5\xad\x97", "/usr/bin/\xe6\xb1\x89\xe5\xad\x97 --\xe5\x80\xbc" },
	{ 5, "", "" },
};
#define HOSTILE_COUNT (COUNT_OF(hostile))

/* ---- the sink ---- */

static void figures_are_written_exactly(void **state)
{
	struct message message;
	struct sink sink;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	(void)state;
	sink_open(&sink, file);
	sink_number(&sink, 0);
	sink_fill(&sink, ' ', 2);
	sink_number(&sink, UINT64_MAX);
	sink_string(&sink, " ");
	sink_hundredths(&sink, 5);
	sink_string(&sink, " ");
	sink_hundredths(&sink, 120512);
	sink_format(&sink, " %s", "end");
	assert_int_equal(sink_flush(&sink, &message), STATUS_OK);
	sink_close(&sink);
	fclose(file);
	assert_string_equal(text, "0  18446744073709551615 0.05 1205.12 end");
	free(text);
}

static void a_sink_grows_and_drains(void **state)
{
	struct message message;
	struct sink sink;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	(void)state;
	sink_open(&sink, file);
	sink_fill(&sink, 'x', 1000000);
	sink_string(&sink, "y");
	sink_drain(&sink);
	sink_string(&sink, "z");
	assert_int_equal(sink_flush(&sink, &message), STATUS_OK);
	sink_close(&sink);
	fclose(file);
	assert_int_equal(length, 1000002);
	assert_string_equal(text + 999999, "xyz");
	free(text);
}

static void a_full_disk_is_told_of(void **state)
{
	struct repeated repeated = { make_sample(two, 2), 5 };
	struct feed feed = feed_of(&repeated);
	struct batch batch = batch_of(FORMAT_TEXT, "pid,command");
	FILE *file = fopen("/dev/full", "w");
	struct message message;

	(void)state;
	assert_non_null(file);
	batch.iterations = 5;
	assert_int_equal(run(&batch, &feed, file, &message), STATUS_FAILED);
	assert_non_null(strstr(message.text, strerror(ENOSPC)));
	assert_int_equal(repeated.left, 4); /* and at once */
	fclose(file);
	sample_unref(repeated.sample);
}

static void a_reader_that_left_ends_it_quietly(void **state)
{
	struct repeated repeated = { make_sample(two, 2), 5 };
	struct feed feed = feed_of(&repeated);
	struct batch batch = batch_of(FORMAT_JSON, "pid,command");
	struct message message;
	int ends[2];
	FILE *file;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	file = fdopen(ends[1], "w");
	batch.iterations = 5;
	assert_int_equal(run(&batch, &feed, file, &message), STATUS_GONE);
	assert_string_equal(message.text, "");
	assert_int_equal(repeated.left, 4);
	fclose(file);
	sample_unref(repeated.sample);
}

/* While it waits for a sample that may be an hour away. */
static void a_reader_that_leaves_is_noticed_while_waiting(void **state)
{
	struct repeated repeated = { make_sample(two, 2), 5 };
	struct feed feed = feed_of(&repeated);
	struct batch batch = batch_of(FORMAT_TEXT, "pid,command");
	struct message message;
	int ends[2], never[2];
	FILE *file;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(pipe(never), 0);
	close(ends[0]);
	feed.descriptor = never[0];
	file = fdopen(ends[1], "w");
	assert_int_equal(run(&batch, &feed, file, &message), STATUS_GONE);
	assert_int_equal(repeated.left, 5);
	close(never[0]);
	close(never[1]);
	fclose(file);
	sample_unref(repeated.sample);
}

/* ---- the loop ---- */

static void as_many_samples_are_printed_as_asked(void **state)
{
	struct batch batch = batch_of(FORMAT_JSON, "pid");
	char *text, *at;
	int lines = 0;

	(void)state;
	batch.iterations = 3;
	text = printed(&batch, two, 2);
	for (at = text; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, 3);
	free(text);
}

static void an_ended_feed_is_an_error(void **state)
{
	struct repeated repeated = { make_sample(two, 2), 2 };
	struct feed feed = feed_of(&repeated);
	struct batch batch = batch_of(FORMAT_CSV, "pid");
	FILE *file = fopen("/dev/null", "w");
	struct message message;

	(void)state;
	batch.iterations = 0;
	assert_int_equal(run(&batch, &feed, file, &message), STATUS_FAILED);
	assert_string_equal(message.text, "the feed has ended");
	fclose(file);
	sample_unref(repeated.sample);
}

static void processes_that_are_all_gone_end_it(void **state)
{
	static const pid_t gone[] = { 99, 100 }, half[] = { 7, 99 };
	struct repeated repeated = { make_sample(two, 2), 4 };
	struct feed feed = feed_of(&repeated);
	struct batch batch = batch_of(FORMAT_TEXT, "pid");
	FILE *file = fopen("/dev/null", "w");
	struct message message;

	(void)state;
	batch.arrangement.pids = gone;
	batch.arrangement.pid_count = 1;
	assert_int_equal(run(&batch, &feed, file, &message), STATUS_GONE);
	assert_string_equal(message.text, "process 99 does not exist, or no longer");
	batch.arrangement.pid_count = 2;
	assert_int_equal(run(&batch, &feed, file, &message), STATUS_GONE);
	assert_non_null(strstr(message.text, "none of these 2 processes"));
	batch.arrangement.pids = half;
	assert_int_equal(run(&batch, &feed, file, &message), STATUS_OK);
	fclose(file);
	sample_unref(repeated.sample);
}

static void the_request_costs_what_is_shown(void **state)
{
	struct batch batch = batch_of(FORMAT_TEXT, "pid,rss");
	struct feed_request request = batch_request(&batch);

	(void)state;
	assert_int_equal(request.cost & (COST_ROLLUP | COST_OOM | COST_STATUS), 0);
	assert_true(request.cost & COST_STATM);
	assert_true(request.once);
	assert_true(request.budget_percent >= 100);
	batch.arrangement.sort = COLUMN_OOM_SCORE;
	assert_true(batch_request(&batch).cost & COST_OOM);
	batch.arrangement.user = "www";
	assert_true(batch_request(&batch).cost & COST_STATUS);
	batch.iterations = 2;
	assert_false(batch_request(&batch).once);
}

static void the_request_costs_what_the_filter_asks(void **state)
{
	struct batch batch = batch_of(FORMAT_TEXT, "pid,rss");
	struct filter *filter;

	(void)state;
	assert_int_equal(filter_parse(&filter, "pss>1M", NULL), STATUS_OK);
	batch.arrangement.filter = filter;
	assert_true(batch_request(&batch).cost & COST_ROLLUP);
	filter_free(filter);
}

/* ---- text ---- */

/* The line of the table that begins with the header's first title, and what follows. */
static char *table_of(char *text)
{
	char *blank = strstr(text, "\n\n");

	assert_non_null(blank);
	return blank + 2;
}

static void text_is_an_aligned_table(void **state)
{
	struct batch batch = batch_of(FORMAT_TEXT, "pid,user,rss,pss,cpu,oom_adj,name");
	char *text = printed(&batch, two, 2);

	(void)state;
	assert_string_equal(table_of(text), "    PID USER         RSS    PSS  %CPU  OADJ NAME\n"
					    "      7 www        7.00M      ?   ...  -500 seven\n"
					    "     42 www        42.0M      ?   ...  -500 so\n");
	free(text);
}

static void text_widens_for_what_is_long(void **state)
{
	static const struct person people[] = { { 1, "fifteen-letters", "x" },
		{ 2, "\xe6\xb1\x89\xe5\xad\x97", "y" } };
	struct batch batch = batch_of(FORMAT_TEXT, "command,name,rss");
	char *text;

	(void)state;
	batch.process_scale = SCALE_BYTES;
	text = printed(&batch, people, 2);
	assert_string_equal(table_of(text),
		"COMMAND              NAME                RSS\n"
		"x                    fifteen-letters 1048576\n"
		"y                    \xe6\xb1\x89\xe5\xad\x97            2097152\n");
	free(text);
}

static void text_is_never_cut(void **state)
{
	static char command[128 * 1024 + 1];
	struct person person = { 1, "long", command };
	struct batch batch = batch_of(FORMAT_TEXT, "pid,command");
	char *text;

	(void)state;
	memset(command, 'x', sizeof(command) - 1);
	memcpy(command, "begin", 5);
	memcpy(command + sizeof(command) - 4, "end", 3);
	text = printed(&batch, &person, 1);
	assert_non_null(strstr(text, command));
	free(text);
}

static void text_is_cut_to_a_width_asked_for(void **state)
{
	struct batch batch = batch_of(FORMAT_TEXT, "pid,command");
	char *text, *line, *rest;

	(void)state;
	for (batch.width = 1; batch.width < 40; batch.width++) {
		text = printed(&batch, hostile, HOSTILE_COUNT);
		assert_harmless(text);
		rest = text;
		while ((line = strsep(&rest, "\n")))
			assert_true(utf8_width(line) <= batch.width);
		free(text);
	}
}

static void text_reaches_a_terminal_harmless(void **state)
{
	struct batch batch = batch_of(FORMAT_TEXT, "name,pid,command");
	char *text = printed(&batch, hostile, HOSTILE_COUNT);

	(void)state;
	assert_harmless(text);
	assert_non_null(strstr(text, "\\x1b]0;title"));
	assert_non_null(strstr(text, "\xe6\xb1\x89\xe5\xad\x97"));
	free(text);
	batch.ascii = true;
	text = printed(&batch, hostile, HOSTILE_COUNT);
	for (const char *c = text; *c; c++)
		assert_true(*c == '\n' || (*c >= 0x20 && *c < 0x7f));
	free(text);
}

static void text_shows_the_machine(void **state)
{
	struct batch batch = batch_of(FORMAT_TEXT, "pid");
	char *text = printed(&batch, two, 2);

	(void)state;
	assert_non_null(strstr(text, "memtop  host  6.1.0  up 3d"));
	assert_non_null(strstr(text, "Mem 1000M  600M available (60%)"));
	assert_non_null(strstr(text, "    apps 300M | shared 50.0M | kernel "));
	assert_non_null(strstr(text, "Swap 200M  50.0M used   in 4.00K out ... /s"));
	assert_non_null(strstr(text, "Pressure  some -  full -"));
	free(text);
}

static void text_shows_branches_and_programs(void **state)
{
	static const struct person family[] = { { 1, "a", "init" }, { 2, "b", "child" },
		{ 3, "b", "child" } };
	struct batch batch = batch_of(FORMAT_TEXT, "pid,rss,command");
	char *text;

	(void)state;
	batch.arrangement.shape = SHAPE_TREE;
	text = printed(&batch, family, 3);
	assert_non_null(strstr(text, "      1  6.00M init\n"
				     "      2  2.00M |- child\n"
				     "      3  3.00M `- child\n"));
	free(text);
	batch.arrangement.shape = SHAPE_PROGRAMS;
	batch.arrangement.sort = COLUMN_RSS;
	text = printed(&batch, family, 3);
	assert_non_null(strstr(text, "      3  5.00M (2) child\n"));
	free(text);
}

/* ---- JSON ---- */

static json_t *json_of(const struct batch *batch, const struct person *people, size_t count)
{
	char *text = printed(batch, people, count);
	json_error_t error;
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (!json)
		fail_msg("%s at %d in %s", error.text, error.position, text);
	free(text);
	return json;
}

/* The member at a path of keys; fails without. */
static const json_t *at(const json_t *json, const char *key, const char *member)
{
	const json_t *found = json_object_get(json, key);

	if (found && member)
		found = json_object_get(found, member);
	if (!found)
		fail_msg("no %s %s", key, member ? member : "");
	return found;
}

static const json_t *process(const json_t *json, size_t index, const char *key)
{
	return at(json_array_get(at(json, "processes", NULL), index), key, NULL);
}

static void json_has_what_scripts_rely_on(void **state)
{
	static const char *const top[] = { "schema", "time", "interval_seconds", "host", "kernel",
		"memory", "swap", "pressure", "rates", "cgroup", "processes", "unreadable", "own",
		"others_hidden" };
	static const char *const segments[] = { "applications", "shared", "cache", "huge", "kernel",
		"unnamed", "free" };
	struct batch batch = batch_of(FORMAT_JSON, "pid,rss,anon,user,command");
	json_t *json = json_of(&batch, two, 2);
	json_int_t sum = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(top); i++)
		at(json, top[i], NULL);
	for (size_t i = 0; i < COUNT_OF(segments); i++)
		sum += json_integer_value(at(at(json, "memory", "segments"), segments[i], NULL));
	assert_int_equal(sum, json_integer_value(at(json, "memory", "total_bytes")));
	assert_int_equal(json_integer_value(at(json, "schema", NULL)), 2);
	assert_true(json_real_value(at(json, "time", NULL)) == 1700000000.123);
	assert_int_equal(json_integer_value(at(json, "memory", "available_bytes")), 600 * MIB);
	assert_true(json_real_value(at(json, "rates", "swap_in_bytes_per_second")) == 4096.0);
	assert_int_equal(json_array_size(at(json, "processes", NULL)), 2);
	assert_int_equal(json_integer_value(process(json, 1, "rss_bytes")), 42 * MIB);
	assert_true(json_is_integer(process(json, 1, "anonymous_bytes"))); /* 0 is known */
	assert_string_equal(json_string_value(process(json, 0, "command")), "/bin/seven --days");
	json_decref(json);
}

static void json_tells_why_something_is_null(void **state)
{
	struct batch batch = batch_of(FORMAT_JSON, "pid,pss,cpu,cgroup,rss");
	json_t *json = json_of(&batch, two, 2), *why = json_object_get(json, "unreadable");

	(void)state;
	assert_true(json_is_null(process(json, 0, "pss_bytes")));
	assert_int_equal(json_integer_value(json_array_get(at(why, "pss_bytes", "denied"), 1)), 42);
	assert_int_equal(json_array_size(at(why, "cpu_percent", "pending")), 2);
	assert_int_equal(json_array_size(at(why, "cgroup", "absent")), 2);
	assert_null(json_object_get(why, "rss_bytes"));
	assert_true(json_is_null(at(json, "interval_seconds", NULL)));
	assert_string_equal(json_string_value(at(why, "interval_seconds", NULL)), "pending");
	assert_true(json_is_null(at(json, "pressure", "some_avg10_percent")));
	assert_string_equal(json_string_value(at(why, "pressure", NULL)), "absent");
	assert_string_equal(json_string_value(at(why, "rates.swap_out_bytes_per_second", NULL)),
		"pending");
	json_decref(json);
}

static void json_keeps_every_byte_of_a_name(void **state)
{
	struct batch batch = batch_of(FORMAT_JSON, "pid,name,command");
	char *text = printed(&batch, hostile, HOSTILE_COUNT);
	json_t *json = json_loads(text, 0, NULL);

	(void)state;
	assert_non_null(json);
	assert_harmless(text);
	assert_non_null(strstr(text, "\xe6\xb1\x89\xe5\xad\x97")); /* not \uXXXX */
	assert_string_equal(json_string_value(process(json, 0, "command")), hostile[0].command);
	assert_string_equal(json_string_value(process(json, 1, "name")),
		"\xef\xbf\xbd\xef\xbf\xbd");
	assert_string_equal(json_string_value(process(json, 2, "name")), hostile[2].name);
	assert_string_equal(json_string_value(process(json, 2, "command")), hostile[2].command);
	assert_true(json_is_null(process(json, 4, "name")));
	json_decref(json);
	free(text);
}

static void json_has_decimals_and_signs(void **state)
{
	struct batch batch = batch_of(FORMAT_JSON, "oom_adj,faults,rss");
	char *text = printed(&batch, two, 1);

	(void)state;
	assert_non_null(strstr(text,
		"{\"oom_score_adj\":-500,\"faults_per_second\":12.05,\"rss_bytes\":7340032}"));
	free(text);
}

/* Of every view, made of nothing. */
static void json_has_its_schema_in_every_view(void **state)
{
	(void)state;
	for (int view = 0; view < VIEW_COUNT; view++) {
		struct document *document = view_specimen(&view_rows[view]);
		char *text = NULL;
		size_t length = 0;
		FILE *file = open_memstream(&text, &length);
		json_error_t error;
		struct sink sink;
		json_t *json;

		assert_non_null(document);
		sink_open(&sink, file);
		render_json(&sink, document);
		assert_int_equal(sink_flush(&sink, NULL), STATUS_OK);
		sink_close(&sink);
		fclose(file);
		json = json_loads(text, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
		if (!json)
			fail_msg("%s: %s in %s", view_rows[view].name, error.text, text);
		assert_int_equal(json_integer_value(at(json, "schema", NULL)), 2);
		json_decref(json);
		free(text);
		document_free(document);
	}
}

static void json_without_meminfo_is_null(void **state)
{
	struct repeated repeated = { make_sample(two, 0), 1 };
	struct feed feed = feed_of(&repeated);
	struct batch batch = batch_of(FORMAT_JSON, "pid");
	struct system_sample *system = &repeated.sample->system;
	struct message message;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	json_t *json;

	(void)state;
	memset(system->meminfo.field, 0, sizeof(system->meminfo.field));
	system->meminfo_status = STATUS_DENIED;
	assert_int_equal(run(&batch, &feed, file, &message), STATUS_OK);
	fclose(file);
	json = json_loads(text, 0, NULL);
	assert_non_null(json);
	assert_true(json_is_null(at(json, "memory", "total_bytes")));
	assert_true(json_is_null(at(at(json, "memory", "segments"), "free", NULL)));
	assert_string_equal(json_string_value(at(at(json, "unreadable", NULL), "memory", NULL)),
		"denied");
	assert_int_equal(json_array_size(at(json, "processes", NULL)), 0);
	json_decref(json);
	free(text);
	sample_unref(repeated.sample);
}

/* ---- CSV ---- */

static void csv_follows_rfc_4180(void **state)
{
	static const struct person people[] = { { 1, "a", "say \"hi\", you" }, { 2, "b", " blank" },
		{ 3, "c", "two\nlines" } };
	struct batch batch = batch_of(FORMAT_CSV, "pid,rss,pss,faults,oom_adj,command,state");
	char *text;

	(void)state;
	batch.iterations = 1;
	text = printed(&batch, people, 3);
	assert_string_equal(text,
		"time,pid,rss_bytes,pss_bytes,faults_per_second,oom_score_adj,command,state\n"
		"1700000000.123,1,1048576,,12.05,-500,\"say \"\"hi\"\", you\",S\n"
		"1700000000.123,2,2097152,,12.05,-500,\" blank\",S\n"
		"1700000000.123,3,3145728,,12.05,-500,two\\nlines,S\n");
	free(text);
}

static void csv_has_one_header(void **state)
{
	struct batch batch = batch_of(FORMAT_CSV, "pid");
	char *text;

	(void)state;
	batch.iterations = 2;
	text = printed(&batch, two, 1);
	assert_string_equal(text, "time,pid\n1700000000.123,7\n1700000000.123,7\n");
	free(text);
	text = printed(&batch, two, 0);
	assert_string_equal(text, "time,pid\n");
	free(text);
}

static void csv_reaches_a_terminal_harmless(void **state)
{
	struct batch batch = batch_of(FORMAT_CSV, "name,command");
	char *text = printed(&batch, hostile, HOSTILE_COUNT);

	(void)state;
	assert_harmless(text);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_written_exactly),
		cmocka_unit_test(a_sink_grows_and_drains),
		cmocka_unit_test(a_full_disk_is_told_of),
		cmocka_unit_test(a_reader_that_left_ends_it_quietly),
		cmocka_unit_test(a_reader_that_leaves_is_noticed_while_waiting),
		cmocka_unit_test(as_many_samples_are_printed_as_asked),
		cmocka_unit_test(an_ended_feed_is_an_error),
		cmocka_unit_test(processes_that_are_all_gone_end_it),
		cmocka_unit_test(the_request_costs_what_is_shown),
		cmocka_unit_test(the_request_costs_what_the_filter_asks),
		cmocka_unit_test(text_is_an_aligned_table),
		cmocka_unit_test(text_widens_for_what_is_long),
		cmocka_unit_test(text_is_never_cut),
		cmocka_unit_test(text_is_cut_to_a_width_asked_for),
		cmocka_unit_test(text_reaches_a_terminal_harmless),
		cmocka_unit_test(text_shows_the_machine),
		cmocka_unit_test(text_shows_branches_and_programs),
		cmocka_unit_test(json_has_what_scripts_rely_on),
		cmocka_unit_test(json_tells_why_something_is_null),
		cmocka_unit_test(json_keeps_every_byte_of_a_name),
		cmocka_unit_test(json_has_decimals_and_signs),
		cmocka_unit_test(json_has_its_schema_in_every_view),
		cmocka_unit_test(json_without_meminfo_is_null),
		cmocka_unit_test(csv_follows_rfc_4180),
		cmocka_unit_test(csv_has_one_header),
		cmocka_unit_test(csv_reaches_a_terminal_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
