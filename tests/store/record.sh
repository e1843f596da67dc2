# SPDX-License-Identifier: GPL-2.0-or-later
# record, replay and record --status from outside, as scripts use them.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

record=$work/record
# value KEY: of the object in $work/out, without jansson.
value()
{
	sed -n "s/.*\"$1\":\\([^,}]*\\).*/\\1/p" "$work/out"
}

status 'it ends by itself after as many samples as were asked for' 0 \
	"$memtop" record "$record" -d 0.2 -n 4
"$memtop" record --status "$record" --json >"$work/out"
is 'its status has them' "$(value samples)" 4
ok 'it has no writer any more' grep -q '"recorder_pid":null' "$work/out"

"$memtop" replay now overview --json --file "$record" >"$work/out"
is 'the last sample is replayed' "$(value recorded)" true
ok 'with its processes' grep -q '"processes":\[{"pid":' "$work/out"
"$memtop" replay now kernel --json --file "$record" >"$work/out"
ok 'the kernel'"'"'s memory adds up there as well' grep -qE '"method":"counters","total_bytes":[0-9]+,"unnamed_bytes":[0-9]+' "$work/out"
[ ! -r /proc/slabinfo ] || ok 'slab caches are recorded by name' grep -q '"kind":"slab","name":"dentry"' "$work/out"
ok 'what was not recorded is null' grep -q '"read_seconds":null' "$work/out"
"$memtop" replay now cgroups --json --file "$record" >"$work/out"
ok 'what it cost to read cgroups is not' grep -q '"read_seconds":null' "$work/out"
if "$memtop" cgroups --json | grep -q '"path":"/"'; then
	ok 'cgroups are recorded' grep -q '"path":"/"' "$work/out"
	"$memtop" replay now cgroups / --json --file "$record" >"$work/out"
	ok 'one of them has its figures' grep -q '"usage_bytes":[0-9]' "$work/out"
fi
"$memtop" replay start explain --json --file "$record" >"$work/out"
is 'explain of the first sample says whence it is' "$(value source)" '"record"'
ok 'and knows MemTotal' grep -q '"name":"MemTotal"' "$work/out"
"$memtop" replay --file "$record" growth >"$work/out"
ok 'a view without a time is of now' test -s "$work/out"
"$memtop" replay --csv --file "$record" >"$work/out"
ok 'it can be CSV' grep -q '^time,pid' "$work/out"

status 'a mark is written into it' 0 "$memtop" record "$record" --mark 'new kernel'
"$memtop" record "$record" -n 1
"$memtop" diff start now --file "$record" >"$work/out"
ok 'and diff tells it' grep -q 'Mark "new kernel" was set at ' "$work/out"
"$memtop" diff start now --file "$record" --json >"$work/out"
ok 'to programs as well' grep -q '"kind":"mark",.*"text":"new kernel"' "$work/out"
status 'there must be a record' 1 "$memtop" record "$work/none" --mark 'new kernel'
ok 'and none is made' test ! -e "$work/none"
status 'a mark is short' 2 "$memtop" record "$record" --mark "$(printf '%0130d' 0)"

# A page of noise where SQLite begins to read.
cp "$record" "$work/damaged"
dd if="$memtop" of="$work/damaged" bs=4096 count=1 skip=1 conv=notrunc 2>/dev/null
status 'without its first page a record is read' 0 \
	"$memtop" diff start now --json --file "$work/damaged"
"$memtop" record --status "$work/damaged" --json >"$work/out" 2>"$work/err"
is 'with all its samples' "$(value samples)" 5
ok 'and the damage is said' grep -q 'damaged: the record is damaged; ' "$work/err"

# Who ended: one that samples saw, and those that none did.
sleep 600 &
long=$!
"$memtop" record "$work/ends" -d 0.1 -n 30 &
recorder=$!
until [ "$("$memtop" record --status "$work/ends" --json 2>/dev/null | sed -n 's/.*"samples":\([0-9]*\).*/\1/p')" -ge 2 ] 2>/dev/null; do
	kill -0 "$recorder" 2>/dev/null || break
