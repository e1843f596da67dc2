# SPDX-License-Identifier: GPL-2.0-or-later
libtest_a_SOURCES += %D%/made_cgroups.c %D%/made_cgroups.h
libtest_a_SOURCES += %D%/child.c %D%/child.h %D%/made_tree.c %D%/made_tree.h
libtest_a_SOURCES += %D%/sample_rows.c %D%/sample_rows.h
libtest_a_SOURCES += %D%/shared_objects.c %D%/shared_objects.h
libtest_a_SOURCES += %D%/oom_texts.c %D%/oom_texts.h
libtest_a_SOURCES += %D%/record.c %D%/record.h
libtest_a_SOURCES += %D%/scarce.c %D%/scarce.h
scarce_memory = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray \
	-Wl,--wrap=strdup,--wrap=strndup,--wrap=free
libtest_a_SOURCES += %D%/assert_value.h %D%/derived_set.h %D%/fixture.c %D%/fixture.h %D%/cut_report.h %D%/pass_over.h %D%/random.h %D%/replay.c %D%/fuzz.h
dist_check_SCRIPTS += %D%/tap.sh %D%/not_built.sh %D%/apart.sh %D%/libraries.sh

EXTRA_DIST += %D%/cppcheck.h

TESTS += %D%/nothing_left.sh
EXTRA_DIST += %D%/nothing_left.sh
check_PROGRAMS += %D%/nothing_left
%C%_nothing_left_LDADD =

# What valgrind and the sanitizers are not to tell of.
EXTRA_DIST += %D%/valgrind.supp
if SANITIZERS
libmemtop_a_SOURCES += %D%/sanitizers.c
AM_LDFLAGS += -Wl,-u,sanitizers_told
else
if THREAD_SANITIZER
libmemtop_a_SOURCES += %D%/sanitizers.c
AM_LDFLAGS += -Wl,-u,sanitizers_told
else
EXTRA_DIST += %D%/sanitizers.c
endif
endif
