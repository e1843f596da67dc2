# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/assessor.c \
	%D%/assessor.h \
	%D%/balloon/balloon.c \
	%D%/balloon/balloon.h \
	%D%/balloon/link.c \
	%D%/balloon/link.h \
	%D%/balloon/path.c \
	%D%/balloon/path.h \
	%D%/budget.c \
	%D%/budget.h \
	%D%/groups.c \
	%D%/groups.h \
	%D%/kernel_file.c \
	%D%/kernel_file.h \
	%D%/lock_memory.c \
	%D%/other_modes.c \
	%D%/policy.c \
	%D%/policy.h \
	%D%/preconditions.c \
	%D%/press.c \
	%D%/private_cgroup.c \
	%D%/probe.h \
	%D%/proof.c \
	%D%/proof.h \
	%D%/reading.c \
	%D%/reading.h \
	%D%/run_to_end.c \
	%D%/supervisor.c \
	%D%/supervisor.h

# A program of its own, so that it can be killed, and cannot take memtop along.  A portable memtop is
# executed again for it, and has this one for the tests alone.
if PORTABLE
noinst_PROGRAMS += memtop-balloon
else
libexec_PROGRAMS = memtop-balloon
endif
memtop_balloon_SOURCES = %D%/balloon/main.c %D%/balloon/balloon.c %D%/balloon/balloon.h
memtop_balloon_LDADD = $(LIBINTL)
# What it holds is counted to the page: no shadow memory on top, also where the rest has it.
memtop_balloon_CFLAGS = $(MEMTOP_CFLAGS)
memtop_balloon_LDFLAGS = $(MEMTOP_LDFLAGS)
