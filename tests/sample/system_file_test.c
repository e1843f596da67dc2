/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "sample/sample.h"

static void take(struct sample *sample, enum system_file file, const char *text)
{
	system_take(&sample->system, file, STATUS_OK, text, strlen(text));
}

static struct sample *sample_of_pages(void)
{
	struct sample *sample = sample_new();

	assert_non_null(sample);
	sample->system.page_size = 4096;
	return sample;
}

static void sockets_are_pages_and_fragments(void **state)
{
	struct sample *sample = sample_of_pages();

	(void)state;
	take(sample, SYSTEM_SOCKSTAT,
		"sockets: used 9\nTCP: inuse 1 orphan 0 tw 0 alloc 2 mem 10\nUDP: inuse 1 mem 3\n"
		"FRAG: inuse 0 memory 100\n");
	assert_int_equal(sample->system.system_extras.sockets.n, 13 * 4096 + 100);
	system_take(&sample->system, SYSTEM_SOCKSTAT, STATUS_ABSENT, NULL, 0);
	assert_int_equal(sample->system.system_extras.sockets.state, VALUE_ABSENT);
	assert_int_equal(sample->system.system_extras.tcp.state, VALUE_ABSENT);
	assert_int_equal(sample->system.system_extras.udp.state, VALUE_ABSENT);
	assert_int_equal(sample->system.system_extras.fragments.state, VALUE_ABSENT);
	sample_unref(sample);
}

static void what_cannot_be_read_is_not_0(void **state)
{
	struct sample *sample = sample_of_pages();
	struct system_sample *system = &sample->system;

	(void)state;
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++)
		system_take(system, (enum system_file)file, STATUS_DENIED, NULL, 0);
	assert_int_equal(system->meminfo.field[MEMINFO_MemTotal].state, VALUE_DENIED);
	assert_int_equal(system->compressed.zswap_used.state, VALUE_DENIED);
	assert_int_equal(system->per_cpu_lists.state, VALUE_DENIED);
	assert_int_equal(system->vmstat.counter[0].state, VALUE_DENIED);
	assert_int_equal(system->psi.some.total.state, VALUE_DENIED);
	assert_int_equal(system->uptime.state, VALUE_DENIED);
	system_take(system, SYSTEM_UPTIME, STATUS_OK, "?", 1);
	assert_int_equal(system->uptime.state, VALUE_ABSENT);
	sample_unref(sample);
}

/* Of files that nothing is made of, too; a second reading replaces the first. */
static void texts_are_kept_where_they_are_wanted(void **state)
{
	struct sample *sample = sample_of_pages();
	struct system_text *kept;

	(void)state;
	take(sample, SYSTEM_BUDDYINFO, "Node 0, zone Normal 1 2 3\n");
	assert_null(sample->system.texts);
	assert_int_equal(system_keep_texts(&sample->system), STATUS_OK);
	take(sample, SYSTEM_BUDDYINFO, "Node 0, zone Normal 1 2 3\n");
	take(sample, SYSTEM_BUDDYINFO, "Node 0, zone Normal 4\n");
	system_take(&sample->system, SYSTEM_SLABINFO, STATUS_DENIED, NULL, 0);
	kept = &sample->system.texts->file[SYSTEM_BUDDYINFO];
	assert_int_equal(kept->status, STATUS_OK);
	assert_string_equal(kept->text, "Node 0, zone Normal 4\n");
	assert_int_equal(kept->length, strlen(kept->text));
	assert_int_equal(sample->system.texts->file[SYSTEM_SLABINFO].status, STATUS_DENIED);
	assert_int_equal(sample->system.texts->file[SYSTEM_VMSTAT].status, STATUS_ABSENT);
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sockets_are_pages_and_fragments),
		cmocka_unit_test(what_cannot_be_read_is_not_0),
		cmocka_unit_test(texts_are_kept_where_they_are_wanted),
	};

	return cmocka_run_group_tests_name("sample/system_file", tests, NULL, NULL);
}
