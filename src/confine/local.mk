# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/capabilities.c \
	%D%/confine.h \
	%D%/seccomp.c
