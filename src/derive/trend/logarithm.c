/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/logarithm.h"

#include <stdint.h>
#include <string.h>

/* A double of IEEE 754: 52 bits of fraction, then the exponent. */
#define FRACTION_BITS 52
#define FRACTION      ((UINT64_C(1) << FRACTION_BITS) - 1)
#define BIAS          1023

#define ROOT_OF_2 1.41421356237309504880

/* Terms of the series below: the first that is left out is less than 2^-55 of the sum. */
#define TERMS 11

/* x = part * 2^exponent; part: 1 to 2. */
static double take_apart(double x, int *exponent)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	*exponent = (int)(bits >> FRACTION_BITS) - BIAS;
	bits = (bits & FRACTION) | (uint64_t)BIAS << FRACTION_BITS;
	memcpy(&x, &bits, sizeof(x));
	return x;
}

double logarithm(double x)
{
	int exponent;
	double part = take_apart(x, &exponent), ratio, square, sum = 0;

	if (part > ROOT_OF_2) {
		part /= 2;
		exponent++;
	}
	/* log(part) = 2 (r + r^3 / 3 + r^5 / 5 + ...); |r| < 0.172. */
	ratio = (part - 1) / (part + 1);
	square = ratio * ratio;
	for (int term = TERMS - 1; term >= 0; term--)
		sum = sum * square + 1.0 / (2 * term + 1);
	return exponent * LOGARITHM_OF_2 + 2 * ratio * sum;
}

/* What 1 + x lost of x, the logarithm lost in proportion (Kahan). */
double logarithm_of_1_and(double x)
{
	double more = 1 + x;

	return more > 1 ? logarithm(more) * x / (more - 1) : x;
}
