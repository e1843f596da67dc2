# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/figures.c \
	%D%/figures.h \
	%D%/heap_rules.c \
	%D%/heap_rules.h \
	%D%/machine_live.c \
	%D%/machine_rules.c \
	%D%/machine_rules.h \
	%D%/process_rules.c \
	%D%/process_rules.h \
	%D%/verdict.c \
	%D%/verdict.h
