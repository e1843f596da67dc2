# SPDX-License-Identifier: GPL-2.0-or-later
# A record whose file system dies while it is written: the recorder says so, ends when it is told to, and what was
# recorded is there.  All of it runs among PIDs and mounts of its own.
. "${abs_top_srcdir:-.}/tests/support/apart.sh"
sanitized && tap_skip 'with a sanitizer memtop records in the process that was started'
mount=$work/mount

# samples FILE: how many it has.
samples()
{
	"$memtop" record --status "$1" --json 2>/dev/null | sed -n 's/.*"samples":\([0-9]*\).*/\1/p'
}

# A thread that asked and has no answer, or whose page of a file has none.
# shellcheck disable=SC2016
hangs='grep -hqE "^(request_wait_answer|_*fuse_|folio_wait|wait_on_page)" "/proc/$1/task/"*/wchan'

# ended PID: it ends by itself, or with what it waits for.
ended()
{
	timeout $deadline tail --pid="$1" -s 0.05 -f /dev/null || kill -KILL $server "$1"
	wait "$1"
}

mkdir "$mount" "$work/kept"
for signal in TERM INT HUP; do
	MIRRORED=$work/kept "$environments/fuse_mirror" -f -s "$mount" 2>"$work/server" &
	server=$!
	trap 'kill -KILL $server 2>/dev/null; umount -l "$mount" 2>/dev/null; rm -rf "$work"' EXIT
	is_mounted "$mount"
	"$memtop" record -d 0.05 "$mount/$signal" 2>"$work/err" &
	recorder=$!
	until [ "$(samples "$mount/$signal")" -ge 3 ] 2>/dev/null; do
		kill -0 $recorder 2>/dev/null || break
	done
	recorded=$(samples "$mount/$signal")
	writer=$(tr -d ' ' <"$mount/$signal-lock")
	kill -USR1 $server
	ok "$signal: it waits for the file system" waits sh -c "$hangs" sh "$writer"
	if [ $signal = TERM ]; then
		ok 'it says that it waits' waits grep -q 'nothing is recorded' "$work/err"
		ok 'and waits on' kill -0 $recorder
	fi
	kill -$signal $recorder
	ended $recorder
	is "$signal ends it" $? 1
	has "$signal: it names the mount" \
		"^memtop: $mount/$signal: no answer in time \\(FUSE mount $mount\\)\$" "$work/err"
	kill -KILL $server
	umount -l "$mount"
	ok "$signal: what was left behind ends" waits test ! -e "/proc/$writer"
	kept=$(samples "$work/kept/$signal")
	ok "$signal: nothing that was recorded is lost" test "${kept:-0}" -ge "$recorded"
	ok "$signal: and it can be gone on with" "$memtop" record -n 1 "$work/kept/$signal"
done

# While it answers a signal ends it as ever.
"$memtop" record -d 0.05 "$work/alive" 2>"$work/err" &
recorder=$!
until [ "$(samples "$work/alive")" -ge 1 ] 2>/dev/null; do
	kill -0 $recorder 2>/dev/null || break
done
kill -TERM $recorder
ended $recorder
is 'one that answers ends well' $? 0
empty 'without a word' "$work/err"
tap_done
