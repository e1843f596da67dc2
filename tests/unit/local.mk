# SPDX-License-Identifier: GPL-2.0-or-later
# A test here is one line below and NAME_test.c, with one group of cmocka tests in its main().
unit_tests =
unit_tests += %D%/base_text_test
unit_tests += %D%/base_units_test
unit_tests += %D%/base_utf8_test
unit_tests += %D%/base_value_test
unit_tests += %D%/heap_engine_test
unit_tests += %D%/heap_process_test
unit_tests += %D%/heap_report_test
%C%_heap_engine_test_SOURCES = %D%/heap_engine_test.c tests/heap/fake.c tests/heap/fake.h
unit_tests += %D%/config_test
unit_tests += %D%/options_test
unit_tests += %D%/out_test
unit_tests += %D%/model_arrange_test
unit_tests += %D%/model_columns_test
unit_tests += %D%/model_filter_test
unit_tests += %D%/model_mark_test
unit_tests += %D%/model_origin_test
unit_tests += %D%/model_residency_test
unit_tests += %D%/model_row_test
unit_tests += %D%/model_segments_test
unit_tests += %D%/model_sharing_test
unit_tests += %D%/model_summary_test
unit_tests += %D%/model_available_test
unit_tests += %D%/model_balance_test
unit_tests += %D%/model_fields_test
unit_tests += %D%/model_verdict_test
unit_tests += %D%/probe_balloon_test
unit_tests += %D%/parse_cgroup_test
unit_tests += %D%/heap_header_test
unit_tests += %D%/model_trend_test
unit_tests += %D%/probe_budget_test
unit_tests += %D%/probe_policy_test
unit_tests += %D%/probe_proof_test
unit_tests += %D%/probe_reading_test
unit_tests += %D%/probe_words_test
unit_tests += %D%/parse_meminfo_captures_test
unit_tests += %D%/parse_meminfo_test
unit_tests += %D%/parse_process_test
unit_tests += %D%/parse_system_test
unit_tests += %D%/ui_action_test
unit_tests += %D%/ui_bar_test
unit_tests += %D%/ui_table_test
unit_tests += %D%/ui_text_test
unit_tests += %D%/source_cgroup_test
unit_tests += %D%/source_collector_test
unit_tests += %D%/source_processes_test
unit_tests += %D%/source_dear_test
unit_tests += %D%/source_saved_test
unit_tests += %D%/source_signal_test
unit_tests += %D%/source_system_test
unit_tests += %D%/source_table_test

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
