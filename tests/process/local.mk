# SPDX-License-Identifier: GPL-2.0-or-later
# Processes that grow in known ways, and processes looked at in depth.
if HAVE_CMOCKA
process_tests = %D%/growth_live_test %D%/detail_bad_test %D%/detail_live_test \
	%D%/residency_live_test
check_PROGRAMS += %D%/grower $(process_tests)
TESTS += $(process_tests)
# With its own flags alone: a sanitizer's allocator gives nothing back and adds memory of its own.
%C%_grower_SOURCES = %D%/grower.c
%C%_grower_CFLAGS = -std=gnu17 -O1
%C%_grower_LDFLAGS =
%C%_grower_LDADD = -lm -lpthread
endif

TESTS += %D%/process.sh
EXTRA_DIST += %D%/process.sh