done
kill -9 "$long"
wait "$long" 2>/dev/null
sh -c 'exit 43'
wait "$recorder"
"$memtop" diff start now --json --file "$work/ends" >"$work/out"
if "$memtop" record --status "$work/ends" --json | grep -q '"exits_state":"recorded"'; then
	ok 'diff has who was killed' grep -q "{\"pid\":$long,\"name\":\"sleep\",[^}]*\"exit_code\":null,\"signal\":9," "$work/out"
	ok 'and who exited with which code' \
		grep -q '"name":"sh",[^}]*"exit_code":43,"signal":null,"peak_rss_bytes":[1-9]' "$work/out"
	ok 'all of them are counted' grep -q '"exits_total":[1-9]' "$work/out"
	"$memtop" diff start now --file "$work/ends" >"$work/out"
	ok 'people see a table' grep -q 'PEAK RSS' "$work/out"
	"$memtop" process "$long" --at now --file "$work/ends" >"$work/out" 2>&1
	ok 'a later question is told how it ended' \
		grep -q 'was not there at that time: sleep ended .*signal KILL' "$work/out"
	for second in 1 2 3 4; do
		"$memtop" replay "$((second - 4))s" overview --json --file "$work/ends" 2>/dev/null
	done >"$work/out"
	ok 'a replayed moment has a place for them' grep -q '"exits_total":[0-9]' "$work/out"
else
	ok 'diff says that ends are not known' grep -q '"exits_total":null' "$work/out"
fi

# A process as it was: what its row had, and null with the reason for all else.
"$memtop" replay now overview --json --file "$record" >"$work/out"
shell=$(sed 's/.*"processes":\[{"pid":\([0-9]*\).*/\1/' "$work/out")
"$memtop" process "$shell" --at now --json --file "$record" >"$work/out"
is 'a process out of the record is said to be' "$(value recorded)" true
is 'it is the process' "$(value pid)" "$shell"
ok 'with its resident memory' grep -q '"rss_bytes":[0-9]' "$work/out"
ok 'what was not recorded is null' grep -q '"pss_bytes":null' "$work/out"
ok 'with the reason' grep -q '"pss_bytes":"not_recorded"' "$work/out"
ok 'and so is its heap' grep -q '"heap":"not_recorded"' "$work/out"
ok 'and its mappings' grep -q '"mappings":"not_recorded"' "$work/out"
"$memtop" -b process "$shell" --at now --file "$record" >"$work/out"
ok 'people read it, too' grep -q 'what is blank was not recorded' "$work/out"

# A log of meminfos, as cron writes it.
for minute in 00 10 20 30 40; do
	printf 'Thu Nov 26 14:%s:00 UTC 2026\nMemTotal: 16384000 kB\nMemFree: 900000 kB\n' "$minute"
	printf 'MemAvailable: %s00000 kB\nCached: 100000 kB\nAnonPages: 3000000 kB\n' "$((90 - ${minute#0} ))"
done >"$work/cron"
"$memtop" diff --json --file "$work/cron" >"$work/out"
ok 'a log of meminfos is a record for diff' \
	grep -q '"from_bytes":9216000000,"to_bytes":5120000000,"change_bytes":-4096000000' "$work/out"
ok 'which has no processes' grep -q '"begun":null,"ended":null' "$work/out"
if ! sanitized; then
	for at in 1 2 3 4 5 6 7 8; do
		LC_ALL=C MEMTOP_FAIL="open $at 24" LD_PRELOAD=${abs_top_builddir:-.}/tests/inject/failing.so \
			"$memtop" diff --json --file "$work/cron"
	done >/dev/null 2>"$work/err"
	ok 'what it lacks a descriptor for is said as that' grep -q 'cron: Too many open files' "$work/err"
	ok 'and not as another kind of file' sh -c '! grep -q "no record" "$1"' sh "$work/err"
fi
"$memtop" diff --json --file "$work/cron" @1795701600 @1795702300 >"$work/out"
ok 'times are looked for in it' \
	grep -q '"time":1795702200.000,"sequence":2' "$work/out"
