# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/balloon.h \
	%D%/balloon_link.c \
	%D%/balloon_link.h

# A program of its own, so that it can be killed, and cannot take memtop along.
libexec_PROGRAMS = memtop-balloon
memtop_balloon_SOURCES = %D%/balloon_main.c %D%/balloon.h
memtop_balloon_LDADD = $(LIBINTL)
