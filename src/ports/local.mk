# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/cache.h \
	%D%/census.h \
	%D%/feed.h \
	%D%/heap.h \
	%D%/inspect.h \
	%D%/kernel_inodes.h \
	%D%/kernel_log.h \
	%D%/leaks.h \
	%D%/memcg_counters.h \
	%D%/memory.h \
	%D%/recording.h \
	%D%/retained.h \
	%D%/shared.h \
	%D%/sources.h \
	%D%/store.h \
	%D%/sweep.h \
	%D%/timeline.h
