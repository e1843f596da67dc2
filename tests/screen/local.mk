# SPDX-License-Identifier: GPL-2.0-or-later
# Tests that run the program on a terminal of their own (forkpty) and read its screen (libvterm).
screen_tests =

if HAVE_VTERM
check_PROGRAMS += $(screen_tests)
TESTS += $(screen_tests)
endif
