# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/cgroup.h \
	%D%/keyed.h \
	%D%/meminfo.h \
	%D%/mounts.h \
	%D%/psi.h \
	%D%/smaps_rollup.h \
	%D%/statm.h \
	%D%/swaps.h \
	%D%/vmstat.h \
	%D%/zoneinfo.h
