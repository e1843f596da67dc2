# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/machine/available.c \
	%D%/machine/available.h \
	%D%/machine/balance.c \
	%D%/machine/balance.h \
	%D%/machine/evidence.c \
	%D%/machine/evidence.h \
	%D%/machine/origin.c \
	%D%/machine/origin.h \
	%D%/machine/segments.c \
	%D%/machine/segments.h \
	%D%/process/arrange.c \
	%D%/process/arrange.h \
	%D%/process/baseline.c \
	%D%/process/baseline.h \
	%D%/process/columns.c \
	%D%/process/columns.h \
	%D%/process/filter.c \
	%D%/process/filter.h \
	%D%/process/grown_name.c \
	%D%/process/grown_name.h \
	%D%/process/growth.c \
	%D%/process/growth.h \
	%D%/process/sharing.c \
	%D%/process/sharing.h \
	%D%/series.c \
	%D%/series.h \
	%D%/trend.c \
	%D%/trend.h
