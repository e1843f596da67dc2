# SPDX-License-Identifier: GPL-2.0-or-later
# Programs of `make bench`.  They are built for it alone, but for the crowd, which tests start too.
bench_programs = %D%/alarms %D%/balloon %D%/cached_files %D%/cgroups %D%/chunks %D%/crowd %D%/days %D%/hour %D%/key_latency %D%/mappings %D%/measure \
	%D%/rollup_loop
EXTRA_PROGRAMS = %D%/alarms %D%/balloon %D%/cached_files %D%/cgroups %D%/chunks %D%/days %D%/hour %D%/key_latency %D%/mappings %D%/measure %D%/rollup_loop
check_PROGRAMS += %D%/crowd
%C%_alarms_LDADD = libtest.a libmemtop.a $(MEMTOP_LIBS)
%C%_balloon_LDADD = libmemtop.a $(MEMTOP_LIBS)
%C%_cached_files_LDADD =
%C%_cgroups_LDADD = libmemtop.a $(MEMTOP_LIBS)
%C%_chunks_LDADD =
%C%_crowd_LDADD =
%C%_days_LDADD = libmemtop.a $(MEMTOP_LIBS)
%C%_hour_LDADD = libmemtop.a $(MEMTOP_LIBS)
%C%_key_latency_LDADD =
%C%_mappings_LDADD =
%C%_measure_LDADD =
%C%_rollup_loop_LDADD =
CLEANFILES += $(EXTRA_PROGRAMS)
EXTRA_DIST += %D%/run

bench bench-compare: $(bench_programs) memtop-balloon$(EXEEXT)
