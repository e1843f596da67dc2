# SPDX-License-Identifier: GPL-2.0-or-later
# --root: the files of another machine, which nothing of this one mixes with.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null || tap_skip 'no mount namespaces here'

# The leak sanitizer needs /proc/self.
ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
export ASAN_OPTIONS

other=$work/other
mkdir -p "$other/proc/4242" "$other/proc/1" "$other/proc/sys/kernel"
cp "$source/tests/fixtures/meminfo/hw-64amd64-4p2n4ca2co.txt" "$other/proc/meminfo"
echo db7 >"$other/proc/sys/kernel/hostname"
echo 5.10.0-test >"$other/proc/sys/kernel/osrelease"
echo '5000.10 1.0' >"$other/proc/uptime"
# write_process PID NAME RSS: both as small as they can be.
write_process()
{
	printf '%d (%s) S 1 1 1 0 -1 4194560 5 0 7 0 1 1 0 0 20 0 1 0 26 55836672 %d 0 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n' \
		"$1" "$2" $(($3 / 4)) >"$other/proc/$1/stat"
	printf '13632 %d 10 1 0 100 0\n' $(($3 / 4)) >"$other/proc/$1/statm"
	printf 'Name:\t%s\nState:\tS (sleeping)\nTgid:\t%d\nPid:\t%d\nPPid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nVmSize:\t 54528 kB\nVmRSS:\t %d kB\nRssAnon:\t %d kB\nRssFile:\t 40 kB\nRssShmem:\t 0 kB\nVmSwap:\t 12 kB\nThreads:\t1\n' \
		"$2" "$1" "$1" "$3" $(($3 - 40)) >"$other/proc/$1/status"
	echo "$2" >"$other/proc/$1/comm"
	printf '%s\0--far' "$2" >"$other/proc/$1/cmdline"
}
write_process 1 init 4000
write_process 4242 postgres 20000

run --root "$other" --json
is 'it reads the other machine' "$status" 0
is 'its name' "$(value "$work/out" host)" db7
is 'its kernel' "$(value "$work/out" kernel)" 5.10.0-test
is 'its memory' "$(value "$work/out" memory total_bytes)" 135176986624
is 'its processes alone' "$(value "$work/out" processes)" 'array 2'
run --root "$other" -b -n 1
lacks 'no probe is offered' '[Pp]robe' "$work/out"
has 'although all is well' 'No shortage' "$work/out"
run --root "$other" explain --json
lacks 'nor by a finding' '"view":"probe"|memtop probe' "$work/out"
status 'it is recorded' 0 "$memtop" --root "$other" record -n 2 -d 0.1 "$work/record"
run replay now --file "$work/record" -b
lacks 'no probe is offered by the record' '[Pp]robe' "$work/out"
has 'although all was well' 'No shortage' "$work/out"
run --root "$other" --json -p 4242
is 'the memory of one' "$(value "$work/out" processes 0 rss_bytes)" 20480000
is 'its own memory' "$(value "$work/out" processes 0 anonymous_bytes)" 20439040
is 'its swap' "$(value "$work/out" processes 0 swap_bytes)" 12288
is 'its command' "$(value "$work/out" processes 0 command)" 'postgres --far'
run --root "$other" cgroups --json
is 'none of the cgroups of this machine' "$(value "$work/out" cgroups)" 'array 0'
run --root "$other" explain --json
has 'an explanation of its meminfo' '"name":"MemTotal"[^}]*135176986624' "$work/out"
run --root "$other" -b -n 1 process 4242
has 'its processes one by one' postgres "$work/out"

for view in 'heap 4242' 'leaks 4242' probe cache shared 'kernel --census'; do
	# shellcheck disable=SC2086
	status "$view asks the kernel: refused" 2 "$memtop" --root "$other" $view
done
"$memtop" --root "$work" >"$work/out" 2>"$work/told"
is 'a directory without proc is refused' $? 1
ok 'and the message says what is wanted' grep -q 'no proc/meminfo in .*name the directory' "$work/told"
status 'so is one that is not there' 1 "$memtop" --root "$work/nowhere"
run --root / --json
is 'the own root is this machine' "$(value "$work/out" kernel)" "$(uname -r)"
if [ "$(id -u)" -eq 0 ]; then
	jail "$work/jail"
	chroot_into "$work/jail" "$memtop" --root / --json >"$work/out" 2>"$work/err"
	is 'in a chroot that is no mount, too' "$(value "$work/out" kernel)" "$(uname -r)"
fi
tap_done
