/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Natural logarithms, as libm has them.  That library chooses the variants of all its functions when it is
 * loaded, and 300 KiB of it are resident then: more than two logarithms are worth.
 */
#ifndef MEMTOP_DERIVE_TREND_LOGARITHM_H
#define MEMTOP_DERIVE_TREND_LOGARITHM_H

#define LOGARITHM_OF_2 0.69314718055994530942

double logarithm(double x); /* x: above 0, and finite */

/* Of 1 + x, as exact where x is small; x: 0 or above, and finite. */
double logarithm_of_1_and(double x);

#endif
