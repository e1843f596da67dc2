# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/cgroup_limit.c %D%/cgroup_limit.h \
	%D%/collector.c %D%/collector.h \
	%D%/detail_parts.c %D%/detail_parts.h \
	%D%/detail_reader.c %D%/detail_reader.h \
	%D%/file.c %D%/file.h \
	%D%/headroom.c %D%/headroom.h \
	%D%/history.c %D%/history.h \
	%D%/inspector.c %D%/inspector.h \
	%D%/pid_list.c %D%/pid_list.h \
	%D%/pids.c %D%/pids.h \
	%D%/process_table.c %D%/process_table.h \
	%D%/processes.c %D%/processes.h \
	%D%/rollup.c %D%/rollup.h \
	%D%/rollup_schedule.c %D%/rollup_schedule.h \
	%D%/signal.c %D%/signal.h \
	%D%/system.c %D%/system.h
