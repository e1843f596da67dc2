# SPDX-License-Identifier: GPL-2.0-or-later
libtest_a_SOURCES += %D%/said.c %D%/said.h
unit_tests += %D%/absent_test
unit_tests += %D%/agreement_test
unit_tests += %D%/cgroup_balance_test
unit_tests += %D%/cgroup_names_test
unit_tests += %D%/cgroup_detail_test
unit_tests += %D%/overview_test
unit_tests += %D%/process_document_test
unit_tests += %D%/cache_document_test
unit_tests += %D%/cache_search_document_test
unit_tests += %D%/oom_sort_test
unit_tests += %D%/check_test
unit_tests += %D%/alarms_test
unit_tests += %D%/shared_document_test
unit_tests += %D%/glance_test
unit_tests += %D%/narrow_test
