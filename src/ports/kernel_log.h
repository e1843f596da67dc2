/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the kernel's log comes from: the small interface between source/ and ui/. */
#ifndef MEMTOP_PORTS_KERNEL_LOG_H
#define MEMTOP_PORTS_KERNEL_LOG_H

#include "sample/kernel_log.h"

struct kernel_log {
	void *context;
	/* Becomes readable when take() has something. */
	int descriptor;
	/* Begins to read all of it anew. */
	void (*look)(void *context);
	/* Hands over the newest reading not yet taken; false if there is none. */
	bool (*take)(void *context, struct kernel_log_reading *reading);
};

#endif
