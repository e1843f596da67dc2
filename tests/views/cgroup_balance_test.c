/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files memory.stat as kernels from 4.14 to 6.18 print them, of both versions: explained, and added up to usage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "document/cgroup_fields.h"
#include "render/render.h"
#include "source/cgroup/reader.h"
#include "support/fixture.h"
#include "support/made_tree.h"
#include "views/cgroups/detail.h"
#include "views/said.h"

/*
 * What the balance may leave over: the kernel charges 64 pages in advance for each processor
 * (MEMCG_CHARGE_BATCH, mm/memcontrol.c), which no field of memory.stat names; and usage was read a moment
 * before, or after, which may move 0.2% of it.
 */
#define BATCH       ((int64_t)64 * 4096)
#define A_MOMENT(n) ((n) / 500)

/* A row of tests/fixtures/cgroup/ORIGIN.tsv. */
struct capture {
	char name[32], usage[32], kmem[32];
	char rest[32]; /* exactly, where the figures were made; else "" */
	int version;
	int64_t processors;
};

/* A field as a string; "" where it stands as -. */
static void take(struct text *line, char *out, size_t size)
{
	struct text field = text_next_field(line, '\t');

	snprintf(out, size, "%.*s", (int)field.length, field.at);
	if (strcmp(out, "-") == 0)
		out[0] = '\0';
}

static bool next_capture(struct text *rest, struct capture *out)
{
	struct text line;
	char number[32];

	while (text_next_line(rest, &line)) {
		if (line.length == 0 || line.at[0] == '#')
			continue;
		take(&line, out->name, sizeof(out->name));
		take(&line, number, sizeof(number));
		out->version = (int)strtol(number, NULL, 10);
		take(&line, out->usage, sizeof(out->usage));
		take(&line, out->kmem, sizeof(out->kmem));
		take(&line, number, sizeof(number));
		out->processors = strtol(number, NULL, 10);
		take(&line, out->rest, sizeof(out->rest));
		return true;
	}
	return false;
}

struct trees {
	struct made_tree proc, mount;
};

static void write_tree(const struct trees *trees, const struct capture *capture)
{
	char text[256], fixture[64];
	bool is_v2 = capture->version == 2;

	snprintf(text, sizeof(text), "31 22 0:27 / %s rw - %s\n", trees->mount.path,
		is_v2 ? "cgroup2 cgroup2 rw" : "cgroup cgroup rw,memory");
	tree_write(&trees->proc, "self/mountinfo", text);
	tree_write(&trees->mount, is_v2 ? "cgroup.controllers" : "cgroup.sane_behavior",
		"memory\n");
	snprintf(fixture, sizeof(fixture), "cgroup/%s.txt", capture->name);
	tree_copy(&trees->mount, "a/memory.stat", fixture);
	tree_write(&trees->mount, is_v2 ? "a/memory.current" : "a/memory.usage_in_bytes",
		capture->usage);
	if (*capture->kmem)
		tree_write(&trees->mount, "a/memory.kmem.usage_in_bytes", capture->kmem);
}

/* What is read of it, as memtop cgroups /a reads it. */
static struct cgroups *read_capture(const struct capture *capture)
{
	struct trees trees;
	struct cgroup_reader *reader;
	struct cgroups *cgroups;
	int proc;

	tree_make(&trees.proc);
	tree_make(&trees.mount);
	write_tree(&trees, capture);
	proc = open(trees.proc.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	reader = cgroup_reader_new(proc, "/nowhere", &(struct cgroup_limits){ .descriptors = 10 });
	assert_non_null(reader);
	assert_int_equal(
		cgroup_reader_read(&cgroups, reader,
			&(struct cgroup_request){ .all = true, .once = true, .path = "/a" },
			UINT64_MAX / 2),
		STATUS_OK);
	assert_non_null(cgroups);
	assert_int_equal(cgroups->count, 2);
	cgroup_reader_free(reader);
	close(proc);
	tree_remove(&trees.proc);
	tree_remove(&trees.mount);
	return cgroups;
}

static json_t *detail_of(struct sample *sample)
{
	return said_to_programs(
		cgroup_detail_document(sample, &(struct cgroup_detail_request){ .path = "/a" }));
}

static size_t lines_of(const struct capture *capture)
{
	char name[64], *text;
	size_t length, lines = 0;

	snprintf(name, sizeof(name), "cgroup/%s.txt", capture->name);
	text = fixture_read(name, &length);
	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	free(text);
	return lines;
}

/* Each line is a row, and no row is of a field that memtop does not know. */
static void check_fields(const struct capture *capture, json_t *json)
{
	json_t *fields = json_object_get(json, "fields"), *field;
	const struct label *unknown = cgroup_field_label("no_such_field", capture->version);
	size_t i;

	assert_int_equal(json_array_size(fields), lines_of(capture));
	json_array_foreach(fields, i, field)
	{
		const char *name = json_string_value(json_object_get(field, "field"));

		if (cgroup_field_label(name, capture->version) == unknown)
			fail_msg("%s: %s has no explanation", capture->name, name);
	}
}

static void check_balance(const struct capture *capture, json_t *json)
{
	json_t *part;
	int64_t sum = 0, rest = 0, usage = strtoll(capture->usage, NULL, 10);
	const char *key;

	json_object_foreach(json_object_get(json, "balance"), key, part)
	{
		sum += json_integer_value(part);
		if (strcmp(key, "rest_bytes") == 0)
			rest = json_integer_value(part);
	}
	printf("# %s: %lld of %lld bytes are on no field\n", capture->name, (long long)rest,
		(long long)usage);
	assert_int_equal(sum, usage);
	assert_int_equal(json_integer_value(json_object_get(json, "usage_bytes")), usage);
	assert_true(llabs(rest) <= capture->processors * BATCH + A_MOMENT(usage));
	if (*capture->rest)
		assert_int_equal(rest, strtoll(capture->rest, NULL, 10));
}

static void every_capture_is_explained_and_adds_up(void **state)
{
	size_t length, captures = 0;
	char *table = fixture_read("cgroup/ORIGIN.tsv", &length);
	struct text rest = text_of(table, length);
	struct capture capture;

	(void)state;
	for (; next_capture(&rest, &capture); captures++) {
		struct sample *sample = sample_new();
		json_t *json;

		assert_non_null(sample);
		sample->cgroups = read_capture(&capture);
		json = detail_of(sample);
		check_fields(&capture, json);
		check_balance(&capture, json);
		json_decref(json);
		sample_unref(sample);
	}
	assert_int_equal(captures, 7);
	free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_capture_is_explained_and_adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
