# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/arrange.c %D%/arrange.h \
	%D%/columns.c %D%/columns.h \
	%D%/feed.h \
	%D%/filter.c %D%/filter.h \
	%D%/probe.c %D%/probe.h \
	%D%/row.c %D%/row.h \
	%D%/sample.c %D%/sample.h \
	%D%/segments.c %D%/segments.h \
	%D%/series.c %D%/series.h \
	%D%/settings.c %D%/settings.h \
	%D%/trend.c %D%/trend.h
