# SPDX-License-Identifier: GPL-2.0-or-later
# What a user names lies in a file system whose server does not answer any more: every command says so and
# ends, and so does the screen.  All of it runs among PIDs and mounts of its own.
. "${abs_top_srcdir:-.}/tests/support/apart.sh"
dead=$work/dead

# Looking for leaks at the end, a sanitizer would stop the thread that was left behind, and wait for it.
ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export ASAN_OPTIONS

# asked NAME STATUS MESSAGE ARGUMENT...: memtop with these arguments ends by itself with that exit status, and
# its messages have a line like that.  All are asked at once, since each waits until its time is up, and each
# is judged later, by "answered".
requests=0
asked()
{
	mkdir "$work/$requests"
	printf '%s\n' "$1" >"$work/$requests/name"
	echo "$2" >"$work/$requests/wanted"
	printf '%s\n' "$3" >"$work/$requests/message"
	shift 3
	"$memtop" "$@" >"$work/$requests/out" 2>"$work/$requests/err" &
	echo $! >"$work/$requests/pid"
	requests=$((requests + 1))
}

# answered DIRECTORY
answered()
{
	pid=$(cat "$1/pid")
	name=$(cat "$1/name")
	if ! timeout $deadline tail --pid="$pid" -s 0.05 -f /dev/null; then
		cat "/proc/$pid/task/"*/wchan
		kill -KILL $server $dying "$pid"
	fi
	wait "$pid"
	is "$name ends" $? "$(cat "$1/wanted")"
	has "$name says why" "$(cat "$1/message")" "$1/err"
}

# ends NAME PID: with 0.
ends()
{
	timeout $deadline tail --pid="$2" -s 0.05 -f /dev/null || kill -KILL $server "$2"
	wait "$2"
	is "$1" $? 0
}

# waits_there FIFO COMMAND...: a shell that goes into the dead file system while that can be done, and starts the
# command there when it is told to; $there.  The sanitizer of threads asks for each library by its name in the
# directory that it is in, with libproc2 for libnuma.so.1, and would wait there itself.
waits_there()
{
	fifo=$1
	within=$dead
	! sanitized_threads || within=$work
	shift
	mkfifo "$fifo"
	(cd "$within" && read -r go <"$fifo" && exec "$@") >"$fifo.out" 2>&1 &
	there=$!
	timeout $deadline sh -c 'until [ "$(readlink "/proc/$1/cwd")" = "$2" ]; do :; done' sh $there "$within"
}

# serves_record READS: a server of the record that falls silent after so many reads of it, on $work/dyingREADS.
serves_record()
{
	mkdir "$work/dying$1"
	FUSE_RECORD=$work/kept FUSE_READS=$1 "$environments/fuse_server" -f -s "$work/dying$1" 2>"$work/dying$1.log" &
	dying="$dying $!"
	waits mountpoint -q "$work/dying$1" || cat "$work/dying$1.log"
}

# serves_late: a record that is there once it is told to, with the lock of a recorder, and falls silent as it is read.
serves_late()
{
	read -r go <"$work/late.go"
	FUSE_RECORD=$work/kept FUSE_READS=1 FUSE_LOCK=$$ "$environments/fuse_server" -f -s "$work/late" 2>"$work/late.log" &
	echo $! >"$work/late.pid"
	waits mountpoint -q "$work/late"
	flock "$work/late/record-lock" sleep 1000 &
	waits sh -c '! flock -n "$1" true' sh "$work/late/record-lock" && : >"$work/late.served"
	wait
}

mkdir "$dead" "$work/alive"
dying=
"$environments/fuse_server" -f -s "$dead" 2>"$work/server" &
server=$!
trap 'kill -KILL $server $dying $(cat "$work/late.pid") 2>/dev/null; cd /; umount -l "$work/halves/sys" "$dead" "$work/dying"[0-9] "$work/late" 2>/dev/null; rm -rf "$work"' EXIT
is_mounted "$dead"
cat /proc/meminfo >"$work/alive/meminfo"
mkdir -p "$work/halves/proc" "$work/halves/sys"
mount --bind "$dead" "$work/halves/sys"
cp /proc/meminfo "$work/halves/proc"
waits_there "$work/batch" "$memtop" -b -n 1
batch=$there
if ! sanitized; then
	"$memtop" record -n 3 -d 0.01 "$work/kept"
	serves_record 7
	DYING_RECORD=$work/dying7/record
	DYING_LOG=$work/dying7.log
	mkdir "$work/late" && mkfifo "$work/late.go"
	LATE_RECORD=$work/late/record LATE_GO=$work/late.go LATE_SERVED=$work/late.served LATE_LOG=$work/late.log
	export DYING_RECORD DYING_LOG LATE_RECORD LATE_GO LATE_SERVED LATE_LOG
	serves_late &
