# SPDX-License-Identifier: GPL-2.0-or-later
# Text output: what top's users expect, and pipes.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

run
is 'without a terminal one sample is printed' "$status" 0
empty 'without a complaint' "$work/err"
is 'just one' "$(grep -c '^memtop  ' "$work/out")" 1
has 'memory is there' '^Mem [0-9.]+[KMGT]?  [0-9.]+[KMGT]? available \([0-9.]+%\)$' "$work/out"
has 'its parts are there' '^ +apps .* \| .*free ' "$work/out"
has 'what needs two samples is unknown in the first' '(refault|direct reclaim) \.\.\.' "$work/out"
has 'the table has its header' '^ +PID USER .*COMMAND$' "$work/out"
has 'this shell is in it' "^ *$$ " "$work/out"

run -b -n 2 -d 0.01
is 'two samples asked for are two' "$(grep -c '^memtop  ' "$work/out")" 2
has 'the second has rates' 'direct reclaim [0-9.]+/s' "$work/out"
run overview -n 1
is 'the view can be named' "$status" 0

run -p $$ -o pid,command
table "$work/out" | sed 1d >"$work/rows"
is 'a process asked for is the only one' "$(wc -l <"$work/rows")" 1
has 'and it is that one' "^ *$$ " "$work/rows"
run -p $$ -p 1 -o pid -s -pid
is 'more than one can be asked for' "$(table "$work/out" | tr -d ' ' | tr '\n' ' ')" "PID 1 $$ "

run -o pid -s +pid
table "$work/out" | sed 1d >"$work/rows"
sort -rn "$work/rows" >"$work/sorted"
ok '+ sorts from high to low' cmp "$work/rows" "$work/sorted"
run -o pid -s -pid
table "$work/out" | sed 1d >"$work/rows"
sort -n "$work/rows" >"$work/sorted"
ok '- sorts from low to high' cmp "$work/rows" "$work/sorted"

run -u "$(id -un)" -o user
is 'a user by name' "$(table "$work/out" | sed 1d | sort -u)" "$(id -un)"
run -u "$(id -u)" -o user
is 'a user by number' "$(table "$work/out" | sed 1d | sort -u)" "$(id -un)"
run -u 4000000000 -o pid
is 'a user without processes' "$(table "$work/out" | sed 1d | wc -l)" 0

run --filter "pid=$$" -o pid
is 'a condition chooses' "$(table "$work/out" | sed 1d | tr -d ' ')" "$$"

# Nothing is cut without a terminal.
long=$(head -c 100000 /dev/zero | tr '\0' x)
mkfifo "$work/in" "$work/ready"
"$helpers/named" long "begin-$long-end" <"$work/in" >"$work/ready" &
exec 3>"$work/in" 4<"$work/ready"
read -r pid <&4
run -p "$pid" -o pid,command
ok 'a command of 100,000 characters is whole' grep -q "begin-$long-end\$" "$work/out"
run -p "$pid" -o pid,command -w 40
is '-w cuts' "$(awk 'length > 40' "$work/out" | wc -l)" 0
for view in "process $pid" "heap $pid" growth explain "probe 1%"; do
	run -n 1 -w 40 $view
	is "-w cuts the view $view" "$(LC_ALL=C.UTF-8 awk 'length > 40' "$work/out" | wc -l)" 0
	ok "-w leaves something of the view $view" grep -q . "$work/out"
done
exec 3>&-
wait

# One sample says nothing of growth: it watches, and prints once.
run -d 0.02 growth
is 'growth prints once' "$(grep -c 'LIMIT IN' "$work/out")" 1
lacks 'and has something to say' "^ *$$ .*too short to say" "$work/out"
run -b -d 0.02 -n 2 growth
is 'with -n it prints each' "$(grep -c 'LIMIT IN' "$work/out")" 2
run --json -d 0.02 growth
is 'so it does in JSON' "$(wc -l <"$work/out")" 1

run -e k -E m -o rss -p $$
has '-e sets the unit of processes' '^ *[0-9]+K$' "$work/out"
has '-E sets the unit of the machine' '^Mem [0-9]+\.[0-9]M ' "$work/out"

run -p $$ -o pid,mem,start,threads,oom_adj,name
is 'all kinds of columns' "$status" 0

# What the shell has open for it: standard input by its name, and <(...).
"$memtop" explain /dev/stdin </proc/meminfo >"$work/out" 2>"$work/err"
is 'standard input can be named' $? 0
has 'and is explained' '^ *MemTotal' "$work/out"
"$memtop" explain /dev/fd/3 3</proc/meminfo >"$work/out" 2>"$work/err"
is 'so can a descriptor' $? 0
cat /proc/meminfo | "$memtop" explain /proc/self/fd/0 >"$work/out" 2>"$work/err"
is 'of a pipe as well' $? 0
has 'and all of it is read' 'MemTotal' "$work/out"

# A pipe that is closed early.
ok 'head gets its line' test -n "$("$memtop" | head -n 1)"
"$memtop" -b -d 0.01 2>"$work/err" | head -n 1 >/dev/null
empty 'a reader that leaves is no news' "$work/err"
tap_done
