# SPDX-License-Identifier: GPL-2.0-or-later
# Reports of memory that ended, in batch: each text of tests/fixtures/oom with its cause, the figures
# that its first sentence must have and the claims that no sentence may make; the form of JSON and
# CSV; and the same reports after what loggers, mailers and terminals do to a text.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

texts=$source/tests/fixtures/oom
unset LC_ALL LANG LANGUAGE 2>/dev/null

has() { grep -qF -- "$1" "$2"; }
json() { "$memtop" --json explain "$1" >"$work/json" 2>"$work/errors"; }
# The first member of that name in the JSON, as it stands there.
member() { grep -oE "\"$1\":(\"[^\"]*\"|-?[0-9]+|true|false|null)" "$work/json" | head -n 1 | sed "s/^\"$1\"://;s/\"//g"; }
# "a; b", one a line
listed() { printf '%s\n' "$1" | sed 's/; /\n/g'; }

# --- Each text ---
while IFS='	' read -r name cause helps said never rest; do
	case $name in '' | \#*) continue ;; esac
	json "$texts/$name.txt"
	is "$name: exit status" "$?" 0
	is "$name: cause" "$(member cause)" "$cause"
	is "$name: does the kill help" "$(member kill_helps | sed 's/true/yes/;s/false/no/;s/null/-/')" "$helps"
	member sentence >"$work/sentence"
	"$memtop" -b explain "$texts/$name.txt" >"$work/text"
	ok "$name: the text says the sentence" has "$(cat "$work/sentence")" "$work/text"
	listed "$said" >"$work/said"
	while read -r words; do
		ok "$name: the sentence has $words" has "$words" "$work/sentence"
	done <"$work/said"
	grep -oE '"sentence":"[^"]*"' "$work/json" | sort -u >"$work/all"
	ok "$name: there are findings" test -s "$work/all"
	listed "$never" >"$work/never"
	while read -r words; do
		ok "$name: nothing says $words" sh -c '! grep -qF -- "$1" "$0"' "$work/all" "$words"
	done <"$work/never"
done <"$texts/ORIGIN.tsv"

# --- The form of JSON ---
report=$texts/host-swapfull-6.1.txt
json "$report"
is 'JSON is one line' "$(wc -l <"$work/json")" 1
string='"[^"]*"'
number='[0-9]+'
for part in '^\{"schema":2,"reports":\[\{"form":"oom","cause":"memory_full","kill_helps":true,' \
	"\"order\":0," "\"gfp\":\"GFP_HIGHUSER_MOVABLE\\|__GFP_COMP\\|__GFP_ZERO\"," '"constraint":"none",' \
	"\"requester\":\\{\"name\":\"doxygen\",\"pid\":($number|null)\\}," \
	"\"victim\":\\{\"name\":\"doxygen\",\"pid\":$number,\"rss_bytes\":$number,\"swap_bytes\":$number\\}," \
	"\"total_bytes\":16459030528,\"free_bytes\":$number,\"uncounted_bytes\":3322052608," \
	'"swap_total_bytes":25769799680,"swap_free_bytes":86016,' "\"sentence\":$string," \
	"\"zones\":\\[\\{\"node\":0,\"zone\":\"DMA\",\"allowed\":true,\"free_bytes\":$number,\"min_bytes\":$number," \
	"\"reserve_bytes\":$number," "\"margin_bytes\":-?$number\\}" \
	"\"processes\":\\[\\{\"pid\":$number,\"name\":$string,\"uid\":$number,\"rss_bytes\":$number,\"swap_bytes\":$number," \
	"\"findings\":\\[\\{\"rule\":\"memory_short\",\"severity\":\"critical\","
do
	ok "JSON has $part" grep -qE -- "$part" "$work/json"
done
is 'the findings at the end are those of the first report' \
	"$(sed 's/.*"findings":\[/[/;s/,"unreadable":.*/}/' "$work/json")" "$(grep -oE '"findings":\[.*\}\],"findings":' "$work/json" |
		sed 's/^"findings":\[/[/;s/\}\],"findings":$/}/')"
json "$texts/earlyoom-swap-left-nokill.txt"
for part in '"victim":null' '"order":null' '"constraint":null' '"requester":null' '"total_bytes":null' \
	'"free_bytes":null' '"zones":[]' '"processes":[]' '"form":"userspace"'; do
	ok "what is not printed is null: $part" has "$part" "$work/json"
done
json "$texts/riscv-k210-8M-5.6.txt"
ok 'a failed allocation has its form and no victim' grep -q '"form":"allocation_failure",.*"victim":null' "$work/json"
is 'each report of a text is there' "$(grep -o '"form":' "$work/json" | wc -l)" 2
LC_ALL=zh_CN.UTF-8 "$memtop" --json explain "$report" >"$work/json.zh"
json "$report"
ok 'JSON does not depend on the language' cmp "$work/json" "$work/json.zh"

