# SPDX-License-Identifier: GPL-2.0-or-later
# check as scripts and monitoring use it: exit status, text, JSON, the line of a plugin.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

status 'a condition that does not hold' 0 "$memtop" check -d 0.05 'available<1'
status 'a condition that holds' 3 "$memtop" check -d 0.05 'critical: available>1'
status 'one of several' 3 "$memtop" check -d 0.05 'available<1' 'available>1'
"$memtop" check 'available<' 2>"$work/err"
is 'a condition that is none' $? 2
ok 'says which, and what to do' grep -q "^memtop: check: 'available<': .*try available<10%" "$work/err"

LC_ALL=C "$memtop" check -d 0.05 'critical: available>1 for 1h' >"$work/out" 2>"$work/err"
is 'what cannot be told is a failure' $? 1
ok 'and is told' grep -q '^unknown *critical' "$work/out"
ok 'with what it takes' grep -q '^What is unknown was not watched long enough' "$work/out"

"$memtop" check -d 0.05 --json 'critical: available>1G' 'swap_in>1M for 5m' >"$work/out"
ok 'JSON has the result' grep -q '"result":"critical"' "$work/out"
ok 'and the figures' grep -q '"terms":\[{"name":"memory.available_bytes","value":[0-9]*,"comparison":">","level":1073741824,"unit":"bytes"}\]' "$work/out"

LC_ALL=C "$memtop" check -d 0.05 'growth(/no/such)>1M/h' >"$work/out" 2>"$work/err"
is 'a cgroup that is not there cannot be judged' $? 1
in_the_way='^(No hierarchy of cgroups |cgroups v2 are mounted, but |The cgroups cannot be read: )'
ok 'and is told, or why none can be seen here' grep -qE "^There is no cgroup /no/such: |$in_the_way" "$work/out"
if unshare -m mount -t tmpfs none /sys/fs/cgroup 2>/dev/null; then
	unshare -m sh -c 'mount -t tmpfs none /sys/fs/cgroup && shift && exec "$@"' sh - \
		"$memtop" check -d 0.05 'growth(/no/such)>1M/h' >"$work/out" 2>"$work/err"
	is 'where none can be read it is not judged either' $? 1
	ok 'and what is in the way is told' grep -qE "$in_the_way" "$work/out"
	lacks 'not that there is none of this name' 'There is no cgroup' "$work/out"
fi
LC_ALL=C "$memtop" check -d 0.05 'growth(no such)>1M/h' >"$work/out"
is 'a program that does not run does not grow' $? 0
ok 'which is told, too' grep -q '^No process is called no such now' "$work/out"

record=$work/record
"$memtop" record "$record" -d 0.1 -n 12
status 'a record tells for how long it held' 3 \
	"$memtop" check --file "$record" 'available>1 for 1s'
"$memtop" check --json --file "$record" 'available>1 for 1s' >"$work/out"
ok 'and JSON says that it was read' grep -q '"record":true' "$work/out"
status 'a record that is none is a failure' 1 "$memtop" check --file "$work/none"

status 'a watch ends after as many samples as were asked for' 0 \
	"$memtop" check --watch -n 3 -d 0.05 'available<1'
"$memtop" check --watch -n 4 -d 0.05 'available<1' >"$work/out"
empty 'and says nothing while nothing changes' "$work/out"
"$memtop" check --watch -n 4 -d 0.05 'critical: available>1 for 1h' 'available>1' >"$work/out"
is 'a line a change' "$(grep -c '' "$work/out")" 1
ok 'with time, severity and state' grep -Eq \
	'^[0-9]{4}-[0-9-]{5}T[0-9:]{8}[+-][0-9]{4} warning holds available>1: [0-9.]*[KMGT]$' "$work/out"
"$memtop" check --json --watch -n 4 -d 0.05 'available>1' >"$work/out"
is 'an object a change' "$(grep -c '^{"schema":' "$work/out")" 1
status 'a watch is no plugin' 2 "$memtop" check --plugin --watch

status 'a plugin is warning' 1 "$memtop" check -d 0.05 --plugin 'warning: available>1'
status 'a plugin is critical' 2 "$memtop" check -d 0.05 --plugin 'critical: available>1'
"$memtop" check --root / --plugin 'time_to_full<4h' >"$work/out"
is 'what takes an hour is unknown' $? 3
ok 'as it says' grep -q '^MEMTOP UNKNOWN: time_to_full<4h is not known yet$' "$work/out"
status 'a plugin is unknown' 3 "$memtop" check -d 0.05 --plugin 'available<'
if [ -w /dev/full ]; then
	"$memtop" check -d 0.05 --plugin 'available<1' >/dev/full 2>"$work/err"
	is 'a plugin that cannot print is unknown, not a warning' $? 3
	ok 'and says why' grep -q 'No space left' "$work/err"
fi
"$memtop" check -d 0.05 --plugin 'available<1' >"$work/out"
is 'a plugin is well' $? 0
ok 'its line has performance data' grep -q "^MEMTOP OK: no condition holds | 'memory.available_bytes'=[0-9]*B;1:;\$" "$work/out"
status 'a plugin is no JSON' 2 "$memtop" check --plugin --json
# A record that there is, and that could not be opened this time, is not judged without.
failing=${abs_top_builddir:-.}/tests/inject/failing.so
record=$(LC_ALL=C "$memtop" record --status 2>&1 | sed -n 's/^memtop: \(\/[^:]*\):.*/\1/p')
above=$record
while [ ! -d "${above:-/}" ]; do above=${above%/*}; done
# What is mounted there would hide memtop where its prefix lies in the build.
case "$memtop $failing" in *"$above/"*) above= ;; esac
if ! sanitized && [ -n "$above" ] && unshare -m mount -t tmpfs none "$above" 2>/dev/null; then
	# shellcheck disable=SC2016 # the inner shell's
	unshare -m sh -c 'mount -t tmpfs none "$1" && mkdir -p "${2%/*}" && "$3" record -n 2 -d 0.01 2>/dev/null &&
		for at in 1 2 3 4 5 6 7 8; do
			MEMTOP_FAIL="open $at 24" LD_PRELOAD=$4 "$3" --json check "critical: available<1%"
		done' sh "$above" "$record" "$memtop" "$failing" >"$work/out" 2>"$work/err"
	ok 'a record is judged by' grep -q '"record":true' "$work/out"
	ok 'and never is one that is there left out' sh -c '! grep -q "\"record\":false" "$1"' sh "$work/out"
fi
tap_done
