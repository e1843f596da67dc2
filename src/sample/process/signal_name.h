/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_SAMPLE_PROCESS_SIGNAL_NAME_H
#define MEMTOP_SAMPLE_PROCESS_SIGNAL_NAME_H

/* "TERM" of SIGTERM; never translated.  NULL of a number that has no name, as the real-time signals. */
const char *signal_name(int number);

#endif
