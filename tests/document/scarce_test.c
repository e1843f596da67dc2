/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a document holds lives as long as it, even where memory lacked to take note of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "document/document.h"
#include "support/scarce.h"

#define OBJECTS 40 /* more than there is room for at first */

struct object {
	unsigned *released;
};

static void release(void *context)
{
	struct object *object = context;

	++*object->released;
	free(object);
}

static bool are_held(void)
{
	struct document *document = document_new();
	unsigned released = 0, held = 0;
	bool done;

	while (document && held < OBJECTS) {
		struct object *object = malloc(sizeof(*object));

		if (!object)
			break;
		object->released = &released;
		document_hold(document, object, release);
		held++;
	}
	assert_int_equal(released, 0);
	done = document && held == OBJECTS && document_status(document) == STATUS_OK;
	document_free(document);
	assert_int_equal(released, held);
	return done;
}

static void shortage_is_told(void **state)
{
	static const struct scarce_case cases[] = {
		{ "objects that are held", are_held },
	};

	(void)state;
	assert_scarce_is_told(cases, sizeof(cases) / sizeof(*cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(shortage_is_told) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
