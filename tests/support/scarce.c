/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/scarce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More calls than any case makes. */
#define CALLS_MOST 10000

static struct {
	size_t left;  /* calls until the one that fails; 0: none does */
	size_t calls; /* so far */
	long blocks;  /* that are allocated */
} memory;

static bool fails(void)
{
	memory.calls++;
	if (memory.left == 0 || --memory.left > 0)
		return false;
	errno = ENOMEM;
	return true;
}

static void *counted(void *block)
{
	memory.blocks += block != NULL;
	return block;
}

/* ---- what the linker puts in the place of the C library's ---- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_reallocarray(void *block, size_t count, size_t size);
char *__real_strdup(const char *string);
char *__real_strndup(const char *string, size_t length);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_reallocarray(void *block, size_t count, size_t size);
char *__wrap_strdup(const char *string);
char *__wrap_strndup(const char *string, size_t length);
void __wrap_free(void *block);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
	void *moved = fails() ? NULL : __real_realloc(block, size);

	memory.blocks += !block && moved;
	return moved;
}

void *__wrap_reallocarray(void *block, size_t count, size_t size)
{
	void *moved = fails() ? NULL : __real_reallocarray(block, count, size);

	memory.blocks += !block && moved;
	return moved;
}

char *__wrap_strdup(const char *string)
{
	return fails() ? NULL : counted(__real_strdup(string));
}

char *__wrap_strndup(const char *string, size_t length)
{
	return fails() ? NULL : counted(__real_strndup(string, length));
}

void __wrap_free(void *block)
{
	memory.blocks -= block != NULL;
	__real_free(block);
}

/* ---- the cases ---- */

static bool run(const struct scarce_case *one, size_t failing)
{
	long before = memory.blocks;
	bool done;

	memory.left = failing;
	memory.calls = 0;
	done = one->run();
	memory.left = 0;
	if (memory.blocks != before)
		fail_msg("%s, call %zu failing: %ld blocks are left", one->name, failing,
			memory.blocks - before);
	return done;
}

void assert_scarce_is_told(const struct scarce_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t calls;

		if (!run(&cases[i], 0))
			fail_msg("%s: not done, with memory", cases[i].name);
		calls = memory.calls;
		assert_in_range(calls, 1, CALLS_MOST);
		for (size_t failing = 1; failing <= calls; failing++)
			if (run(&cases[i], failing))
				fail_msg("%s: done, though call %zu of %zu failed", cases[i].name,
					failing, calls);
	}
}
