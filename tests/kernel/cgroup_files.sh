# SPDX-License-Identifier: GPL-2.0-or-later
# memtop cgroups --files PATH: what one cgroup pays for, or why that cannot be told.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

run cgroups --files
is '--files is about one cgroup' "$status" 2
run cache --files /
is 'and of the view cgroups' "$status" 2
run cgroups --json /
[ "$status" -eq 0 ] || tap_done # no cgroups can be seen here
is 'nothing is asked without it' "$(value "$work/out" files) $(value "$work/out" shared_objects)" \
	'null null'
run --bpf=off cgroups --files --json /
is 'without BPF the rest is printed' "$status" 0
is 'the files are not known' "$(value "$work/out" files) $(value "$work/out" charged_file_bytes)" \
	'null null'
has 'and it says why' 'setting bpf is off' "$work/err"
LC_ALL=C "$memtop" -b --bpf=off cgroups --files / >"$work/out" 2>"$work/err"
has 'in text as well' 'setting bpf is off' "$work/out"
failing=${abs_top_builddir:-$source/build}/tests/inject/failing.so
if ! sanitized && LD_PRELOAD=$failing "$memtop" --version 2>&1 >/dev/null | cmp -s /dev/null -; then
	LC_ALL=C MEMTOP_FAIL='thread 1 11' LD_PRELOAD=$failing "$memtop" -b cgroups --files / >"$work/out" 2>"$work/err"
	has 'a look that cannot begin says so' 'the page cache: no thread' "$work/out"
	for at in 1 2 3 4 5 6 7 8 9 10; do
		MEMTOP_FAIL="open $at 24" LD_PRELOAD=$failing "$memtop" cache --json "$0" >"$work/out" 2>"$work/err" ||
			[ -s "$work/err" ] || echo "$at"
	done >"$work/silent"
	empty 'no look at the cache fails without a word' "$work/silent"
fi

cgroup=
for mount in /sys/fs/cgroup/memory /sys/fs/cgroup; do
	[ -n "$cgroup" ] || [ ! -e "$mount/cgroup.procs" ] || { [ ! -e "$mount/memory.stat" ] &&
		[ ! -e "$mount/cgroup.controllers" ]; } ||
		{ mkdir "$mount/memtop-files-$$" 2>/dev/null && cgroup=$mount/memtop-files-$$; }
done
path=/${cgroup##*/}
trap 'rm -rf "$work"; [ -z "$cgroup" ] || rmdir "$cgroup"; rm -f "/dev/shm/memtop-files-$$"' EXIT
if [ -n "$cgroup" ] && run cgroups --files --json "$path" && [ "$status" -eq 0 ] &&
	[ "$(value "$work/out" files)" != null ]; then
	sh -c 'echo $$ >"$1/cgroup.procs" && dd if=/dev/zero of="$2" bs=4096 count=700 &&
		dd if=/dev/zero of="$3" bs=4096 count=300' sh "$cgroup" "$work/file" \
		"/dev/shm/memtop-files-$$" 2>/dev/null
	run cgroups --files --json "$path"
	if [ "$(stat -f -c %T "$work")" != tmpfs ]; then
		is 'it has the file that its process wrote' \
			"$(value "$work/out" files 0 path | sed 's,.*/,,') $(value "$work/out" files 0 charged_bytes)" \
			'file 2867200'
	fi
	is 'and what it made in tmpfs' \
		"$(value "$work/out" shared_objects 0 path) $(value "$work/out" shared_objects 0 charged_bytes)" \
		"/dev/shm/memtop-files-$$ 1228800"
	is 'which is its sum' "$(value "$work/out" charged_shared_bytes)" 1228800
	LC_ALL=C "$memtop" -b cgroups --files "$path" >"$work/out" 2>"$work/err"
	has 'text has it' "^ *1.17M +1.17M +1.17M +0 /dev/shm/memtop-files-$$" "$work/out"
fi
tap_done
