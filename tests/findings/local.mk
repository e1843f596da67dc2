# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/kernel_test
unit_tests += %D%/cgroup_test
unit_tests += %D%/growth_words_test
unit_tests += %D%/finding_test
unit_tests += %D%/figures_small_test
unit_tests += %D%/heap_test
unit_tests += %D%/leaks_test
unit_tests += %D%/looks_test
unit_tests += %D%/machine_record_test
unit_tests += %D%/machine_test
unit_tests += %D%/processes_test
unit_tests += %D%/rules_test
unit_tests += %D%/process_grown_test
unit_tests += %D%/process_limit_test
unit_tests += %D%/texts_test
unit_tests += %D%/oom_record_test
%C%_oom_record_test_SOURCES = %D%/oom_record_test.c %D%/oom_described.c %D%/oom_described.h
unit_tests += %D%/oom_small_test
%C%_oom_small_test_SOURCES = %D%/oom_small_test.c %D%/oom_described.c %D%/oom_described.h \
	%D%/oom_made.c %D%/oom_made.h
unit_tests += %D%/oom_test
unit_tests += %D%/oom_words_test
unit_tests += %D%/contradictions_test
%C%_contradictions_test_SOURCES = %D%/contradictions_test.c tests/derive/trend/zoo.c tests/derive/trend/zoo.h \
	tests/derive/trend/zoo_innocents.c tests/derive/trend/zoo_leaks.c tests/derive/trend/zoo_others.c tests/derive/trend/zoo_parts.c \
	tests/derive/trend/zoo_parts.h
%C%_rules_test_SOURCES = %D%/rules_test.c %D%/rules_cases.c %D%/rules_cases.h %D%/made_heaps.h
