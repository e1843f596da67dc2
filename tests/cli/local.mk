# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/options_test
unit_tests += %D%/exporter_test
unit_tests += %D%/cache_look_test
unit_tests += %D%/cache_search_run_test
unit_tests += %D%/saver_test
