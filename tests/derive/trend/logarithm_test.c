/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's own logarithms against those of libm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <math.h>

#include "derive/trend/logarithm.h"

/* By how many of the smallest steps near it a differs from b. */
static double steps(double a, double b)
{
	return fabs(a - b) / (DBL_EPSILON * fmax(fabs(b), DBL_MIN));
}

static void it_is_that_of_libm(void **state)
{
	(void)state;
	for (double x = 1e-300; x < 1e300; x *= 1.0837)
		assert_true(steps(logarithm(x), log(x)) < 4);
	for (double x = 1.01; x < 40; x += 0.0173)
		assert_true(fabs(logarithm(x) - log(x)) < 4 * DBL_EPSILON * fmax(1, log(x)));
	assert_true(fabs(logarithm(1)) <= 0);
	assert_true(steps(logarithm(2), LOGARITHM_OF_2) < 1);
}

static void little_more_than_1_is_as_exact(void **state)
{
	(void)state;
	for (double x = 1e-300; x < 1e300; x *= 1.0837)
		assert_true(steps(logarithm_of_1_and(x), log1p(x)) < 8);
	assert_true(fabs(logarithm_of_1_and(0)) <= 0);
}

/* An unforeseen 0 or infinity does not hold it up. */
static void whatever_it_is_asked_it_ends(void **state)
{
	(void)state;
	assert_true(logarithm(0) < -700);
	assert_true(logarithm(INFINITY) > 700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_that_of_libm),
		cmocka_unit_test(little_more_than_1_is_as_exact),
		cmocka_unit_test(whatever_it_is_asked_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
