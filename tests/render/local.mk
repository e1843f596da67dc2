# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/render_test
unit_tests += %D%/format_test
unit_tests += %D%/json_writer_test
unit_tests += %D%/kept_lines_test
unit_tests += %D%/prometheus_test
unit_tests += %D%/scarce_test
