# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/cache_report_test
unit_tests += %D%/cache_groups_test
unit_tests += %D%/cache_live_test
unit_tests += %D%/census_live_test
unit_tests += %D%/refusal_test
TESTS += %D%/cache.sh
EXTRA_DIST += %D%/cache.sh
