# SPDX-License-Identifier: GPL-2.0-or-later
# The view explain in batch: every capture, and what else a user may hand it.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

captures=$source/tests/fixtures/meminfo
server=$captures/seed-k2.6.32-server-24G.txt
workstation=$captures/seed-k2.4.18-workstation-1G.txt
live=$captures/live-k6.18-firecracker-24G.txt

has() { grep -qF -- "$1" "$2"; }
has_not() { ! grep -qF -- "$1" "$2"; }

# Names of the fields of a capture, in its order; those of JSON.
names_in_file() { sed -nE 's/^[[:space:]]*([A-Z][A-Za-z0-9_()]*( AS)?):[[:space:]]*[0-9]+( (kB|pages))?[[:space:]]*$/\1/p' "$1"; }
names_in_json() { grep -oE '"name":"[^"]*"' "$1" | sed 's/"name":"//;s/"$//' | grep -vxE 'Mem|Swap'; }

# --- The two texts of the article ---
status 'a saved file is explained' 0 sh -c '"$0" -b explain "$1" >"$2/server"' "$memtop" "$server" "$work"
ok 'the headline is one sentence' has \
	'No shortage. Only 1.18G is free, but 17.9G can be used: 15.9G of it is page cache.' "$work/server"
ok 'what is unnamed is a note that names network buffers' sh -c \
	'grep "^  note *2.17G (9.5%)" "$0" | grep -q "network buffers"' "$work/server"
ok 'unreclaimable slab is noted' sh -c 'grep -q "^  note .*1.19G" "$0"' "$work/server"
ok 'no warning' has_not 'warning' "$work/server"
ok 'what is available is estimated, with its error' has 'estimated, give or take 467M' "$work/server"
ok 'the balance ends in MemTotal' sh -c 'grep -qE "^  MemTotal +22.8G$" "$0"' "$work/server"

"$memtop" -b explain "$workstation" >"$work/workstation"
for field in MemShared Inact_dirty Inact_clean Inact_target HighTotal HighFree LowTotal LowFree; do
	ok "2.4: $field is explained" sh -c 'grep -A1 -E "^ +$1 " "$0" | grep -qE "^      [A-Z]"' \
		"$work/workstation" "$field"
done
ok '2.4: there is no sum, and why' has 'No sum: a 2.4 kernel' "$work/workstation"
ok '2.4: an upper bound' has 'at the very most' "$work/workstation"

# --- Every capture ---
for capture in "$captures"/*.txt; do
	name=$(basename "$capture" .txt)
	"$memtop" --json explain "$capture" >"$work/json" 2>"$work/errors"
	is "$name: exit status" "$?" 0
	names_in_file "$capture" >"$work/wanted"
	names_in_json "$work/json" >"$work/got"
	ok "$name: no field is lost" sh -c \
		'while read -r name; do grep -qxF -- "$name" "$0" || { echo "$name"; exit 1; }; done <"$1"' \
		"$work/got" "$work/wanted"
	wanted=$(awk -F'\t' -v n="$name" '$1 == n { print $4 }' "$captures/FINDINGS.tsv")
	got=$(grep -oE '"rule":"[^"]*","severity":"[^"]*"' "$work/json" |
		sed -E 's/"rule":"(.*)","severity":"(.*)"/\2:\1/' | paste -sd' ' -)
	is "$name: findings" "$got" "$wanted"
done

is 'lines cut on request' "$("$memtop" -b -w 40 explain "$server" | awk 'length > 40' | wc -l)" 0
is 'sizes in the unit asked for' "$("$memtop" -b -E m explain "$server" | grep -cE '^  MemTotal +23368[.]4M')" 2

# --- JSON ---
"$memtop" --json explain "$server" >"$work/json"
is 'JSON is one line' "$(wc -l <"$work/json")" 1
for part in '{"schema":2,"source":"' '"kernel_guess":"2.6.32 to 3.13"' '"fields":[{"name":"MemTotal","bytes":24503586816}' \
	'{"name":"HugePages_Total","count":0}' '"printed":null,"estimated":true,"error_bytes":' \
	'"balance":[{"term":"free","bytes":1268281344}' '"rule":"cache_is_reclaimable","severity":"ok"' \
	'"complete":true,"malformed_lines":[],"unreadable":{"available.printed":"absent","findings.unnamed_memory.sockets_bytes":"not_asked",' \
	'"findings.unnamed_memory.arc_bytes":"not_asked",' \
	'"findings.unnamed_memory.cma_used_bytes":"absent"}}'
do
	ok "JSON has $part" has "$part" "$work/json"
done
is 'the terms add up to MemTotal' "$(sed 's/.*"balance":\[//;s/\].*//' "$work/json" | grep -oE '"bytes":-?[0-9]+' |
	awk -F: '{ sum += $2 } END { printf "%.0f", sum }')" 24503586816
