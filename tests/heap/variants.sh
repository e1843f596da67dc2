# SPDX-License-Identifier: GPL-2.0-or-later
# heap_live_test once more, on programs that are linked, sized or tuned in another way.  What the
# compiler here cannot make is left out, and said.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

build=${abs_top_builddir:-$source/build}
target=$source/tests/heap/heap_target.c
[ -x "$build/tests/heap/heap_live_test" ] || tap_skip 'no cmocka'
cc=${CC:-cc}
command -v "${cc%% *}" >/dev/null || tap_skip 'no compiler'

# live NAME COMMAND...: every scenario with the target started in that way.
live()
{
	live_name=$1
	HEAP_TARGET=$2
	export HEAP_TARGET
	ok "$live_name" "$build/tests/heap/heap_live_test"
}

# made NAME FLAG...: whether the compiler can build such a target
made()
{
	made_name=$1
	shift
	# shellcheck disable=SC2086 # CC may have flags
	$cc -std=gnu17 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -O1 "$@" -o "$work/$made_name" \
		"$target" -pthread 2>"$work/cc" && return 0
	echo "# $made_name: not built with: $*"
	return 1
}

tunables()
{
	printf "env GLIBC_TUNABLES=%s '%s'" "$1" "$build/tests/heap/heap_target"
}

live 'transparent huge pages' "$(tunables glibc.malloc.hugetlb=1)"
live 'huge pages' "$(tunables glibc.malloc.hugetlb=2)"
live 'without tcache' "$(tunables glibc.malloc.tcache_count=0)"
live 'another limit of mappings' "env MALLOC_MMAP_MAX_=70000 '$build/tests/heap/heap_target'"
made static -static && live 'static' "$work/static"
made bits32 -m32 && "$work/bits32" small 1 </dev/null >/dev/null 2>&1 &&
	live '32 bits' "$work/bits32"
tap_done
