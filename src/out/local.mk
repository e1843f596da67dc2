# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/batch.c \
	%D%/batch.h \
	%D%/explain.h \
	%D%/explain_compare.c \
	%D%/explain_json.c \
	%D%/explain_parts.c \
	%D%/explain_parts.h \
	%D%/explain_text.c \
	%D%/format.c \
	%D%/format.h \
	%D%/format_csv.c \
	%D%/format_json.c \
	%D%/format_text.c \
	%D%/json_writer.c \
	%D%/json_writer.h \
	%D%/heap.c \
	%D%/heap.h \
	%D%/heap_formats.h \
	%D%/heap_json.c \
	%D%/heap_text.c \
	%D%/listing.c \
	%D%/listing.h \
	%D%/probe.h \
	%D%/probe_csv.c \
	%D%/probe_json.c \
	%D%/probe_text.c \
	%D%/process.c \
	%D%/process.h \
	%D%/process_csv.c \
	%D%/process_formats.h \
	%D%/process_heap.c \
	%D%/process_json.c \
	%D%/process_text.c \
	%D%/sink.c \
	%D%/sink.h \
	%D%/system_pane.c
