# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/cache_report_test
unit_tests += %D%/shared_report_test
unit_tests += %D%/signal_name_test
unit_tests += %D%/heap_page_map_test
unit_tests += %D%/heap_sizes_test
unit_tests += %D%/identity_test
unit_tests += %D%/leak_report_test
unit_tests += %D%/list_test
unit_tests += %D%/page_map_test
unit_tests += %D%/probe_report_test
unit_tests += %D%/process_detail_test
unit_tests += %D%/recorded_test
unit_tests += %D%/row_test
unit_tests += %D%/system_file_test
unit_tests += %D%/scarce_test
%C%_scarce_test_LDFLAGS = $(AM_LDFLAGS) $(scarce_memory)
