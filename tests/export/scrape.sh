# SPDX-License-Identifier: GPL-2.0-or-later
# Prometheus itself scrapes memtop: through node_exporter's textfile collector, and by HTTP.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

for program in prometheus promtool prometheus-node-exporter; do
	command -v "$program" >/dev/null 2>&1 || tap_skip "there is no $program"
done

shipped=$source/contrib/prometheus
helpers=${abs_top_builddir:-$source/build}/tests/export
children=
trap 'kill $children 2>/dev/null; wait; rm -rf "$work"' EXIT

# within SECONDS COMMAND...: until it succeeds.
within()
{
	within_end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$within_end" ] || return 1
	done
}

# listening LOG: the port that a server of Prometheus's says it listens on, in $port.
listening()
{
	port=$(sed -n 's/.*msg="Listening on".* address=127\.0\.0\.1:\([0-9]*\).*/\1/p' "$1" | head -n 1)
	[ -n "$port" ]
}

mkdir "$work/metrics" "$work/data"
"$memtop" record "$work/record" -d 1 --export="$work/metrics" 2>"$work/record.log" &
children=$!
ok 'memtop has written its file' within 60 test -s "$work/metrics/memtop.prom"

# One more writer's broken file is its own affair.
echo 'half_a_line{x="' >"$work/metrics/other.prom"
prometheus-node-exporter --web.listen-address=127.0.0.1:0 --collector.disable-defaults \
	--collector.textfile --collector.textfile.directory="$work/metrics" 2>"$work/node.log" &
children="$children $!"
ok 'node_exporter listens' within 60 listening "$work/node.log"
node=$port

mkfifo "$work/port"
"$helpers/inetd" "$memtop" export --http >"$work/port" &
children="$children $!"
read -r own <"$work/port"

# A scrape may take as long as it is until the next: with a sanitizer more than a second.
interval=1s
! sanitized || interval=10s
cp "$shipped/memtop.rules.yml" "$work"
cat >"$work/prometheus.yml" <<EOF
global: {scrape_interval: $interval, evaluation_interval: 1s}
rule_files: [memtop.rules.yml]
scrape_configs:
- {job_name: textfile, static_configs: [{targets: ['127.0.0.1:$node']}]}
- {job_name: http, static_configs: [{targets: ['127.0.0.1:$own']}]}
EOF
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" \
	--web.listen-address=127.0.0.1:0 2>"$work/prometheus.log" &
children="$children $!"
ok 'Prometheus listens' within 60 listening "$work/prometheus.log"
server=http://127.0.0.1:$port

# query EXPRESSION: value of the first series, without its time, in $value.
query()
{
	promtool query instant "$server" "$1" >"$work/answer" 2>/dev/null &&
		value=$(sed -n '1s/.* => \([^ ]*\) @.*/\1/p' "$work/answer") && [ -n "$value" ]
}

ok 'it has the segments from the file' within 60 query \
	'sum(memtop_memory_segment_bytes{job="textfile"})'
ok 'and by HTTP' within 60 query 'sum(memtop_memory_segment_bytes{job="http"})'
total=$(awk '$1 == "MemTotal:" { printf "%.0f\n", $2 * 1024 }' /proc/meminfo)
# On a busy machine a scrape fails now and then, as it takes too long: the next counts.
for job in textfile http; do
	within 60 query "sum(memtop_memory_segment_bytes{job=\"$job\"}) - $total"
	is "the segments add up to MemTotal, $job" "$value" 0
	ok "it is up, $job" within 60 query "up{job=\"$job\"} == 1"
	within 60 query "count({__name__=~\"memtop_.+\",job=\"$job\"})"
	ok "it has at most 300 series, $job" test "$value" -le 300
done
within 60 query 'node_textfile_scrape_error'
is 'the broken file alone was complained of' "$value" 1
ok 'it is not stale' within 60 query 'time() - memtop_sample_timestamp_seconds{job="textfile"} < 60'

# Each expression of the dashboard is one that Prometheus can answer.
sed -n 's/^ *"expr": "\(.*\)",*$/\1/p' "$shipped/memtop.dashboard.json" |
	sed 's/\\"/"/g; s/\$instance/.*/g' >"$work/panels"
ok 'there are panels' test "$(wc -l <"$work/panels")" -ge 10
while read -r expression; do
	promtool query instant "$server" "$expression" >>"$work/answers" 2>&1 ||
		echo "$expression"
done <"$work/panels" >"$work/refused"
empty 'each panel has an answer' "$work/refused"
within 60 query 'memtop_available_bytes{job="textfile"} / ignoring(segment) group_left() sum without(segment) (memtop_memory_segment_bytes)'
ok 'and what can be used is a share' expr "$value" : '0\.[0-9]*$'
tap_done
