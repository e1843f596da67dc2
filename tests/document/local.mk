# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/meminfo_fields_test
unit_tests += %D%/process_summary_test
unit_tests += %D%/sentence_test
unit_tests += %D%/scarce_test
%C%_scarce_test_LDFLAGS = $(AM_LDFLAGS) $(scarce_memory)
