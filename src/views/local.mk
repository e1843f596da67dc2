# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/explain/compare.c \
	%D%/explain/explain.c \
	%D%/explain/explain.h \
	%D%/explain/lines.c \
	%D%/explain/meaning.c \
	%D%/explain/parts.h \
	%D%/growth/growth.c \
	%D%/growth/growth.h \
	%D%/heap/heap.c \
	%D%/heap/heap.h \
	%D%/listing/columns.c \
	%D%/listing/cost.h \
	%D%/listing/figures.c \
	%D%/listing/listing.h \
	%D%/oom/oom.c \
	%D%/oom/oom.h \
	%D%/oom/rows.c \
	%D%/oom/rows.h \
	%D%/oom/sort.c \
	%D%/oom/sort.h \
	%D%/overview/figures.c \
	%D%/overview/machine.c \
	%D%/overview/overview.c \
	%D%/overview/overview.h \
	%D%/overview/parts.h \
	%D%/probe/probe.c \
	%D%/probe/probe.h \
	%D%/process/fields.c \
	%D%/process/mappings.c \
	%D%/process/pages.c \
	%D%/process/parts.h \
	%D%/process/process.c \
	%D%/process/process.h \
	%D%/views.c \
	%D%/views.h
