/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "document/kernel/way.h"
#include "kernel/refusal.h"

static void the_last_line_is_of_the_program(void **state)
{
	char line[64];

	(void)state;
	kernel_refusal_last_line(line, sizeof(line),
		"0: R1=ctx(off=0,imm=0)\nR2 invalid mem access 'scalar'\n"
		"processed 12 insns (limit 1000000) max_states_per_insn 0\n");
	assert_string_equal(line, "R2 invalid mem access 'scalar'");
	kernel_refusal_last_line(line, sizeof(line), "");
	assert_string_equal(line, "");
	kernel_refusal_last_line(line, sizeof(line), "a\033[2Jb\n");
	assert_null(strchr(line, '\033'));
}

static void what_the_verifier_says_is_told(void **state)
{
	struct kernel_refusal refusal = { .kind = KERNEL_NOT_REFUSED };
	struct message message;

	(void)state;
	kernel_refusal_explain(&refusal, EACCES, "R2 invalid mem access 'scalar'\n");
	if (refusal.kind == KERNEL_NOT_VERIFIED) { /* not on an old or locked kernel */
		kernel_refusal_say(&message, &refusal);
		assert_non_null(strstr(message.text, "R2 invalid mem access 'scalar'"));
	}
	kernel_refusal_explain(&refusal, EPERM, "");
	assert_true(refusal.kind == KERNEL_FILTERED || refusal.kind == KERNEL_LOCKED_DOWN ||
		    refusal.kind == KERNEL_TOO_OLD);
}

static void every_refusal_has_its_sentence_and_word(void **state)
{
	(void)state;
	for (int kind = KERNEL_NOT_BUILT; kind < KERNEL_REFUSALS; kind++) {
		struct kernel_refusal refusal = { .kind = (enum kernel_refusal_kind)kind,
			.error = EINVAL,
			.words = "words" };
		struct message message = { "" };

		kernel_refusal_say(&message, &refusal);
		assert_true(strlen(message.text) > 10);
		assert_non_null(kernel_refusal_names[kind]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_line_is_of_the_program),
		cmocka_unit_test(what_the_verifier_says_is_told),
		cmocka_unit_test(every_refusal_has_its_sentence_and_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
