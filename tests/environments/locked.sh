# SPDX-License-Identifier: GPL-2.0-or-later
# A process whose memory map is locked, since the server of its file system does not answer, and one whose
# pages are not brought back: every view says so, in batch and on screen, and ends.
. "${abs_top_srcdir:-.}/tests/support/apart.sh"
mount=$work/mount

# Looking for leaks at the end, a sanitizer would stop the thread that was left behind, and wait for it.
ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export ASAN_OPTIONS

# answers NAME WANTED ARGUMENT...: memtop with these arguments ends by itself, with that exit status.
answers()
{
	what=$1
	wanted=$2
	shift 2
	timeout -s KILL $deadline "$memtop" "$@" >"$work/out" 2>"$work/err"
	is "$what" $? "$wanted"
}

mkdir "$mount" && mkfifo "$work/in" "$work/ready"
"$environments/fuse_server" -f -s "$mount" 2>"$work/server" &
server=$!
trap 'kill -KILL $server 2>/dev/null; umount -l "$mount"; rm -rf "$work"' EXIT
is_mounted "$mount"
"$environments/lock_holder" "$mount/file" <"$work/in" >"$work/ready" &
locked=$!
exec 3>"$work/in" 4<"$work/ready"
read -r said <&4
is 'a process has a mapping there' "$said" ready
falls_silent $server
echo >&3
waits grep -q '^State:.D' "/proc/$locked/status"
if timeout -s KILL 1 cat /proc/$locked/cmdline >"$work/out"; then
	exec 3>&- 4<&-
	tap_skip 'this kernel does not wait for the server with the lock held'
fi

answers 'a table of processes' 0 -b -n 1
has 'it has the process, and whom it waits for' \
	"^ *$locked .*lock_holder: does not answer \(FUSE mount $mount\)" "$work/out"
answers 'several samples' 0 -b -n 3 -d 0.3 -o pid,rss,growth,command
is 'each has it' "$(grep -c "^ *$locked " "$work/out")" 3
answers 'JSON with every expensive figure' 0 --json -n 1 -o pid,rss,pss,uss,retained,growth,command \
	-p $locked
has 'its figures are there' '"rss_bytes":[0-9]' "$work/out"
has 'what it did not answer is null' '"pss_bytes":null' "$work/out"
has 'and why' '"pss_bytes":\{"unanswered":\[' "$work/out"
has 'so is its command' '"command":null' "$work/out"
answers 'only what is expensive' 0 --csv -n 1 -o pid,pss
answers 'growth' 0 --csv -n 3 -d 0.2 growth
answers 'the process itself' 0 -b process $locked
has 'says why there is nothing of its mappings' "It does not answer \(FUSE mount $mount\)" "$work/out"
has 'and what else is known' 'resident +[0-9]' "$work/out"
answers 'JSON of the process' 0 --json process $locked
is 'mappings are null' "$(value "$work/out" mappings)" null
is 'and why' "$(value "$work/out" unreadable mappings)" unanswered
answers 'its heap' 1 -b heap $locked
has 'says so' 'no answer in time' "$work/err"
answers 'its leaks' 1 -b leaks $locked
has 'says so as well' 'no answer in time' "$work/err"
answers 'shared memory' 0 --json shared
# Who shares nothing is not asked where BPF tells that.
answers 'and without BPF' 0 --bpf=off --json shared
is 'says that it does not answer' "$(value "$work/out" processes_unanswered)" 1
answers 'cgroups ask no process' 0 -b -n 1 cgroups
answers 'explain asks no process' 0 -b explain
answers 'a record' 0 record "$work/record" -n 3 -d 0.2
answers 'what is in it' 0 --json replay now --file "$work/record"
has 'has its figures' "\"pid\":$locked," "$work/out"
# By itself it goes on for a minute where others take and give memory all the time.
timeout -s KILL $((3 * deadline)) "$memtop" --json probe pressure >"$work/out" 2>"$work/err"
ok 'a probe ends, whatever it finds' test $? -le 5
answers 'another process' 0 -b process $server
ok 'all views on screen' "$environments/hang_screen" $locked
kill -CONT $server
exec 3>&- 4<&-

# Pages that only another process can bring back.
mkfifo "$work/in2" "$work/ready2"
"$environments/fault_holder" <"$work/in2" >"$work/ready2" &
held=$!
exec 3>"$work/in2" 4<"$work/ready2"
read -r said <&4
if [ "$said" = ready ]; then
	for round in 1 2 3 4 5 6; do
		timeout -s KILL $deadline "$memtop" --json heap $held >"$work/out" 2>"$work/err"
		ok "a heap whose pages come and go, round $round" test $? -le 1
		timeout -s KILL $deadline "$memtop" -b -n 1 -o pid,pss,retained >"$work/out" 2>"$work/err"
		is "of all, round $round" $? 0
	done
	echo >&3
	answers 'a heap whose pages do not come back' 0 -b heap $held
	answers 'the process' 0 --json process $held
	answers 'a column' 0 -b -n 1 -o pid,pss,retained
	ok 'all views on screen, of it' "$environments/hang_screen" $held fault_holder
fi
exec 3>&- 4<&-
kill -KILL $held
tap_done
