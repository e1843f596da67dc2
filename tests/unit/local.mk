# SPDX-License-Identifier: GPL-2.0-or-later
# A test here is one line below and NAME_test.c, with one group of cmocka tests in its main().
unit_tests =

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
else
TESTS += tests/support/not_built.sh
endif
