/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a figure is called.  A constant row: key, unit and title of a figure stand there and nowhere
 * else, whichever view shows it.
 */
#ifndef MEMTOP_BASE_LABEL_H
#define MEMTOP_BASE_LABEL_H

#include "base/units.h"

struct label {
	const char *key;   /* JSON and CSV: "rss_bytes"; NULL: for people alone */
	const char *title; /* N_(): before a figure, or over a column; NULL: for machines alone */
	const char *explanation; /* N_(), or NULL */
	enum unit unit;
};

#endif
