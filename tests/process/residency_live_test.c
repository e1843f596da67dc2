/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the pages of live mappings are, by PAGEMAP_SCAN and by pagemap's entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source/inspect/inspector.h"
#include "source/inspect/page_map_reader.h"
#include "support/pass_over.h"
#include "support/child.h"

/* What is never touched: more than there is, where addresses are long enough. */
#define UNTOUCHED ((uint64_t)1 << (sizeof(size_t) > 4 ? 40 : 29))
#define PAGES     512

static struct kernel_root root;
static uint64_t page;

/* The mappings of a child: a fork has them at the same places. */
static struct {
	char *every_second, *shared, *file, *untouched, *changed_file;
} at;

static char *map(size_t bytes, int flags, int descriptor)
{
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, descriptor, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	/* Huge pages would fill what is meant to stay empty. */
	madvise(memory, bytes, MADV_NOHUGEPAGE);
	return memory;
}

static int setup(void **state)
{
	char name[] = "/var/tmp/memtop-residency.XXXXXX";
	int descriptor = mkstemp(name);

	(void)state;
	page = (uint64_t)sysconf(_SC_PAGESIZE);
	assert_true(descriptor >= 0);
	unlink(name);
	assert_int_equal(ftruncate(descriptor, (off_t)(PAGES * page)), 0);
	at.every_second = map(PAGES * page, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	at.shared = map(PAGES * page, MAP_SHARED | MAP_ANONYMOUS, -1);
	at.file = map(PAGES * page, MAP_SHARED, descriptor);
	at.changed_file = map(PAGES * page, MAP_PRIVATE, descriptor);
	at.untouched = map(UNTOUCHED, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
	close(descriptor);
	return kernel_root_open(&root, "/proc", "/sys") != STATUS_OK;
}

static int teardown(void **state)
{
	(void)state;
	kernel_root_close(&root);
	return 0;
}

/* What is locked is neither reclaimed nor swapped out while it is counted. */
static void lock_what_is_touched(char *memory)
{
	/* Where it is not allowed, as in a container, few machines are short of memory. */
	(void)!mlock2(memory, PAGES * page, MLOCK_ONFAULT);
}

static void touch_pages(void *unused)
{
	(void)unused;
	lock_what_is_touched(at.every_second);
	lock_what_is_touched(at.shared);
	lock_what_is_touched(at.file);
	lock_what_is_touched(at.changed_file);
	for (size_t i = 0; i < PAGES; i += 2)
		at.every_second[i * page] = 1;
	memset(at.shared, 1, PAGES / 4 * page);
	memset(at.file, 1, PAGES / 2 * page);
	memset(at.changed_file, 1, PAGES / 8 * page);
}

static struct residency_request request_of(pid_t pid, const char *memory, uint64_t bytes)
{
	return (struct residency_request){ .pid = pid,
		.start = (uintptr_t)memory,
		.end = (uintptr_t)memory + bytes };
}

static struct residency page_map;

static uint64_t pages_in(enum page_class page_class)
{
	return page_map.all.bytes[page_class] / page;
}

/* Of a class, or just being moved by the kernel: an entry of that looks swapped out. */
static uint64_t pages_or_moving(enum page_class page_class)
{
	return pages_in(page_class) + pages_in(PAGE_CLASS_SWAPPED);
}

static void read_page_map(const struct residency_request *request, bool scan)
{
	residency_read(&page_map, &root, request, scan);
	assert_int_equal(page_map.status, STATUS_OK);
	assert_true(residency_bytes(&page_map.all) == request->end - request->start);
	assert_int_equal(pages_in(PAGE_CLASS_UNREAD), 0);
}

/* Both ways of reading, on each mapping. */
static void every_class_is_found(void **state)
{
	struct child child;

	(void)state;
	child_start(&child, touch_pages, NULL);
	for (int scan = 0; scan < 2; scan++) {
		struct residency_request request =
			request_of(child.pid, at.every_second, PAGES * page);

		read_page_map(&request, scan);
		assert_int_equal(pages_or_moving(PAGE_CLASS_ANONYMOUS), PAGES / 2);
		assert_int_equal(page_map.cell_count, PAGES);
		for (size_t i = 0; i < PAGES; i++)
			assert_true((residency_shown(&page_map.cells[i]) == PAGE_CLASS_NONE) ==
				    (i % 2 == 1));

		request = request_of(child.pid, at.shared, PAGES * page);
		request.mapping.shared_memory = true;
		read_page_map(&request, scan);
		assert_int_equal(pages_or_moving(PAGE_CLASS_SHARED), PAGES / 4);
		assert_int_equal(pages_in(PAGE_CLASS_ANONYMOUS), 0);

		request = request_of(child.pid, at.file, PAGES * page);
		read_page_map(&request, scan);
		assert_int_equal(pages_or_moving(PAGE_CLASS_FILE), PAGES / 2);

		request = request_of(child.pid, at.changed_file, PAGES * page);
		read_page_map(&request, scan);
		assert_int_equal(pages_or_moving(PAGE_CLASS_ANONYMOUS), PAGES / 8);
	}
	child_end(&child);
}

/* A TiB of nothing: what is read is bounded, and the rest is not called empty. */
static void a_very_large_mapping_is_bounded(void **state)
{
	struct residency_request request;
	struct child child;

	(void)state;
	if (sizeof(size_t) == 4)
		PASS_OVER("nothing is that large where addresses have 32 bits");
	child_start(&child, touch_pages, NULL);
	request = request_of(child.pid, at.untouched, UNTOUCHED);
	residency_read(&page_map, &root, &request, false);
	assert_int_equal(page_map.status, STATUS_OK);
	assert_true(page_map.all.bytes[PAGE_CLASS_UNREAD] > 0);
	assert_true(page_map.all.bytes[PAGE_CLASS_NONE] > 0);
	assert_true(residency_bytes(&page_map.all) == UNTOUCHED);
	/* smaps knows that it is empty: then all of it is told without a look. */
	request.is_empty = true;
	residency_read(&page_map, &root, &request, false);
	assert_true(page_map.all.bytes[PAGE_CLASS_NONE] == UNTOUCHED);
	child_end(&child);
}

static void a_process_that_ended_says_so(void **state)
{
	struct residency_request request;
	struct child child;

	(void)state;
	child_start(&child, touch_pages, NULL);
	request = request_of(child.pid, at.shared, PAGES * page);
	child_end(&child);
	residency_read(&page_map, &root, &request, true);
	assert_int_not_equal(page_map.status, STATUS_OK);
	assert_true(page_map.all.bytes[PAGE_CLASS_UNREAD] == PAGES * page);
}

/* Waits for a strip of that mapping. */
static struct residency *await(const struct inspect *inspect, const char *memory)
{
	int64_t deadline = clock_ms() + 60000;

	while (clock_ms() < deadline) {
		enum status status;
		struct process_detail *detail = inspect->wait(inspect->context, &status);
		struct residency *found = inspect->take_pages(inspect->context);

		assert_int_equal(status, STATUS_OK);
		detail_unref(detail);
		if (found && found->start == (uintptr_t)memory)
			return found;
		free(found);
	}
	fail_msg("no strip came");
	return NULL;
}

static void an_inspector_looks_at_pages(void **state)
{
	struct inspector *inspector;
	struct residency_request request;
	struct residency *found;
	struct message message;
	struct inspect inspect;
	struct child child;

	(void)state;
	child_start(&child, touch_pages, NULL);
	assert_int_equal(inspector_new(&inspector, NULL, 0, &message), STATUS_OK);
	inspect = inspector_interface(inspector);
	inspect.look(inspect.context, child.pid, 0.01);
	request = request_of(child.pid, at.every_second, PAGES * page);
	inspect.look_at_pages(inspect.context, &request);
	found = await(&inspect, at.every_second);
	assert_int_equal(found->all.bytes[PAGE_CLASS_NONE] / page, PAGES / 2);
	free(found);
	/* And again with the next detail; then of another mapping; then of none. */
	free(await(&inspect, at.every_second));
	request = request_of(child.pid, at.file, PAGES * page);
	inspect.look_at_pages(inspect.context, &request);
	found = await(&inspect, at.file);
	assert_int_equal(found->all.bytes[PAGE_CLASS_FILE] / page, PAGES / 2);
	free(found);
	request.pid = 0;
	inspect.look_at_pages(inspect.context, &request);
	assert_null(inspect.take_pages(inspect.context));
	inspector_free(inspector);
	child_end(&child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_class_is_found),
		cmocka_unit_test(a_very_large_mapping_is_bounded),
		cmocka_unit_test(a_process_that_ended_says_so),
		cmocka_unit_test(an_inspector_looks_at_pages),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
