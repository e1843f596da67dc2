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
[PKG_CHECK_MODULES([$1], [$2], [MEMTOP_BUILT_WITH_MODULE([$2])],
	[MEMTOP_MISSING([$3], [$4], [$5], [$6])])])

dnl MEMTOP_BUILT_WITH_MODULE(MODULE): memtop --version names it with its version.
AC_DEFUN([MEMTOP_BUILT_WITH_MODULE],
[memtop_module=`echo '$1' | $SED 's/ .*//'`
memtop_built_with="$memtop_built_with, $memtop_module `$PKG_CONFIG --modversion $memtop_module`"])

dnl MEMTOP_LAZY_LIBRARY(VARIABLE, NAME, FUNCTION): VARIABLE_SONAME is by which name the library is loaded later,
dnl as a program has it that was linked with VARIABLE_LIBS; memtop is not linked with it then.  An archive has
dnl none.
AC_DEFUN([MEMTOP_LAZY_LIBRARY],
[AC_MSG_CHECKING([by which name $2 is loaded])
memtop_save_LIBS=$LIBS
memtop_soname=
LIBS="$$1_LIBS $LIBS"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[char $3(void);]], [[return $3();]])],
	[memtop_soname=`LC_ALL=C ${READELF:-false} -d conftest$EXEEXT 2>&AS_MESSAGE_LOG_FD |
		$SED -n '/(NEEDED)/s/.*\($2\.so@<:@.0-9@:>@*\).*/\1/p'`])
LIBS=$memtop_save_LIBS
AC_MSG_RESULT([${memtop_soname:-none}])
AS_IF([test -n "$memtop_soname"],
	[AC_DEFINE_UNQUOTED([$1_SONAME], ["$memtop_soname"], [By which name $2 is loaded.])
	AC_DEFINE([LOADS_LIBRARIES], [1], [Define if libraries are loaded once they are needed.])
	$1_LIBS=
	memtop_lazy="${memtop_lazy:+$memtop_lazy, }$memtop_soname"])])

dnl MEMTOP_BPF: may the programs of src/kernel/programs be built in?  have_bpf says so, or why not.
dnl A release carries them compiled, so that it needs no clang.
AC_DEFUN([MEMTOP_BPF],
[AC_ARG_VAR([BPF_CLANG], [clang that compiles for BPF])
AC_ARG_VAR([BPF_STRIP], [llvm-strip, which takes what debuggers need out of the programs])
have_bpf=no
AS_IF([test "x$with_bpf" = xno], [have_bpf='no (--without-bpf)'],
	[PKG_CHECK_MODULES([LIBBPF], [libbpf >= 1.0],
		[AC_CHECK_PROGS([BPF_CLANG], [clang clang-21 clang-20 clang-19 clang-18 clang-17 clang-16 clang-15 clang-14])
		AC_CHECK_PROGS([BPF_STRIP], [llvm-strip llvm-strip-21 llvm-strip-20 llvm-strip-19 llvm-strip-18 llvm-strip-17 llvm-strip-16 llvm-strip-15 llvm-strip-14], [:])
		MEMTOP_BPF_PROGRAMS],
		[have_bpf='no (libbpf 1.0 is missing; Debian: libbpf-dev, Fedora: libbpf-devel, Arch: libbpf)'])])
AS_CASE([$with_bpf:$have_bpf], [auto:*|no:*|*:yes*], [],
	[AC_MSG_ERROR([--with-bpf: $have_bpf])])
AS_CASE([$have_bpf], [yes*],
	[AC_DEFINE([HAVE_BPF], [1], [Define if programs that run in the kernel are built in.])])
AM_CONDITIONAL([HAVE_BPF], [case $have_bpf in yes*) : ;; *) false ;; esac])
AM_CONDITIONAL([HAVE_BPF_CLANG], [test "$memtop_bpf_clang" = yes])])

AC_DEFUN([MEMTOP_BPF_PROGRAMS],
[memtop_bpf_clang=no
AC_MSG_CHECKING([whether ${BPF_CLANG-clang} compiles for BPF])
AS_IF([test -n "$BPF_CLANG" && echo "int memtop;" | \
		$BPF_CLANG -g -O2 -mcpu=v3 -target bpf -x c -c -o conftest.bpf.o - >&AS_MESSAGE_LOG_FD 2>&1],
	[memtop_bpf_clang=yes])
rm -f conftest.bpf.o
AC_MSG_RESULT([$memtop_bpf_clang])
AS_IF([test $memtop_bpf_clang = yes], [have_bpf=yes],
	[test -f "$srcdir/src/kernel/programs/cache.bpf.inc"], [have_bpf='yes (as the release has them)'],
	[have_bpf='no (clang is missing)'])])
