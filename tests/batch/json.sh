# SPDX-License-Identifier: GPL-2.0-or-later
# JSON: the schema that scripts rely on, in every locale.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

run --json
is '--json succeeds' "$status" 0
empty 'without a complaint' "$work/err"
is 'one sample is one line' "$(wc -l <"$work/out")" 1
is 'the schema is 2' "$(value "$work/out" schema)" 2
for key in time interval_seconds host kernel memory swap pressure rates cgroup processes unreadable \
	own others_hidden
do
	ok "there is $key" value "$work/out" $key
done
for key in pid ppid user rss_bytes anonymous_bytes file_bytes shared_bytes swap_bytes \
	page_table_bytes locked_bytes oom_score threads cpu_percent start_time state cgroup \
	command
do
	ok "a process has $key" value "$work/out" processes 0 $key
done
lacks 'nothing expensive is read that -o did not ask for' \
	'"(pss|uss|swap_pss|retained)_bytes":' "$work/out"
run --json -o pid,pss,uss,swap_pss,retained -p $$
for key in pss_bytes uss_bytes swap_pss_bytes retained_bytes; do
	ok "asked for, a process has $key" value "$work/out" processes 0 $key
done
run --json

sum=0
for key in applications shared cache huge kernel unnamed free; do
	sum=$((sum + $(value "$work/out" memory segments $key)))
done
is 'the segments add up to the total' "$sum" "$(value "$work/out" memory total_bytes)"
total=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
is 'which is what the kernel says' "$sum" $((total * 1024))

is 'the first sample has no interval' "$(value "$work/out" interval_seconds)" null
is 'for this reason' "$(value "$work/out" unreadable interval_seconds)" pending
is 'nor rates' "$(value "$work/out" rates faults_per_second)" null
is 'for the same' "$(value "$work/out" unreadable rates)" pending
is 'processes have no rates either' "$(value "$work/out" processes 0 cpu_percent)" null
ok 'and are named for it' value "$work/out" unreadable cpu_percent pending 0

run --json -n 2 -d 0.05 -o pid,cpu,rss -p $$
sed -n 2p "$work/out" >"$work/second"
has 'the second sample has an interval' '^[0-9]+\.[0-9]+$' - <<END
$(value "$work/second" interval_seconds)
END
has 'and rates' '^[0-9]+\.[0-9]+$' - <<END
$(value "$work/second" rates faults_per_second)
END
ok 'processes have theirs' test "$(value "$work/second" processes 0 cpu_percent)" != null
is '-o chooses the keys' "$(value "$work/second" processes 0)" 'object 3'
is '-p chooses the process' "$(value "$work/second" processes 0 pid)" $$

run --json -p $$ -o rss -E k -e k
ok 'sizes are bytes whatever the units' test "$(value "$work/out" processes 0 rss_bytes)" -gt 100000

# What the user saved has no part in it.
mkdir -p "$XDG_CONFIG_HOME/memtop"
echo 'columns = "pid,name"' >"$XDG_CONFIG_HOME/memtop/memtoprc"
run --json -p $$
ok 'the configuration file has no part in it' value "$work/out" processes 0 rss_bytes
rm "$XDG_CONFIG_HOME/memtop/memtoprc"

# A locale with a decimal comma, made here because few machines have one.
if localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" 2>/dev/null; then
	LOCPATH=$work LC_ALL=de_DE.UTF-8 "$memtop" --json -n 2 -d 0.01 -p $$ >"$work/out"
	sed -n 2p "$work/out" >"$work/second"
	has 'numbers have a point in de_DE' '^[0-9]+\.[0-9]+$' - <<END
$(value "$work/second" time)
END
	has 'those of processes too' '"memory_percent":[0-9]+\.[0-9][0-9],' "$work/second"
fi

# Denied is null with its reason, never 0: the first process, seen by an ordinary user.
# A user that nothing else runs as.
nobody="setpriv --reuid $((100000 + $$)) --regid $((100000 + $$)) --clear-groups"
if $nobody "$memtop" --version >/dev/null 2>&1; then
	$nobody "$memtop" --json -p 1 -o pid,pss,rss >"$work/out"
	is 'what may not be read is null' "$(value "$work/out" processes 0 pss_bytes)" null
	is 'and denied' "$(value "$work/out" unreadable pss_bytes denied 0)" 1
	ok 'what may be read is there' test "$(value "$work/out" processes 0 rss_bytes)" != null
fi
# No integer is above what a signed one of 64 bits holds: a larger one in a text is a malformed line.
for big in 9223372036854775807 9223372036854775808 18446744073709551615; do
	sed "s/^MemFree: .*/MemFree: $big kB/; s/^HugePages_Total:.*/HugePages_Total: $big/" /proc/meminfo \
		>"$work/meminfo"
	printf 'NewField: %s\n' "$big" >>"$work/meminfo"
	"$memtop" --json explain "$work/meminfo" >"$work/out"
	ok "a figure of $big leaves JSON that can be read" "$helpers/json_value" schema <"$work/out"
	sed 's/"[^"]*"//g' "$work/out" | grep -oE '[0-9]{19,}' | awk '
		length($0) > 19 || $0 "" > "9223372036854775807"' >"$work/large"
	empty "and no integer above 2^63-1" "$work/large"
done
tap_done
