# SPDX-License-Identifier: GPL-2.0-or-later
# What shell tests share.  A test reads this by
#	. "${abs_top_srcdir:-.}/tests/support/tap.sh"
# and ends with `tap_done`.  It may use $memtop, $source (top of the source tree) and $work, an
# empty directory that is gone afterwards.
set -u

source=${abs_top_srcdir:-$(pwd)}
memtop=${abs_top_builddir:-$source/build}/memtop
work=$(mktemp -d "${TMPDIR:-/tmp}/memtop-test.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
tap_count=0
tap_failed=0

# ok NAME COMMAND [ARGUMENT]...: passes if the command succeeds; shows what it printed if not.
ok()
{
	tap_name=$1
	shift
	tap_count=$((tap_count + 1))
	if "$@" >"$work/.tap" 2>&1; then
		printf 'ok %d - %s\n' "$tap_count" "$tap_name"
	else
		printf 'not ok %d - %s\n' "$tap_count" "$tap_name"
		sed 's/^/# /' "$work/.tap"
		tap_failed=$((tap_failed + 1))
	fi
}

# is NAME GOT WANTED: passes if both strings are the same.
is()
{
	ok "$1" tap_same "$2" "$3"
}

tap_same()
{
	[ "$1" = "$2" ] && return 0
	printf 'got:\n%s\nwanted:\n%s\n' "$1" "$2"
	return 1
}

# empty NAME FILE: passes if the file holds nothing; shows what it holds if not.
empty()
{
	ok "$1" tap_empty "$2"
}

tap_empty()
{
	[ ! -s "$1" ] && return 0
	cat "$1"
	return 1
}

# status NAME WANTED COMMAND [ARGUMENT]...: passes if the command exits with that status.
status()
{
	tap_title=$1
	tap_wanted=$2
	shift 2
	ok "$tap_title" tap_status "$@"
}

tap_status()
{
	"$@"
	tap_got=$?
	[ "$tap_got" -eq "$tap_wanted" ] && return 0
	printf 'exit status %d, wanted %d\n' "$tap_got" "$tap_wanted"
	return 1
}

# tap_skip REASON: the whole test cannot run here.
tap_skip()
{
	printf '1..0 # SKIP %s\n' "$1"
	exit 0
}

# sanitized [PROGRAM]: memtop, or that program, is built with a sanitizer, which has an allocator of its own and
# terabytes of addresses.
sanitized()
{
	grep -qaE '__(asan|tsan)_init' "${1:-$memtop}"
}

# sanitized_threads: with the one of threads, which has one itself in each process, and takes tens of MiB.
sanitized_threads()
{
	grep -qa __tsan_init "$memtop"
}

tap_done()
{
	printf '1..%d\n' "$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
