/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file or directory of an overlay is made of: an overlay has no pages, its layers have. */
#ifndef MEMTOP_KERNEL_CACHE_LAYERS_H
#define MEMTOP_KERNEL_CACHE_LAYERS_H

#include "base/status.h"
#include "kernel/cache/lists.h"
#include "sample/kernel/cache_report.h"

/*
 * Tells the layers of a target that lies on an overlay and was found in the kernel: of a file the one that has
 * its pages, of a directory all that are merged.  None: this kernel does not say, or /proc/kcore is read.
 * STATUS_NO_MEMORY; errors of kernel_bpf_run().
 */
enum status cache_layers_find(struct cache_target *target, const struct cache_lists *lists);

#endif
