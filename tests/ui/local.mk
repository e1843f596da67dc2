# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/action_test
unit_tests += %D%/bar_test
unit_tests += %D%/canvas_test
unit_tests += %D%/table_test
unit_tests += %D%/tabs_test
unit_tests += %D%/text_test
unit_tests += %D%/themes_test
