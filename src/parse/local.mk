# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/buddyinfo.c \
	%D%/buddyinfo.h \
	%D%/cgroup.c \
	%D%/cgroup.h \
	%D%/keyed.c \
	%D%/keyed.h \
	%D%/limits.c \
	%D%/limits.h \
	%D%/loadavg.c \
	%D%/loadavg.h \
	%D%/map_list.c %D%/map_list.h \
	%D%/maps.c \
	%D%/maps.h \
	%D%/meminfo.c \
	%D%/meminfo.h \
	%D%/meminfo_fields.c \
	%D%/meminfo_header.c \
	%D%/meminfo_header.h \
	%D%/meminfo_names.h \
	%D%/meminfo_scan.c \
	%D%/meminfo_scan.h \
	%D%/meminfo_store.c \
	%D%/meminfo_store.h \
	%D%/mounts.c \
	%D%/mounts.h \
	%D%/psi.c \
	%D%/psi.h \
	%D%/slabinfo.c \
	%D%/slabinfo.h \
	%D%/smaps.c \
	%D%/smaps.h \
	%D%/smaps_keys.h \
	%D%/smaps_rollup.c \
	%D%/smaps_rollup.h \
	%D%/sockstat.c \
	%D%/sockstat.h \
	%D%/statm.c \
	%D%/statm.h \
	%D%/status.c \
	%D%/status.h \
	%D%/swaps.c \
	%D%/swaps.h \
	%D%/vmstat.c \
	%D%/vmstat.h \
	%D%/zoneinfo.c \
	%D%/zoneinfo.h
