/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What rules find in a made-up page cache, and what other views say of looks that were made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "findings/looks/looks.h"
#include "findings/processes_rules.h"

#define MIB  UINT64_C(1048576)
#define GIB  (UINT64_C(1024) * MIB)
#define PAGE UINT64_C(4096)

/* ---- a page cache ---- */

enum { EXT4, TMPFS };

static uint32_t keep(struct cache_report *report, const char *name)
{
	uint32_t offset = cache_report_keep_name(report, name);

	assert_int_not_equal(offset, CACHE_NONE);
	return offset;
}

static void make(struct cache_report *report)
{
	*report = (struct cache_report){ .method = KERNEL_BY_BPF,
		.page_bytes = PAGE,
		.superblock_count = 2,
		.has_charges = true,
		.cached_bytes = value_of(10 * GIB),
		.shmem_bytes = value_of(GIB),
		.total_bytes = value_of(20 * GIB),
		.swap_bytes = value_of(0),
		.dirty_background_bytes = value_of(2 * GIB) };
	report->superblocks = calloc(2, sizeof(*report->superblocks));
	report->files = calloc(8, sizeof(*report->files));
	report->holders = calloc(2, sizeof(*report->holders));
	report->charges = calloc(8, sizeof(*report->charges));
	report->cgroups = calloc(3, sizeof(*report->cgroups));
	assert_true(report->superblocks && report->files && report->holders && report->charges &&
		    report->cgroups);
	report->superblocks[TMPFS].content = CACHE_OF_TMPFS;
	report->cgroup_count = 3;
	for (uint32_t i = 0; i < 3; i++)
		report->cgroups[i] = (struct cache_cgroup){ .parent = i ? 0 : CACHE_NONE,
			.name = keep(report, i == 1 ? "old" : "older"),
			.known = true,
			.is_removed = i > 0 };
}

static struct cache_file *file(struct cache_report *report, const char *name, uint64_t bytes)
{
	struct cache_file *one = &report->files[report->file_count++];

	*one = (struct cache_file){ .inode = report->file_count,
		.cached_bytes = bytes,
		.directory = CACHE_NONE,
		.name = keep(report, name) };
	return one;
}

static const char *said(const struct cache_report *report, const char *rule, char text[512])
{
	struct findings findings = { .count = 0 };
	struct cache_evidence evidence;
	const struct finding *found;

	cache_evidence_of(&evidence, report);
	findings_judge(&findings, &(struct facts){ &cache_subject, { .cache = &evidence } });
	found = findings_find(&findings, rule);
	text[0] = '\0';
	if (found)
		finding_sentence(text, 512, found, FOR_MACHINES);
	return text;
}

static void deleted_files_are_named_with_their_holder(void **state)
{
	struct cache_report report;
	char text[512];

	(void)state;
	make(&report);
	file(&report, "/var/a", 200 * MIB)->deleted = true;
	assert_string_equal(said(&report, "cache_deleted", text), "");
	file(&report, "/var/b", 300 * MIB)->deleted = true;
	assert_string_equal(said(&report, "cache_deleted", text),
		"500M (2.4% of memory) is cache of deleted files. The largest is /var/b (300M).");
	report.holders[report.holder_count++] = (struct cache_holder){ 1, 42, "mariadbd" };
	assert_non_null(strstr(said(&report, "cache_deleted", text),
		"/var/b (300M), and mariadbd (42) has it open: it is free once it is closed."));
	/* A larger one that no process is known to hold is none of its holder's. */
	file(&report, "/var/c", 400 * MIB)->deleted = true;
	assert_string_equal(said(&report, "cache_deleted", text),
		"900M (4.4% of memory) is cache of deleted files. The largest is /var/c (400M).");
	report.is_part = true;
	assert_string_equal(said(&report, "cache_deleted", text), "");
	cache_report_free(&report);
}

static void dirty_is_held_against_the_background_limit(void **state)
{
	struct cache_report report;
	struct cache_file *one;
	char text[512];

	(void)state;
	make(&report);
	one = file(&report, "/var/log", 2 * GIB);
	one->dirty = (uint32_t)(GIB / PAGE);
	one->is_counted = true;
	/* What lies in tmpfs waits for nothing. */
	one = file(&report, "/dev/shm/x", GIB);
	one->superblock = TMPFS;
	one->dirty = (uint32_t)(GIB / PAGE);
	one->is_counted = true;
	assert_string_equal(said(&report, "cache_dirty", text), "");
	report.files[0].dirty += report.files[0].dirty / 100;
	assert_non_null(strstr(said(&report, "cache_dirty", text), "from 2.00G on"));
	assert_non_null(strstr(text, "Most is in /var/log (1.01G)."));
	report.dirty_background_bytes = value_missing(VALUE_ABSENT);
	assert_string_equal(said(&report, "cache_dirty", text), "");
	cache_report_free(&report);
}

