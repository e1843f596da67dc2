# SPDX-License-Identifier: GPL-2.0-or-later
# Failures of the C library: two of each fourth pair of mode and kind; INJECT_RUNS=0 all, INJECT_EVERY=1
# of all pairs (make check-all).
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"
here=${abs_top_builddir:-$source/build}/tests/inject

! sanitized || tap_skip 'a sanitizer has an allocator of its own'
LD_PRELOAD=$here/failing.so "$memtop" --version >"$work/out" 2>"$work/err" || tap_skip 'nothing can be preloaded'
[ ! -s "$work/err" ] || tap_skip 'nothing can be preloaded'
cp /proc/meminfo "$work/meminfo"
# Among no other processes a run is short, and the rows of tables are always the same: of all pairs they are compared.
alone=
if unshare -m -p -f --mount-proc --kill-child true 2>/dev/null; then
	alone='unshare -m -p -f --mount-proc --kill-child'
	[ "${INJECT_EVERY:-4}" != 1 ] || export INJECT_ALONE=1
fi
# shellcheck disable=SC2086 # several words
INJECT_EVERY=${INJECT_EVERY:-4} INJECT_DIRECTORY=$work \
	$alone "$here/inject" "$memtop" "$here/failing.so" "${INJECT_RUNS:-2}"
