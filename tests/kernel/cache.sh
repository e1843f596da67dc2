# SPDX-License-Identifier: GPL-2.0-or-later
# memtop cache, printed: what it names, what each format has, and what it says where it may not look.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

run cache --json
is 'there is always something to look at' "$status" 0
# Without the kernel's lists: held.sh.
[ "$(value "$work/out" method)" != candidates ] || tap_done
mkdir "$work/dir" && name=$work/dir/$(printf 'two\nlines')
dd if=/dev/zero of="$name" bs=4096 count=300 2>/dev/null
# run_with_all ARGUMENT...: as run, once the kernel has not dropped a page of the file meanwhile.
run_with_all()
{
	for attempt in 1 2 3 4 5 6 7 8 9 10; do
		cat "$name" >/dev/null
		run "$@"
		! grep -qF '"cached_bytes":1228800' "$work/out" || return 0
	done
}
run_with_all cache --json
is 'JSON is printed' "$status" 0
if [ "$(value "$work/out" method)" = kcore ]; then
	ok 'without BPF by /proc/kcore, where its files are as well' \
		grep -qF 'two\nlines","device":"' "$work/out"
	tap_done
fi
is 'by BPF' "$(value "$work/out" method)" bpf
ok 'a file with a line feed in its name is there, with all of its pages' \
	grep -qF 'two\nlines","device":"' "$work/out"
has 'as large as it is' 'two.nlines","device":"[0-9:]+","inode":[0-9]+,"cached_bytes":1228800,"size_bytes":1228800,"active_bytes":[0-9]+,"mapped_bytes":0,"dirty_bytes":[0-9]+,"writeback_bytes":[0-9]+,"evicted_bytes":0,"deleted":false' \
	"$work/out"
# Every page of Cached is found.  How many have a name depends on how many directory entries the
# kernel has dropped, and other tests read and delete files between the two looks: so try again.
adds_up()
{
	for attempt in 1 2 3 4 5 6 7 8 9 10; do
		cached=$(value "$work/out" cached_bytes)
		walked=$(value "$work/out" walked_bytes)
		[ "$((walked * 1000))" -ge "$((cached * 950))" ] &&
			[ "$((walked * 1000))" -le "$((cached * 1050))" ] && return
		run cache --json
	done
	return 1
}
ok 'nearly all of Cached is found, and hardly more' adds_up
ok 'what has a name is a part of it' \
	[ "$(value "$work/out" named_bytes)" -le "$(value "$work/out" walked_bytes)" ]

ln -s dir "$work/link"
run cache --json "$work/link"
is 'a directory by any name is asked for' "$status" 0
is 'and has its files alone' "$(value "$work/out" file_count)" 1
if unshare -m mount --bind "$work/dir" "$work" 2>/dev/null; then
	mkdir "$work/other"
	unshare -m sh -c 'mount --bind "$1/dir" "$1/other" && exec "$2" cache --json "$1/other"' sh \
		"$work" "$memtop" >"$work/out" 2>"$work/err"
	is 'and so is one that is mounted elsewhere as well' "$(value "$work/out" file_count)" 1
	# In a chroot that is no mount nothing says where its root stands.
	jail "$work/jail"
	mkdir -p "$work/jail/data/in it"
	dd if=/dev/zero of="$work/jail/data/in it/file" bs=4096 count=30 2>/dev/null
	for path in '' /data "/data/in it/file"; do
		chroot_into "$work/jail" "$memtop" cache --json ${path:+"$path"} >"$work/out" 2>"$work/err"
		has "in a chroot ${path:-the whole cache} has paths of its own" \
			'"path":"/data/in it/file","device":"[0-9:]+","inode":[0-9]+,"cached_bytes":122880,' \
			"$work/out"
	done
	is 'and a path there finds its file' "$(value "$work/out" file_count)" 1
fi
run cache "$work/none" "$name"
is 'of two the one that is there is shown' "$status" 0
has 'and of the other it is told' 'none.*No such file' "$work/err"
run_with_all --bpf=off cache --json "$name"
case $(value "$work/out" method) in
kcore) ;;
*)
	is 'without BPF the file itself is asked' "$(value "$work/out" method)" candidates
	is 'which does not tell of what is deleted' "$(value "$work/out" deleted_bytes)" null
	run --bpf=off cache "$work/dir"
	is 'a directory cannot be asked' "$status" 1
	run_with_all --bpf=off cache --json "$name"
	;;
esac
is 'it is told why' "$(value "$work/out" method_reason)" switched_off
is 'and says the same' "$(value "$work/out" files 0 cached_bytes)" 1228800
is 'but not who uses it' "$(value "$work/out" files 0 mapped_bytes)" null
run cache "$work/none"
is 'nor what is not there' "$status" 1
has 'which is told' 'none.*No such file' "$work/err"
run_with_all cache --json "$name"
is 'memtop itself is not told among those that have it open' "$(value "$work/out" files 0 holders)" 'array 0'
exec 9<"$name"
run cache --json "$name"
is 'who has it open is told' "$(value "$work/out" files 0 holders | sed 's/[2-9]/1/')" 'array 1'
has 'by PID and name' "\"pid\":$$,\"name\"" "$work/out"
exec 9<&-
# A cgroup of its own pays for what its process brought into memory, also when it is no more.
hierarchy=$(awk '/ - cgroup .*memory/ || / - cgroup2 / { print $5 }' /proc/self/mountinfo |
	while read -r at; do
		[ -e "$at/memory.usage_in_bytes" ] || grep -qs memory "$at/cgroup.subtree_control" || continue
		echo "$at" && break
	done)
