# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/cache_search_test
unit_tests += %D%/asked_mount_test
unit_tests += %D%/budgeted_test
unit_tests += %D%/cgroup_live_test
unit_tests += %D%/errand_test
unit_tests += %D%/no_thread_test
unit_tests += %D%/exits_live_test
unit_tests += %D%/cgroup_slab_test
unit_tests += %D%/cgroup_test
unit_tests += %D%/cgroup_tree_test
unit_tests += %D%/collector_test
unit_tests += %D%/inspector_test
unit_tests += %D%/kernel_log_test
unit_tests += %D%/kernel_live_test
unit_tests += %D%/kernel_memory_test
unit_tests += %D%/numa_maps_test
unit_tests += %D%/pids_test
%C%_pids_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=procps_pids_select,--wrap=procps_pids_reap,--wrap=procps_pids_get
unit_tests += %D%/processes_test
%C%_processes_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=procps_pids_reap
unit_tests += %D%/replay_test
unit_tests += %D%/rights_test
unit_tests += %D%/saved_test
unit_tests += %D%/scarce_test
%C%_scarce_test_LDFLAGS = $(AM_LDFLAGS) $(scarce_memory)
unit_tests += %D%/shared_test
unit_tests += %D%/signal_test
unit_tests += %D%/system_test
unit_tests += %D%/sweeper_test
unit_tests += %D%/table_test
unit_tests += %D%/threads_test
