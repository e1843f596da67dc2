# SPDX-License-Identifier: GPL-2.0-or-later
# While 500 processes a second come and go, with monstrous arguments, or processors that leave.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"
crowd=${abs_top_builddir:-$source/build}/tests/bench/crowd

# storm FORMAT [ARGUMENT]...: five samples of memtop in a storm.
storm()
{
	"$crowd" -n 50 -c 500 "$memtop" "$@" -n 5 -d 0.5 >"$work/out" 2>"$work/err"
	status=$?
}

storm -b
is 'text in a storm: it goes on' "$status" 0
is 'text in a storm: every sample is there' "$(grep -c '^memtop  ' "$work/out")" 5
empty 'text in a storm: without a complaint' "$work/err"
is 'text in a storm: the crowd is seen each time' \
	"$(awk '/^memtop  / { n++ } /bench\/crowd -n/ { seen[n]++ }
		END { for (i = 1; i <= 5; i++) good += seen[i] >= 50; print good }' "$work/out")" 5

storm --json -o pid,ppid,user,rss,anon,pss,uss,faults,cpu,state,command
is 'JSON in a storm: it goes on' "$status" 0
whole=0
while read -r line; do
	printf '%s\n' "$line" >"$work/line"
	[ "$(value "$work/line" schema)" = 2 ] && whole=$((whole + 1))
done <"$work/out"
is 'JSON in a storm: every sample is whole' "$whole" 5

storm --csv -o pid,rss,command
is 'CSV in a storm: it goes on' "$status" 0
is 'CSV in a storm: every line has its figures' \
	"$(tail -n +2 "$work/out" | grep -cvE '(^|,)[0-9]+,([0-9]*),')" 0

# A command line of 128 KiB, and one without arguments at all.
mkfifo "$work/in" "$work/ready"
long=$(head -c 100000 /dev/zero | tr '\0' x)
"$helpers/named" long "$long" "$(printf '%s' "$long" | cut -c 1-30000)" <"$work/in" >"$work/ready" &
exec 3>"$work/in" 4<"$work/ready"
read -r pid <&4
for format in -b --json --csv; do
	run $format -n 1 -p "$pid" -o pid,command
	is "130,000 bytes of arguments are printed by $format" "$status" 0
	ok "and are all there by $format" test "$(wc -c <"$work/out")" -gt 130000
done
run -b -n 1 -p "$pid" -w 80
is 'and are cut where a width is given' "$(awk 'length > 80' "$work/out" | wc -l)" 0
exec 3>&- 4<&-
wait

# A processor goes and comes back between samples, where this machine lets it.
online=/sys/devices/system/cpu/cpu1/online
if [ -w "$online" ] && [ "$(cat "$online")" = 1 ] && echo 0 >"$online" 2>/dev/null; then
	echo 1 >"$online"
	trap 'echo 1 >"$online"; rm -rf "$work"' EXIT
	mkfifo "$work/samples"
	"$memtop" --json -n 4 -d 0.1 -o pid,cpu >"$work/samples" 2>"$work/err" &
	{
		head -n 1
		echo 0 >"$online"
		head -n 2
		echo 1 >"$online"
		cat
	} <"$work/samples" >"$work/out"
	wait $!
	is 'a processor that leaves and returns does no harm' $? 0
	is 'every sample is there' "$(wc -l <"$work/out")" 4
fi
tap_done
