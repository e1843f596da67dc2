# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/cgroup_detail_test
unit_tests += %D%/overview_test
unit_tests += %D%/process_document_test
unit_tests += %D%/oom_sort_test
unit_tests += %D%/check_test
unit_tests += %D%/shared_document_test
unit_tests += %D%/glance_test
