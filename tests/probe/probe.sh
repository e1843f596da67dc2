# SPDX-License-Identifier: GPL-2.0-or-later
# memtop -b probe as a user runs it: what it refuses, and a probe inside a memory cgroup, so that
# no other process's memory is asked for.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

# Where others cannot write, whatever the umask of the build was.
cp "${memtop%/*}/memtop-balloon" "$work/" || exit 99
MEMTOP_BALLOON=$work/memtop-balloon
export MEMTOP_BALLOON

await=${memtop%/*}/tests/probe/await
group=
clean_up()
{
	[ -n "$group" ] && rmdir "$group" 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT

# json KEY FILE: the value of a key that stands in it once, "unreadable" aside.
json()
{
	sed -n "s/,\"unreadable\":.*//; s/.*\"$1\":\(\"[^\"]*\"\|[^,}]*\).*/\1/p" "$2" | tr -d '"'
}

# Wrong sizes, before anything is looked at.
for size in 0 0M 120% 101% - nan 512Q 99999999999999999999; do
	status "SIZE $size is wrong usage" 2 "$memtop" -b probe "$size"
done
status 'SIZE -5 is wrong usage' 2 "$memtop" -b probe -- -5
status 'a word too many is wrong usage' 2 "$memtop" -b probe 1G 1G
status 'file needs a file' 2 "$memtop" -b probe file
status '10T is refused' 4 "$memtop" -b probe 10T
status 'a directory is no file to drop' 4 "$memtop" -b probe file /
status 'a file that is not there is refused' 4 "$memtop" -b probe file "$work/none"

# Under --readonly nothing is done, whatever the way.
for way in '' 'cgroup' 'drop' "file $memtop" 'reclaim /'; do
	# shellcheck disable=SC2086 # words
	status "--readonly refuses: probe $way" 4 "$memtop" --readonly -b probe $way
done
"$memtop" --readonly -b --json probe >"$work/readonly"
is 'JSON says why' "$(json outcome "$work/readonly") $(json reason "$work/readonly")" \
	'refused readonly'

# report FILE COMMAND...: its report, once no other probe runs on this machine; its exit status.
report()
{
	report_file=$1
	shift
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		"$await" balloons 0 && "$await" free memtop-probe
		"$@" >"$report_file"
		report_status=$?
		[ "$(json reason "$report_file")" = other_probe_running ] || break
	done
	return "$report_status"
}

# A refusal says what can be done instead, and with which command.
report "$work/report" "$memtop" -b --json probe 10T
ok 'a file can be dropped instead' grep -q \
	'"ways":\[.*{"mode":"file","possible":true,"refusal":null,"command":"memtop probe file FILE"}' \
	"$work/report"
"$await" free memtop-probe
"$memtop" -b probe 10T >"$work/text"
ok 'and people read it as well' grep -qx 'file can be done here: memtop probe file FILE' "$work/text"
ok 'what cannot be done is not offered' sh -c '! grep -q "\"possible\":true" "$1"' sh "$work/readonly"
ok 'and what was not refused offers nothing' sh -c \
	'"$1" -b --json probe file "$2" | grep -q -e "\"outcome\":\"refused\"" -e "\"ways\":\[\]"' sh \
	"$memtop" "$memtop"

# A cgroup of 256 MiB below our own, of either version.
version=
mount=$(awk '$3 == "cgroup" && $4 ~ /(^|,)memory(,|$)/ { print $2; exit }' /proc/mounts)
if [ -n "$mount" ]; then
	version=1
else
	mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	grep -qw memory "$mount/cgroup.subtree_control" 2>/dev/null && version=2
fi
[ -n "$version" ] && mkdir "$mount/memtop-test-$$" 2>/dev/null && group=$mount/memtop-test-$$
if [ -z "$group" ] || [ "$(stat -f -c %T /var/tmp)" = tmpfs ]; then
	printf '# no memory cgroup can be made here: nothing is put under pressure\n'
	tap_done