LC_ALL=zh_CN.UTF-8 "$memtop" --json explain "$server" >"$work/json.zh"
ok 'JSON does not depend on the language' cmp "$work/json" "$work/json.zh"

# --- Two texts with few lines: no contradiction, and what they have ---
printf '%s\n' '              total        used        free      shared  buff/cache   available' \
	'Mem:           7902        6933         294          38         674         816' '' \
	'              total        used        free      shared  buff/cache   available' \
	'Mem:           7902        7516          51          38         335         234' >"$work/free_twice"
"$memtop" -b explain "$work/free_twice" >"$work/out"
ok 'two outputs of free have too few lines' has 'too few lines are in the texts' "$work/out"
ok '... but Available' has 'Available was 816M and is 234M.' "$work/out"

# --- Anything else ---
refused() # NAME INPUT WORD
{
	"$memtop" --json explain "$2" >"$work/out" 2>"$work/errors" </dev/null
	is "$1: exit status" "$?" 1
	empty "$1: nothing printed" "$work/out"
	ok "$1: says so" has "$3" "$work/errors"
	is "$1: one line" "$(wc -l <"$work/errors")" 1
}
: >"$work/empty"
gzip -c "$server" >"$work/packed"
head -c 100000 /dev/urandom >"$work/noise"
printf 'nothing to see here\n' >"$work/prose"
{ printf '\377\376'; printf 'M\0e\0m\0'; } >"$work/utf16"
refused 'a directory' "$work" 'Is a directory'
refused 'no such file' "$work/none" 'No such file'
refused 'empty' "$work/empty" 'it is empty'
refused 'standard input, empty' - 'it is empty'
refused 'compressed' "$work/packed" 'it is in gzip format (try: zcat'
refused 'binary' "$work/noise" 'there is no meminfo in it: it looks binary'
# What was made large and never written is not read to its end.
truncate -s 200M "$work/hole"
cat "$server" >>"$work/hole"
refused 'a large hole' "$work/hole" 'there is no meminfo in it: it looks binary'
refused 'prose' "$work/prose" 'there is no meminfo in it: it is some other text'
refused 'UTF-16' "$work/utf16" 'UTF-16'

same_findings() # NAME FILE: those of the server, whatever was done to its text
{
	"$memtop" --json explain "$2" >"$work/out" 2>"$work/errors"
	is "$1" "$(grep -oE '"(balance|findings)":\[[^]]*\]' "$work/out")" \
		"$(grep -oE '"(balance|findings)":\[[^]]*\]' "$work/json")"
}
sed 's/$/\r/' "$server" >"$work/crlf"
sed 's/^/> /' "$server" >"$work/quoted"
sed 's/^/Nov 22 11:00:00 host kernel: /' "$server" >"$work/logged"
{ printf 'Hello,\nhere it is:\n\n'; cat "$server"; printf '\nRegards\n'; } >"$work/mail"
{ yes 'Nov 22 11:00:00 host sshd[1]: nothing of interest' | head -c 100000000; cat "$server"
	yes 'and on it goes' | head -c 1000000; } >"$work/large"
