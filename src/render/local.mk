# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/csv.c \
	%D%/json.c \
	%D%/prometheus.c \
	%D%/kept_lines.c \
	%D%/kept_lines.h \
	%D%/render.c \
	%D%/render.h \
	%D%/report.c \
	%D%/report.h \
	%D%/text.c \
	%D%/batch.c \
	%D%/batch.h \
	%D%/format.c \
	%D%/format.h \
	%D%/json_writer.c \
	%D%/json_writer.h \
	%D%/sink.c \
	%D%/sink.h
