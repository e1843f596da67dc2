/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/labels.h"

const struct label sample_time_label = { "time", NULL, N_("When the sample was taken."),
	UNIT_TIMESTAMP };
const struct label process_pid_label = { "pid", NULL, N_("The process."), UNIT_NONE };
const struct label process_name_label = { "name", NULL, N_("The name of its program (comm)."),
	UNIT_TEXT };
const struct label exits_lost_label = { "exits_lost", N_("Ends lost"),
	N_("Ends of processes or threads that the kernel had no room to tell of."), UNIT_COUNT };
const struct label balance_term_label = { "term", NULL, N_("A use of memory."), UNIT_TEXT };
