# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/apart/asked.c \
	%D%/apart/asked.h \
	%D%/apart/child.c \
	%D%/apart/child.h \
	%D%/apart/named_file.c \
	%D%/apart/named_file.h \
	%D%/array.c \
	%D%/array.h \
	%D%/clock.h \
	%D%/compiler/sanitizer.h \
	%D%/compiler/statx.h \
	%D%/event.h \
	%D%/hash.h \
	%D%/i18n.h \
	%D%/label.h \
	%D%/library/library.c \
	%D%/library/library.h \
	%D%/lock.h \
	%D%/macros.h \
	%D%/messages.c \
	%D%/messages.h \
	%D%/moment.c \
	%D%/moment.h \
	%D%/shared.h \
	%D%/status.c \
	%D%/status.h \
	%D%/tag.h \
	%D%/text.c \
	%D%/text.h \
	%D%/units.c \
	%D%/units.h \
	%D%/utf8.c \
	%D%/utf8.h \
	%D%/utf8_ranges.h \
	%D%/value.c \
	%D%/value.h \
	%D%/worker.c \
	%D%/worker.h
EXTRA_DIST += %D%/utf8_ranges.py
