# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/allowance.c \
	%D%/allowance.h \
	%D%/chunk_map.c \
	%D%/chunk_map.h \
	%D%/glibc/arena.c \
	%D%/glibc/arena.h \
	%D%/glibc/chunk.c \
	%D%/glibc/chunk.h \
	%D%/glibc/freelist.c \
	%D%/glibc/freelist.h \
	%D%/glibc/header.c \
	%D%/glibc/header.h \
	%D%/glibc/layout.c \
	%D%/glibc/layout.h \
	%D%/glibc/parameters.c \
	%D%/glibc/parameters.h \
	%D%/glibc/segments.c \
	%D%/glibc/segments.h \
	%D%/glibc/summary.c \
	%D%/glibc/summary.h \
	%D%/glibc/tcache.c \
	%D%/glibc/tcache.h \
	%D%/glibc/walk.c \
	%D%/glibc/walk.h \
	%D%/heap.c \
	%D%/heap.h \
	%D%/memory.c \
	%D%/memory.h \
	%D%/options.h \
	%D%/recognise.c \
	%D%/recognise.h \
	%D%/window.c \
	%D%/window.h
