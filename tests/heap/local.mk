# SPDX-License-Identifier: GPL-2.0-or-later
# Programs with a heap of known form, and the engine held against what they say of themselves.
if HAVE_CMOCKA
check_PROGRAMS += %D%/heap_target %D%/heap_probe %D%/heap_live_test %D%/heap_image_test
TESTS += %D%/heap_image_test %D%/heap_live_test %D%/variants.sh
EXTRA_DIST += %D%/record.py
%C%_heap_image_test_SOURCES = %D%/heap_image_test.c %D%/image.c %D%/image.h
dist_check_SCRIPTS += %D%/variants.sh %D%/leaks/variants.sh %D%/leaks/names.sh
# With its own flags alone: a sanitizer brings an allocator of its own.
%C%_heap_target_SOURCES = %D%/heap_target.c
%C%_heap_target_CFLAGS = -std=gnu17 -pthread
%C%_heap_target_LDFLAGS = -pthread
%C%_heap_target_LDADD =
check_PROGRAMS += %D%/leaks/leak_target %D%/leaks/leak_kinds_test
TESTS += %D%/leaks/leak_kinds_test %D%/leaks/variants.sh %D%/leaks/names.sh
EXTRA_DIST += %D%/leaks/objects.cc %D%/leaks/anchors.sh
%C%_leaks_leak_target_SOURCES = %D%/leaks/leak_target.c
%C%_leaks_leak_target_CFLAGS = -std=gnu17 -pthread
%C%_leaks_leak_target_LDFLAGS = -pthread
%C%_leaks_leak_target_LDADD =
%C%_leaks_leak_kinds_test_SOURCES = %D%/leaks/leak_kinds_test.c %D%/target.c %D%/target.h
%C%_heap_live_test_SOURCES = %D%/heap_live_test.c %D%/target.c %D%/target.h
endif

TESTS += %D%/others.sh
dist_check_SCRIPTS += %D%/others.sh
check_PROGRAMS += %D%/other_target
%C%_other_target_SOURCES = %D%/other_target.c
%C%_other_target_CFLAGS = -std=gnu17 -pthread
%C%_other_target_LDFLAGS = -pthread
%C%_other_target_LDADD =

unit_tests += %D%/engine_test
unit_tests += %D%/forged_test
unit_tests += %D%/header_test
unit_tests += %D%/leaks/holders_test
unit_tests += %D%/others_test
unit_tests += %D%/process_test
unit_tests += %D%/report_test
%C%_engine_test_SOURCES = %D%/engine_test.c %D%/fake.c %D%/fake.h
%C%_forged_test_SOURCES = %D%/forged_test.c %D%/fake.c %D%/fake.h
%C%_others_test_SOURCES = %D%/others_test.c %D%/fake.c %D%/fake.h
