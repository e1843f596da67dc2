# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/arrange.h \
	%D%/columns.h \
	%D%/feed.h \
	%D%/filter.h \
	%D%/row.h \
	%D%/sample.h \
	%D%/segments.h \
	%D%/settings.h
