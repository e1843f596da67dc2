# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/cgroup_test
unit_tests += %D%/meminfo_captures_test
unit_tests += %D%/meminfo_test
unit_tests += %D%/oom_test
unit_tests += %D%/pasted_test
unit_tests += %D%/process_test
unit_tests += %D%/system_test
