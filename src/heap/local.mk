# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/arena.c \
	%D%/arena.h \
	%D%/chunk.c \
	%D%/chunk.h \
	%D%/chunk_map.c \
	%D%/chunk_map.h \
	%D%/freelist.c \
	%D%/freelist.h \
	%D%/heap.c \
	%D%/heap.h \
	%D%/header.c %D%/header.h \
	%D%/layout.c \
	%D%/layout.h \
	%D%/memory.c \
	%D%/memory.h \
	%D%/options.h \
	%D%/parameters.c \
	%D%/parameters.h \
	%D%/recognise.c \
	%D%/recognise.h \
	%D%/segments.c \
	%D%/segments.h \
	%D%/summary.c \
	%D%/summary.h \
	%D%/tcache.c \
	%D%/tcache.h \
	%D%/walk.c \
	%D%/walk.h \
	%D%/window.c \
	%D%/window.h
