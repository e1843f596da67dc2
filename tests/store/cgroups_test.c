/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cgroups out of a record: the same tree, the same figures, from the tail and from a block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/cgroup/derived_cgroups.h"
#include "store/place.h"

/* As the kernel's tree has them, in preorder; "/a.b" stands behind all below "/a". */
static const struct made {
	const char *path;
	size_t parent, end;
	unsigned depth;
} tree[] = {
	{ "/", CGROUP_NO_PARENT, 6, 0 },
	{ "/a", 0, 4, 1 },
	{ "/a/x", 1, 3, 2 },
	{ "/a/y", 1, 4, 2 },
	{ "/a.b", 0, 5, 1 },
	{ "/b", 0, 6, 1 },
};

static int64_t usage_of(size_t i, uint64_t number)
{
	return (int64_t)(i * 1000000 + (i % 2 ? number << 20 : 0));
}

static struct cgroup *make_cgroup(size_t i, uint64_t number)
{
	const char *path = tree[i].path, *slash = strrchr(path, '/');
	struct cgroup *cgroup =
		cgroup_new(100 + i, path, (size_t)(slash - path) + (slash[1] != '\0'));

	assert_non_null(cgroup);
	for (int figure = 0; figure < CGROUP_FIGURES; figure++)
		cgroup_set(cgroup, (enum cgroup_figure)figure, value_of((uint64_t)figure * 7));
	cgroup_set(cgroup, CGROUP_USAGE, value_of((uint64_t)usage_of(i, number)));
	cgroup_set(cgroup, CGROUP_LIMIT, value_missing(VALUE_ABSENT));
	cgroup_set(cgroup, CGROUP_PRESSURE_FULL, value_missing(VALUE_DENIED));
	cgroup_set(cgroup, CGROUP_EVENTS_MAX, value_of(number));
	if (i == 3)
		cgroup->identity->label = strdup("docker web");
	return cgroup;
}

/* The first count of the tree. */
static void give_cgroups(struct sample *sample, size_t count)
{
	struct cgroups *cgroups = cgroups_new(count);

	assert_non_null(cgroups);
	cgroups->version = 2;
	cgroups->is_recursive = true;
	cgroups->dying = value_of(UINT64_C(12));
	cgroups->mount_root = strdup("/docker/ab");
	cgroups->monotonic_ns = sample->monotonic_ns;
	for (size_t i = 0; i < count; i++)
		cgroups->nodes[cgroups->count++] =
			(struct cgroup_node){ .cgroup = make_cgroup(i, sample->number),
				.usage_ns = sample->monotonic_ns,
				.rest_ns = sample->monotonic_ns };
	sample->cgroups = cgroups;
}

static void add(struct recorder *recorder, struct lives *lives, size_t cgroups)
{
	struct message message = { "" };
	struct sample *sample = lives_next(lives);

	if (cgroups)
		give_cgroups(sample, cgroups);
	if (recorder_add(recorder, sample, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	sample_unref(sample);
}

static struct sample *sample_of(const struct place *place, int64_t sequence)
{
	struct message message = { "" };
	struct record *record = place_open(place);
	struct sample *sample = NULL;

	if (record_sample(record, sequence, 30, &sample, NULL, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	record_close(record);
	return sample;
}

static void assert_node(const struct cgroup_node *node, size_t i, uint64_t number)
{
	const struct cgroup *cgroup = node->cgroup;

	assert_string_equal(cgroup->identity->path, tree[i].path);
	assert_string_equal(cgroup->identity->name,
		tree[i].path[1] ? strrchr(tree[i].path, '/') + 1 : "/");
	assert_int_equal(cgroup->id, 100 + i);
	assert_int_equal(node->depth, tree[i].depth);
	assert_true(node->parent == tree[i].parent);
	assert_int_equal(cgroup_value(cgroup, CGROUP_USAGE).n, usage_of(i, number));
	assert_int_equal(cgroup_value(cgroup, CGROUP_LIMIT).state, VALUE_ABSENT);
	assert_int_equal(cgroup_value(cgroup, CGROUP_PRESSURE_FULL).state, VALUE_DENIED);
	assert_int_equal(cgroup_value(cgroup, CGROUP_SLAB_RECLAIMABLE).n,
		CGROUP_SLAB_RECLAIMABLE * 7);
	assert_int_equal(cgroup_value(cgroup, CGROUP_DYING).n, CGROUP_DYING * 7);
	assert_int_equal(cgroup_value(cgroup, CGROUP_EVENTS_MAX).n, number);
	/* A hit of the limit each sample. */
	assert_int_equal(cgroup->before.max, number - 1);
	assert_int_equal(cgroup->events_ns - cgroup->before.ns, PLACE_STEP);
}

static void assert_tree(const struct place *place, int64_t sequence)
{
	struct sample *sample = sample_of(place, sequence);
	const struct cgroups *cgroups = sample->cgroups;

	assert_non_null(cgroups);
	assert_int_equal(cgroups->count, COUNT_OF(tree));
	assert_int_equal(cgroups->version, 2);
	assert_true(cgroups->is_recursive);
	assert_false(cgroups->is_part);
	assert_int_equal(cgroups->dying.n, 12);
	assert_string_equal(cgroups->mount_root, "/docker/ab");
	for (size_t i = 0; i < COUNT_OF(tree); i++) {
		assert_node(&cgroups->nodes[i], i, (uint64_t)sequence);
		assert_int_equal(cgroups->nodes[i].end, tree[i].end);
	}
	assert_string_equal(cgroups->nodes[3].cgroup->identity->label, "docker web");
	assert_null(cgroups->nodes[2].cgroup->identity->label);
	/* Those at even places do not grow. */
	assert_int_equal(derived_of_cgroup(cgroups, 2)->growth.n, 0);
	assert_true(derived_of_cgroup(cgroups, 3)->growth.n > 0);
	/* Processes are what they were beside them. */
	assert_int_equal(sample->row_count, 10);
	sample_unref(sample);
}

static void the_tree_is_as_it_was(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);

	for (int i = 0; i < 400; i++)
		add(recorder, &place->lives, COUNT_OF(tree));
	recorder_close(recorder);
	assert_tree(place, 40);  /* in a block */
	assert_tree(place, 395); /* in the tail */
	/* Its next recorder knows the same cgroups again, or others like them. */
	recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	for (int i = 0; i < 5; i++)
		add(recorder, &place->lives, COUNT_OF(tree));
	recorder_close(recorder);
	assert_tree(place, 405);
}

static void cgroups_come_and_go(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	static const size_t counts[] = { 6, 6, 4, 4, 0, 0, 2, 6, 6, 6 };
	struct sample *sample;

	for (size_t i = 0; i < COUNT_OF(counts); i++)
		add(recorder, &place->lives, counts[i]);
	recorder_close(recorder);
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		sample = sample_of(place, (int64_t)i + 1);
		assert_true((sample->cgroups != NULL) == (counts[i] > 0));
		if (counts[i])
			assert_int_equal(sample->cgroups->count, counts[i]);
		sample_unref(sample);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(the_tree_is_as_it_was),
		TEST(cgroups_come_and_go),
	};

	return cmocka_run_group_tests_name("store/cgroups", tests, NULL, NULL);
}
