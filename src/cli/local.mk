# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/check/check.c \
	%D%/record/meminfo_log_file.c \
	%D%/record/meminfo_log_file.h \
	%D%/options.c \
	%D%/options_batch.c \
	%D%/options.h \
	%D%/options_print.c \
	%D%/record_file.c \
	%D%/record_file.h \
	%D%/report/saver.c \
	%D%/report/saver.h \
	%D%/report/write.c \
	%D%/completion/bash.c \
	%D%/completion/completion.c \
	%D%/completion/conditions.c \
	%D%/completion/completion.h \
	%D%/completion/fish.c \
	%D%/completion/zsh.c \
	%D%/export/exporter.c \
	%D%/export/exporter.h \
	%D%/export/http.c \
	%D%/export/http.h \
	%D%/wire/cache.c \
	%D%/wire/cache.h \
	%D%/wire/cache_search.c \
	%D%/wire/cache_search.h \
	%D%/wire/cache_searcher.c \
	%D%/wire/cache_searcher.h \
	%D%/wire/collecting.c \
	%D%/wire/collecting.h \
	%D%/wire/examination.c \
	%D%/wire/examination.h \
	%D%/wire/heap.c \
	%D%/wire/heap.h \
	%D%/wire/leaks.c \
	%D%/wire/leaks.h \
	%D%/wire/retained.c \
	%D%/wire/retained.h \
	%D%/wire/shared_inodes.c \
	%D%/wire/shared_inodes.h \
	%D%/wire_sources.c \
	%D%/wire_sources.h

memtop_SOURCES = src/main.c \
	%D%/kernel/cache.c \
	%D%/kernel/kernel.c \
	%D%/cgroups.c \
	%D%/commands.c \
	%D%/commands.h \
	%D%/explain.c \
	%D%/export/export.c \
	%D%/growth.c \
	%D%/heap.c \
	%D%/leaks.c \
	%D%/listing.c \
	%D%/overview.c \
	%D%/probe.c \
	%D%/process.c \
	%D%/record.c \
	%D%/replay.c \
	%D%/report_error.c \
	%D%/report_error.h \
	%D%/sample_view.c \
	%D%/shared.c \
	%D%/screen.c
