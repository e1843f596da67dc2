# SPDX-License-Identifier: GPL-2.0-or-later
# Beside what memtop itself prints: Prometheus, which reads it.
export_tests = %D%/rules.sh %D%/scrape.sh
TESTS += $(export_tests)
EXTRA_DIST += $(export_tests)
check_PROGRAMS += %D%/inetd
%C%_inetd_LDADD =
