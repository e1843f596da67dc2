# SPDX-License-Identifier: GPL-2.0-or-later
# leak_kinds_test once more, on targets that are built or tuned in another way.  What the compiler here
# cannot make is left out, and said.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

build=${abs_top_builddir:-$source/build}
[ -x "$build/tests/heap/leaks/leak_kinds_test" ] || tap_skip 'no cmocka'
cc=${CC:-cc}

# kinds NAME COMMAND: every kind with the target started in that way.
kinds()
{
	HEAP_TARGET=$2
	export HEAP_TARGET
	ok "$1" "$build/tests/heap/leaks/leak_kinds_test"
}

kinds 'without tcache' \
	"env GLIBC_TUNABLES=glibc.malloc.tcache_count=0 '$build/tests/heap/leaks/leak_target'"
# shellcheck disable=SC2086 # CC may have flags
if $cc -m32 -std=gnu17 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -O2 -I"$source/src" \
	-o "$work/bits32" "$source/tests/heap/leaks/leak_target.c" -pthread 2>"$work/cc" &&
	"$work/bits32" list 1 </dev/null >/dev/null 2>&1; then
	LEAK_TARGET_NARROW=1
	export LEAK_TARGET_NARROW
	kinds '32 bits' "$work/bits32"
else
	echo '# 32 bits: cannot be built here'
fi
tap_done
