# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/action.c \
	%D%/action.h \
	%D%/bar.c \
	%D%/bar.h \
	%D%/explain.c \
	%D%/explain.h \
	%D%/flow.c \
	%D%/flow.h \
	%D%/growth_view.c \
	%D%/heap_view.c \
	%D%/help_view.c \
	%D%/input.c \
	%D%/input.h \
	%D%/keybar.c \
	%D%/keybar.h \
	%D%/match.c \
	%D%/match.h \
	%D%/menu.c \
	%D%/menu.h \
	%D%/overview.c \
	%D%/paint.c \
	%D%/paint.h \
	%D%/probe_after.c \
	%D%/probe_before.c \
	%D%/probe_during.c \
	%D%/probe_graph.c \
	%D%/probe_graph.h \
	%D%/probe_view.c \
	%D%/probe_view.h \
	%D%/process_figures.c \
	%D%/process_find.c \
	%D%/process_kill.c \
	%D%/process_pane.c \
	%D%/process_pane.h \
	%D%/process_pages.c \
	%D%/process_strip.c \
	%D%/process_view.c %D%/process_view.h \
	%D%/prompt.c \
	%D%/prompt.h \
	%D%/session.c \
	%D%/session.h \
	%D%/session_actions.c \
	%D%/setup_view.c \
	%D%/signals.c \
	%D%/signals.h \
	%D%/since.c %D%/since.h \
	%D%/spark.c %D%/spark.h \
	%D%/system_pane.c \
	%D%/system_pane.h \
	%D%/table.c \
	%D%/table.h \
	%D%/tags.c \
	%D%/tags.h \
	%D%/terminal.c \
	%D%/terminal.h \
	%D%/ui.c \
	%D%/ui.h \
	%D%/view.c \
	%D%/view.h \
	%D%/view_explain.c \
	%D%/view_explain.h \
	%D%/view_explain_lines.c \
	%D%/view_explain_text.c \
	%D%/views.h \
	%D%/wrap.c \
	%D%/wrap.h
