# SPDX-License-Identifier: GPL-2.0-or-later
# CSV: RFC 4180, the names of the JSON.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

run --csv -p $$ -o pid,rss,cpu,state
is '--csv succeeds' "$status" 0
empty 'without a complaint' "$work/err"
is 'the header is the JSON names' "$(head -n 1 "$work/out")" 'time,pid,rss_bytes,cpu_percent,state'
has 'what is not known is empty' "^[0-9]+\.[0-9]{3},$$,[0-9]+,,[A-Z]\$" "$work/out"
run --csv -n 2 -d 0.01 -p $$ -o pid,rss,cpu,state
is 'a header, and a line a sample' "$(wc -l <"$work/out")" 3
has 'what is known is not' "^[0-9]+\.[0-9]{3},$$,[0-9]+,[0-9]+\.[0-9]{2},[A-Z]\$" "$work/out"

run --csv
run_columns=$(head -n 1 "$work/out" | tr ',' '\n' | wc -l)
listed=$("$memtop" --list-columns | sed 1d | grep -cvE ' (smaps_rollup|mem) ')
is 'unless -o chooses, all columns that cost no more than status' "$run_columns" $((listed + 1))
run --csv -p $$ -o pid,pss,retained
is '-o chooses the expensive ones too' "$(head -n 1 "$work/out")" 'time,pid,pss_bytes,retained_bytes'

if localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" 2>/dev/null; then
	LOCPATH=$work LC_ALL=de_DE.UTF-8 "$memtop" --csv -n 2 -d 0.01 -p $$ -o mem,cpu >"$work/out"
	is 'no comma but those between the fields in de_DE' "$(grep -cv '^[^,]*,[^,]*,[^,]*$' "$work/out")" 0
fi
tap_done
