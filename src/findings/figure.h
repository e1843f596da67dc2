/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of a subject's table of figures, and the functions behind them.
 *
 *	FIGURE(BYTES, shmem, "Shmem", .whole = "total"),	its function has the figure's name
 *	FIGURE_BY(BYTES, tmpfs_used, tmpfs_size, "statfs"),
 *	FIGURE_TEXT(holder, holder, N_("who has it open")),
 */
#ifndef MEMTOP_FINDINGS_FIGURE_H
#define MEMTOP_FINDINGS_FIGURE_H

#include "findings/finding.h"

/* Behind the source stands what else the row has. */
#define FIGURE(kind, figure, ...) FIGURE_BY(kind, figure, figure, __VA_ARGS__)
#define FIGURE_BY(kind, figure, get, ...)                                                          \
	{                                                                                          \
		.name = #figure, .length = sizeof(#figure) - 1, .unit = UNIT_##kind, .value = get, \
		.source = __VA_ARGS__                                                              \
	}
#define FIGURE_TEXT(figure, get, from)                                                             \
	{                                                                                          \
		.name = #figure, .length = sizeof(#figure) - 1, .unit = UNIT_TEXT, .text = get,    \
		.source = from                                                                     \
	}
#define FIGURE_WORDS(figure, get, from)                                                            \
	{                                                                                          \
		.name = #figure, .length = sizeof(#figure) - 1, .unit = UNIT_TEXT, .words = get,   \
		.source = from                                                                     \
	}

/* A function that gives a value of what is declared first, and nothing where that is not known. */
#define FIGURE_VALUE(function, declaration, known, expression)                                     \
	static struct value function(const struct facts *facts)                                    \
	{                                                                                          \
		declaration;                                                                       \
                                                                                                   \
		return (known) ? (expression) : value_missing(VALUE_ABSENT);                       \
	}

#endif
