# SPDX-License-Identifier: GPL-2.0-or-later
# The program from outside; what it presses is a memory cgroup of its own.
EXTRA_DIST += %D%/probe.sh
if HAVE_CMOCKA
TESTS += %D%/probe.sh
check_PROGRAMS += %D%/await
%C%_await_LDADD =
# One balloon at a time on a machine, also with make -j.
# By way of variables: automake leaves out its own rule for a target that it sees here.
probe_second = %D%/probe.log
probe_third = tests/screen/probe_test.log
probe_fourth = tests/screen/pressure_test.log
$(probe_second): %D%/balloon_test.log
$(probe_third): $(probe_second)
$(probe_fourth): $(probe_third)
endif

unit_tests += %D%/balloon_test
unit_tests += %D%/budget_test
unit_tests += %D%/policy_test
unit_tests += %D%/proof_test
unit_tests += %D%/reading_test
unit_tests += %D%/words_test