fi
case $version in
1) limit=memory.limit_in_bytes events=memory.oom_control ;;
2) limit=memory.max events=memory.events ;;
esac
echo 268435456 >"$group/$limit" || exit 99

# become COMMAND...: replaces this shell by it, in that cgroup, with 150 MiB of cache to give up.
become()
{
	exec sh -c 'echo $$ >"$0/cgroup.procs" && cat "$1" >/dev/null && shift && exec "$@"' \
		"$group" "$cache" "$@"
}

inside()
{
	(become "$@")
}

killed()
{
	sed -n 's/^oom_kill //p' "$group/$events"
}

cache=$(mktemp /var/tmp/memtop-test.XXXXXX) || exit 99
trap 'rm -f "$cache"; clean_up' EXIT
sh -c 'echo $$ >"$0/cgroup.procs" && head -c 157286400 /dev/zero >"$1" && sync "$1"' \
	"$group" "$cache"

report "$work/report" inside "$memtop" -b --json probe
is 'a probe ends as its outcome says' "$?" "$([ "$(json outcome "$work/report")" = proven ] &&
	echo 0 || echo 3)"
is 'inside a cgroup no process is killed' "$(killed)" 0
ok 'cache was given up' [ "$(json cache_given_up_bytes "$work/report")" -ge 67108864 ]
ok 'nothing was swapped out' [ "$(json swapped_out_bytes "$work/report")" -eq 0 ]
ok 'no more was touched than asked for' [ "$(json touched_bytes "$work/report")" -le \
	"$(json requested_bytes "$work/report")" ]

# A balloon that is not there, or not ours, or may not be started.
MEMTOP_BALLOON=$work/none
report "$work/report" inside "$memtop" -b --json probe
MEMTOP_BALLOON=$work/memtop-balloon
is 'a missing balloon is refused' "$(json reason "$work/report")" balloon_missing
# Built, and not installed: the two lie side by side.  Others may not write there either.
cp "$memtop" "$work/" && chmod 777 "$work/memtop-balloon"
report "$work/report" inside env -u MEMTOP_BALLOON "$work/memtop" -b --json probe
is 'the balloon beside memtop is found' "$(json reason "$work/report")" balloon_not_ours
rm "$work/memtop"
chmod 777 "$work/memtop-balloon"
report "$work/report" inside "$memtop" -b --json probe
is 'a balloon that others can write is refused' "$(json reason "$work/report")" balloon_not_ours
chmod 755 "$work/memtop-balloon"
mkdir -m 777 "$work/open" && cp "$work/memtop-balloon" "$work/open/"
MEMTOP_BALLOON=$work/open/memtop-balloon
report "$work/report" inside "$memtop" -b --json probe
is 'and one in a directory that others can write' "$(json reason "$work/report")" balloon_not_ours
MEMTOP_BALLOON=$work/memtop-balloon
# A sanitizer's shadow does not fit into any limit.
if ! sanitized; then
	sh -c "ulimit -v 1000000; ulimit -d 30000; exec \"\$@\"" sh "$memtop" -b --json probe \
		>"$work/report" 2>"$work/errors"
	is 'a ulimit that is too small is refused' "$(json outcome "$work/report")" refused
fi

# A limit that leaves less than must stay, in which memtop itself has room.
if ! sanitized_threads && mkdir "$group/small" 2>/dev/null && { [ $version = 1 ] ||
	{ echo +memory >"$group/cgroup.subtree_control"; } 2>/dev/null; }; then
	echo 20971520 >"$group/small/$limit"
	report "$work/report" sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group/small" \
		"$memtop" -b --json probe
	is 'a cgroup smaller than the floor is refused' \
		"$? $(json reason "$work/report")" '4 cgroup_limit'
fi
rmdir "$group/small" 2>/dev/null

# hidden COMMANDS COMMAND...: in a mount namespace of its own, changed by COMMANDS.
hidden()
{
	inside unshare --mount sh -c "$1"' && shift && exec "$@"' sh "$@"
}

