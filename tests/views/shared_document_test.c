/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view shared says of made-up objects: sums, what is hidden, findings, commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "derive/shared.h"
#include "findings/looks/shared_rules.h"
#include "views/said.h"
#include "views/shared/shared.h"

#define GIB ((uint64_t)1 << 30)

static struct shared_report report_of(uint64_t shmem, uint64_t total)
{
	return (struct shared_report){ .method = KERNEL_BY_CANDIDATES,
		.shmem = value_of(shmem),
		.total = value_of(total),
		.swap_used = value_of(0) };
}

static struct shared_object *add(struct shared_report *report, enum shared_kind kind,
	const char *name, uint64_t bytes)
{
	size_t text = string_pool_add(&report->strings, text_of_string(name));
	struct shared_object *object = shared_report_add(report);

	assert_non_null(object);
	object->kind = kind;
	object->name = text;
	object->inode = report->count;
	object->allocated = object->present = value_of(bytes);
	object->swap = value_of(0);
	object->orphaned = value_of(0);
	return object;
}

static void hidden_is_what_no_object_of_shmem_has(void **context)
{
	struct shared_report report = report_of(10 * GIB, 64 * GIB);
	struct shared_sums sums;

	(void)context;
	add(&report, SHARED_MEMFD, "memfd:a", 3 * GIB);
	add(&report, SHARED_TMPFS, "/run/b", 2 * GIB);
	add(&report, SHARED_HUGETLB, "memfd:huge", 5 * GIB);
	add(&report, SHARED_SECRET, "secretmem", GIB);
	add(&report, SHARED_DMABUF, "dmabuf:x", GIB);
	add(&report, SHARED_TMPFS, "/tmp/c", GIB)->present = value_missing(VALUE_ABSENT);
	sums = shared_sums(&report);
	assert_int_equal(sums.named.n, 5 * GIB);
	assert_int_equal(sums.undecided.n, GIB);
	assert_int_equal(sums.hidden.n, 4 * GIB);
	assert_int_equal(sums.hugetlb.n, 5 * GIB);
	assert_int_equal(sums.secret.n, GIB);
	assert_int_equal(sums.dmabuf.n, GIB);
	shared_report_free(&report);
}

static char *said_by(enum kernel_method method, enum kernel_refusal_kind kind)
{
	struct shared_report report = report_of(GIB, GIB);
	char *text;

	report.method = method;
	report.refusal.kind = kind;
	text = said(shared_document(&report, NULL), FORMAT_TEXT);
	shared_report_free(&report);
	return text;
}

static void why_the_lists_were_not_read_is_said(void **context)
{
	char *off = said_by(KERNEL_BY_CANDIDATES, KERNEL_SWITCHED_OFF);
	char *best = said_by(KERNEL_BY_BPF, KERNEL_NOT_REFUSED);

	(void)context;
	assert_non_null(strstr(off,
		"The kernel's lists cannot be read. The setting bpf is off. So the mounts of tmpfs, "));
	assert_null(strstr(best, "lists"));
	free(off);
	free(best);
}

/* A command is whole or not given: where its end does not fit, it is none. */
static void check_room(const struct shared_report *report, const struct shared_object *object,
	const char *command)
{
	size_t length = strlen(command);

	for (size_t size = 8; size <= length + 2; size++) {
		char *out = malloc(size); /* of that size exactly, for the sanitizer */

		assert_non_null(out);
		assert_int_equal(shared_free_command(out, size, report, object),
			size > length ? length : 0);
		if (size > length)
			assert_string_equal(out, command);
		free(out);
	}
}

/* The key stays the object's own: no two of a report have the same one. */
static void objects_are_told_apart_by_their_keys(void **context)
{
	enum { COUNT = 4 * 40 * 40 };
	static uint64_t keys[COUNT];
	size_t count = 0;

	(void)context;
	for (uint64_t device = 0; device < 40; device++)
		for (uint64_t inode = 0; inode < 40; inode++)
			for (unsigned kind = 0; kind < 4; kind++) {
				const struct shared_object object = { .device = device,
					.inode = inode << device,
					.kind = kind & 1 ? SHARED_SYSV : SHARED_TMPFS,
					.is_rest = kind & 2 };

				if (inode > 0 || device == 0)
					keys[count++] = shared_object_key(&object);
			}
	for (size_t i = 0; i < count; i++)
		for (size_t other = 0; other < i; other++)
			if (keys[i] == keys[other] && i / 160 == other / 160)
				fail_msg("%zu and %zu have the key %#llx", i, other,
					(unsigned long long)keys[i]);
}

