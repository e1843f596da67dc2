# SPDX-License-Identifier: GPL-2.0-or-later
# memtop shared from outside: text, JSON, CSV; a file on tmpfs is in each once.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

run --json shared
is 'JSON: exit status' $status 0
empty 'JSON: nothing on standard error' "$work/err"
is 'JSON: one line' "$(wc -l <"$work/out" | tr -d ' ')" 1
is 'JSON: schema' "$(value "$work/out" schema)" 2
method=$(value "$work/out" method)
if [ "$method" = bpf ]; then
	is 'JSON: the best method has no reason' "$(value "$work/out" method_reason)" null
else
	is 'JSON: method' "$method" candidates
	ok 'JSON: why it is no better one' grep -q '"method_reason":"[a-z_]' "$work/out"
fi
for key in shmem_bytes named_bytes hidden_bytes hugetlb_bytes secret_bytes orphaned_bytes objects; do
	ok "JSON: $key" grep -q "[{,]\"$key\":" "$work/out"
done
shmem=$(value "$work/out" shmem_bytes)
named=$(value "$work/out" named_bytes)
hidden=$(value "$work/out" hidden_bytes)
undecided=$(value "$work/out" undecided_bytes)
if [ $((named + undecided)) -le "$shmem" ]; then
	is 'JSON: what is named, undecided and hidden is Shmem' $((named + undecided + hidden)) "$shmem"
else
	is 'JSON: objects that came meanwhile hide nothing' "$hidden" 0
fi

# A file of a name of its own, with what a shell and a terminal trip over.
name="memtop it's $$"
place=/dev/shm
# A mount of its own: a chroot's /dev may be the devtmpfs of outside, which is a tmpfs as well.
if ! mountpoint -q $place || [ ! -w $place ]; then
	tap_done
fi
trap 'rm -rf "$place/$name" "$work"' EXIT
head -c 3145728 /dev/zero >"$place/$name"
run --json shared
is 'JSON: the file is there once' "$(grep -oF "\"name\":\"$place/$name\"" "$work/out" | wc -l | tr -d ' ')" 1
grep -oE "\{\"kind\":\"posix\",\"name\":\"$place/$name\"[^}]*" "$work/out" >"$work/object"
has 'JSON: its kind and its size' '"size_bytes":3145728,"allocated_bytes":3145728,' "$work/object"
has 'JSON: no process has it' '"mapped_by":\[\],"open_by":\[\],"creator":null,"charged":null,' "$work/object"
exec 5<"$place/$name"
LC_ALL=C "$memtop" --json shared >"$work/out"
exec 5<&-
grep -oE "\{\"kind\":\"posix\",\"name\":\"$place/$name\".*" "$work/out" | sed 's/"creator".*//' >"$work/object"
has 'JSON: who has it open' "\"open_by\":\[.*\{\"pid\":$$,\"name\":\"[^\"]" "$work/object"

LC_ALL=C "$memtop" -b shared >"$work/out"
is 'text: exit status' $? 0
has 'text: the sum stands against Shmem' '^Shared [0-9].* of Shmem' "$work/out"
has 'text: the file' "^ *3\.00M .*POSIX .*$place/$name\$" "$work/out"
if [ "$(value "$work/out" processes_denied 2>/dev/null)" = 0 ]; then
	has 'text: what frees it' "this frees it: rm '$place/memtop it'\\\\''s $$'" "$work/out"
fi
"$memtop" --csv shared >"$work/csv"
is 'CSV: its header' "$(head -n 1 "$work/csv" | cut -d , -f 1-9)" \
	time,kind,name,device,inode,size_bytes,allocated_bytes,present_bytes,swap_bytes
has 'CSV: the file' "^[^,]*,posix,$place/$name,[0-9]+:[0-9]+,[0-9]+,3145728,3145728," "$work/csv"

LC_ALL=C "$memtop" -b -n 2 -d 0.1 --json shared >"$work/out"
is 'two looks: two lines' "$(wc -l <"$work/out" | tr -d ' ')" 2

tap_done
