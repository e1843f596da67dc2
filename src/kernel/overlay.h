/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an overlay has its layers: of the file system overlay, which may be a module. */
#ifndef MEMTOP_KERNEL_OVERLAY_H
#define MEMTOP_KERNEL_OVERLAY_H

#include <stdbool.h>

#include "kernel/programs/cache.h"

/* Takes 30 ms.  False: this kernel does not say. */
bool kernel_overlay_form(struct cache_layer_form *form);

#endif
