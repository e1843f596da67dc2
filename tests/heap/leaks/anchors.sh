# SPDX-License-Identifier: GPL-2.0-or-later
# What others say of the same programs: LeakSanitizer and valgrind, which need another build or a
# restart, count as many chunks lost as memtop does from outside.  And living programs, of which nearly
# nothing is unreachable.  Part of `make check-all`.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

build=${abs_top_builddir:-$source/build}
target=$build/tests/heap/leaks/leak_target
memtop=$build/memtop
[ -x "$target" ] || tap_skip 'no target'
cc=${CC:-cc}

# found PID NAME: a figure of the search
found()
{
	"$memtop" --json -d 0.2 leaks "$1" >"$work/json" 2>"$work/err"
	grep -o "\"leaks\":{.*" "$work/json" | grep -o "\"$2\":[0-9]*" | head -n 1 | cut -d : -f 2
}

# start COMMAND...: its PID in $pid; it ends with its input.
start()
{
	rm -f "$work/in" "$work/ready"
	mkfifo "$work/in" "$work/ready"
	"$@" <"$work/in" >"$work/ready" 2>"$work/errors" &
	pid=$!
	exec 8>"$work/in"
	read -r _ <"$work/ready"
}

stop()
{
	exec 8>&-
	wait $pid
}

# shellcheck disable=SC2086 # CC may have flags
$cc -std=gnu17 -D_GNU_SOURCE -O2 -I"$source/src" -DLEAVE=exit -fsanitize=leak -o "$work/lsan" \
	"$source/tests/heap/leaks/leak_target.c" -pthread 2>"$work/cc" || rm -f "$work/lsan"

for kind in lone:2000 lost_list:2000 lost_cycle:2000 lost_twofold:2000 lost_mapped:50; do
	count=${kind#*:}
	kind=${kind%:*}
	start "$target" $kind $count
	ours=$(found $pid unreachable_chunks)
	stop
	if [ -x "$work/lsan" ]; then
		start "$work/lsan" $kind $count
		stop
		theirs=$(sed -n 's/^SUMMARY: .* leaked in \([0-9]*\) allocation.*/\1/p' "$work/errors")
		is "$kind: as LeakSanitizer" "$ours" "${theirs:-0}"
	fi
	if command -v valgrind >/dev/null; then
		start valgrind --leak-check=full "$target" $kind $count
		stop
		theirs=$(sed -n 's/.* \(definitely\|indirectly\|possibly\) lost: .* in \([0-9,]*\) blocks.*/\2/p' \
			"$work/errors" | tr -d , | awk '{ n += $1 } END { print n + 0 }')
		is "$kind: as valgrind" "$ours" "$theirs"
	fi
done

# lives NAME COMMAND...: a program with a heap of glibc's malloc loses next to nothing.
lives()
{
	name=$1
	shift
	command -v "$1" >/dev/null || { echo "# $name: not here"; return; }
	"$@" >/dev/null 2>&1 &
	pid=$!
	for look in 1 2 3 4 5 6; do
		lost=$(found $pid unreachable_bytes)
		[ "${lost:-x}" != 0 ] || break
	done
	kill $pid 2>/dev/null
	wait $pid 2>/dev/null
	if [ ! -s "$work/json" ]; then
		echo "# $name: it ended"
	elif grep -q '"status":"refused"' "$work/json"; then
		echo "# $name: another allocator"
	else
		ok "$name: $lost bytes unreachable" [ "${lost:-9999}" -le 1024 ]
	fi
}

lives python3 python3 -c 'import json, time; x = [{"a": i} for i in range(20000)]; time.sleep(60)'
lives perl perl -e '$h{$_} = "x$_" for 1 .. 20000; sleep 60'
lives bash bash -c 'for i in 1 2 3 4; do a[$i]=$(seq 1 200); done; exec 9<> <(:); read -r x <&9'
lives node node -e 'setInterval(() => {}, 1000)'
lives redis redis-server --port 16379 --save ''
lives nginx nginx -g 'daemon off; master_process off; error_log /dev/null; pid /dev/null;'
tap_done