# --- CSV, text ---
"$memtop" --csv explain "$report" >"$work/csv"
is 'CSV: a row a process, and the names' "$(head -n 1 "$work/csv")" 'pid,name,uid,rss_bytes,swap_bytes,page_tables_bytes'
is 'CSV: as many rows as processes' "$(($(wc -l <"$work/csv") - 1))" "$(grep -o '"pid":[0-9]*,"name":"[^"]*","uid"' "$work/json" | wc -l)"
ok 'CSV: bytes, not pages' has ',doxygen,' "$work/csv"
is 'CSV: the largest' "$(sort -t, -k4n "$work/csv" | tail -n 1 | cut -d, -f2,4)" "doxygen,$((2308581 * 4096))"
{ cat "$texts/host-swapfull-6.1.txt"; cat "$texts/paf-order5-arm64-5.10.txt"; } >"$work/several"
"$memtop" -b explain "$work/several" >"$work/text"
ok 'several: a summary comes first' sh -c 'head -n 1 "$0" | grep -qE "^2 reports.*different causes"' "$work/text"
"$memtop" -b explain "$texts/cut-ppc64le-xfs_db-4.18.txt" >"$work/text"
ok 'a text that was cut: said' grep -q 'cut' "$work/text"
"$memtop" -b explain "$texts/paf-slab-atomic-order1-5.7.txt" >"$work/text"
ok 'no figure that was cut off is shown as 0' sh -c '! grep -q "managed 0" "$0"' "$work/text"

# --- The same reports after others had them ---
# changed HOW FILTER...: each report through a filter; its cause may become one that says why, no other.
changed()
{
	how=$1
	shift
	while IFS='	' read -r name cause rest; do
		case $name in '' | \#*) continue ;; esac
		"$@" <"$texts/$name.txt" >"$work/changed"
		json "$work/changed"
		got=$(member cause)
		case $got in
		"$cause" | unknown | inconsistent) ;;
		*) ok "$name, $how" tap_same "$got" "$cause" ;;
		esac
		[ "$got" = "$cause" ] || echo "$name" >>"$work/lost"
	done <"$texts/ORIGIN.tsv"
	ok "$how: no other cause" true
	is "$how: unknown for" "$(sort -u "$work/lost" 2>/dev/null | paste -sd' ' -)" "$lost"
	rm -f "$work/lost"
}
each_line() { sed "s/^/$1/"; }
lost=
changed 'quoted in a mail' each_line '> '
changed 'quoted twice' each_line '> > '
changed 'CR-LF' sed 's/$/\r/'
changed 'with text around it' sh -c 'printf "Hello,\nmy server ended this:\n\n"; cat; printf "\nCan anybody tell why?\n"'
# Blanks inside what was broken in two cannot be told from those that belong there.
lost=riscv-k210-8M-5.6
changed 'indented by tabs' each_line '		'
lost=
changed 'the mail has it in its subject' sh -c 'printf "Subject: Re: [bug] x: page allocation failure: order:2, mode:0xcc0(GFP_KERNEL)\n\n"; cat'
escape=$(printf '\033')
# Texts that have a prefix of their own, are encoded or were wrapped are not given another one.
plain() { grep -lE '^\[ *[0-9]+\.[0-9]+\]' "$texts"/*.txt | xargs grep -L '=3D' | sed 's,.*/,,;s,\.txt$,,'; }
ok 'there are plain texts' test "$(plain | wc -l)" -ge 6
prefixed() # HOW SED-EXPRESSION: the stamps replaced; every cause must stay
{
	plain >"$work/plain"
	while read -r name; do
		sed -E "$2" "$texts/$name.txt" >"$work/changed"
		json "$work/changed"
		is "$name, $1" "$(member cause)" "$(awk -F'\t' -v n="$name" '$1 == n { print $2 }' "$texts/ORIGIN.tsv")"
	done <"$work/plain"
}
stamp='^\[ *[0-9]+\.[0-9]+\] ?'
prefixed 'syslog' "s/$stamp/Mar  7 10:20:30 db7 kernel: &/"
prefixed 'journalctl' "s/$stamp/Mar 07 10:20:30 db7 kernel: /"
prefixed 'journalctl -o short-iso' "s/$stamp/2024-03-07T10:20:30+0100 db7 kernel: /"
prefixed 'dmesg -T' "s/$stamp/[Thu Mar  7 10:20:30 2024] /"
prefixed '/dev/kmsg' "s/$stamp/6,1234,567890123,-;/"
prefixed '/dev/kmsg with its caller' "s/$stamp/4,1234,567890123,-,caller=T77;/"
prefixed 'console with a level' "s/$stamp/<4>&/"
prefixed 'dmesg -x' "s/$stamp/kern  :warn  : &/"
prefixed 'in colours' "s/$stamp/${escape}[32m&${escape}[0m/"
prefixed 'no prefix at all' "s/$stamp//"

tap_done
