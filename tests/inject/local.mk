# SPDX-License-Identifier: GPL-2.0-or-later
# Calls of the C library that fail.  A sanitizer has an allocator of its own and is not injected into.
check_PROGRAMS += %D%/inject
%C%_inject_LDADD = libmemtop.a $(MEMTOP_LIBS)
TESTS += %D%/inject.sh
EXTRA_DIST += %D%/inject.sh %D%/failing.c
check_DATA = %D%/failing.so
CLEANFILES += %D%/failing.so

%D%/failing.so: %D%/failing.c
	$(AM_V_CC)$(CC) -shared -fPIC -O1 -o $@ $(srcdir)/%D%/failing.c -ldl
