# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/cache_rules.c \
	%D%/cache_rules.h \
	%D%/looks.c \
	%D%/looks.h \
	%D%/named.h \
	%D%/shared_rules.c \
	%D%/shared_rules.h
