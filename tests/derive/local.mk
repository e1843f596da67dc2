# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/kernel_whole_test
unit_tests += %D%/kept_order_test
unit_tests += %D%/levels_test
unit_tests += %D%/arrange_test
unit_tests += %D%/available_test
unit_tests += %D%/balance_test
unit_tests += %D%/baseline_test
unit_tests += %D%/cgroup_figures_test
unit_tests += %D%/columns_test
unit_tests += %D%/comparison_test
unit_tests += %D%/nodes_test
unit_tests += %D%/difference_test
unit_tests += %D%/evidence_test
unit_tests += %D%/filter_test
unit_tests += %D%/grown_name_test
unit_tests += %D%/grown_part_test
unit_tests += %D%/derived_row_test
unit_tests += %D%/growth_test
unit_tests += %D%/history_kept_test
unit_tests += %D%/history_small_test
unit_tests += %D%/history_test
unit_tests += %D%/oom_cut_test
unit_tests += %D%/oom_judge_test
unit_tests += %D%/oom_request_test
unit_tests += %D%/oom_sums_test
unit_tests += %D%/oom_test
unit_tests += %D%/origin_test
unit_tests += %D%/programs_test
unit_tests += %D%/processors_test
unit_tests += %D%/rates_test
unit_tests += %D%/rights_test
unit_tests += %D%/segments_test
unit_tests += %D%/series_test
unit_tests += %D%/sharing_test
unit_tests += %D%/trend_lives_test
unit_tests += %D%/trend_parts_test
unit_tests += %D%/trend_shapes_test
unit_tests += %D%/trend_small_test
unit_tests += %D%/trend_test
unit_tests += %D%/trend_record_test
%C%_trend_record_test_SOURCES = %D%/trend_record_test.c %D%/zoo.c %D%/zoo.h %D%/zoo_innocents.c \
	%D%/zoo_leaks.c %D%/zoo_others.c %D%/zoo_parts.c %D%/zoo_parts.h
unit_tests += %D%/watched_test
unit_tests += %D%/trend_zoo_test
%C%_trend_zoo_test_SOURCES = %D%/trend_zoo_test.c %D%/zoo.c %D%/zoo.h %D%/zoo_innocents.c \
	%D%/zoo_leaks.c %D%/zoo_others.c %D%/zoo_parts.c %D%/zoo_parts.h

# Lives that nobody has seen before, and many more of them.
.PHONY: check-zoo
check-zoo: %D%/trend_zoo_test$(EXEEXT)
	ZOO_SEED=$$(date +%s) && export ZOO_SEED && echo "ZOO_SEED=$$ZOO_SEED" && \
		ZOO_LIVES=40 %D%/trend_zoo_test$(EXEEXT)
unit_tests += %D%/exhaustion_test
unit_tests += %D%/exhaustion_small_test
unit_tests += %D%/scarce_test
%C%_scarce_test_LDFLAGS = $(AM_LDFLAGS) $(scarce_memory)
