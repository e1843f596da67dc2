# SPDX-License-Identifier: GPL-2.0-or-later
# Kernels that have less to say: without PSI, zoneinfo, MemAvailable, vmstat, or all of it.
. "${abs_top_srcdir:-.}/tests/environments/environments.sh"

: >"$work/empty"
mkdir "$work/nothing"
grep -v '^MemAvailable' /proc/meminfo >"$work/meminfo"

# adds_up NAME: the segments of the JSON in $work/out come to the total.
adds_up()
{
	sum=0
	for segment in applications shared cache huge kernel unnamed free; do
		sum=$((sum + $(value "$work/out" memory segments $segment)))
	done
	is "$1: the segments add up" "$sum" "$(value "$work/out" memory total_bytes)"
}

apart "$(over /proc/pressure "$work/nothing")" "$memtop" --json -n 2 -d 0.05 -o pid,rss
is 'without PSI it works' "$status" 0
tail -n 1 "$work/out" >"$work/last" && mv "$work/last" "$work/out"
is 'without PSI pressure is null' "$(value "$work/out" pressure some_avg10_percent 2>/dev/null ||
	value "$work/out" pressure)" null
adds_up 'without PSI'
apart "$(over /proc/pressure "$work/nothing")" "$memtop" -b -n 1
lacks 'without PSI no pressure of 0 is told' '^Pressure.*0\.0' "$work/out"

apart "$(over /proc/zoneinfo "$work/empty")" "$memtop" --json -n 1 -o pid,rss
is 'without zoneinfo it works' "$status" 0
adds_up 'without zoneinfo'

apart "$(over /proc/meminfo "$work/meminfo")" "$memtop" --json -n 1 -o pid,rss
is 'without MemAvailable it works' "$status" 0
is 'without MemAvailable that is null' "$(value "$work/out" memory available_bytes)" null
adds_up 'without MemAvailable'
apart "$(over /proc/meminfo "$work/meminfo")" "$memtop" -b -n 1
is 'without MemAvailable text works, too' "$status" 0
lacks 'without MemAvailable no 0 is told' '^Mem .* 0 available' "$work/out"

apart "$(over /proc/vmstat "$work/empty")" "$memtop" --json -n 2 -d 0.05 -o pid,rss
is 'without vmstat it works' "$status" 0
tail -n 1 "$work/out" >"$work/last" && mv "$work/last" "$work/out"
is 'without vmstat rates are null' "$(value "$work/out" rates swap_in_bytes_per_second)" null

apart "$(over /proc/meminfo "$work/empty")" "$memtop" --json -n 1 -o pid,rss
is 'without meminfo the total is null' "$(value "$work/out" memory total_bytes)" null
apart "$(over /proc/meminfo "$source/tests/fixtures/meminfo/odd-s390x-directmap-underflow-tail.txt")" \
	"$memtop" --json -n 1 -o pid,mem
is 'nor is there one in half a meminfo' "$(value "$work/out" memory total_bytes)" null
is 'and no segment is 0 then' "$(value "$work/out" memory segments free)" null

apart "$(over /proc/loadavg "$work/empty")" "$memtop" --json -n 3 -d 0.05 -o pid,rss
is 'without loadavg it works' "$status" 0
is 'for every sample' "$(wc -l <"$work/out")" 3

apart 'umount -l /sys || mount -t tmpfs none /sys' "$memtop" --json -n 1 -o pid,rss
is 'without /sys it works' "$status" 0
is 'and sees no limit' "$(value "$work/out" cgroup)" null

apart "mount -t tmpfs none /proc" "$memtop" -b -n 1
is 'without /proc it fails' "$status" 1
ok 'and says what to do' test -s "$work/err"

# What other machines said.
for capture in k2.4.13-i386-noswap k2.6.18-el5-32G-mangled-tail k6.5-x86_64-xen-pv-dom0 \
	lxcfs-container-20G-swapfree-wrap wsl1-constants-8G k5.x-s390x-devshm-6G; do
	apart "$(over /proc/meminfo "$source/tests/fixtures/meminfo/$capture.txt")" \
		"$memtop" --json -n 1 -o pid,mem
	is "with the meminfo of $capture it works" "$status" 0
	adds_up "$capture"
done
tap_done
