# SPDX-License-Identifier: GPL-2.0-or-later
# memtop --list-figures from outside: every key that a view prints, with unit, cost and meaning, and what
# holds of JSON in every view.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

# keys_of FORM: those that the list of its view has for it; the view is the first word.
keys_of()
{
	LC_ALL=C "$memtop" --csv --list-figures "${1%% *}" | awk -F , -v form="$1" '
		NR == 1 { next }
		{
			count = split($5, forms, / [|] /)
			for (i = 1; i <= count; i++)
				if (forms[i] == form) print $2
		}' | sort -u
}

# printed ARGUMENT...: adds the keys that memtop prints to those of the form.
printed()
{
	"$memtop" --json "$@" >"$work/out" 2>"$work/err"
	ok "$*: it prints something" test -s "$work/out"
	head -n 1 "$work/out" | "$helpers/json_value" --keys | grep -v '^unreadable' >>"$work/seen"
	sort -u -o "$work/seen" "$work/seen"
	head -n 1 "$work/out" | "$helpers/json_reasons" >"$work/nulls"
	sed -n 's/^unfounded: //p' "$work/nulls" >"$work/wrong"
	empty "$*: no reason of what is not null" "$work/wrong"
	sed -n 's/^nameless: //p' "$work/nulls" >"$work/wrong"
	empty "$*: each process has its PID and its name" "$work/wrong"
	sed '/^unfounded: /d; /^nameless: /d' "$work/nulls" >>"$work/unexplained"
}

# explained FORM: a null without a reason is no text of what there is not, and no number whose meaning
# says when it is null, so it is one that ought to have one.
explained()
{
	LC_ALL=C "$memtop" --csv --list-figures "${1%% *}" |
		awk -F , '$3 != "text" && !/null:/ { print $2 }' | sort -u >"$work/needing"
	sort -u "$work/unexplained" | comm -12 - "$work/needing" >"$work/wrong"
	empty "$1: each figure that is null has a reason" "$work/wrong"
	: >"$work/unexplained"
}

# listed FORM: each key that was printed is in its list, and the other way round.
listed()
{
	keys_of "$1" >"$work/list.keys"
	ok "$1: there is a list" test -s "$work/list.keys"
	# A table without rows, and a group that is null, print their own key alone.
	awk '{ print; while (sub(/(\[\])?\.[^.]*$/, "")) print }' "$work/list.keys" | sort -u >"$work/known"
	comm -13 "$work/known" "$work/seen" >"$work/unlisted"
	empty "$1: no key but those in the list" "$work/unlisted"
	awk 'NR == FNR { seen[$0]; next }
		{ key = $0; do if (key in seen) next; while (sub(/(\[\])?\.[^.]*$/, "", key)); print }' \
		"$work/seen" "$work/list.keys" >"$work/missing"
	empty "$1: no key in the list that it never prints" "$work/missing"
	: >"$work/seen"
	explained "$1"
}

# view FORM ARGUMENT...: the form of a view that one command prints whole.
view()
{
	view_form=$1
	shift
	printed "$@"
	listed "$view_form"
}

: >"$work/seen"
: >"$work/unexplained"
fixtures=$source/tests/fixtures
meminfo=$fixtures/meminfo/fx-facter-el7-4G.txt
sleep 60 &
sleeper=$!
# Out of a record it has more: processes that ended before that sample.
"$memtop" record "$work/recorded" -n 2 -d 0.1
printed overview -p $sleeper
printed replay now overview --file "$work/recorded"
listed overview
view process process $sleeper
view heap heap $sleeper
view leaks leaks $sleeper
view growth growth -n 1 -p $sleeper
view cgroups cgroups
if "$memtop" cgroups / >"$work/out" 2>&1; then
	view 'cgroups PATH' cgroups /
fi
view kernel kernel
view shared shared
view cache --bpf off cache "$source/README.md"
view 'cache --by=GROUP' --bpf off cache --by=directory "$source/README.md"
view probe probe file "$source/README.md"
kill $sleeper

view explain explain
{ date; cat "$meminfo"; date; sed 's/^\(MemFree: *\)[0-9]/\11/' "$meminfo"; } >"$work/series"
printed explain "$meminfo"
view 'explain FILE' explain "$work/series"
sed 's/ kB$//; /^HugePages/s/0$/1/' "$meminfo" >"$work/after"
view 'explain FILE FILE' explain "$meminfo" "$work/after"
# A report of the machine's memory, and one of a cgroup's.
printed explain "$fixtures/oom/host-swapfull-6.1.txt"
view 'explain OOM-REPORT' explain "$fixtures/oom/memcg2-lxc-limit-5.15.txt"
view check check 'available<1%'
if "$memtop" record -n 2 -d 0.1 "$work/record" >"$work/out" 2>&1; then
	view 'record --status' record --status "$work/record"
	view diff diff --file "$work/record"
	view overview replay --file "$work/record"
	view growth --file "$work/record" --at now growth
fi

run --list-figures --csv
for view in overview explain process heap leaks growth probe cgroups kernel cache shared \
	check diff record; do
	has "all: $view" "^$view,schema,count,[a-z]*," "$work/out"
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

LC_ALL=C "$memtop" --list-figures --csv | sed 1d >"$work/all"
grep -E ',$' "$work/all" >"$work/meaningless"
empty 'each figure has a meaning' "$work/meaningless"

# The last word of a key is a figure's name.  Members of memory.segments are named by the segment, holders
# are objects in address order, and offsets of mappings are counted from the start of a file.  The leaks'
# confidence is a word, and exclusive is in bytes: programs know these names.
awk -F , '
	$2 ~ /^memory[.]segments[.]|^leaks[.](holders\[\][.]offset|types\[\][.]confidence)$/ { next }
	$1 == "export" { next }
	{
		name = $2
		sub(/.*[.]/, "", name)
		if (!(name in unit)) unit[name] = $3
		else if (unit[name] != $3) print name ": " unit[name] ", and " $3 " in " $1 " " $2
	}' "$work/all" >"$work/units"
empty 'a name has one unit, wherever it stands' "$work/units"
awk -F , '
	{
		size = $3 == "bytes" || $3 == "bytes_per_minute"
		named = $2 ~ /bytes(_per_minute)?$/
		if ($1 == "export" || $2 ~ /^memory[.]segments[.]/ || $2 == "available.printed" ||
			$2 == "leaks.holders[].exclusive") next
		if (size != named || $2 ~ /(_kb|_kib|_mb|_pages)$/ && $3 != "count") print $1, $2, $3
	}' "$work/all" >"$work/units"
empty 'what is bytes is called so, and nothing else' "$work/units"
status 'no such view' 2 "$memtop" --list-figures xyzzy
tap_done
