# SPDX-License-Identifier: GPL-2.0-or-later
# Tests that run the program on a terminal of their own (forkpty) and read its screen (libvterm).
# A test is one line below and NAME_test.c; fake_screen is the screen fed with made-up samples.
screen_tests =
screen_tests += %D%/actions_test
screen_tests += %D%/cgroups_test
screen_tests += %D%/crowd_test
screen_tests += %D%/explain_test
screen_tests += %D%/heap_test
screen_tests += %D%/cache_test
screen_tests += %D%/leaks_test
screen_tests += %D%/keys_test
screen_tests += %D%/mark_test
screen_tests += %D%/oom_test
screen_tests += %D%/pressure_test
screen_tests += %D%/probe_test
screen_tests += %D%/live_test
screen_tests += %D%/process_test
screen_tests += %D%/sizes_test
screen_tests += %D%/terminal_test
screen_tests += %D%/rare_machines_test
screen_tests += %D%/replay_test
screen_tests += %D%/shared_test
screen_tests += %D%/report_test
screen_tests += %D%/sources_test
screen_tests += %D%/tables_test
screen_tests += %D%/tabs_test
screen_tests += %D%/theme_test
screen_tests += %D%/walk_test

EXTRA_DIST += %D%/nameless.sh

if HAVE_VTERM
%C%_heap_test_SOURCES = %D%/heap_test.c tests/heap/target.c tests/heap/target.h
%C%_replay_test_SOURCES = %D%/replay_test.c tests/store/lives.c tests/store/lives.h \
	tests/store/place.c tests/store/place.h
%C%_walk_test_SOURCES = %D%/walk_test.c tests/heap/target.c tests/heap/target.h \
	tests/store/lives.c tests/store/lives.h tests/store/place.c tests/store/place.h
%C%_leaks_test_SOURCES = %D%/leaks_test.c tests/heap/target.c tests/heap/target.h
%C%_fake_fake_screen_SOURCES = %D%/fake/fake_screen.c %D%/fake/heap.c %D%/fake/heap.h \
	%D%/fake/cache.c %D%/fake/cache.h \
	%D%/fake/probe.c %D%/fake/probe.h
libtest_a_SOURCES += %D%/keys.h %D%/screen.c %D%/screen.h
check_PROGRAMS += $(screen_tests) %D%/fake/fake_screen
TESTS += $(screen_tests)
endif
