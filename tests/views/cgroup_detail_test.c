/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of one cgroup, and of all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "document/cgroup_fields.h"
#include "support/made_cgroups.h"
#include "views/cgroups/cgroups.h"
#include "views/cgroups/detail.h"
#include "views/said.h"

static const struct made_cgroup made[] = {
	{ "/", { { 0 } }, 0 },
	{ "/shop",
		{ { CGROUP_USAGE, 1000 }, { CGROUP_ACTIVE_FILE, 100 }, { CGROUP_INACTIVE_FILE, 0 },
			{ CGROUP_LIMIT, 4000 }, { CGROUP_SWAP_LIMIT, 900 } },
		5 },
	{ "/shop/web",
		{ { CGROUP_USAGE, 900 }, { CGROUP_ANONYMOUS, 500 }, { CGROUP_FILE, 250 },
			{ CGROUP_SHMEM, 50 }, { CGROUP_KERNEL, 80 }, { CGROUP_SOCKETS, 20 },
			{ CGROUP_ACTIVE_FILE, 100 }, { CGROUP_INACTIVE_FILE, 60 },
			{ CGROUP_EVENTS_OOM_KILL, 2 }, { CGROUP_EVENTS_HIGH, 7 },
			{ CGROUP_PRESSURE_FULL, 150 } },
		11 },
};

static const char stat[] = "anon 500\nfile 250\nswapcached 10\nactive_file 100\nnew_in_6_99 7\n";

static const char numa_stat[] = "anon N0=200 N4=300\nfile N0=250 N4=0\nshmem N0=50 N4=0\n";

static struct sample *make_sample(int version)
{
	struct sample *sample = sample_new();

	assert_non_null(sample);
	sample->cgroups = cgroups_made(made, COUNT_OF(made));
	sample->cgroups->version = version;
	sample->cgroups->dying = value_of(31);
	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(5000);
	sample->system.meminfo.field[MEMINFO_MemFree] = value_of(2000);
	sample->cgroups->fields_of = 3;
	assert_int_equal(nodes_parse_numa_stat(&sample->cgroups->by_node, 2, 4096, numa_stat,
				 sizeof(numa_stat) - 1),
		STATUS_OK);
	assert_int_equal(cgroup_fields_parse(&sample->cgroups->fields, stat, sizeof(stat) - 1),
		STATUS_OK);
	return sample;
}

static json_t *detail_of(struct sample *sample, const char *path)
{
	return said_to_programs(
		cgroup_detail_document(sample, &(struct cgroup_detail_request){ .path = path }));
}

static int64_t number(json_t *json, const char *key)
{
	json_t *value = json_object_get(json, key);

	if (!json_is_integer(value))
		fail_msg("no number %s", key);
	return json_integer_value(value);
}

static void the_balance_adds_up_to_usage(void **state)
{
	struct sample *sample = make_sample(2);
	json_t *json = detail_of(sample, "/shop/web"), *balance = json_object_get(json, "balance"),
	       *value;
	const char *key;
	int64_t sum = 0;

	(void)state;
	json_object_foreach(balance, key, value) sum += json_integer_value(value);
	assert_int_equal(sum, number(json, "usage_bytes"));
	assert_int_equal(number(balance, "anonymous_bytes"), 500);
	assert_int_equal(number(balance, "cache_bytes"), 190);
	assert_int_equal(number(balance, "shmem_bytes"), 50);
	assert_int_equal(number(balance, "kernel_bytes"), 80);
	assert_int_equal(number(balance, "sockets_bytes"), 20);
	assert_int_equal(number(balance, "rest_bytes"), 60);
	json_decref(json);
	sample_unref(sample);
}

/* Before 5.18 sockets are part of the sum that stands for the kernel. */
static void sockets_count_once(void **state)
{
	struct sample *sample = make_sample(2);
	json_t *json, *balance;

	(void)state;
	cgroup_set(sample->cgroups->nodes[2].cgroup, CGROUP_KERNEL, value_missing(VALUE_ABSENT));
	json = detail_of(sample, "/shop/web");
	balance = json_object_get(json, "balance");
	assert_int_equal(number(balance, "kernel_bytes"), 20);
	assert_true(json_is_null(json_object_get(balance, "sockets_bytes")));
	assert_int_equal(number(balance, "rest_bytes"), 140);
	json_decref(json);
	sample_unref(sample);
}

