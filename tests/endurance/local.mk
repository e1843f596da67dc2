# SPDX-License-Identifier: GPL-2.0-or-later
# Whether memory of its own stays where it is: `make check-endurance DURATION=SECONDS VIEWS="VIEW..."`.
# 120 seconds a view without them; in check-all an hour.
check_PROGRAMS += %D%/endure
%C%_endure_LDADD = -lutil
EXTRA_DIST += %D%/endurance.sh

.PHONY: check-endurance
check-endurance: memtop$(EXEEXT) tests/bench/crowd$(EXEEXT) tests/endurance/endure$(EXEEXT) \
		tests/process/grower$(EXEEXT)
	abs_top_srcdir='$(abs_top_srcdir)' abs_top_builddir='$(abs_top_builddir)' \
		DURATION='$(DURATION)' VIEWS='$(VIEWS)' \
		$(SHELL) $(srcdir)/%D%/endurance.sh