"$memtop" explain --at @1795702300 --json --file "$work/cron" >"$work/out"
ok 'and one for explain' grep -q '"name":"MemAvailable","bytes":8192000000' "$work/out"
status 'before its first there is nothing' 1 "$memtop" explain -b --at @1795700000 --file "$work/cron"
"$memtop" replay now growth -b --file "$work/cron" >"$work/out" 2>&1
is 'other views are not in it' $? 1
ok 'and it is said why' grep -q 'nothing of processes' "$work/out"
sed '/UTC/d' "$work/cron" >"$work/undated"
"$memtop" diff --file "$work/undated" >"$work/out" 2>&1
is 'without dates it is none' $? 1
ok 'and it is said what helps' grep -q 'no date before them' "$work/out"

# Another user reads it, who may write neither the file nor beside it.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	mkdir "$work/shown"
	cp "$record" "$work/shown/a?b%20#c"
	chmod 755 "$work" "$work/shown"
	chmod 644 "$work/shown/a?b%20#c"
	status 'a reader without rights reads it' 0 setpriv --reuid=65534 --regid=65534 \
		--clear-groups "$memtop" replay now --json --file "$work/shown/a?b%20#c"
	echo log >"$work/shown/a?b%20#c-wal"
	setpriv --reuid=65534 --regid=65534 --clear-groups "$memtop" replay now \
		--file "$work/shown/a?b%20#c" >/dev/null 2>"$work/err"
	is 'but not past a log' $? 1
	ok 'and is told why' grep -q 'its log can be read only' "$work/err"
fi

# A medium that cannot be written: what is on it is read, and a recorder says why it cannot go on.
mkdir "$work/medium"
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null &&
	unshare -m mount -t tmpfs none "$work/medium" 2>/dev/null; then
	cat >"$work/on_medium" <<-'EOF'
		mount -t tmpfs none "$3" && cp "$2" "$3/record" && mount -o remount,ro "$3" || exit 9
		"$1" replay now --json --file "$3/record" >"$4" || exit 8
		"$1" record "$3/record" -n 1 2>"$5"
	EOF
	unshare -m sh "$work/on_medium" "$memtop" "$record" "$work/medium" "$work/out" "$work/err"
	is 'on a read-only medium nothing can be recorded' $? 1
	is 'what is there is replayed' "$(value recorded)" true
	ok 'and the recorder says why' grep -q 'Read-only file system' "$work/err"
fi

# refused NAME STATUS WORDS COMMAND...: it fails so, and says that.
refused()
{
	refused_name=$1
	refused_words=$3
	refused_status=$2
	shift 3
	"$@" >/dev/null 2>"$work/err"
	is "$refused_name" $? "$refused_status"
	ok "$refused_name: it says so" grep -q "$refused_words" "$work/err"
}

# The figures for Prometheus beside it.
mkdir "$work/metrics"
status 'it exports each sample' 0 \
	"$memtop" record "$work/exported" -d 0.2 -n 4 --export="$work/metrics"
metrics=$work/metrics/memtop.prom
ok 'nothing is left beside the file' test "$(ls "$work/metrics")" = memtop.prom
is 'the segments add up to MemTotal' \
	"$(awk '/^memtop_memory_segment_bytes/ { sum += $2 } END { printf "%.0f", sum }' "$metrics")" \
	"$(awk '$1 == "MemTotal:" { printf "%.0f", $2 * 1024 }' /proc/meminfo)"
is 'no sample was lost' "$(sed -n 's/^memtop_record_lost_samples_total //p' "$metrics")" 0
ok 'those that ended are counted' grep -q '^memtop_exits_total{group=""} [0-9]' "$metrics"
# It is read under a budget of time: on a busy machine its turn comes later.
tries=0
until grep -q '^memtop_group_proportional_bytes{' "$metrics" || [ "$tries" -eq 50 ]; do
	"$memtop" record "$work/exported-longer" -d 0.2 -n 8 --export="$work/metrics"
	tries=$((tries + 1))
