# SPDX-License-Identifier: GPL-2.0-or-later
# The figures for Prometheus: of this machine, once.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

# number METRIC: what it adds up to over all labels.
number()
{
	awk -v name="$1" '$1 ~ "^" name "($|[{])" { sum += $NF; n++ } END { if (n) printf "%.0f\n", sum }' \
		"$work/out"
}

total=$(awk '$1 == "MemTotal:" { printf "%.0f\n", $2 * 1024 }' /proc/meminfo)

mkfifo "$work/in" "$work/ready"
"$helpers/named" 'hos"ti\le' a-secret-argument <"$work/in" >"$work/ready" &
exec 3>"$work/in" 4<"$work/ready"
read -r pid <&4

for format in '' --openmetrics; do
	# shellcheck disable=SC2086 # words
	run export $format
	is "it is done ${format:-as text}" "$status" 0
	empty "without a word ${format:-as text}" "$work/err"
	is "the segments add up to MemTotal ${format:-as text}" \
		"$(number memtop_memory_segment_bytes)" "$total"
	lacks "no arguments of a command ${format:-as text}" a-secret-argument "$work/out"
	lacks "no label but these ${format:-as text}" \
		"[{,](pid|command|user|cgroup|name|cmdline)=" "$work/out"
	lacks "no PID as a label ${format:-as text}" "=\"$pid\"" "$work/out"
	lacks "one sample has no pace ${format:-as text}" '^memtop_group_(growth|limit)' "$work/out"
	ok "at most 300 series ${format:-as text}" \
		test "$(grep -c '^memtop_' "$work/out")" -le 300
	LC_ALL=C sort "$work/out" | grep -v '^#' | sed 's/ [^ ]*$//' | uniq -d >"$work/twice"
	empty "none twice ${format:-as text}" "$work/twice"
done
has 'OpenMetrics ends with its mark' '^# EOF$' "$work/out"
is 'which is its last line' "$(tail -n 1 "$work/out")" '# EOF'

run export -n 2 -d 0.1
is 'of two samples the last is printed' "$(grep -c '^memtop_sample_timestamp_seconds ' "$work/out")" 1
if command -v promtool >/dev/null 2>&1; then
	promtool check metrics <"$work/out" >"$work/said" 2>&1
	is 'promtool can read it' $? 0
	empty 'and has no complaint' "$work/said"
fi
exec 3>&- 4<&-
wait

# answer NAME WANTED REQUEST: the first line of the answer to it.
answer()
{
	# shellcheck disable=SC2059 # a request has escapes
	printf "$3" | "$memtop" export --http >"$work/out" 2>"$work/err"
	is "$1" "$(head -n 1 "$work/out" | tr -d '\r')" "HTTP/1.0 $2"
	empty "$1, and nothing else is said" "$work/err"
}

answer 'a scrape is answered' '200 OK' 'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'
has 'in the text format' '^Content-Type: text/plain; version=0.0.4' "$work/out"
is 'by the figures' "$(sed 's/\r$//' "$work/out" | sed '1,/^$/d' | head -n 1 | cut -c 1-6)" '# HELP'
answer 'or in OpenMetrics, if that is accepted' '200 OK' \
	'GET /metrics?x=1 HTTP/1.1\r\naccept: application/openmetrics-text; version=1.0.0\r\n\r\n'
has 'and is called that' '^Content-Type: application/openmetrics-text; version=1.0.0' "$work/out"
is 'and is that' "$(tail -n 1 "$work/out")" '# EOF'
answer 'what is not there is not found' '404 Not Found' 'GET /etc/passwd HTTP/1.1\r\n\r\n'
answer 'nothing can be sent' '405 Method Not Allowed' 'POST /metrics HTTP/1.1\r\n\r\n'
answer 'what is no request is refused' '400 Bad Request' 'hello\n\n'
answer 'so is one that ends too early' '400 Bad Request' 'GET /metrics HTTP/1.1\r\n'
printf 'GET /metrics HTTP/1.1\r\nX: %s\r\n\r\n' "$(head -c 9000 /dev/zero | tr '\0' x)" |
	"$memtop" export --http >"$work/out" 2>/dev/null
has 'and one without end' '400 Bad Request' "$work/out"
# A directory stands for a connection that broke.
"$memtop" export --http </ >"$work/out" 2>"$work/err"
is 'one that cannot be read is no bad one' "$?" 1
has 'and is answered' '500 Internal Server Error' "$work/out"
has 'and said' 'standard input: ' "$work/err"

for format in --json --csv --report; do
	run export $format
	is "it has a format of its own, not $format" "$status" 2
	has "and says so of $format" 'format of its own' "$work/err"
done
run export 12
is 'it takes no argument' "$status" 2

tap_done
