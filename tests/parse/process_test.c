/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/macros.h"
#include "parse/process/limits.h"
#include "parse/process/map_list.h"
#include "parse/process/maps.h"
#include "parse/process/smaps.h"
#include "parse/process/fdinfo.h"
#include "parse/process/smaps_rollup.h"
#include "parse/process/syscall.h"
#include "parse/process/io.h"
#include "parse/process/statm.h"
#include "parse/process/status.h"
#include "parse/process/thread/stat.h"
#include "support/assert_value.h"
#include "support/fixture.h"

static void io_tells_what_was_written(void **state)
{
	static const char text[] = "rchar: 6976\nwchar: 4711\nsyscr: 10\nsyscw: 3\n"
				   "read_bytes: 1\nwrite_bytes: 8192\ncancelled_write_bytes: 5\n";
	struct process_io io;

	(void)state;
	assert_int_equal(process_io_parse(&io, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(io.passed, 4711);
	assert_int_equal(io.dirtied, 8192);
	assert_int_equal(process_io_parse(&io, "wchar: 1\n", 9), STATUS_MALFORMED);
	assert_int_equal(process_io_parse(&io, "write_bytes: 1\nwchar: x\n", 24), STATUS_MALFORMED);
	assert_int_equal(process_io_parse(&io, "", 0), STATUS_MALFORMED);
}

/* As proc_pid_stat(5) has it; a name may hold brackets and blanks. */
static void stat_of_a_thread_has_name_state_and_times(void **state)
{
	static const char text[] =
		"501 (a) (b c) R 1 7 7 0 -1 64 1 0 2 0 70 5 0 0 20 0 9 0 4711 1 2\n";
	struct thread_stat stat;

	(void)state;
	assert_true(thread_stat_parse(&stat, text, sizeof(text) - 1));
	assert_true(text_equals(stat.name, "a) (b c"));
	assert_int_equal(stat.state, 'R');
	assert_int_equal(stat.ticks, 75);
	assert_int_equal(stat.start_ticks, 4711);
	for (size_t length = 0; length < sizeof(text) - 9; length++)
		assert_false(thread_stat_parse(&stat, text, length));
	assert_false(thread_stat_parse(&stat, ") (", 3));
	assert_false(
		thread_stat_parse(&stat, "1 (x) RS 1 7 7 0 -1 64 1 0 2 0 7 5 0 0 20 0 9 0 4 ", 50));
}

static void statm_has_three_figures(void **state)
{
	struct statm statm;

	(void)state;
	assert_int_equal(statm_parse(&statm, "765 399 371 5 0 123 0\n", 22), STATUS_OK);
	assert_int_equal(statm.size, 765);
	assert_int_equal(statm.resident, 399);
	assert_int_equal(statm.shared, 371);
	assert_int_equal(statm_parse(&statm, "0 0 0 0 0 0 0\n", 14), STATUS_OK);
	assert_int_equal(statm_parse(&statm, "765 399", 7), STATUS_MALFORMED);
	assert_int_equal(statm_parse(&statm, "", 0), STATUS_MALFORMED);
	assert_int_equal(statm_parse(&statm, "1 99999999999999999999 1\n", 25), STATUS_MALFORMED);
}

static const char rollup_text[] =
	"5636f6646000-7ffe4b1d9000 ---p 00000000 00:00 0                          [rollup]\n"
	"Rss:                1596 kB\nPss:                 310 kB\nPss_Dirty:           150 kB\n"
	"Pss_Anon:            100 kB\nPss_File:            210 kB\nPss_Shmem:             0 kB\n"
	"Shared_Clean:       1400 kB\nShared_Dirty:          0 kB\nPrivate_Clean:         46 kB\n"
	"Private_Dirty:       150 kB\nReferenced:         1596 kB\nAnonymous:           112 kB\n"
	"KSM:                   0 kB\nLazyFree:              0 kB\nAnonHugePages:         0 kB\n"
	"ShmemPmdMapped:        0 kB\nFilePmdMapped:         0 kB\nShared_Hugetlb:        0 kB\n"
	"Private_Hugetlb:    2048 kB\nSwap:                  8 kB\nSwapPss:               4 kB\n"
	"Locked:                0 kB\n";

static void rollup_is_in_bytes(void **state)
{
	struct smaps_rollup rollup;

	(void)state;
	assert_int_equal(smaps_rollup_parse(&rollup, rollup_text, sizeof(rollup_text) - 1),
		STATUS_OK);
	assert_value(rollup.rss, 1596 * 1024);
	assert_value(rollup.pss, 310 * 1024);
	assert_value(rollup.pss_file, 210 * 1024);
	assert_value(rollup.shared_clean, 1400 * 1024);
	assert_value(rollup.private_hugetlb, 2048 * 1024);
	assert_value(rollup.swap, 8 * 1024);
	assert_value(rollup.swap_pss, 4 * 1024);
	assert_value(rollup.locked, 0);
	assert_value(rollup.uss, (46 + 150 + 2048) * 1024);
}

static void an_older_rollup_lacks_some(void **state)
{
	static const char text[] = "0-1 ---p 00000000 00:00 0 [rollup]\nRss: 8 kB\nPss: 4 kB\n"
				   "Private_Clean: 1 kB\nPrivate_Dirty: 2 kB\nSwap: 0 kB\n";
	struct smaps_rollup rollup;

	(void)state;
	assert_int_equal(smaps_rollup_parse(&rollup, text, sizeof(text) - 1), STATUS_OK);
	assert_value(rollup.uss, 3072);
	assert_absent(rollup.private_hugetlb);
	assert_absent(rollup.pss_anon);
	assert_int_equal(smaps_rollup_parse(&rollup, text, 30), STATUS_MALFORMED);
	assert_absent(rollup.uss);
}

static void status_says_what_is_absent(void **state)
{
	static const char text[] =
		"Name:\tx\\nVmRSS: 9 kB\nState:\tS (sleeping)\nVmPeak:\t    3060 kB\nVmSize:\t    "
		"3000 kB\n"
		"VmLck:\t       4 kB\nVmHWM:\t    1600 kB\nVmRSS:\t    1596 kB\nRssAnon:\t     112 "
		"kB\n"
		"VmPTE:\t      48 kB\nVmPMD:\t      12 kB\nVmSwap:\t       0 kB\nThreads:\t7\n";
	static const char kernel_thread[] = "Name:\tkthreadd\nThreads:\t1\n";
	struct process_status status;

	(void)state;
	assert_int_equal(process_status_parse(&status, text, sizeof(text) - 1), STATUS_OK);
	assert_value(status.size_peak, 3060 * 1024);
	assert_value(status.rss, 1596 * 1024);
	assert_value(status.rss_anonymous, 112 * 1024);
	assert_absent(status.rss_file);
	assert_absent(status.pinned);
	assert_value(status.page_tables, 60 * 1024);
	assert_value(status.locked, 4096);
	assert_value(status.swap, 0);
	assert_value(status.threads, 7);
	assert_int_equal(process_status_parse(&status, kernel_thread, sizeof(kernel_thread) - 1),
		STATUS_OK);
	assert_absent(status.rss);
	assert_absent(status.page_tables);
}

static void limits_are_numbers_or_none(void **state)
{
	struct text rest = text_of_string(
		"Limit                     Soft Limit           Hard Limit           Units     \n"
		"Max stack size            8388608              unlimited            bytes     \n"
		"Max nice priority         0                    0                    \n"
		"Max bad                   x                    0                    \n");
	struct process_limit limit;

	(void)state;
	assert_true(limits_next(&limit, &rest));
	assert_text(limit.name, "Max stack size");
	assert_value(limit.soft, 8388608);
	assert_absent(limit.hard);
	assert_text(limit.unit, "bytes");
	assert_true(limits_next(&limit, &rest));
	assert_text(limit.name, "Max nice priority");
	assert_value(limit.hard, 0);
	assert_text(limit.unit, "");
	assert_false(limits_next(&limit, &rest));
}

static void a_line_of_maps_is_taken_apart(void **state)
{
	struct mapping mapping;
	char name[64];

	(void)state;
	assert_true(maps_parse_line(&mapping,
		text_of_string("7f0c1000-7f0c3000 r-xp 0001f000 fe:1a 247498                     "
			       "/tmp/a b\\012c (deleted)")));
	assert_int_equal(mapping.start, 0x7f0c1000);
	assert_int_equal(mapping.end, 0x7f0c3000);
	assert_string_equal(mapping.permissions, "r-xp");
	assert_int_equal(mapping.offset, 0x1f000);
	assert_int_equal(mapping.major, 0xfe);
	assert_int_equal(mapping.minor, 0x1a);
	assert_int_equal(mapping.inode, 247498);
	assert_text(mapping.name, "/tmp/a b\\012c");
	assert_true(mapping.deleted);
	assert_int_equal(maps_unescape(name, sizeof(name), mapping.name), 10);
	assert_string_equal(name, "/tmp/a b\nc");
	assert_int_equal(maps_unescape(name, 5, mapping.name), 4);
	assert_true(maps_parse_line(&mapping,
		text_of_string("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 ")));
	assert_int_equal(mapping.name.length, 0);
	assert_false(mapping.deleted);
}

/* Of a list of mappings only the names are kept: a process can have very many without one. */
static void a_list_of_maps_keeps_the_names_alone(void **state)
{
	static const char text[] = "1000-2000 rw-p 00000000 00:00 0\n"
				   "2000-3000 r--p 00000000 08:01 7      /lib/a b\n"
				   "3000-4000 r--p 00000000 08:01 8      /gone (deleted)\n"
				   "4000-5000 rw-p 00000000 00:00 0      [heap]\n";
	struct map_list list;

	(void)state;
	assert_int_equal(map_list_parse(&list, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(list.count, 4);
	assert_int_equal(list.mappings[0].name.length, 0);
	assert_true(text_equals(list.mappings[1].name, "/lib/a b"));
	assert_true(text_equals(list.mappings[2].name, "/gone"));
	assert_true(list.mappings[2].deleted);
	assert_true(text_equals(list.mappings[3].name, "[heap]"));
	assert_int_equal(map_list_bytes(&list),
		4 * sizeof(struct mapping) + strlen("/lib/a b/gone[heap]"));
	map_list_free(&list);
}

static void a_malformed_line_of_maps_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"Size: 4 kB",
		"7f0c1000",
		"7f0c1000-",
		"7f0c1000-7f0c3000",
		"-1 r-xp 0 0:0 0",
		"7f0c1000-7f0c3000 r-x 0001f000 fe:1a 247498",
		"7f0c1000-7f0c3000 r-xp 0001f000 fe1a 2",
		"7f0c3000-7f0c1000 r-xp 0001f000 fe:1a 1",
		"1-2 r-xp 0 0:0 ",
		"g-h r-xp 0 0:0 0",
		"11112222333344445-6 r-xp 0 0:0 0",
	};
	struct mapping mapping;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (maps_parse_line(&mapping, text_of_string(bad[i])))
			fail_msg("%s", bad[i]);
	}
}

static void mappings_have_their_kind(void **state)
{
	static const struct {
		const char *name;
		uint64_t inode;
		enum mapping_kind kind;
	} rows[] = {
		{ "", 0, MAPPING_ANONYMOUS },
		{ "[heap]", 0, MAPPING_HEAP },
		{ "[stack]", 0, MAPPING_STACK },
		{ "[stack:42]", 0, MAPPING_STACK },
		{ "[anon:arena]", 0, MAPPING_ANONYMOUS },
		{ "[anon_shmem:x]", 9, MAPPING_SHARED },
		{ "[vdso]", 0, MAPPING_KERNEL },
		{ "/SYSV00000000", 3, MAPPING_SHARED },
		{ "/memfd:x", 3, MAPPING_SHARED },
		{ "/dev/zero", 3, MAPPING_SHARED },
		{ "/dev/nvidia0", 3, MAPPING_DEVICE },
		{ "/anon_hugepage", 3, MAPPING_HUGETLB },
		{ "/bin/true", 3, MAPPING_FILE },
		{ "anon_inode:[perf_event]", 3, MAPPING_DEVICE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mapping mapping = { .name = text_of_string(rows[i].name),
			.inode = rows[i].inode };

		if (maps_kind(&mapping) != rows[i].kind)
			fail_msg("%s", rows[i].name);
	}
}

/* What a file of mappings adds up to, read through a buffer of that size. */
struct sums {
	size_t mappings;
	uint64_t size, rss, pss, private_dirty;
};

static void add_mapping(struct sums *sums, const struct smaps_mapping *mapping)
{
	sums->mappings++;
	sums->size += mapping->size.n;
	sums->rss += mapping->rss.n;
	sums->pss += mapping->pss.n;
	sums->private_dirty += mapping->private_dirty.n;
	assert_value(mapping->size, mapping->mapping.end - mapping->mapping.start);
	assert_true(
		smaps_has_flag(mapping->flags, "rd") == (mapping->mapping.permissions[0] == 'r'));
	assert_value(mapping->locked, 0);
}

static struct sums read_through(const char *text, size_t length, size_t size)
{
	char *buffer = malloc(size);
	struct sums sums = { 0 };
	size_t used = 0, at = 0, got;

	assert_non_null(buffer);
	do {
		struct smaps_mapping mapping;
		struct text rest;

		got = size - used < length - at ? size - used : length - at;
		memcpy(buffer + used, text + at, got);
		at += got;
		rest = text_of(buffer, used + got);
		while (smaps_next(&mapping, &rest, got == 0))
			add_mapping(&sums, &mapping);
		memmove(buffer, rest.at, rest.length);
		used = rest.length;
	} while (got > 0);
	free(buffer);
	return sums;
}

static void smaps_is_read_through_a_buffer_of_any_size(void **state)
{
	static const size_t sizes[] = { 2000, 2001, 2500, 4096, 65536 };
	size_t length;
	char *text = fixture_read("smaps/6.18-sleep.txt", &length);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct sums sums = read_through(text, length, sizes[i]);

		assert_int_equal(sums.mappings, 37);
		assert_int_equal(sums.size, 2924 * 1024);
		assert_int_equal(sums.rss, 1772 * 1024);
		assert_int_equal(sums.pss, 164 * 1024);
		assert_int_equal(sums.private_dirty, 108 * 1024);
	}
	free(text);
}

static void smaps_bears_new_fields_and_missing_ones(void **state)
{
	struct text rest =
		text_of_string("1000-2000 rw-p 00000000 00:00 0\nSize: 4 kB\nFuture_Thing: x\n"
			       "Rss: 4 kB\nNew: 1 kB\n"
			       "2000-3000 r--s 00000000 00:01 7 /memfd:a (deleted)\nSize: 4 kB\n");
	struct smaps_mapping mapping;

	(void)state;
	assert_true(smaps_next(&mapping, &rest, false));
	assert_value(mapping.rss, 4096);
	assert_absent(mapping.pss);
	assert_absent(mapping.huge_eligible);
	assert_int_equal(mapping.flags.length, 0);
	assert_false(smaps_next(&mapping, &rest, false));
	assert_true(smaps_next(&mapping, &rest, true));
	assert_int_equal(mapping.mapping.start, 0x2000);
	assert_text(mapping.mapping.name, "/memfd:a");
	assert_true(mapping.mapping.deleted);
	assert_false(smaps_next(&mapping, &rest, true));
}

static void flags_are_whole_words(void **state)
{
	struct text flags = text_of_string("rd ex mr");

	(void)state;
	assert_true(smaps_has_flag(flags, "rd"));
	assert_true(smaps_has_flag(flags, "mr"));
	assert_false(smaps_has_flag(flags, "r"));
	assert_false(smaps_has_flag(flags, "lo"));
}

static enum status state_of(struct syscall_state *state, const char *text)
{
	return syscall_parse(state, text, strlen(text));
}

static void where_a_thread_waits(void **state)
{
	struct syscall_state syscall;

	(void)state;
	assert_int_equal(state_of(&syscall, "running\n"), STATUS_OK);
	assert_true(syscall.running);
	assert_int_equal(state_of(&syscall, "-1 0x7ffd4000 0x55aa\n"), STATUS_OK);
	assert_false(syscall.running || syscall.waits);
	assert_int_equal(syscall.stack_pointer, 0x7ffd4000);
	assert_int_equal(
		state_of(&syscall,
			"7 0x7f11 0x1 0xffffffffffffffff 0x0 0xa 0x6 0x7ffd50fadd8 0x7f14\n"),
		STATUS_OK);
	assert_true(syscall.waits);
	assert_int_equal(syscall.number, 7);
	assert_int_equal(syscall.arguments[2], UINT64_MAX);
	assert_int_equal(syscall.arguments[5], 6);
	assert_int_equal(syscall.stack_pointer, 0x7ffd50fadd8);
	assert_int_equal(syscall.program_counter, 0x7f14);
}

static void no_place_where_a_thread_waits(void **state)
{
	static const char *const texts[] = { "", "\n", "7\n", "x 0x1 0x2\n", "-1 0x1\n", "-1 1 2\n",
		"-1 0x 0x2\n", "-1 0x1g 0x2\n", "-1 0x11111111111111111 0x2\n",
		"7 0x1 0x2 0x3 0x4 0x5 0x6 0x7\n" };
	struct syscall_state syscall;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_int_equal(state_of(&syscall, texts[i]), STATUS_MALFORMED);
}

static void data_of_an_epoll_set(void **state)
{
	uint64_t data = 0;

	(void)state;
	assert_true(fdinfo_parse_epoll(
		text_of_string(
			"tfd:        5 events:       19 data:     55f0a1b2c3d0  pos:0 ino:61 sdev:7"),
		&data));
	assert_int_equal(data, 0x55f0a1b2c3d0);
	assert_false(fdinfo_parse_epoll(text_of_string("pos:\t0"), &data));
	assert_false(fdinfo_parse_epoll(text_of_string("tfd: 5 events: 19 data:"), &data));
	assert_false(fdinfo_parse_epoll(text_of_string("tfd: 5 data: 55x"), &data));
	assert_false(fdinfo_parse_epoll(text_of_string("tfd: 5 data: 11111111111111111"), &data));
}

/* As Linux 6.18 prints them. */
static void locks_of_a_file(void **state)
{
	struct fdinfo_lock lock;

	(void)state;
	assert_true(fdinfo_parse_lock(&lock,
		text_of_string("lock:\t1: FLOCK  ADVISORY  WRITE 14 08:01:123 0 EOF")));
	assert_true(text_equals(lock.kind, "FLOCK"));
	assert_true(text_equals(lock.mode, "WRITE"));
	assert_int_equal(lock.start, 0);
	assert_true(lock.end == UINT64_MAX);
	assert_true(fdinfo_parse_lock(&lock,
		text_of_string(
			"lock:\t2: POSIX  ADVISORY  READ 883 00:11:36 1073741826 1073742335")));
	assert_true(text_equals(lock.kind, "POSIX"));
	assert_true(text_equals(lock.mode, "READ"));
	assert_int_equal(lock.start, 1073741826);
	assert_int_equal(lock.end, 1073742335);
	assert_false(fdinfo_parse_lock(&lock, text_of_string("pos:\t0")));
	assert_false(fdinfo_parse_lock(&lock,
		text_of_string("lock:\t1: FLOCK  ADVISORY  WRITE 14 08:01:123 0")));
	assert_false(fdinfo_parse_lock(&lock,
		text_of_string("lock:\t1: FLOCK  ADVISORY  WRITE 14 08:01:123 x EOF")));
}

/* As Linux 6.18 prints it of a ring of 4,096 entries. */
static void sizes_of_a_ring(void **state)
{
	struct fdinfo_ring ring;

	(void)state;
	assert_true(fdinfo_parse_ring(&ring,
		text_of_string("pos:\t0\nflags:\t02000002\nmnt_id:\t17\nino:\t39429391\n"
			       "SqMask:\t0xfff\nSqHead:\t0\nCqMask:\t0x1fff\nPollList:\n")));
	assert_int_equal(ring.submissions, 4096);
	assert_int_equal(ring.completions, 8192);
	assert_value(ring.inode, 39429391);
	assert_true(fdinfo_parse_ring(&ring, text_of_string("SqMask:\t0x0\nCqMask:\t0x1\n")));
	assert_int_equal(ring.submissions, 1);
	assert_absent(ring.inode);
	assert_false(fdinfo_parse_ring(&ring, text_of_string("SqMask:\t0xfff\n")));
	assert_false(fdinfo_parse_ring(&ring, text_of_string("SqMask:\t4095\nCqMask:\t0x1\n")));
	assert_false(
		fdinfo_parse_ring(&ring, text_of_string("SqMask:\t0xfffffffff\nCqMask:\t0x1\n")));
}

static void what_bpf_takes(void **state)
{
	struct fdinfo_bpf bpf;

	(void)state;
	assert_true(fdinfo_parse_bpf(&bpf,
		text_of_string(
			"pos:\t0\nmap_type:\t1\nkey_size:\t4\nmemlock:\t8192\nmap_id:\t7\n")));
	assert_int_equal(bpf.bytes, 8192);
	assert_int_equal(bpf.id, 7);
	assert_false(bpf.is_program);
	assert_true(fdinfo_parse_bpf(&bpf,
		text_of_string("prog_type:\t5\nprog_tag:\tab\nmemlock:\t4096\nprog_id:\t9\n")));
	assert_int_equal(bpf.id, 9);
	assert_true(bpf.is_program);
	assert_false(fdinfo_parse_bpf(&bpf, text_of_string("memlock:\t4096\n")));
	assert_false(fdinfo_parse_bpf(&bpf, text_of_string("map_id:\t7\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_a_thread_waits),
		cmocka_unit_test(no_place_where_a_thread_waits),
		cmocka_unit_test(data_of_an_epoll_set),
		cmocka_unit_test(locks_of_a_file),
		cmocka_unit_test(sizes_of_a_ring),
		cmocka_unit_test(what_bpf_takes),
		cmocka_unit_test(io_tells_what_was_written),
		cmocka_unit_test(stat_of_a_thread_has_name_state_and_times),
		cmocka_unit_test(statm_has_three_figures),
		cmocka_unit_test(rollup_is_in_bytes),
		cmocka_unit_test(an_older_rollup_lacks_some),
		cmocka_unit_test(status_says_what_is_absent),
		cmocka_unit_test(limits_are_numbers_or_none),
		cmocka_unit_test(a_line_of_maps_is_taken_apart),
		cmocka_unit_test(a_list_of_maps_keeps_the_names_alone),
		cmocka_unit_test(a_malformed_line_of_maps_is_refused),
		cmocka_unit_test(mappings_have_their_kind),
		cmocka_unit_test(smaps_is_read_through_a_buffer_of_any_size),
		cmocka_unit_test(smaps_bears_new_fields_and_missing_ones),
		cmocka_unit_test(flags_are_whole_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
