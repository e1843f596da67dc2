# SPDX-License-Identifier: GPL-2.0-or-later
# The alerts that come with memtop: each fires when it must, and not otherwise.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

shipped=$source/contrib/prometheus

# Every alert is in a test that expects it, and every metric is one that memtop has.
sed -n 's/^ *- alert: //p' "$shipped/memtop.rules.yml" | sort >"$work/alerts"
while read -r alert; do
	grep -A 2 "alertname: $alert\$\|alertname=\"$alert\"" "$shipped/memtop.rules.test.yml" |
		grep -q 'exp_alerts:$\|exp_samples: \[{' || echo "$alert"
done <"$work/alerts" >"$work/untested"
ok 'there are alerts' test -s "$work/alerts"
empty 'each is expected in a test' "$work/untested"
sed -n 's/.*{ "\([a-z_]*\)", NULL,.*/memtop_\1/p; s/^ *N_.*//; s/.*= { "\([a-z_]*\)", NULL,.*/memtop_\1/p' \
	"$source/src/views/export/export.c" | sort -u >"$work/metrics"
grep -oh 'memtop_[a-z_]*' "$shipped/memtop.rules.yml" "$shipped/memtop.dashboard.json" | sort -u |
	comm -23 - "$work/metrics" >"$work/unknown"
empty 'no rule and no panel names a metric that there is not' "$work/unknown"

# A dashboard that Grafana can open: JSON, with what it asks of one.
# shellcheck disable=SC2154
json_value=${abs_top_builddir:-$source/build}/tests/batch/json_value
for key in title uid schemaVersion 'templating list 0 name' 'panels 0 type' 'panels 0 gridPos w' \
	'panels 0 targets 0 expr'; do
	# shellcheck disable=SC2086 # keys
	ok "the dashboard has $key" "$json_value" $key <"$shipped/memtop.dashboard.json"
done

if command -v promtool >/dev/null 2>&1; then
	cp "$shipped/memtop.rules.yml" "$shipped/memtop.rules.test.yml" "$work"
	status 'promtool takes the rules' 0 promtool check rules "$work/memtop.rules.yml"
	status 'and their tests pass' 0 promtool test rules "$work/memtop.rules.test.yml"
fi
tap_done
