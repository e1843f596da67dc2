/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers of threads that run, by samples of perf_event_open(2): nothing is stopped or traced. */
#ifndef MEMTOP_SOURCE_INSPECT_THREAD_REGISTERS_H
#define MEMTOP_SOURCE_INSPECT_THREAD_REGISTERS_H

#include "sample/process_threads.h"

/*
 * Samples the threads that run, as many as can be within a fiftieth of a second: those have their
 * registers at one moment in words then, and sampled is true.  Others stay as they are, where the
 * kernel forbids it (kernel.perf_event_paranoid above 2) or the processor has other registers, too.
 */
void thread_registers_sample(struct thread_list *threads);

#endif
