# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/cgroups.c \
	%D%/cgroups.h \
	%D%/kernel/kernel_memory.c \
	%D%/kernel/kernel_memory.h \
	%D%/heap_page_map.c \
	%D%/heap_page_map.h \
	%D%/heap_report.c \
	%D%/heap_report.h \
	%D%/heap_sizes.c \
	%D%/heap_sizes.h \
	%D%/kernel_log.h \
	%D%/leak_report.c \
	%D%/process/list.c \
	%D%/process/list.h \
	%D%/leak_report.h \
	%D%/other_heap.c \
	%D%/other_heap.h \
	%D%/page_map.c \
	%D%/page_map.h \
	%D%/probe_report.c \
	%D%/probe_report.h \
	%D%/process_detail.c \
	%D%/process_detail.h \
	%D%/process_threads.h \
	%D%/rights.h \
	%D%/row.c \
	%D%/record/event.h \
	%D%/row.h \
	%D%/sample.c \
	%D%/sample.h \
	%D%/saved_files.h \
	%D%/system_file.c \
	%D%/system_file.h
