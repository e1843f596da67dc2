# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/file.c \
	%D%/file.h \
	%D%/meters.c \
	%D%/meters.h \
	%D%/rows.c \
	%D%/rows.h \
	%D%/settings.h \
	%D%/theme.h \
	%D%/text.c \
	%D%/text.h
