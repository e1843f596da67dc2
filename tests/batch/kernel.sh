# SPDX-License-Identifier: GPL-2.0-or-later
# memtop kernel from outside: the sum, the census, and what is said without either.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

run --json kernel -n 1
is 'it ends well' $status 0
empty 'it says nothing on standard error' "$work/err"
is 'its method is counters' "$(value "$work/out" method)" counters
is 'no page was looked at' "$(value "$work/out" census free_bytes)" null
ok 'per-CPU data or page tables are there' grep -qE '"kind":"(percpu|page_tables)"' "$work/out"
if [ "$(value "$work/out" total_bytes)" != null ]; then
	sed 's/},{/\n/g' "$work/out" | sed -n 's/.*"bytes":\([0-9]*\),.*"counted":"\(meminfo\|uncounted\)".*/\1/p' >"$work/parts"
	is 'its items and what is unnamed are its total' \
		"$(awk -v rest="$(value "$work/out" unnamed_bytes)" '{ sum += $1 } END { printf "%.0f", sum + rest }' "$work/parts")" \
		"$(value "$work/out" total_bytes)"
fi
if [ -r /proc/slabinfo ]; then
	ok 'caches have names' grep -q '"kind":"slab","name":"dentry"' "$work/out"
	ok 'a cache of names can be taken back' \
		grep -qE '"can_reclaim":(true|null),[^{]*"kind":"slab","name":"dentry"' "$work/out"
fi

# An owner has its cgroup, as the kernel names it.
owner=$(grep -oE '"owners":\[\{"pid":[0-9]+,"name":"[^"]*","cgroup":"[^"]*"' "$work/out" | head -n 1)
pid=$(echo "$owner" | sed 's/.*"pid":\([0-9]*\).*/\1/')
[ -z "$owner" ] || [ ! -r "/proc/$pid/cgroup" ] ||
	ok 'an owner has its cgroup' grep -qF ":$(echo "$owner" | sed 's/.*"cgroup":"\(.*\)"/\1/')" \
		"/proc/$pid/cgroup"

LC_ALL=C "$memtop" -b -n 1 kernel >"$work/out" 2>"$work/err"
has 'text has a head' '^ *kernel +[0-9.]+[KMGT]' "$work/out"
run --csv kernel -n 1
has 'CSV has the names of JSON' '^time,bytes,growth_bytes_per_minute,can_reclaim,' "$work/out"

run --census --json
is '--census is for the view kernel' $status 2
run --bpf=off kernel --census --json
is '--census where BPF is off fails' $status 1
has 'and says why' 'setting bpf is off' "$work/err"
mkfifo "$work/pipe" && exec 8<>"$work/pipe" && echo x >&8
run kernel --census --json
exec 8>&-
if [ $status -eq 0 ]; then
	is 'its method is census' "$(value "$work/out" method)" census
	has 'it counts the pages of pipes' '"kind":"pipe","name":null,"aliases":null,"counted":"uncounted","read_from":"BPF' \
		"$work/out"
	has 'it names who pays for pages of the kernel' \
		'"charged":\[(\]|\{"cgroup":"/[^"]*","bytes":[0-9]+,"removed":(true|false)\})' "$work/out"
	for class in free slab page_tables anonymous file reserved kernel; do
		ok "pages: $class" [ "$(value "$work/out" census "${class}_bytes")" -gt 0 ]
	done
	# short AT: the mapping number AT fails; what lacks for it is said, and is no figure without a value.
	short()
	{
		MEMTOP_FAIL="mmap $1 12" LD_PRELOAD=$failing "$memtop" kernel --census --json \
			>"$work/out" 2>"$work/err"
		[ $? -eq 1 ] && [ -s "$work/err" ] && [ ! -s "$work/out" ]
	}
	failing=${abs_top_builddir:-$source/build}/tests/inject/failing.so
	if [ -e "$failing" ] && ! sanitized; then
		ok 'short of memory for who pays, there is no census' short 2
		ok 'nor for their names' short 3
	fi
else
	is 'no census: it fails' $status 1
	ok 'and says why' test -s "$work/err"
fi
tap_done
