# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/arrange.c %D%/arrange.h \
	%D%/available.c %D%/available.h \
	%D%/balance.c %D%/balance.h \
	%D%/columns.c %D%/columns.h \
	%D%/detail.c %D%/detail.h \
	%D%/evidence.c %D%/evidence.h \
	%D%/feed.h \
	%D%/fields.c %D%/fields.h \
	%D%/fields_cache.h \
	%D%/fields_hardware.h \
	%D%/fields_huge.h \
	%D%/fields_kernel.h \
	%D%/fields_legacy.h \
	%D%/fields_overview.h \
	%D%/fields_programs.h \
	%D%/fields_swap.h \
	%D%/figures.c %D%/figures.h \
	%D%/filter.c %D%/filter.h \
	%D%/grown_name.c %D%/grown_name.h \
	%D%/growth.c %D%/growth.h \
	%D%/heap_advice.c %D%/heap_advice.h \
	%D%/heap_feed.h \
	%D%/heap_report.c %D%/heap_report.h \
	%D%/heap_sizes.c %D%/heap_sizes.h \
	%D%/heap_strip.c %D%/heap_strip.h \
	%D%/inspect.h %D%/kept_reader.h \
	%D%/memory_reader.h \
	%D%/mark.c %D%/mark.h \
	%D%/origin.c %D%/origin.h \
	%D%/probe.c %D%/probe.h \
	%D%/probe_lines.c %D%/probe_lines.h \
	%D%/process_summary.c %D%/process_summary.h \
	%D%/process_verdict.c %D%/process_verdict.h \
	%D%/residency.c %D%/residency.h \
	%D%/row.c %D%/row.h \
	%D%/sample.c %D%/sample.h \
	%D%/saved.h \
	%D%/segments.c %D%/segments.h \
	%D%/series.c %D%/series.h \
	%D%/settings.c %D%/settings.h \
	%D%/sharing.c %D%/sharing.h \
	%D%/trend.c %D%/trend.h \
	%D%/verdict.c %D%/verdict.h \
	%D%/verdict_live.c \
	%D%/verdict_rules.c %D%/verdict_rules.h \
	%D%/views.c %D%/views.h
