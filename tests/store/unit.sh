# SPDX-License-Identifier: GPL-2.0-or-later
# The recorder's unit: systemd takes it, it gives little away, and what it keeps is enough.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

# A sanitizer prints what it passes over.
export LSAN_OPTIONS=print_suppressions=0
unit=$source/contrib/systemd/memtop-record.service
# value KEY: of the object in $work/out.
value()
{
	sed -n "s/.*\"$1\":\\([^,}]*\\).*/\\1/p" "$work/out"
}

if command -v systemd-analyze >/dev/null 2>&1; then
	# What it runs is not installed here, nor its manual.
	sed -e "s,^ExecStart=[^ ]*,ExecStart=/bin/true," -e '/^Documentation=/d' "$unit" >"$work/memtop-record.service"
	systemd-analyze verify "$work/memtop-record.service" >"$work/said" 2>&1
	empty 'systemd has no complaint' "$work/said"
	if systemd-analyze security --help 2>&1 | grep -q -e --offline; then
		status 'its exposure is below 3 of 10' 0 systemd-analyze security --no-pager \
			--offline=true --threshold=30 "$work/memtop-record.service"
	fi
fi

# The same user rights, as far as they can be had here.
capabilities=$(sed -n 's/^AmbientCapabilities=//p' "$unit" | tr 'A-Z' 'a-z' | sed 's/cap_/+/g; s/ /,/g')
is 'it may have what it has' "$(sed -n 's/^AmbientCapabilities=//p' "$unit")" \
	"$(sed -n 's/^CapabilityBoundingSet=//p' "$unit")"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null &&
	setpriv --inh-caps="$capabilities" --ambient-caps="$capabilities" true 2>/dev/null; then
	chmod 711 "$work"
	mkdir "$work/state"
	chown 65534:65534 "$work/state"
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps="-all,$capabilities" \
		--ambient-caps="-all,$capabilities" --bounding-set="-all,$capabilities" \
		"$memtop" record "$work/state/record" -d 0.2 -n 3 2>"$work/err"
	is 'with that it records' $? 0
	empty 'without a complaint' "$work/err"
	is 'into a file that its group may read' "$(stat -c %a "$work/state/record")" 640
	"$memtop" record --status "$work/state/record" --json >"$work/out"
	case $(value exits_state) in
	'"recorded"') ok 'ends of processes are recorded' test "$(value exits)" != null ;;
	*) ok 'in a container it says so' grep -qE 'namespace|no_taskstats' "$work/out" ;;
	esac
	"$memtop" replay now kernel --json --file "$work/state/record" >"$work/out"
	[ ! -r /proc/slabinfo ] ||
		ok 'slab caches are recorded by name' grep -q '"kind":"slab","name":"dentry"' "$work/out"
	setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all \
		"$memtop" record "$work/state/without" -n 1
	"$memtop" record --status "$work/state/without" --json >"$work/out"
	ok 'without it, why ends are not recorded' \
		grep -qE '"exits":null.*"exits_state":"(no_capability|no_taskstats)"' "$work/out"
	"$memtop" record --status "$work/state/without" >"$work/out"
	ok 'in words as well' grep -q 'Ends of processes are not recorded: ' "$work/out"
fi
tap_done
