# SPDX-License-Identifier: GPL-2.0-or-later
# A directory of users that does not answer: a process that asks for a name waits for ever.  Users go by number.
. "${abs_top_srcdir:-.}/tests/environments/environments.sh"

[ "$(getent passwd 0)" = "$(grep -m 1 '^[^:]*:[^:]*:0:' /etc/passwd)" ] || tap_skip 'users are not in /etc/passwd'
here=${abs_top_builddir:-$source/build}/tests/environments
mkfifo "$work/passwd"
dead=$(over /etc/passwd "$work/passwd")
sleep 1000 &
sleeper=$!
trap 'kill $sleeper; rm -rf "$work"' EXIT

# answers NAME WANTED ARGUMENT...: it ends by itself, with that exit status.
answers()
{
	what=$1
	wanted=$2
	shift 2
	apart "$dead" timeout -s KILL 60 "$memtop" "$@"
	is "$what" "$status" "$wanted"
}

answers 'a table of processes' 0 -b -n 1 -o pid,user,rss -p $sleeper
has 'has the number of the user' "^ *$sleeper +0 " "$work/out"
# Among many a child looks names up.
crowd=${abs_top_builddir:-$source/build}/tests/bench/crowd
apart "$dead" timeout -s KILL 60 "$crowd" -n 500 "$memtop" -b -n 1 -o pid,user,rss -p $sleeper
is 'a table among 500 others' "$status" 0
has 'has the number as well' "^ *$sleeper +0 " "$work/out"
answers 'JSON' 0 --json -n 2 -d 0.1 -p $sleeper -o pid,user
has 'has it as well' "\"pid\":$sleeper,\"user\":\"0\"" "$work/out"
for view in growth explain kernel shared cgroups; do
	answers "the view $view" 0 --json -n 1 $view
done
for view in process heap; do
	answers "the view $view" 0 --json $view $sleeper
done
answers 'a report' 0 --report -n 1 -p $sleeper
answers 'metrics' 0 export
answers 'a user by number' 0 -b -n 1 -u 0
answers 'a user by name' 2 -b -n 1 -u root
has 'is said not to be known in time' "user 'root' cannot be looked up: no answer in time" "$work/err"
apart "$dead" "$here/hang_screen" $sleeper " 0 "
ok 'all views on screen' [ "$status" = 0 ]
[ "$status" = 0 ] || sed 's/^/# /' "$work/out" "$work/err"
tap_done