static void fields_and_those_above_are_told(void **state)
{
	struct sample *sample = make_sample(2);
	json_t *json = detail_of(sample, "/shop/web"), *fields = json_object_get(json, "fields");
	json_t *above = json_object_get(json, "above"), *nodes = json_object_get(json, "nodes");

	(void)state;
	assert_int_equal(json_array_size(fields), 5);
	assert_string_equal(json_string_value(json_object_get(json_array_get(fields, 4), "field")),
		"new_in_6_99");
	assert_int_equal(number(json_array_get(fields, 4), "value"), 7);
	assert_int_equal(json_array_size(nodes), 2);
	assert_int_equal(number(json_array_get(nodes, 1), "node"), 4);
	assert_int_equal(number(json_array_get(nodes, 1), "anonymous_bytes"), 300);
	assert_true(json_is_null(json_object_get(json_array_get(nodes, 1), "free_bytes")));
	assert_int_equal(json_array_size(above), 3);
	assert_int_equal(number(json_array_get(above, 1), "own_limit_bytes"), 4000);
	assert_int_equal(number(json_array_get(above, 1), "swap_limit_bytes"), 900);
	assert_string_equal(json_string_value(json_object_get(json, "limit_owner")), "/shop");
	assert_int_equal(number(json, "room_bytes"), 3100);
	json_decref(json);
	/* Of another one the fields were not read. */
	json = detail_of(sample, "/shop");
	assert_true(json_is_null(json_object_get(json, "fields")));
	json_decref(json);
	assert_false(cgroup_detail_exists(sample, "/gone"));
	json_decref(said_to_programs(cgroup_detail_document(sample,
		&(struct cgroup_detail_request){ .path = "/gone" })));
	sample_unref(sample);
}

static void rows_have_objects_for_events_and_pressure(void **state)
{
	struct sample *sample = make_sample(2);
	const struct arrangement arrangement = { 0 };
	json_t *json = said_to_programs(cgroups_document(sample, &arrangement));
	json_t *web = json_array_get(json_object_get(json, "cgroups"), 2);
	json_t *of_version_1;

	(void)state;
	assert_int_equal(number(json, "version"), 2);
	assert_int_equal(number(json, "dying"), 31);
	/* Its root has no usage: meminfo tells, under a name of its own. */
	assert_int_equal(number(json, "machine_used_bytes"), 3000);
	sample->cgroups->version = 1;
	of_version_1 = said_to_programs(cgroups_document(sample, &arrangement));
	assert_true(json_is_null(json_object_get(of_version_1, "machine_used_bytes")));
	json_decref(of_version_1);
	assert_string_equal(json_string_value(json_object_get(web, "path")), "/shop/web");
	assert_int_equal(number(json_object_get(web, "events"), "oom_kill"), 2);
	assert_int_equal(number(json_object_get(web, "events"), "high"), 7);
	assert_true(json_is_null(json_object_get(json_object_get(web, "events"), "max")));
	assert_int_equal(json_real_value(json_object_get(json_object_get(web, "pressure"),
				 "full_avg10_percent")) *
				 100,
		150);
	assert_int_equal(number(web, "unreclaimable_bytes"), 740);
	assert_int_equal(number(web, "working_set_kubelet_bytes"), 840);
	assert_int_equal(number(web, "limit_bytes"), 4000);
	json_decref(json);
	sample_unref(sample);
}

/* Every field that kernels up to 6.18 have, and total_ of v1. */
static void every_field_is_explained(void **state)
{
	static const char *const v2[] = { "anon", "file", "kernel", "percpu", "zswapped",
		"unevictable", "workingset_nodereclaim", "pgsteal_proactive",
		"thp_swpout_fallback" };
	static const char *const v1[] = { "cache", "rss", "total_rss_huge", "total_mapped_file",
		"hierarchical_memsw_limit", "total_pgpgout", "total_workingset_refault_file",
		"total_inactive_file", "swapcached" };
	const struct label *unknown = cgroup_field_label("no_such_field", 2);

	(void)state;
	assert_string_equal(unknown->key, "field");
	for (size_t i = 0; i < COUNT_OF(v2); i++)
		assert_ptr_not_equal(cgroup_field_label(v2[i], 2), unknown);
	for (size_t i = 0; i < COUNT_OF(v1); i++)
		assert_ptr_not_equal(cgroup_field_label(v1[i], 1), unknown);
	assert_ptr_equal(cgroup_field_label("total_cache", 2), unknown);
	for (size_t i = 0; cgroup_field_row(i); i++) {
		assert_true(strlen(cgroup_field_row(i)->explanation) > 10);
		assert_ptr_equal(cgroup_field_label(cgroup_field_row(i)->key, 1)->key,
			cgroup_field_row(i)->key);
	}
}

