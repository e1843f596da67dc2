# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/macros_test
unit_tests += %D%/text_test
unit_tests += %D%/units_test
unit_tests += %D%/utf8_test
unit_tests += %D%/value_test
unit_tests += %D%/worker_test
unit_tests += %D%/moment_test
