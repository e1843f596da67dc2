# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/i18n.h \
	%D%/status.h \
	%D%/text.h \
	%D%/units.h \
	%D%/utf8.h \
	%D%/value.h
