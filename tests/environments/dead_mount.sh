# SPDX-License-Identifier: GPL-2.0-or-later
# A process that uses a file system whose server does not answer any more.  All of it runs among PIDs
# and mounts of its own: when the test ends, however it ends, so do the server and what waits for it.
. "${abs_top_srcdir:-.}/tests/support/apart.sh"
mount=$work/mount

# answers WHAT ARGUMENT...: memtop with these arguments ends by itself, and well.
answers()
{
	what=$1
	shift
	"$memtop" "$@" >"$work/out" 2>"$work/err" &
	asked=$!
	ok "$what ends" ends $asked
}

# leaves PID: it ends, with exit status 1.
leaves()
{
	ends "$1"
	status=$?
	[ $status -eq 1 ] || echo "exit status $status"
	[ $status -eq 1 ]
}

# One that waits for the server cannot be killed before the server is.
ends()
{
	ends_without "$server" "$1"
}

# ends_without SERVER PID
ends_without()
{
	server_asked=$1
	shift
	if ! timeout $deadline tail --pid="$1" -s 0.05 -f /dev/null; then
		grep -h . "/proc/$1/task/"*/wchan
		kill -KILL "$server_asked" "$1"
		return 99
	fi
	wait "$1"
}

mkdir "$mount" && mkfifo "$work/ready"
"$environments/fuse_server" -f -s "$mount" 2>"$work/server" &
server=$!
trap 'kill -KILL $server 2>/dev/null; umount -l "$work/below/inside" "$work/below" "$mount"; rm -rf "$work"' EXIT
is_mounted "$mount"
# A tmpfs on which the same is mounted, too.
mkdir "$work/below" && mount -t tmpfs below "$work/below" && mkdir "$work/below/inside"
mount --bind "$mount" "$work/below/inside"
head -c 1048576 /dev/zero >"$work/below/file"
"$environments/fuse_user" "$mount" >"$work/ready" &
user=$!
descriptor=$(timeout $deadline head -n 1 "$work/ready")
is 'a process uses it' "$(readlink "/proc/$user/fd/$descriptor")" "$mount/open"
falls_silent $server
ok 'the server stopped' grep -q '^State:.T' /proc/$server/status
ok 'to ask it is to wait' sh -c '! timeout -s KILL 1 stat -L "$1"' sh "/proc/$user/fd/$descriptor"

answers 'a table of processes' -b -n 3 -d 0.5 -o pid,rss,growth
is 'it has every sample' "$(grep -c '^memtop  ' "$work/out")" 3
is 'and the process in each' "$(grep -cE "^ +$user +[0-9.]+[MK] " "$work/out")" 3
answers 'JSON of all processes' --json -n 2 -d 0.2 -o pid,rss,own,growth,command
answers 'growth' --csv -n 3 -d 0.5 growth
ok 'growth has what it holds unmapped' \
	awk -F, -v pid=$user '$0 ~ pid { found = 1 } END { exit !found }' "$work/out"
answers 'the process itself' -b process $user
has 'it says how much the memfd has' 'held memfds +[0-9.]+M' "$work/out"
answers 'JSON of the process' --json -n 1 process $user
is 'two open files have no name: that one and the memfd' "$(value "$work/out" deleted_open_files)" 2
is 'what it holds is not known' "$(value "$work/out" deleted_open_bytes)" null
is 'and the reason is said' "$(value "$work/out" unreadable deleted_open_bytes)" unanswered
answers 'its heap' -b heap $user
answers 'shared memory' --json shared
has 'the memfd of a process that uses the dead mount is there' "\"open_by\":\[[^]]*\"pid\":$user," "$work/out"
has 'a tmpfs is walked past it' "\"name\":\"$work/below/file\"" "$work/out"

answers 'its leaks' -b leaks $user
# Files that are named: the server took the request for one and does not answer, nor the next request.
mkdir "$work/deaf"
"$environments/fuse_server" -f -s "$work/deaf" 2>"$work/deaf.err" &
deaf=$!
trap 'kill -KILL $deaf $server 2>/dev/null; umount -l "$work/below/inside" "$work/below" "$work/deaf" "$mount"; rm -rf "$work"' EXIT
waits mountpoint -q "$work/deaf" || cat "$work/deaf.err"
for way in views off; do
	"$memtop" --bpf=$way cache --json "$work/deaf/never" "$work/deaf/open" "$work/below/file" \
		>"$work/out" 2>"$work/err" &
	asked=$!
	ok "files are asked for with bpf=$way, and it ends" ends $asked
	has 'the one that never answers is told' "/never: no answer in time \\(FUSE mount $work/deaf\\)" "$work/err"
	has 'and the one behind it' '/open: no answer in time' "$work/err"
	has 'and what does answer is shown' \
		"\"path\":\"$work/below/file\",.*\"cached_bytes\":1048576" "$work/out"
done
kill -KILL $deaf

# A program on whose directory such a file system is mounted by now: its symbols are not read.
kill -CONT $server
mkdir "$work/programs" && cp "$environments/fuse_user" "$work/programs/user"
"$work/programs/user" "$mount" >"$work/ready" &
program=$!
is 'a process runs it' "$(timeout $deadline head -n 1 "$work/ready" | grep -c .)" 1
"$environments/fuse_server" -f -s "$work/programs" 2>"$work/deaf.err" &
deaf=$!
waits mountpoint -q "$work/programs" || cat "$work/deaf.err"
kill -USR1 $deaf
for view in leaks heap process; do
	"$memtop" -b $view $program >"$work/out" 2>"$work/err" &
	asked=$!
	ok "$view of it ends" ends_without $deaf $asked
	[ $view != leaks ] || cp "$work/out" "$work/leaks"
done
# A sanitizer's allocator has no heap of glibc's to search.
sanitized || ok 'its program has no names' grep -q 'user+[0-9]' "$work/leaks"
kill -KILL $deaf $program
umount -l "$work/programs"

# A /proc that does not answer for one process: a file of the dead mount stands in place of its smaps.
kill -CONT $server
touch "$work/other"
tail -f "$work/other" >/dev/null 2>&1 &
slow=$!
mount --bind "$mount/open" /proc/$slow/smaps
falls_silent $server
# Looking for leaks at the end, a sanitizer would stop the thread that was left behind, and wait for it.
ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export ASAN_OPTIONS
for format in -b --json; do
	"$memtop" $format process $slow >"$work/out" 2>"$work/err" &
	asked=$!
	ok "the process whose smaps hangs ends $format" leaves $asked
	has "$format says why" 'no answer in time' "$work/err"
done
answers 'the others' -b -n 2 -d 0.1 -o pid,rss

# A kernel that does not answer at all.
kill -CONT $server
mount --bind "$mount/open" /proc/meminfo
falls_silent $server
"$memtop" -b -n 1 >"$work/out" 2>"$work/err" &
asked=$!
ok 'a sample that cannot be had is not waited for' leaves $asked
has 'it says why' 'the kernel does not answer' "$work/err"
tap_done
