/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which texts are printed as they are: nothing below a space, nothing above a tilde, wherever it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "render/format.h"

#define LONGEST 27 /* three pieces of eight bytes, and a part of one */

static void each_byte_at_each_place(void **state)
{
	(void)state;
	for (size_t length = 0; length <= LONGEST; length++) {
		/* Its end is that of the allocation, for a sanitizer. */
		char *bytes = malloc(length + (length == 0));

		assert_non_null(bytes);
		memset(bytes, 'm', length);
		assert_true(format_is_plain((struct text){ bytes, length }));
		for (size_t at = 0; at < length; at++) {
			for (int byte = 0; byte < 256; byte++) {
				bytes[at] = (char)byte;
				assert_int_equal(format_is_plain((struct text){ bytes, length }),
					byte >= 0x20 && byte <= 0x7e);
			}
			bytes[at] = 'm';
		}
		free(bytes);
	}
}

/* What is subtracted or added to one byte could make up for another. */
static void pairs_of_bytes(void **state)
{
	char bytes[8] = "mmmmmmm";

	(void)state;
	for (int first = 0; first < 256; first++) {
		for (int second = 0; second < 256; second++) {
			bytes[3] = (char)first;
			bytes[4] = (char)second;
			assert_int_equal(format_is_plain((struct text){ bytes, 7 }),
				first >= 0x20 && first <= 0x7e && second >= 0x20 && second <= 0x7e);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_at_each_place),
		cmocka_unit_test(pairs_of_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
