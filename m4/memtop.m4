dnl SPDX-License-Identifier: GPL-2.0-or-later

dnl MEMTOP_TRY_FLAGS(FLAGS, IF-TAKEN, IF-NOT): can a program be compiled and linked with them,
dnl without a word?
AC_DEFUN([MEMTOP_TRY_FLAGS],
[AC_MSG_CHECKING([whether the compiler takes $1])
memtop_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $1"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]], [[puts("");]])],
	[memtop_taken=yes], [memtop_taken=no])
CFLAGS=$memtop_save_CFLAGS
AC_MSG_RESULT([$memtop_taken])
AS_IF([test $memtop_taken = yes], [$2], [$3])])

dnl MEMTOP_COMPILER_FLAG(FLAG), MEMTOP_LINKER_FLAG(FLAG): use it if it is taken.
AC_DEFUN([MEMTOP_COMPILER_FLAG],
[MEMTOP_TRY_FLAGS([$1], [MEMTOP_CFLAGS="$MEMTOP_CFLAGS $1"], [:])])
AC_DEFUN([MEMTOP_LINKER_FLAG],
[MEMTOP_TRY_FLAGS([$1], [MEMTOP_LDFLAGS="$MEMTOP_LDFLAGS $1"], [:])])

dnl MEMTOP_SANITIZER(FLAGS, MESSAGE): compiler and linker need them; no configuration without.
AC_DEFUN([MEMTOP_SANITIZER],
[MEMTOP_TRY_FLAGS([$1], [SANITIZER_FLAGS="$SANITIZER_FLAGS $1"], [AC_MSG_ERROR([$2])])])

dnl MEMTOP_MISSING(WHAT, DEBIAN, FEDORA, ARCH): a library that is not there, and its packages.
AC_DEFUN([MEMTOP_MISSING],
[memtop_missing="$memtop_missing
  $1: install $2 (Debian, Ubuntu), $3 (Fedora) or $4 (Arch)"])

dnl MEMTOP_LIBRARY(VARIABLE, MODULE, WHAT, DEBIAN, FEDORA, ARCH)
AC_DEFUN([MEMTOP_LIBRARY],
[PKG_CHECK_MODULES([$1], [$2], [], [MEMTOP_MISSING([$3], [$4], [$5], [$6])])])
