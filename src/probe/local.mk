# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/attend.c \
	%D%/balloon.h \
	%D%/balloon_link.c \
	%D%/balloon_link.h \
	%D%/balloon_path.c \
	%D%/balloon_path.h \
	%D%/budget.c \
	%D%/budget.h \
	%D%/circumstances.c \
	%D%/gentle.c \
	%D%/groups.c \
	%D%/groups.h \
	%D%/kernel_file.c \
	%D%/kernel_file.h \
	%D%/lock_memory.c \
	%D%/own_group.c \
	%D%/policy.c \
	%D%/policy.h \
	%D%/press.c \
	%D%/probe.h \
	%D%/proof.c \
	%D%/proof.h \
	%D%/reading.c \
	%D%/reading.h \
	%D%/supervisor.c \
	%D%/supervisor.h

# A program of its own, so that it can be killed, and cannot take memtop along.
libexec_PROGRAMS = memtop-balloon
memtop_balloon_SOURCES = %D%/balloon_main.c %D%/balloon.h
memtop_balloon_LDADD = $(LIBINTL)
# What it holds is counted to the page: no shadow memory on top, also where the rest has it.
memtop_balloon_CFLAGS = $(MEMTOP_CFLAGS)
memtop_balloon_LDFLAGS = $(MEMTOP_LDFLAGS)
