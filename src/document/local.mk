# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/cgroup_fields.c \
	%D%/cgroup_fields.h \
	%D%/document.c \
	%D%/document.h \
	%D%/figure_path.c \
	%D%/figure_path.h \
	%D%/events.c \
	%D%/events.h \
	%D%/heap_figures.c \
	%D%/heap_figures.h \
	%D%/kernel_kinds.c \
	%D%/kernel_kinds.h \
	%D%/meminfo/cache.h \
	%D%/meminfo/fields.c \
	%D%/meminfo/fields.h \
	%D%/meminfo/hardware.h \
	%D%/meminfo/huge.h \
	%D%/meminfo/kernel.h \
	%D%/meminfo/legacy.h \
	%D%/meminfo/overview.h \
	%D%/meminfo/programs.h \
	%D%/meminfo/swap.h \
	%D%/node_lines.c \
	%D%/node_lines.h \
	%D%/oom_terms.c \
	%D%/oom_terms.h \
	%D%/probe_lines.c \
	%D%/probe_lines.h \
	%D%/process_summary.c \
	%D%/process_summary.h \
	%D%/sentence.c \
	%D%/sentence.h \
	%D%/tree.c \
	%D%/tree.h \
	%D%/trend_figures.c \
	%D%/trend_figures.h
