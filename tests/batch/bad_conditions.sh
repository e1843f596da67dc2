# SPDX-License-Identifier: GPL-2.0-or-later
# Bad conditions: full disks, closed pipes, processes that vanish, few descriptors, no terminal.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

for format in '' --json --csv; do
	"$memtop" $format -n 3 -d 0.01 >/dev/full 2>"$work/err"
	is "a full disk ends it ${format:-as text}" $? 1
	is "with this message ${format:-as text}" "$(cat "$work/err")" \
		'memtop: standard output: No space left on device'
done

"$memtop" >&- 2>"$work/err"
is 'a closed standard output is a failure' $? 1
has 'that is told of' '^memtop: standard output: ' "$work/err"
"$memtop" <&- >/dev/null
is 'a closed standard input is none' $? 0

# The reader leaves; the exit status says so, nothing else does.
mkfifo "$work/pipe"
"$memtop" -b -d 1000 >"$work/pipe" 2>"$work/err" &
writer=$!
head -n 1 "$work/pipe" >/dev/null
wait $writer
is 'a reader that leaves ends it at once, however long the delay' $? 1
empty 'without a word' "$work/err"

# A process that ends: while there is one of those asked for, it goes on.
mkfifo "$work/in" "$work/ready"
"$helpers/named" short <"$work/in" >"$work/ready" &
exec 3>"$work/in" 4<"$work/ready"
read -r pid <&4
exec 3>&-
wait
run -b -n 1 -p "$pid"
is 'a process that is gone is a failure' "$status" 1
has 'that is told of' "^memtop: process $pid does not exist, or no longer\$" "$work/err"
empty 'and nothing is printed of it' "$work/out"
run -b -n 1 -p "$pid,$$" -o pid
is 'beside one that is there it is none' "$status" 0
run --json -p "$pid"
is 'in JSON as in text' "$status" 1

# Processes that come and go as fast as a shell can make them.
(
	trap 'exit 0' TERM
	while :; do
		/bin/true
	done
) &
storm=$!
run --json -n 20 -d 0.01
kill $storm
wait $storm
is 'processes that vanish while they are read do no harm' "$status" 0
is 'every sample is there' "$(wc -l <"$work/out")" 20
: >"$work/broken"
while read -r line; do
	printf '%s\n' "$line" | "$helpers/json_value" schema >>"$work/schemas" 2>>"$work/broken"
done <"$work/out"
empty 'and well formed' "$work/broken"
is 'to the last' "$(grep -c '^2$' "$work/schemas")" 20

(
	# shellcheck disable=SC3045 # not in POSIX, but in every sh of a Linux system
	ulimit -n 64
	"$memtop" -b -n 3 -d 0.01 >"$work/out" 2>"$work/err"
)
is '64 descriptors are enough' $? 0

# few COMMAND...: with each number of descriptors that is too small it answers, or says what it lacks.
few()
{
	for descriptors in 14 16 18 20 22 24; do
		rm -f "$work/few"
		(
			# shellcheck disable=SC3045 # as above
			ulimit -n "$descriptors"
			timeout 20 "$memtop" "$@" >/dev/null 2>"$work/err"
		)
		ended=$?
		if [ "$ended" -ne 0 ] && { [ "$ended" -ne 1 ] || ! grep -q 'too many open files' "$work/err"; }; then
			echo "$descriptors descriptors: ended with $ended"
			cat "$work/err"
			return 1
		fi
	done
}
ok 'fewer are said to be too few' few -b -n 1
ok 'to a recorder, which does not wait for more' few record "$work/few" -n 1 -d 0.2
is 'for every sample' "$(grep -c '^memtop  ' "$work/out")" 3

env -u TERM "$memtop" >"$work/out" 2>"$work/err"
is 'batch needs no TERM' $? 0
env TERM=dumb "$memtop" -b -n 1 >"$work/out" 2>"$work/err"
is 'nor a good one' $? 0
env -i "$memtop" >"$work/out" 2>"$work/err"
is 'nor an environment' $? 0

# Others' processes hidden, in a mount namespace of our own.
# A user that nothing else runs as.
nobody="setpriv --reuid $((100000 + $$)) --regid $((100000 + $$)) --clear-groups"
if unshare -m sh -c "mount -t proc -o hidepid=2 proc /proc && $nobody true" 2>/dev/null &&
	$nobody "$memtop" --version >/dev/null 2>&1
then
	unshare -m sh -c "mount -t proc -o hidepid=2 proc /proc && exec $nobody \"\$1\" --json" \
		sh "$memtop" >"$work/out"
	is 'with hidepid it says that others are hidden' "$(value "$work/out" others_hidden)" true
	# Itself, and beside many threads the child that looks names up.
	value "$work/out" processes >"$work/shown"
	has 'and shows what it can' '^array [12]$' "$work/shown"
fi
tap_done