group=memtop-cache-test-$$
if [ -n "$hierarchy" ] && mkdir "$hierarchy/$group" 2>/dev/null &&
	{ sh -c 'echo $$ >"$1/cgroup.procs" && exec dd if=/dev/zero of="$2" bs=4096 count=500' x \
		"$hierarchy/$group" "$work/dir/paid" 2>/dev/null; }; then
	run cache --json "$work/dir/paid"
	charge() { value "$work/out" files 0 charged 0 "$1"; }
	has 'the cgroup that pays is told by its path' \
		"\"charged\":\[\{\"cgroup\":\"/([^\"]*/)?$group\",\"bytes\":2048000,\"removed\":false\}\]" "$work/out"
	path=$(charge cgroup)
	rmdir "$hierarchy/$group"
	run cache --json "$work/dir/paid"
	is 'also when its directory is no more' "$(charge cgroup) $(charge bytes) $(charge removed)" \
		"$path 2048000 true"
	run cache -b "$work/dir/paid"
	has 'and people see its name' "$group" "$work/out"
fi
rmdir "$hierarchy/$group" 2>/dev/null
# The groups of a listing add up to all that was found.
for by in directory filesystem process cgroup; do
	run cache --json "--by=$by"
	walked=$(($(value "$work/out" walked_bytes) + $(value "$work/out" buffers_bytes)))
	is "by $by its groups add up" "$(tr '{' '\n' <"$work/out" | sed -n \
		's/.*"depth":\(0\|null\),"file_count":[0-9]*,"cached_bytes":\([0-9]*\).*/\2/p' |
		awk '{ sum += $1 } END { printf "%.0f", sum }')" "$walked"
done
run cache -b --by=directory "$work/dir"
has 'a directory is a branch' '`- dir *$' "$work/out"
run cache --by=colour
is 'by what else is wrong usage' "$status" 2
run kernel --by=directory
is 'and so is another view' "$status" 2
run cache --csv --by=filesystem
has 'CSV has the groups' '^name,type,pid,removed,depth,file_count,cached_bytes,active_bytes,mapped_bytes,dirty_bytes,evicted_bytes,deleted_bytes$' "$work/out"
run cache --csv
has 'CSV has a heading' '^path,device,inode,cached_bytes,size_bytes,active_bytes,mapped_bytes,dirty_bytes,writeback_bytes,evicted_bytes,deleted$' "$work/out"
run cache -b
has 'text says how much has a name' '% of Cached has the name of a file$' "$work/out"
ok 'and not more than all' awk '/% of Cached/ && $1 + 0 > 100 { exit 1 }' "$work/out"
has 'and has a table' 'CACHED +OF FILE +ACTIVE +MAPPED +DIRTY +EVICTED +OPEN IN +CHARGED TO +FILE$' "$work/out"
ok 'of at most 50 files' [ "$(wc -l <"$work/out")" -lt 60 ]
run --bpf=off cache -b
has 'it can be switched off, which is said' 'The setting bpf is off' "$work/out"
if grep -q 'read from /proc/kcore' "$work/out"; then
	run --bpf=off --json cache "$work/dir"
	has 'by the next way the same files have their names' "\"path\":\"$work/dir/[^\"]*\"" "$work/out"
fi
run --no-seccomp cache --json
is 'without a filter of system calls it is the same' "$status" 0
if command -v setpriv >/dev/null && [ "$(id -u)" -eq 0 ]; then
	cp "$memtop" "$work/memtop" && chmod 755 "$work" "$work/memtop"
	setpriv --reuid 65534 --clear-groups "$work/memtop" cache --json >"$work/out" 2>"$work/err"
	is 'an ordinary user sees what its own processes have open' "$? $(value "$work/out" method)" '0 candidates'
	is 'and why not more' "$(value "$work/out" method_reason)" no_rights
	setpriv --reuid 65534 --clear-groups --inh-caps '+bpf,+perfmon' --ambient-caps '+bpf,+perfmon' \
		"$work/memtop" cache --json >"$work/out" 2>"$work/err"
	is 'with these two alone it works' "$?" 0
	cp /etc/passwd "$work/others" && chmod 644 "$work/others"
	setpriv --reuid 65534 --clear-groups "$work/memtop" cache --json "$work/memtop" "$work/others" \
		>"$work/out" 2>"$work/err"
	is 'what is cached of a file of others is no figure' "$(value "$work/out" files 0 cached_bytes)" ''
	has 'and is said to be no other'"'"'s' 'only its owner' "$work/err"
	chown 65534 "$work/others"
	setpriv --reuid 65534 --clear-groups "$work/memtop" cache --json "$work/memtop" "$work/others" \
		>"$work/out" 2>"$work/err"
	is 'of one that is denied the figure is null' "$(value "$work/out" unreadable files.cached_bytes denied)" 'array 1'
	is 'and of its own file it is told' "$(value "$work/out" files 0 cached_bytes)" 4096
fi
tap_done
