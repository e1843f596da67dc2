# SPDX-License-Identifier: GPL-2.0-or-later
# All shapes of tests/process/grower at once, for three minutes: `make check-live`, part of check-all.
EXTRA_DIST += %D%/live.py

.PHONY: check-live
check-live: memtop$(EXEEXT) tests/process/grower$(EXEEXT)
	$(PYTHON3) $(srcdir)/%D%/live.py ./memtop$(EXEEXT) tests/process/grower$(EXEEXT)
