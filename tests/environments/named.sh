# SPDX-License-Identifier: GPL-2.0-or-later
# What a user names lies in a file system whose server does not answer any more: every command says so and
# ends, and so does the screen.  All of it runs among PIDs and mounts of its own.
if [ "${NAMED_APART-}" != 1 ]; then
	. "${abs_top_srcdir:-.}/tests/support/tap.sh"
	[ "$(id -u)" -eq 0 ] || tap_skip 'mounting takes root'
	[ -c /dev/fuse ] || tap_skip 'there is no /dev/fuse'
	unshare -m -p -f --mount-proc true 2>/dev/null || tap_skip 'no namespaces can be made here'
	NAMED_APART=1 unshare -m -p -f --mount-proc --kill-child sh "$0"
	exit
fi
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"
environments=${abs_top_builddir:-$source/build}/tests/environments
deadline=60
dead=$work/dead

# Looking for leaks at the end, a sanitizer would stop the thread that was left behind, and wait for it.
ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export ASAN_OPTIONS

# says NAME STATUS MESSAGE ARGUMENT...: memtop with these arguments ends by itself with that exit status, and
# its messages have a line like that.
says()
{
	what=$1
	wanted=$2
	message=$3
	shift 3
	"$memtop" "$@" >"$work/out" 2>"$work/err" &
	asked=$!
	if ! timeout $deadline tail --pid=$asked -s 0.05 -f /dev/null; then
		cat /proc/$asked/task/*/wchan
		kill -KILL $server $asked
	fi
	wait $asked
	is "$what ends" $? "$wanted"
	has "$what says why" "$message" "$work/err"
}

mkdir "$dead" "$work/alive"
"$environments/fuse_server" -f -s "$dead" 2>"$work/server" &
server=$!
trap 'kill -KILL $server 2>/dev/null; cd /; umount -l "$work/halves/sys" "$dead"; rm -rf "$work"' EXIT
timeout $deadline sh -c 'until mountpoint -q "$1"; do :; done' sh "$dead" || cat "$work/server"
cat /proc/meminfo >"$work/alive/meminfo"
mkdir -p "$work/halves/proc" "$work/halves/sys"
mount --bind "$dead" "$work/halves/sys"
cp /proc/meminfo "$work/halves/proc"
# Who goes into it while that can be done, and starts a program there later.
mkfifo "$work/later" "$work/screen"
(cd "$dead" && read -r go <"$work/later" && exec "$memtop" -b -n 1 >"$work/there" 2>&1) &
there=$!
(cd "$dead" && read -r go <"$work/screen" && exec "$environments/named_screen" "$dead") \
	>"$work/screen.out" 2>&1 &
screen=$!
for one in $there $screen; do
	timeout $deadline sh -c 'until [ "$(readlink "/proc/$1/cwd")" = "$2" ]; do :; done' sh $one "$dead"
done
kill -STOP $server
timeout $deadline sh -c 'until grep -q "^State:.T" "/proc/$1/status"; do :; done' sh $server
ok 'to ask it is to wait' sh -c '! timeout -s KILL 1 stat -L "$1"' sh "$dead/any"

no_answer="${dead}[^:]*: no answer in time"
for format in -b --json --csv; do
	says "explain $format" 1 "$no_answer" $format explain "$dead/meminfo"
done
says 'explain of two' 1 "$no_answer" -b explain "$work/alive/meminfo" "$dead/meminfo"
says 'record' 1 "$no_answer" record -n 1 "$dead/record"
says 'record --status' 1 "$no_answer" record --status --file "$dead/record"
says 'record --mark' 1 "$no_answer" record --mark here --file "$dead/record"
says 'record --export' 1 "$no_answer" record -n 1 --export "$dead" "$work/alive/record"
says 'replay' 1 "$no_answer" -b replay --file "$dead/record"
says 'a view of then' 1 "$no_answer" -b --at now --file "$dead/record"
says 'growth since' 1 "$no_answer" -b --since 1h --file "$dead/record" growth
says 'diff' 1 "$no_answer" -b diff --file "$dead/record"
says 'cache' 1 "$no_answer" -b cache "$dead/any"
says '--root' 1 "--root: $no_answer" --root "$dead" -b
says '--root, of its sys' 1 "--root: $work/halves/sys: no answer in time" --root "$work/halves" -b

says 'check' 1 "$no_answer" check --file "$dead/record" 'available<1K'

# Settings are done without.
export HOME
XDG_CONFIG_HOME=$dead
says 'settings' 0 "$no_answer .*defaults" -b -n 1
is 'and prints' "$(grep -c '^memtop  ' "$work/out")" 1
XDG_CONFIG_HOME=''
HOME=$dead
says 'settings at home' 0 "$no_answer .*defaults" -b -n 1 growth


# ends NAME PID SECONDS: with 0.
ends()
{
	timeout "$3" tail --pid="$2" -s 0.05 -f /dev/null || kill -KILL $server "$2"
	wait "$2"
	is "$1" $? 0
}
echo go >"$work/later"
ends 'a view printed from within' $there $deadline
is 'is whole' "$(grep -c '^memtop  ' "$work/there")" 1
if [ -x "$environments/named_screen" ]; then
	echo go >"$work/screen"
	ends 'all of it on screen' $screen 300
	grep -E '^(ok|not ok|ERROR)' "$work/screen.out" | sed 's/^/# /'
else
	kill $screen
fi
tap_done
