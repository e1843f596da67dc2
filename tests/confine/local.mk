# SPDX-License-Identifier: GPL-2.0-or-later
# What memtop gives up before it looks at what others chose.
unit_tests += %D%/confine_test
TESTS += %D%/confine.sh
EXTRA_DIST += %D%/confine.sh %D%/attempts.c
check_DATA += %D%/attempts.so
CLEANFILES += %D%/attempts.so

%D%/attempts.so: %D%/attempts.c
	$(AM_V_CC)$(CC) -D_GNU_SOURCE -shared -fPIC -O1 -o $@ $(srcdir)/%D%/attempts.c -ldl
