# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/cache_live_test
unit_tests += %D%/census_live_test
unit_tests += %D%/kcore_test
unit_tests += %D%/refusal_test
unit_tests += %D%/scarce_test
%C%_scarce_test_LDFLAGS = $(AM_LDFLAGS) $(scarce_memory)
unit_tests += %D%/sweep_live_test
unit_tests += %D%/churn_test
TESTS += %D%/cache.sh %D%/cache_names.sh %D%/cache_overlay.sh %D%/cache_subvolumes.sh %D%/held.sh
EXTRA_DIST += %D%/cache.sh %D%/cache_names.sh %D%/cache_overlay.sh %D%/cache_subvolumes.sh %D%/held.sh
TESTS += %D%/cgroup_files.sh
EXTRA_DIST += %D%/cgroup_files.sh
%C%_kcore_test_SOURCES = %D%/kcore_test.c %D%/made_kernel.c %D%/made_kernel.h
