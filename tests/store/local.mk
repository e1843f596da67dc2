# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/codec_test
unit_tests += %D%/recorder_test
%C%_recorder_test_SOURCES = %D%/recorder_test.c %D%/lives.c %D%/lives.h \
	%D%/place.c %D%/place.h
unit_tests += %D%/recovery_test
%C%_recovery_test_SOURCES = %D%/recovery_test.c %D%/lives.c %D%/lives.h \
	%D%/place.c %D%/place.h
unit_tests += %D%/noise_test
%C%_noise_test_SOURCES = %D%/noise_test.c %D%/lives.c %D%/lives.h %D%/place.c %D%/place.h
unit_tests += %D%/past_test
%C%_past_test_SOURCES = %D%/past_test.c %D%/lives.c %D%/lives.h %D%/place.c %D%/place.h
unit_tests += %D%/diff_test
%C%_diff_test_SOURCES = %D%/diff_test.c %D%/lives.c %D%/lives.h %D%/place.c %D%/place.h
unit_tests += %D%/cgroups_test
%C%_cgroups_test_SOURCES = %D%/cgroups_test.c %D%/lives.c %D%/lives.h %D%/place.c %D%/place.h
unit_tests += %D%/levels_test
%C%_levels_test_SOURCES = %D%/levels_test.c %D%/lives.c %D%/lives.h %D%/place.c %D%/place.h
unit_tests += %D%/events_test
%C%_events_test_SOURCES = %D%/events_test.c %D%/lives.c %D%/lives.h %D%/place.c %D%/place.h
unit_tests += %D%/exits_test
%C%_exits_test_SOURCES = %D%/exits_test.c %D%/lives.c %D%/lives.h %D%/place.c %D%/place.h
unit_tests += %D%/scarce_test
%C%_scarce_test_SOURCES = %D%/scarce_test.c %D%/lives.c %D%/lives.h %D%/place.c %D%/place.h
%C%_scarce_test_LDFLAGS = $(AM_LDFLAGS) $(scarce_memory)
unit_tests += %D%/equality_test
store_tests = %D%/record.sh %D%/full_disk.sh %D%/unit.sh
TESTS += $(store_tests)
EXTRA_DIST += $(store_tests)