if unshare --mount true 2>/dev/null; then
	report "$work/report" hidden 'mount -o remount,bind,ro /proc' "$memtop" -b --json probe
	is 'a balloon that may not go first is refused' "$? $(json reason "$work/report")" \
		'4 oom_score_adj_denied'
	report "$work/report" hidden 'mount --bind /dev/null /proc/zoneinfo' "$memtop" -b --json probe
	is 'without zoneinfo it is refused' "$? $(json reason "$work/report")" '4 zoneinfo_unreadable'
	if [ -d /proc/pressure ]; then
		report "$work/report" hidden 'mount -t tmpfs none /proc/pressure' \
			"$memtop" -b --json probe
		is 'without PSI it is done, and stalls are not known' \
			"$(json pressure_full_microseconds "$work/report") $(json oom_kills "$work/report")" \
			'null 0'
	fi
fi

# A user of its own, so that no other user's processes count.
# A sanitizer that looks for leaks needs a process of its own at the end, which the limit takes.
as_user()
{
	processes=$1
	! sanitized_threads || processes=$((processes + 1))
	shift
	inside env ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" \
		setpriv --reuid=54321 --regid=54321 --clear-groups prlimit --nproc="$processes" "$@"
}

chmod 755 "$work"
if as_user 100 "$memtop" -V >/dev/null 2>&1; then
	as_user 1 "$memtop" -b probe 2>"$work/errors" >"$work/report"
	is 'without a thread it fails' "$?" 1
	ok 'and says why' grep -q "cannot start the probe's thread" "$work/errors"
	report "$work/report" as_user 2 "$memtop" -b --json probe
	is 'without a process for the balloon it is refused' "$? $(json reason "$work/report")" \
		'4 balloon_failed'
fi

become "$memtop" -b --json probe >"$work/first" &
probe=$!
ok 'the balloon says in ps what it is' "$await" balloons 1
"$memtop" -b --json probe >"$work/second"
is 'a second probe is refused' "$(json reason "$work/second")" other_probe_running
kill -TSTP $probe
ok 'Ctrl-Z stops it' "$await" stopped $probe
ok 'and nothing is held while it is stopped' "$await" balloons 0
ok 'it is stopped still' "$await" stopped $probe
kill -CONT $probe
wait $probe
ok 'it ends with a report' [ -n "$(json outcome "$work/first")" ]

become "$memtop" -b --json probe >"$work/report" &
probe=$!
ok 'another one has begun' "$await" balloons 1
kill -TERM $probe
wait $probe
is 'a signal ends it with a report' "$?" 3
is 'which says so' "$(json outcome "$work/report") $(json stopped_by "$work/report")" \
	'aborted released'

become "$memtop" -b --json probe >"$work/report" &
probe=$!
ok 'a third one has begun' "$await" balloons 1
kill -KILL $probe
wait $probe 2>/dev/null
ok 'the balloon is gone with its supervisor' "$await" balloons 0

# In a cgroup of its own, and killed there: the next one clears up.
if mkdir "$group/own" 2>/dev/null; then
	sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group/own" \
		"$memtop" -b --json probe cgroup >"$work/report" &
	probe=$!
	if "$await" balloons 1; then
		kill -KILL $probe
		wait $probe 2>/dev/null
		ok 'its balloon is gone with it, too' "$await" balloons 0
		report "$work/report" sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group/own" \
			"$memtop" -b --json probe cgroup
		is 'in a cgroup of its own it is proven' "$(json outcome "$work/report")" proven
		is 'and no cgroup is left' "$(find "$group/own" -name 'memtop-probe-*')" ''
	else
		wait $probe
		is 'it says that no cgroup can be made' "$(json outcome "$work/report")" refused
	fi
fi
rmdir "$group/own" 2>/dev/null

# The less invasive ways.
report "$work/report" inside "$memtop" -b --json probe file "$cache"
ok 'a clean file is dropped from the cache' \
	[ "$(json cache_given_up_bytes "$work/report")" -ge 134217728 ]
is 'no process was killed in all this' "$(killed)" 0
tap_done