static void a_name_is_quoted_for_a_shell(void **context)
{
	static const struct {
		const char *name, *command;
	} rows[] = {
		{ "/dev/shm/plain-1.x", "rm /proc/7/root/dev/shm/plain-1.x" },
		{ "/dev/shm/it's $(x)", "rm '/proc/7/root/dev/shm/it'\\''s $(x)'" },
		{ "/dev/shm/line\nbreak", "find /proc/7/root/dev/shm -xdev -inum 1 -delete" },
	};
	char command[256];

	(void)context;
	for (size_t i = 0; i < 3; i++) {
		struct shared_report report = report_of(GIB, GIB);
		struct shared_mount *mount = shared_report_add_mount(&report);
		struct shared_object *object;

		assert_non_null(mount);
		mount->point = string_pool_add(&report.strings, text_of_string("/dev/shm"));
		mount->root = string_pool_add(&report.strings, text_of_string("/proc/7/root"));
		object = add(&report, SHARED_POSIX, rows[i].name, GIB);
		object->mount = 0;
		assert_int_equal(shared_free_command(command, sizeof(command), &report, object), 0);
		object->orphaned = value_of(1);
		assert_int_equal(shared_free_command(command, sizeof(command), &report, object),
			strlen(rows[i].command));
		assert_string_equal(command, rows[i].command);
		check_room(&report, object, rows[i].command);
		shared_report_free(&report);
	}
}

static void judge(char sentence[256], const struct shared_report *report, const char *rule)
{
	struct findings findings = { .count = 0 };
	struct shared_evidence evidence;
	const struct finding *found;

	shared_evidence_of(&evidence, report);
	findings_judge(&findings, &(struct facts){ &shared_subject, { .shared = &evidence } });
	found = findings_find(&findings, rule);
	sentence[0] = '\0';
	if (found)
		finding_sentence(sentence, 256, found, FOR_MACHINES);
}

static void findings_name_the_largest(void **context)
{
	struct shared_report report = report_of(30 * GIB, 64 * GIB);
	char sentence[256];

	(void)context;
	judge(sentence, &report, "shared_large");
	assert_non_null(strstr(sentence, "no object of it is seen"));
	add(&report, SHARED_HUGETLB, "memfd:huge", 40 * GIB);
	add(&report, SHARED_MEMFD, "memfd:a", 20 * GIB);
	add(&report, SHARED_TMPFS, "/run/b", 5 * GIB)->deleted = true;
	judge(sentence, &report, "shared_large");
	assert_non_null(
		strstr(sentence, "The largest objects are memfd:a (20.0G) and /run/b (5.00G)."));
	judge(sentence, &report, "shared_deleted");
	assert_non_null(strstr(sentence, "/run/b (5.00G)"));
	judge(sentence, &report, "shared_orphaned");
	assert_string_equal(sentence, "");
	add(&report, SHARED_SYSV, "shmid 5 key 0x0", 2 * GIB)->orphaned = value_of(1);
	judge(sentence, &report, "shared_orphaned");
	assert_non_null(strstr(sentence, "shmid 5 key 0x0 (2.00G); this frees it: ipcrm -m 4"));
	shared_report_free(&report);
}

static void the_fullest_tmpfs_is_named(void **context)
{
	struct shared_report report = report_of(GIB, 64 * GIB);
	char sentence[256];

	(void)context;
	for (int i = 0; i < 3; i++) {
		struct shared_mount *mount = shared_report_add_mount(&report);

		assert_non_null(mount);
		mount->point =
			string_pool_add(&report.strings, text_of_string(i == 1 ? "/run" : "/tmp"));
		mount->limit = i == 2 ? value_missing(VALUE_ABSENT) : value_of(100 * GIB);
		mount->used = value_of((uint64_t)(i == 1 ? 90 : 10) * GIB);
	}
	judge(sentence, &report, "shared_tmpfs_full");
	assert_non_null(strstr(sentence, "/run is 90% full: 90.0G of 100G"));
	shared_report_free(&report);
}

/* Who holds what is not complete, nor are the files of what no path leads to. */
static void what_is_not_seen_is_said(void **context)
{
	struct shared_report report = report_of(GIB, 4 * GIB);
	struct shared_mount *mount = shared_report_add_mount(&report);
	json_t *json;
	char *text;

	(void)context;
	assert_non_null(mount);
	mount->point = string_pool_add(&report.strings, text_of_string("rootfs 0:2"));
	mount->used = value_of(7 << 20);
	report.some_hidden = true;
	text = said(shared_document(&report, NULL), FORMAT_TEXT);
	assert_non_null(strstr(text, "/proc does not show all processes here"));
	assert_non_null(strstr(text, "rootfs 0:2, the tmpfs below all mounts"));
	assert_non_null(strstr(text, "at least 7.00M"));
	free(text);
	json = said_to_programs(shared_document(&report, NULL));
	assert_true(json_is_true(json_object_get(json, "processes_hidden")));
	json_decref(json);
	shared_report_free(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidden_is_what_no_object_of_shmem_has),
		cmocka_unit_test(why_the_lists_were_not_read_is_said),
		cmocka_unit_test(objects_are_told_apart_by_their_keys),
		cmocka_unit_test(a_name_is_quoted_for_a_shell),
		cmocka_unit_test(findings_name_the_largest),
		cmocka_unit_test(the_fullest_tmpfs_is_named),
		cmocka_unit_test(what_is_not_seen_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