static void one_file_that_has_a_quarter_is_named(void **state)
{
	struct cache_report report;
	char text[512], name[400];

	(void)state;
	make(&report);
	file(&report, "/srv/small", GIB);
	assert_string_equal(said(&report, "cache_one_file", text), "");
	file(&report, "/srv/image", 3 * GIB);
	assert_string_equal(said(&report, "cache_one_file", text),
		"One file, /srv/image, has 3.00G, 30% of the page cache.");
	/* Of a long name the end is what tells it apart. */
	memset(name, 'a', sizeof(name));
	strcpy(name + sizeof(name) - 5, "/end");
	file(&report, name, 4 * GIB);
	assert_non_null(strstr(said(&report, "cache_one_file", text), "One file, ...aaa"));
	assert_non_null(strstr(text, "aaa/end, has 4.00G"));
	cache_report_free(&report);
}

static bool is_advised(const struct cache_report *report, const char *rule)
{
	struct findings findings = { .count = 0 };
	struct cache_evidence evidence;
	const struct finding *found;

	cache_evidence_of(&evidence, report);
	findings_judge(&findings, &(struct facts){ &cache_subject, { .cache = &evidence } });
	found = findings_find(&findings, rule);
	assert_non_null(found);
	return finding_advised(found);
}

static void names_that_the_kernel_dropped_are_no_deleted_files(void **state)
{
	struct cache_report report;
	struct cache_file *one;
	char text[512];

	(void)state;
	make(&report);
	one = file(&report, "", 80 * MIB);
	one->name = CACHE_NONE;
	assert_string_equal(said(&report, "cache_names_dropped", text), "");
	one->name_dropped = true;
	assert_string_equal(said(&report, "cache_names_dropped", text), "");
	one->cached_bytes = GIB;
	/* Of small files the sums are kept alone. */
	report.superblocks[EXT4].rest_dropped_bytes = GIB;
	report.superblocks[EXT4].rest_dropped_files = 41;
	assert_string_equal(said(&report, "cache_names_dropped", text),
		"2.00G (20% of Cached) is cache of 42 files whose directory entries the kernel has dropped: it keeps their pages, and none of its lists has their names.");
	assert_string_equal(said(&report, "cache_deleted", text), "");
	assert_true(is_advised(&report, "cache_names_dropped"));
	report.is_searched = true;
	assert_false(is_advised(&report, "cache_names_dropped"));
	report.is_part = true;
	assert_string_equal(said(&report, "cache_names_dropped", text), "");
	cache_report_free(&report);
}

static void removed_cgroups_are_added_up(void **state)
{
	struct cache_report report;
	char text[512];

	(void)state;
	make(&report);
	file(&report, "/a", 4 * GIB);
	file(&report, "/b", 4 * GIB);
	report.charges[0] = (struct cache_charge){ 0, 0, (uint32_t)(2 * GIB / PAGE) };
	report.charges[1] = (struct cache_charge){ 0, 1, (uint32_t)(512 * MIB / PAGE) };
	report.charges[2] = (struct cache_charge){ 0, CACHE_NONE, (uint32_t)(2 * GIB / PAGE) };
	report.charges[3] = (struct cache_charge){ 1, 1, (uint32_t)(512 * MIB / PAGE) };
	report.charge_count = 4;
	assert_string_equal(said(&report, "cache_removed_cgroups", text), "");
	report.charges[4] = (struct cache_charge){ 1, 2, (uint32_t)(768 * MIB / PAGE) };
	report.charge_count = 5;
	assert_non_null(strstr(said(&report, "cache_removed_cgroups", text), "1.75G"));
	assert_non_null(strstr(text, "most of it to /old (1.00G)"));
	report.has_charges = false;
	assert_string_equal(said(&report, "cache_removed_cgroups", text), "");
	cache_report_free(&report);
}

static void tmpfs_is_told_with_the_swap_that_there_is(void **state)
{
	struct cache_report report;
	char text[512];

	(void)state;
	make(&report);
	assert_string_equal(said(&report, "cache_tmpfs", text), "");
	report.shmem_bytes = value_of(3 * GIB);
	assert_non_null(strstr(said(&report, "cache_tmpfs", text), "there is no swap"));
	report.swap_bytes = value_of(2 * GIB);
	assert_non_null(
		strstr(said(&report, "cache_tmpfs", text), "the machine has 2.00G of swap"));
	cache_report_free(&report);
}