same_findings 'CR-LF' "$work/crlf"
same_findings 'quoted in a mail' "$work/quoted"
same_findings 'in a log' "$work/logged"
same_findings 'text around it' "$work/mail"
escape=$(printf '\033')
sed "s/^\([^:]*\):/${escape}[01;32m\1${escape}[0m:/" "$server" >"$work/coloured"
sed -e ':a' -e 's/\([0-9]\)\([0-9]\{3\}\)\( kB\| [0-9]\)/\1 \2\3/;ta' "$server" >"$work/grouped"
sed 's/:  /:=C2=A0 /;s/ kB$/=20=\n kB/' "$server" >"$work/printable"
{ printf '{"stdout": "'; sed 's/$/\\n/' "$server" | tr -d '\n'; printf '"}\n'; } >"$work/escaped"
tr -s ' \n' ' ' <"$server" >"$work/oneline"
sed 's/$/<br>/' "$server" >"$work/html"
same_findings 'in colours' "$work/coloured"
same_findings 'digits in groups' "$work/grouped"
same_findings 'quoted-printable' "$work/printable"
same_findings 'a string of JSON' "$work/escaped"
same_findings 'on one line' "$work/oneline"
same_findings 'a page of HTML' "$work/html"
same_findings '100 MB of log around it' "$work/large"
is 'the same from a pipe' "$(cat "$work/large" | "$memtop" --json explain - | sed 's/.*"fields"//')" \
	"$(sed 's/.*"fields"//' "$work/json")"
# A sanitizer needs more addresses than there is memory.
sanitized ||
	ok 'in bounded memory' sh -c 'ulimit -v 200000; "$0" --json explain "$1" >/dev/null' "$memtop" "$work/large"
rm -f "$work/large"

head -c 705 "$server" >"$work/cut"
"$memtop" --json explain "$work/cut" >"$work/out"
is 'cut: exit status' "$?" 0
ok 'cut: says so' has '"rule":"truncated","severity":"note"' "$work/out"
ok 'cut: not complete' has '"complete":false' "$work/out"
ok 'cut: no sum' has '"balance":null' "$work/out"
ok 'cut: names what it could not read' sh -c 'grep -qE "\"malformed_lines\":\[\"[A-Za-z]+" "$0"' "$work/out"

{ cat "$live"; printf 'BrandNew:         4096 kB\n'; } >"$work/unknown"
"$memtop" -b explain "$work/unknown" >"$work/out"
ok 'an unknown field is shown as unknown' sh -c 'sed -n "/^Unknown fields/,\$p" "$0" | grep -qE "BrandNew +4.00M"' "$work/out"

# --- Two files ---
sed -e 's/^MemFree: .*/MemFree: 238556 kB/' -e 's/^AnonPages: .*/AnonPages: 2402460 kB/' \
	-e 's/^Active(anon): .*/Active(anon): 2402564 kB/' -e 's/^Active: .*/Active: 8130900 kB/' \
	"$server" >"$work/later"
"$memtop" -b explain "$server" "$work/later" >"$work/out"
is 'two files: exit status' "$?" 0
ok 'two files: where it went' sh -c "grep -qE \"Programs' own memory +1.34G +2.29G +.977M\" \"\$0\"" "$work/out"
ok 'two files: a field' sh -c 'grep -qE "MemFree +1.18G +233M +-977M" "$0"' "$work/out"
"$memtop" --json explain "$server" "$work/later" >"$work/out"
ok 'two files, JSON: a change' has \
	'{"name":"MemFree","before_bytes":1268281344,"after_bytes":244281344,"change_bytes":-1024000000}' "$work/out"
"$memtop" --json explain "$server" /proc/meminfo >"$work/out"
is 'a file against the running kernel' "$?" 0
"$memtop" --csv explain "$server" "$work/later" >"$work/out"
is 'two files, CSV: names in the first line' "$(head -n 1 "$work/out")" \
	name,before_bytes,before_count,after_bytes,after_count,change_bytes,change_count
ok 'two files, CSV: a change' has 'MemFree,1268281344,,244281344,,-1024000000,' "$work/out"
"$memtop" -b explain "$server" "$server" >"$work/out"
is 'a file and itself: one sentence, no table' "$(sed 1,2d "$work/out")" 'Nothing differs: no field has changed.'
"$memtop" --json explain "$server" "$server" >"$work/out"
ok 'a file and itself, JSON: no field' has '"fields":[]' "$work/out"
status 'three files are too many' 2 "$memtop" explain a b c

