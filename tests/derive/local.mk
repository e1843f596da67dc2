# SPDX-License-Identifier: GPL-2.0-or-later
libtest_a_SOURCES += %D%/machine/machines.c %D%/machine/machines.h
unit_tests += %D%/alike_test
unit_tests += %D%/cgroup/figures_test
unit_tests += %D%/comparison_test
unit_tests += %D%/history_kept_test
unit_tests += %D%/history_small_test
unit_tests += %D%/history_test
unit_tests += %D%/kernel/cache_groups_test
unit_tests += %D%/kernel/cache_paid_test
unit_tests += %D%/kernel/cache_past_test
unit_tests += %D%/kernel/whole_test
unit_tests += %D%/levels_test
unit_tests += %D%/machine/available_test
unit_tests += %D%/machine/balance_test
unit_tests += %D%/machine/evidence_test
unit_tests += %D%/machine/exhaustion_small_test
unit_tests += %D%/machine/exhaustion_test
unit_tests += %D%/machine/nodes_test
unit_tests += %D%/machine/origin_test
unit_tests += %D%/machine/processors_test
unit_tests += %D%/machine/rates_test
unit_tests += %D%/machine/segments_test
unit_tests += %D%/machine/watched_test
unit_tests += %D%/oom/cut_test
unit_tests += %D%/oom/judge_test
unit_tests += %D%/oom/oom_test
unit_tests += %D%/oom/request_test
unit_tests += %D%/oom/sums_test
unit_tests += %D%/pattern_test
unit_tests += %D%/process/arrange_test
unit_tests += %D%/process/arrange_threads_test
unit_tests += %D%/process/baseline_test
unit_tests += %D%/process/columns_test
unit_tests += %D%/process/derived_row_test
unit_tests += %D%/process/filter_test
unit_tests += %D%/process/grown_name_test
unit_tests += %D%/process/grown_part_test
unit_tests += %D%/process/growth_test
unit_tests += %D%/process/kept_list_test
unit_tests += %D%/process/kept_order_test
unit_tests += %D%/process/programs_test
unit_tests += %D%/process/sharing_test
unit_tests += %D%/record/difference_test
unit_tests += %D%/rights_test
unit_tests += %D%/run_test
unit_tests += %D%/series_test
unit_tests += %D%/thread_row_test
unit_tests += %D%/trend/lives_test
unit_tests += %D%/trend/logarithm_test
unit_tests += %D%/trend/parts_test
unit_tests += %D%/trend/shapes_test
unit_tests += %D%/trend/small_test
unit_tests += %D%/trend/trend_test
unit_tests += %D%/trend/record_test
%C%_trend_record_test_SOURCES = %D%/trend/record_test.c %D%/trend/zoo.c %D%/trend/zoo.h %D%/trend/zoo_innocents.c \
	%D%/trend/zoo_leaks.c %D%/trend/zoo_others.c %D%/trend/zoo_parts.c %D%/trend/zoo_parts.h
unit_tests += %D%/trend/zoo_test
%C%_trend_zoo_test_SOURCES = %D%/trend/zoo_test.c %D%/trend/zoo.c %D%/trend/zoo.h %D%/trend/zoo_innocents.c \
	%D%/trend/zoo_leaks.c %D%/trend/zoo_others.c %D%/trend/zoo_parts.c %D%/trend/zoo_parts.h

# Lives that were not seen before, and many more of them.
.PHONY: check-zoo
check-zoo: %D%/trend/zoo_test$(EXEEXT)
	ZOO_SEED=$$(date +%s) && export ZOO_SEED && echo "ZOO_SEED=$$ZOO_SEED" && \
		ZOO_LIVES=40 %D%/trend/zoo_test$(EXEEXT)
unit_tests += %D%/scarce_test
%C%_scarce_test_LDFLAGS = $(AM_LDFLAGS) $(scarce_memory)
