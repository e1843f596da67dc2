# SPDX-License-Identifier: GPL-2.0-or-later
# Every test speaks TAP, from whatever directory it is started; it finds its data by these:
AM_TESTS_ENVIRONMENT = \
	abs_top_srcdir='$(abs_top_srcdir)'; export abs_top_srcdir; \
	abs_top_builddir='$(abs_top_builddir)'; export abs_top_builddir; \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	LC_ALL=C.UTF-8; export LC_ALL;
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
# A test that leaves something running, or a file, fails.
LOG_COMPILER = tests/support/nothing_left$(EXEEXT)
TEST_EXTENSIONS = .sh
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = tests/support/nothing_left$(EXEEXT) $(SHELL)

# What a test or fuzzer links with, unless it has an _LDADD of its own.  The archive of helpers has
# a main() for fuzz targets; a test that has its own never pulls it in.
check_LIBRARIES += libtest.a
libtest_a_SOURCES =
if FUZZERS
LDADD = libmemtop.a $(MEMTOP_LIBS) $(FUZZING_ENGINE)
else
LDADD = libtest.a libmemtop.a $(MEMTOP_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS) $(TESTS_CURSES_LIBS)
endif

EXTRA_DIST += %D%/fixtures %D%/README.md

include %D%/support/local.mk
# A unit test is one line in its directory's local.mk and NAME_test.c, with one group of cmocka
# tests in its main().
unit_tests =
include %D%/base/local.mk
include %D%/cli/local.mk
include %D%/config/local.mk
include %D%/derive/local.mk
include %D%/document/local.mk
include %D%/findings/local.mk
include %D%/parse/local.mk
include %D%/render/local.mk
include %D%/sample/local.mk
include %D%/source/local.mk
include %D%/export/local.mk
include %D%/store/local.mk
include %D%/ui/local.mk
include %D%/views/local.mk
include %D%/screen/local.mk
include %D%/fuzz/local.mk
include %D%/explain/local.mk
include %D%/layers/local.mk
include %D%/vm/local.mk
include %D%/probe/local.mk
include %D%/heap/local.mk
include %D%/kernel/local.mk
include %D%/process/local.mk
include %D%/advice/local.mk
include %D%/zoo/local.mk
include %D%/packaging/local.mk
include %D%/translation/local.mk
include %D%/batch/local.mk
include %D%/environments/local.mk
include %D%/endurance/local.mk
include %D%/inject/local.mk
include %D%/confine/local.mk
include %D%/bench/local.mk
include %D%/mutants/local.mk

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif

if !FUZZERS
if !HAVE_VTERM
TESTS += %D%/support/not_built.sh
else
if !HAVE_FUSE3
TESTS += %D%/support/not_built.sh
endif
endif
endif

# What needs neither root nor an idle machine, for who builds packages.
.PHONY: check-unit
check-unit:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unit_tests)'

# Races of threads: all tests, with the sanitizer that finds them, in a build of its own.  It writes what it finds into
# files, since what a program says on standard error a test may keep to itself; each is a failure, and is shown.
races = $(abs_builddir)/check-threads.build/races
.PHONY: check-threads
check-threads:
	rm -rf $(races) && $(MKDIR_P) $(races) && chmod 1777 $(races)
	cd check-threads.build && $(abs_srcdir)/configure -q --enable-sanitizers=thread CC='$(CC)' CFLAGS='-g -O1' && \
		$(MAKE) -s && { TSAN_OPTIONS='log_path=$(races)/found' $(MAKE) check; status=$$?; ! cat $(races)/* 2>/dev/null; } && exit $$status