# --- Several in one text ---
cat "$server" "$work/later" >"$work/series"
"$memtop" -b explain "$work/series" >"$work/out"
ok 'a series: the last is explained' has 'meminfo 2 of 2' "$work/out"
ok 'a series: and compared with the first' sh -c \
	"sed -n '/^From the first to the last/,\$p' \"\$0\" | grep -qE 'MemFree +1.18G +233M +-977M'" "$work/out"
"$memtop" --json explain "$work/series" >"$work/out"
ok 'a series, JSON: which it is' has '"kind":"meminfo","meminfos":2,"meminfo":2,"since_first":{"balance":[' "$work/out"
ok 'a series, JSON: what changed' has \
	'{"name":"MemFree","before_bytes":1268281344,"after_bytes":244281344,"change_bytes":-1024000000}' "$work/out"
ok 'a series, JSON: no field of the first' has '"fields":[{"name":"MemTotal","bytes":24503586816},{"name":"MemFree","bytes":244281344}' "$work/out"
"$memtop" --json explain --all "$work/series" >"$work/out"
is '--all: one a line' "$(grep -o '"meminfos":2,"meminfo":[0-9]*' "$work/out" | paste -sd' ' -)" \
	'"meminfos":2,"meminfo":1 "meminfos":2,"meminfo":2'
cat "$server" "$live" >"$work/machines"
"$memtop" --json explain "$work/machines" >"$work/out"
ok 'two machines: the first' has '"meminfos":2,"meminfo":1,"fields":[{"name":"MemTotal","bytes":24503586816}' "$work/out"
has_not '"name":"Percpu"' "$work/out"
is 'two machines: nothing of the second' "$?" 0

# --- Memory is scarce where it is needed most ---
sanitized || {
	status 'a file is explained where no thread can be started' 0 \
		sh -c 'ulimit -v 14000; "$0" explain "$1" >/dev/null' "$memtop" "$server"
}

# --- Other tools ---
printf '%s\n' '     16268680 K total memory' '       349408 K free memory' '      7750100 K swap cache' \
	>"$work/vmstat"
"$memtop" --json explain "$work/vmstat" >"$work/out"
ok 'vmstat -s is explained' has '"kind":"vmstat -s"' "$work/out"
ok 'vmstat -s has no sum' has '"balance":null' "$work/out"
printf 'Name:\tcp\nVmRSS:\t 2188 kB\n' >"$work/process"
"$memtop" explain "$work/process" >"$work/out" 2>"$work/errors"
is 'the status of a process is none' "$?" 1
ok 'and it is named, with the view for it' has 'memtop process PID' "$work/errors"

# --- Live ---
"$memtop" --json explain >"$work/out"
is 'live: exit status' "$?" 0
ok 'live: a real view of a kernel, or said not to be' sh -c \
	'grep -q "\"balance\":\[" "$0" || grep -q not_a_kernel_view "$0"' "$work/out"
"$memtop" --json explain -n 3 -d 0.05 >"$work/out"
is 'live: as many samples as asked for' "$(wc -l <"$work/out")" 3
"$memtop" explain >/dev/full 2>"$work/errors"
is 'a full disk is an error' "$?" 1

"$memtop" --json explain "$server" "$server" >"$work/two"
ok 'two texts have the schema of all JSON' grep -q '^{"schema":2,' "$work/two"

# What is no file of text is not read, and nothing is waited for.
"$memtop" explain /dev/zero >"$work/out" 2>"$work/errors"
is 'a device is refused' $? 1
ok 'and named so' grep -q '/dev/zero: it is a device' "$work/errors"
if [ -r /proc/kmsg ]; then
	"$memtop" explain /proc/kmsg >"$work/out" 2>"$work/errors"
	is 'messages are not taken away from the kernel log' $? 1
	ok 'and it says how to read them' grep -q 'dmesg' "$work/errors"
fi
mkfifo "$work/fifo"
cat "$server" >"$work/fifo" &
"$memtop" --json explain "$work/fifo" >"$work/out"
is 'a FIFO is read to its end' $? 0
wait
tap_done
