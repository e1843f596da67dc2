# SPDX-License-Identifier: GPL-2.0-or-later
# The pressure probe in virtual machines: too long for every make check.
EXTRA_DIST += %D%/bystander.c %D%/build %D%/init %D%/matrix %D%/run %D%/table

.PHONY: check-vm check-vm-short

check-vm: memtop$(EXEEXT) memtop-balloon$(EXEEXT)
	abs_top_builddir='$(abs_top_builddir)' $(srcdir)/%D%/run $(VM_LAB)

check-vm-short: memtop$(EXEEXT) memtop-balloon$(EXEEXT)
	abs_top_builddir='$(abs_top_builddir)' $(srcdir)/%D%/run --short $(VM_LAB)