done
ok 'what is shared by others is there in parts' grep -q '^memtop_group_proportional_bytes{' "$metrics"
"$memtop" replay now --json -o pid,pss --file "$work/exported" >"$work/out"
ok 'and is not recorded' grep -q '"pss_bytes":null' "$work/out"
ok 'of none' test "$(grep -c '"pss_bytes":[0-9]' "$work/out")" -eq 0
if command -v promtool >/dev/null 2>&1; then
	promtool check metrics <"$metrics" >"$work/out" 2>&1
	is 'promtool can read it' $? 0
	ok 'and has no complaint' test ! -s "$work/out"
fi
refused 'where there is no directory' 1 'No such file' \
	"$memtop" record "$work/exported" -n 1 -d 0.2 --export="$work/nowhere"
refused 'a directory without a name' 2 'no name of a directory' \
	"$memtop" record "$work/exported" --export=
# A directory that goes while it records: the record goes on, and says so.
refused 'a directory without room for it' 1 'memtop.prom' \
	sh -c 'ln -s x "$3/memtop.prom.new"; "$1" record "$2" -n 2 -d 0.2 --export="$3"' - \
	"$memtop" "$work/exported" "$work/metrics"
"$memtop" record --status "$work/exported" --json >"$work/out"
is 'the record has its samples all the same' "$(value samples)" 6

refused 'a time before the first sample' 1 'nothing was recorded before' \
	"$memtop" replay -3d --file "$record"
refused 'what is no time' 1 "'tomorow' is no time" "$memtop" replay tomorow --file "$record"
refused 'a view that no record has' 1 'shows what no record has' \
	"$memtop" replay now probe --file "$record"
refused 'a process that was not there' 1 'was not there at that time' \
	"$memtop" process 4194303 --at now --file "$record"
refused 'a record that is not there' 1 'No such file' "$memtop" replay now --file "$work/none"
refused 'a record without a name' 2 "'' is no name of a file" "$memtop" record '' -n 1
refused 'a directory that is not there' 1 'nowhere/record: its directory is not there (make it, or name another' \
	"$memtop" record "$work/nowhere/record" -n 1
mkdir "$work/hers"
chmod 555 "$work/hers"
[ "$(id -u)" -ne 0 ] || as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
refused 'a directory that cannot be written' 1 \
	"nothing can be recorded there: $work/hers/record-lock: Permission denied (name another" \
	${as_nobody-} "$memtop" record "$work/hers/record" -n 1
mkdir "$work/all"
refused 'a directory' 1 \
	"$work/all: nothing can be recorded there: it is a directory (name a file in it: memtop record $work/all/record)" \
	"$memtop" record "$work/all" -n 1
ok 'and nothing is left beside it' test ! -e "$work/all-lock"
# What is no record stays as it is, and nothing is left beside it.
echo text >"$work/text"
refused 'a file of something else' 1 'is no record of memtop, and was not touched (name another file)' \
	"$memtop" record "$work/text" -n 1
is 'it is as it was' "$(cat "$work/text"*)" text
# No writer is waited for, who may never come.
mkfifo "$work/fifo"
refused 'a FIFO' 1 'is no regular file (name another file)' "$memtop" record "$work/fifo" -n 1
refused 'a FIFO to be replayed' 1 'is no regular file (name another file)' \
	"$memtop" replay now --file "$work/fifo"
refused 'a FIFO to be compared' 1 'is no regular file (name another file)' \
	"$memtop" diff --file "$work/fifo"
ok 'nothing is left beside it' test ! -e "$work/fifo-lock"
sed '' "$work/cron" | "$memtop" diff --json --file /dev/stdin | sed -n 's/.*"from":{"time":\([^,]*\),.*/\1/p' >"$work/out"
is 'but what is piped into it is read' "$(cat "$work/out")" 1795701600.000

refused 'what is no span' 2 'is no span of time' "$memtop" record --keep now "$record"
refused 'what is no size' 2 'is no size' "$memtop" record --record-size 5 "$record"
refused 'too many words' 2 'one argument too many' "$memtop" record a b
tap_done
