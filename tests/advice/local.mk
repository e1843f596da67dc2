# SPDX-License-Identifier: GPL-2.0-or-later
# What memtop advises.  `make check` looks whether ADVICE.tsv tries all of it; `make check-advice` does.
check_PROGRAMS += %D%/advice_list %D%/busy_allocator %D%/file_holder
%C%_advice_list_SOURCES = %D%/advice_list.c
%C%_advice_list_LDADD = libmemtop.a $(MEMTOP_LIBS)
# Without a sanitizer, whose allocator has no malloc_trim() that does anything.
%C%_busy_allocator_SOURCES = %D%/busy_allocator.c
%C%_busy_allocator_CFLAGS = -std=gnu17 -O1
%C%_busy_allocator_LDFLAGS =
%C%_busy_allocator_LDADD = -lpthread
%C%_file_holder_SOURCES = %D%/file_holder.c
%C%_file_holder_CFLAGS = -std=gnu17 -O1
%C%_file_holder_LDFLAGS =
%C%_file_holder_LDADD =

TESTS += %D%/advice.sh
EXTRA_DIST += %D%/advice.sh %D%/live.sh %D%/ADVICE.tsv %D%/Target.java %D%/target.go

.PHONY: check-advice
check-advice: memtop$(EXEEXT) $(check_PROGRAMS)
	abs_top_srcdir='$(abs_top_srcdir)' abs_top_builddir='$(abs_top_builddir)' \
		$(SHELL) $(srcdir)/%D%/live.sh
