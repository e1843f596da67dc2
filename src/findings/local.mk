# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/cgroup_rules.c \
	%D%/cgroup_rules.h \
	%D%/finding.c \
	%D%/figure.h \
	%D%/finding.h \
	%D%/heap_rules.c \
	%D%/heap_rules.h \
	%D%/kernel_rules.c \
	%D%/kernel_rules.h \
	%D%/leak_rules.c \
	%D%/leak_rules.h \
	%D%/machine_figures.c \
	%D%/machine_rows.h \
	%D%/machine_rules.c \
	%D%/machine_rules.h \
	%D%/oom_figures.c \
	%D%/oom_rules.c \
	%D%/oom_rules.h \
	%D%/other_heaps.c \
	%D%/other_heaps.h \
	%D%/process_figures.c \
	%D%/process_rules.c \
	%D%/process_rules.h \
	%D%/processes_rules.c \
	%D%/processes_rules.h \
	%D%/put.c \
	%D%/put.h
