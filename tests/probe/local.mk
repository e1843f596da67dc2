# SPDX-License-Identifier: GPL-2.0-or-later
# The program from outside; what it presses is a memory cgroup of its own.
if !FUZZERS
TESTS += %D%/probe.sh
check_PROGRAMS += %D%/await
%C%_await_LDADD =
endif
EXTRA_DIST += %D%/probe.sh
