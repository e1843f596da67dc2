# SPDX-License-Identifier: GPL-2.0-or-later
# Every layer goes into one library, so that the tests link with what the program links with.
noinst_LIBRARIES += libmemtop.a
libmemtop_a_SOURCES = \
	%D%/config_file.c \
	%D%/config_file.h \
	%D%/config_settings.c \
	%D%/config_settings.h \
	%D%/config_text.c \
	%D%/config_text.h \
	%D%/heap_kept.c \
	%D%/heap_kept.h \
	%D%/heap_watcher.c \
	%D%/heap_watcher.h \
	%D%/options.c \
	%D%/options.h \
	%D%/options_print.c \
	%D%/wording.c \
	%D%/wording.h

include %D%/base/local.mk
include %D%/parse/local.mk
include %D%/model/local.mk
include %D%/source/local.mk
include %D%/heap/local.mk
include %D%/probe/local.mk
include %D%/out/local.mk
include %D%/ui/local.mk

bin_PROGRAMS += memtop
memtop_SOURCES = %D%/main.c %D%/complain.c %D%/complain.h %D%/run.c %D%/run.h \
	%D%/run_explain.c %D%/run_growth.c %D%/run_heap.c %D%/run_overview.c \
	%D%/run_probe.c %D%/run_process.c %D%/run_screen.c
memtop_LDADD = libmemtop.a $(MEMTOP_LIBS)
