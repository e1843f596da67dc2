# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/machine_test
unit_tests += %D%/rules_test
unit_tests += %D%/process_limit_test
unit_tests += %D%/texts_test
unit_tests += %D%/oom_test
