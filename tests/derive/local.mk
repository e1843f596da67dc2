# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/arrange_test
unit_tests += %D%/available_test
unit_tests += %D%/balance_test
unit_tests += %D%/baseline_test
unit_tests += %D%/columns_test
unit_tests += %D%/evidence_test
unit_tests += %D%/filter_test
unit_tests += %D%/grown_name_test
unit_tests += %D%/growth_test
unit_tests += %D%/oom_test
unit_tests += %D%/origin_test
unit_tests += %D%/segments_test
unit_tests += %D%/sharing_test
unit_tests += %D%/trend_shapes_test
unit_tests += %D%/trend_test
unit_tests += %D%/trend_zoo_test
%C%_trend_zoo_test_SOURCES = %D%/trend_zoo_test.c %D%/zoo.c %D%/zoo.h