fi
screens=
[ ! -x "$environments/named_screen" ] || screens=$("$environments/named_screen")
for screen in $screens; do
	waits_there "$work/$screen" "$environments/named_screen" "$dead" "$screen"
	echo $there >"$work/$screen.pid"
done
falls_silent $server
ok 'to ask it is to wait' sh -c '! timeout -s KILL 1 stat -L "$1"' sh "$dead/any"

no_answer="${dead}[^:]*: no answer in time \\(FUSE mount $dead\\)"
for format in -b --json --csv; do
	asked "explain $format" 1 "$no_answer" $format explain "$dead/meminfo"
done
# Links end there, one of them with links of its own before it.
mkdir "$work/links"
ln -s "$dead" "$work/links/whole"
ln -s ./links/../links/whole "$work/part"
ln -s loop "$work/loop"
for link in links/whole part; do
	asked "explain through $link" 1 "^memtop: $work/$link/meminfo: no answer in time \\(FUSE mount $dead\\)" \
		-b explain "$work/$link/meminfo"
done
asked 'explain of a loop' 1 "$work/loop: Too many levels" -b explain "$work/loop"
asked 'explain of two' 1 "$no_answer" -b explain "$work/alive/meminfo" "$dead/meminfo"
asked 'record' 1 "$no_answer" record -n 1 "$dead/record"
asked 'record --status' 1 "$no_answer" record --status --file "$dead/record"
asked 'record --mark' 1 "$no_answer" record --mark here --file "$dead/record"
asked 'record --export' 1 "$no_answer" record -n 1 --export "$dead" "$work/alive/record"
asked 'replay' 1 "$no_answer" -b replay --file "$dead/record"
asked 'a view of then' 1 "$no_answer" -b --at now --file "$dead/record"
asked 'growth since' 1 "$no_answer" -b --since 1h --file "$dead/record" growth
asked 'diff' 1 "$no_answer" -b diff --file "$dead/record"
asked 'cache' 1 "$no_answer" -b cache "$dead/any"
asked '--root' 1 "--root: $no_answer" --root "$dead" -b
asked '--root, of its sys' 1 "--root: $work/halves/sys: no answer in time \\(FUSE mount $work/halves/sys\\)" --root "$work/halves" -b
asked 'check' 1 "$no_answer" check --file "$dead/record" 'available<1K'
# A record that can be opened, and whose server takes a request then, and never answers.  With a sanitizer memtop
# reads it in its own process.
if ! sanitized; then
	serves_record 8
	asked 'diff of a record whose server dies' 1 \
		"$work/dying8/record: no answer in time \\(FUSE mount $work/dying8\\)" \
		-b diff --file "$work/dying8/record"
fi
# Settings are done without.
export HOME
XDG_CONFIG_HOME=$dead
settings=$work/$requests
asked 'settings' 0 "$no_answer .*defaults" -b -n 1
XDG_CONFIG_HOME=''
HOME=$dead
asked 'settings at home' 0 "$no_answer .*defaults" -b -n 1 growth
for screen in $screens; do
	echo go >"$work/$screen"
done
echo go >"$work/batch"

request=0
while [ $request -lt $requests ]; do
	answered "$work/$request"
	request=$((request + 1))
done
is 'without settings it prints' "$(grep -c '^memtop  ' "$settings/out")" 1
ends 'a view printed from within' $batch
is 'is whole' "$(grep -c '^memtop  ' "$work/batch.out")" 1
for screen in $screens; do
	ends "on screen: $screen" "$(cat "$work/$screen.pid")"
	sed 's/^/# /' "$work/$screen.out"
done
tap_done