static char *text_of_detail(struct sample *sample, const char *path)
{
	struct document *document =
		cgroup_detail_document(sample, &(struct cgroup_detail_request){ .path = path });
	const struct batch batch = { .format = FORMAT_TEXT };
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	struct sink sink;

	assert_non_null(document);
	batch_open_sink(&sink, &batch, file);
	render_text(&sink, document, &(struct text_form){ .ascii = true });
	assert_int_equal(sink_flush(&sink, NULL), STATUS_OK);
	sink_close(&sink);
	fclose(file);
	document_free(document);
	return text;
}

/* v1 has most figures twice, and says which is which: its own, and with what is below it. */
static void whose_a_field_is_stands_beside_it(void **state)
{
	static const char twice[] =
		"cache 8\nhierarchical_memory_limit 4096\ntotal_cache 4096\nnew_in_6_99 7\n";
	struct sample *sample = make_sample(1);
	char *text;

	(void)state;
	cgroup_fields_free(&sample->cgroups->fields);
	assert_int_equal(cgroup_fields_parse(&sample->cgroups->fields, twice, sizeof(twice) - 1),
		STATUS_OK);
	text = text_of_detail(sample, "/shop/web");
	assert_non_null(strstr(text, "It alone. Page cache, with tmpfs"));
	assert_non_null(strstr(text, "It and those below it. Page cache, with tmpfs"));
	assert_null(strstr(text, "It alone. The lowest limit"));
	assert_non_null(strstr(text, "The lowest limit of the cgroup"));
	free(text);
	sample->cgroups->version = 2;
	text = text_of_detail(sample, "/shop/web");
	assert_null(strstr(text, "It alone."));
	free(text);
	sample_unref(sample);
}

/* Which no program may count here, or which one did. */
static void why_nothing_was_counted_is_a_figure(void **state)
{
	struct sample *sample = make_sample(1);
	json_t *json = detail_of(sample, "/shop/web");

	(void)state;
	assert_true(json_is_null(json_object_get(json, "uncounted_reason")));
	json_decref(json);
	sample->cgroups->uncounted.kind = KERNEL_LOCKED_DOWN;
	json = detail_of(sample, "/shop/web");
	assert_string_equal(json_string_value(json_object_get(json, "uncounted_reason")),
		"locked_down");
	json_decref(json);
	json = said_to_programs(cgroups_document(sample, &(struct arrangement){ .mark = NULL }));
	assert_string_equal(json_string_value(json_object_get(json, "uncounted_reason")),
		"locked_down");
	json_decref(json);
	sample_unref(sample);
}

/* Bounds that are far apart are explained, with what would count; one figure needs no words. */
static void bounds_are_explained(void **state)
{
	struct sample *sample = make_sample(1);
	struct cgroup *web = sample->cgroups->nodes[2].cgroup;
	char *text;

	(void)state;
	cgroup_set(web, CGROUP_KMEM, value_of(300));
	sample->cgroups->uncounted.kind = KERNEL_NO_RIGHTS;
	text = text_of_detail(sample, "/shop/web");
	assert_non_null(strstr(text, "HARD is at most 740, and at least 440: version 1"));
	assert_non_null(strstr(text, "A BPF program could count it. BPF programs need CAP_BPF"));
	free(text);
	cgroup_set(web, CGROUP_SLAB_RECLAIMABLE, value_of(290));
	text = text_of_detail(sample, "/shop/web");
	assert_null(strstr(text, "HARD is at most"));
	assert_null(strstr(text, "could count it"));
	free(text);
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_balance_adds_up_to_usage),
		cmocka_unit_test(sockets_count_once),
		cmocka_unit_test(fields_and_those_above_are_told),
		cmocka_unit_test(rows_have_objects_for_events_and_pressure),
		cmocka_unit_test(every_field_is_explained),
		cmocka_unit_test(whose_a_field_is_stands_beside_it),
		cmocka_unit_test(why_nothing_was_counted_is_a_figure),
		cmocka_unit_test(bounds_are_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
