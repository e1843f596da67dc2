# SPDX-License-Identifier: GPL-2.0-or-later
# memtop --list-figures from outside: every key that a view prints, with unit, cost and meaning.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

# listed VIEW ARGUMENT...: each key that the view prints is in its list, and the other way round.
listed()
{
	listed_view=$1
	"$memtop" --json --list-figures "$listed_view" >"$work/list" 2>"$work/err"
	is "$listed_view: the list succeeds" $? 0
	"$memtop" --csv --list-figures "$listed_view" | sed 1d | cut -d , -f 2 | sort -u >"$work/list.keys"
	"$memtop" --json "$@" >"$work/out" 2>"$work/err"
	head -n 1 "$work/out" | "$helpers/json_value" --keys | grep -v '^unreadable' |
		sort -u >"$work/printed"
	ok "$listed_view: it prints something" test -s "$work/printed"
	# A table without rows, and a group that is null, print their own key alone.
	awk '{ print; while (sub(/(\[\])?\.[^.]*$/, "")) print }' "$work/list.keys" | sort -u >"$work/known"
	comm -13 "$work/known" "$work/printed" >"$work/unlisted"
	empty "$listed_view: no key but those in the list" "$work/unlisted"
	awk 'NR == FNR { printed[$0]; next }
		{ key = $0; do if (key in printed) next; while (sub(/(\[\])?\.[^.]*$/, "", key)); print }' \
		"$work/printed" "$work/list.keys" >"$work/missing"
	empty "$listed_view: no key in the list that it never prints" "$work/missing"
	LC_ALL=C "$memtop" --csv --list-figures "$listed_view" | grep -E ',$' >"$work/meaningless"
	empty "$listed_view: each has a meaning" "$work/meaningless"
}

sleep 60 &
sleeper=$!
listed overview -p $sleeper
listed process $sleeper
listed heap $sleeper
listed growth -n 1 -p $sleeper
listed cgroups
listed kernel
listed shared
listed probe file "${abs_top_srcdir:-.}/README.md"
kill $sleeper

run --list-figures --csv
for view in overview process heap growth probe cgroups kernel; do
	has "all: $view" "^$view,schema,count,none," "$work/out"
done
has 'a column of processes costs what it says' \
	'^overview,processes\[\]\.pss_bytes,bytes,smaps_rollup,' "$work/out"
has 'a pace is bytes a minute' '^growth,processes\[\]\.growth_bytes_per_minute,bytes_per_minute,' "$work/out"
has 'groups nest' '^overview,memory\.segments\.free,bytes,meminfo,' "$work/out"
run export
sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' "$work/out" | sort >"$work/printed"
run --list-figures export --csv
sed 1d "$work/out" | cut -d , -f 2 | sort >"$work/listed"
comm -23 "$work/printed" "$work/listed" >"$work/unlisted"
empty 'each metric that is exported is listed' "$work/unlisted"
has 'also one that is not known now' '^export,memtop_group_limit_seconds,seconds,' "$work/out"
run --list-figures --csv
has 'all: export' '^export,memtop_available_bytes,bytes,meminfo,' "$work/out"
status 'no such view' 2 "$memtop" --list-figures xyzzy
tap_done