/* ---- in other views ---- */

static void judge(struct findings *findings, const struct looks *looks, const struct sample *sample)
{
	static struct sample_evidence evidence;

	sample_judge(findings, &evidence, sample);
	looks_judge(findings, looks, sample);
}

static struct sample *machine(void)
{
	struct sample *sample = sample_new();
	static const char meminfo[] = "MemTotal: 20971520 kB\nMemFree: 1048576 kB\n"
				      "Buffers: 0 kB\nCached: 10485760 kB\nShmem: 6291456 kB\n";

	assert_non_null(sample);
	assert_int_equal(meminfo_parse(&sample->system.meminfo, meminfo, sizeof(meminfo) - 1),
		STATUS_OK);
	sample->system.meminfo_status = STATUS_OK;
	sample->wall_ns = 10 * LOOK_LASTS_NS;
	return sample;
}

static void a_look_speaks_in_other_views_while_it_is_new(void **state)
{
	struct sample *sample = machine();
	struct looks looks = { .memory = NULL };
	struct cache_report report;
	struct findings findings;

	(void)state;
	make(&report);
	file(&report, "/srv/image", 3 * GIB);
	report.shmem_bytes = value_of(6 * GIB);
	cache_evidence_of(&looks.cache, &report);
	judge(&findings, &looks, sample);
	assert_null(findings_find(&findings, "cache_one_file"));
	looks.cache_ns = sample->wall_ns - LOOK_LASTS_NS;
	judge(&findings, &looks, sample);
	assert_non_null(findings_find(&findings, "cache_one_file"));
	/* The view shared says that better. */
	assert_null(findings_find(&findings, "cache_tmpfs"));
	looks.cache_ns--;
	judge(&findings, &looks, sample);
	assert_null(findings_find(&findings, "cache_one_file"));
	cache_report_free(&report);
	sample_unref(sample);
}

static void what_is_shared_is_said_once(void **state)
{
	const struct shared_report report = { .method = KERNEL_BY_BPF,
		.shmem = value_of(6 * GIB),
		.total = value_of(20 * GIB) };
	struct looks looks = { .memory = NULL };
	struct sample *sample = machine();
	struct findings findings;

	(void)state;
	judge(&findings, &looks, sample);
	assert_non_null(findings_find(&findings, "shared_memory"));
	shared_evidence_of(&looks.shared, &report);
	looks.shared_ns = sample->wall_ns;
	judge(&findings, &looks, sample);
	assert_non_null(findings_find(&findings, "shared_large"));
	assert_null(findings_find(&findings, "shared_memory"));
	sample_unref(sample);
}

/* The kernel's memory is in the samples of its view alone, and is remembered from there. */
static void the_kernels_memory_is_remembered(void **state)
{
	struct sample *looked = machine(), *sample = machine();
	struct looks looks = { .memory = NULL }, copy = { .memory = NULL };
	struct kernel_item *pipes;
	struct findings findings;
	char text[512];

	(void)state;
	looked->kernel_memory = kernel_memory_new();
	assert_non_null(looked->kernel_memory);
	pipes = kernel_memory_add(looked->kernel_memory, KERNEL_PIPE, text_of("", 0));
	assert_non_null(pipes);
	pipes->bytes = value_of(2 * GIB);
	looks_take(&looks, sample);
	assert_null(looks.memory);
	looks_take(&looks, looked);
	sample_unref(looked);
	looks_copy(&copy, &looks);
	looks_drop(&looks);
	judge(&findings, &copy, sample);
	assert_non_null(findings_find(&findings, "kernel_pipes"));
	finding_sentence(text, sizeof(text), findings_find(&findings, "kernel_pipes"),
		FOR_MACHINES);
	assert_non_null(strstr(text, "2.00G"));
	looks_drop(&copy);
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deleted_files_are_named_with_their_holder),
		cmocka_unit_test(dirty_is_held_against_the_background_limit),
		cmocka_unit_test(one_file_that_has_a_quarter_is_named),
		cmocka_unit_test(names_that_the_kernel_dropped_are_no_deleted_files),
		cmocka_unit_test(removed_cgroups_are_added_up),
		cmocka_unit_test(tmpfs_is_told_with_the_swap_that_there_is),
		cmocka_unit_test(a_look_speaks_in_other_views_while_it_is_new),
		cmocka_unit_test(what_is_shared_is_said_once),
		cmocka_unit_test(the_kernels_memory_is_remembered),
	};

	return cmocka_run_group_tests_name("findings/looks", tests, NULL, NULL);
}
