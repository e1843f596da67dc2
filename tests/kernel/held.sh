# SPDX-License-Identifier: GPL-2.0-or-later
# memtop cache without the kernel's lists: the files that processes have open, asked by duplicates of their
# descriptors.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

# A file whose mount is in no table is not asked.
awk '$5 == "/" { found = 1 } END { exit !found }' /proc/self/mountinfo ||
	tap_skip 'in a chroot that is no mount nothing says on which mount its files are'

run --bpf=off cache --json
is 'without BPF it works' "$status" 0
[ "$(value "$work/out" method)" = candidates ] || tap_done
is 'it is told why' "$(value "$work/out" method_reason)" switched_off

mkdir "$work/dir"
name=$work/dir/$(printf 'two\nlines')
dd if=/dev/zero of="$name" bs=4096 count=300 2>/dev/null
dd if=/dev/zero of="$work/gone" bs=4096 count=20 2>/dev/null
dd if=/dev/zero of="$work/unused" bs=4096 count=70 2>/dev/null
exec 8<"$work/gone" 9<"$name"
rm "$work/gone"
# look ARGUMENT...: until the kernel has not dropped a page meanwhile.
look()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		cat "$name" /proc/self/fd/8 >/dev/null
		run --bpf=off cache "$@"
		! grep -q 'two.nlines.*"cached_bytes":1228800' "$work/out" || return 0
	done
}
look --json
has 'a file that is open is there, by its name and with all of its pages' \
	'dir/two.nlines","device":"[0-9:]+","inode":[0-9]+,"cached_bytes":1228800,"size_bytes":1228800,"active_bytes":null,"mapped_bytes":null,' \
	"$work/out"
has 'it is told who has it open' \
	"two.nlines\"[^}]*\"deleted\":false,\"holders\":\\[(\\{[^}]*\\},)*\\{\"pid\":$$,\"name\":\"[^\"]+\"\\}" "$work/out"
has 'a deleted one is there by the name that it had' \
	"\"path\":\"$work/gone\",[^}]*\"cached_bytes\":81920,[^}]*\"deleted\":true" "$work/out"
lacks 'but none that no process has open' 'unused' "$work/out"
has 'what is mapped is not told' '"mapped_bytes":null' "$work/out"
has 'nor which cgroup pays' '"charged":null' "$work/out"
ok 'of Cached it is a part' \
	[ "$(value "$work/out" walked_bytes)" -le "$(value "$work/out" cached_bytes)" ]
ok 'processes were looked at' [ "$(value "$work/out" processes)" -gt 0 ]
is 'and all have answered' "$(value "$work/out" processes_unanswered)" 0

run --bpf=off cache -b
has 'the share is said' '^[0-9.]+% of Cached are files that processes have open$' "$work/out"
has 'and why, and what is missing' "lists cannot be read. The setting bpf is off. .*only mapped, as programs" "$work/out"
run --bpf=off cache --csv
has 'CSV has a heading' '^path,device,inode,cached_bytes,' "$work/out"
run --bpf=off cache --json --by=process
has 'by process there is this one' "\"pid\":$$,.*\"active_bytes\":null" "$work/out"
run --bpf=off cache --json --by=directory
has 'by directory there is that one' "\"name\":\"$work/dir\",[^}]*\"file_count\":1,\"cached_bytes\":1228800," "$work/out"
run --bpf=off cache --json --by=filesystem
is 'by file system, too' "$status" 0
run --bpf=off cache --json --by=cgroup
is 'by cgroup nothing is known' "$(value "$work/out" groups)" null

# By cachestat itself nothing was read or written that was not in memory.
exec 9<&-
run --bpf=off cache --json
lacks 'one that is closed is gone' 'two.nlines' "$work/out"

if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$work"
	cp "$memtop" "$work/memtop" && chmod 755 "$work/memtop"
	echo >"$work/own" && chown 65534 "$work/own" && chmod 600 "$work/own"
	echo >"$work/others" && chmod 644 "$work/others"
	setpriv --reuid 65534 --clear-groups sh -c 'exec 7<"$1/own" 6<"$1/others" 8<&- && "$1/memtop" --bpf=off cache --json' \
		sh "$work" >"$work/out" 2>"$work/err"
	has 'an ordinary user sees what its own processes have open' "\"path\":\"$work/own\",[^}]*\"cached_bytes\":4096," "$work/out"
	lacks 'and not what those of others have' "$work/gone" "$work/out"
	ok 'which are counted' [ "$(value "$work/out" processes_denied)" -gt 0 ]
	setpriv --reuid 65534 --clear-groups "$work/memtop" --bpf=off cache -b >"$work/out" 2>"$work/err"
	has 'and said' 'have open may not be seen: that takes CAP_SYS_PTRACE' "$work/out"
fi

# A container without rights: each way has its sentence.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	setpriv --bounding-set=-all --inh-caps=-all "$memtop" cache --json >"$work/out" 2>"$work/err"
	is 'root without rights is told of its own' "$? $(value "$work/out" method_reason)" '0 no_rights'
	ok 'and how many it may not ask' [ "$(value "$work/out" processes_denied)" -gt 0 ]
	setpriv --bounding-set=-all --inh-caps=-all "$memtop" cache -b >"$work/out" 2>"$work/err"
	has 'for people, too' 'BPF programs need CAP_BPF and CAP_PERFMON' "$work/out"
fi
if unshare -U -r true 2>/dev/null; then
	unshare -U -r "$memtop" cache -b >"$work/out" 2>"$work/err"
	is 'in a user namespace it works as well' "$?" 0
	has 'and says what forbids more' 'CAP_BPF|although the rights are there|without its BPF|does not describe|was built without BPF|too old' "$work/out"
fi

# With other descriptors of the same file, among them one that opens nothing.
mkdir "$work/more"
dd if=/dev/zero of="$work/more/file" bs=4096 count=30 2>/dev/null
exec 6<"$work/more/file" 7>>"$work/more/file"
run --bpf=off cache --json
is 'a file that is open twice is told once' "$(grep -o 'more/file"' "$work/out" | wc -l)" 1
exec 6<&- 7>&-
tap_done
