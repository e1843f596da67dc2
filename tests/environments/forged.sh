# SPDX-License-Identifier: GPL-2.0-or-later
# Processes that lie about themselves: whatever they hold, memtop answers, in bounded time and memory.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"
environments=${abs_top_builddir:-$source/build}/tests/environments
deadline=60 # of a loaded machine with a sanitizer; one that hangs never ends
target=

trap '[ -z "$target" ] || kill "$target" 2>/dev/null; rm -rf "$work"' EXIT

# forge KIND [ARGUMENT]...: starts such a process, $target, and waits until it is made.
forge()
{
	[ -z "$target" ] || kill "$target"
	rm -f "$work/ready"
	mkfifo "$work/ready"
	"$environments/forged_target" "$@" >"$work/ready" &
	target=$!
	timeout $deadline head -n 1 "$work/ready" >"$work/said"
	is "a process is made: $1" "$(cat "$work/said")" ready
}

# answers NAME ARGUMENT...: memtop with these arguments ends well; how much memory it took is in
# $work/peak.
answers()
{
	what=$1
	shift
	timeout -s KILL $deadline "$environments/forged_target" peak "$work/peak" "$memtop" "$@" \
		>"$work/out" 2>"$work/err"
	is "$what" $? 0
}

# The address sanitizer would hold back what is freed.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
export ASAN_OPTIONS

# modest KIB: memtop took no more than so many KiB beyond what it takes for another process.
modest()
{
	[ "$(cat "$work/peak")" -le $(($(cat "$work/usual") + $1)) ] && return 0
	echo "$(cat "$work/peak") KiB, and $(cat "$work/usual") usually"
	return 1
}

answers 'memtop looks at a process as they are' --json -n 1 process $$
mv "$work/peak" "$work/usual"

forge ring
answers 'a heap that leads to itself' -b heap $target
has 'it says so' 'less memory was found than malloc says it has' "$work/out"
answers 'the same in the process' --json -n 1 process $target
answers 'the same in a column' -b -n 1 -o pid,retained -p $target

forge caches 2000
answers 'caches that are rings' -b heap $target
answers 'the same in a column' -b -n 1 -o pid,retained -p $target

forge virtual 60
answers '60 TiB that nothing was put into' --json -n 1 heap $target
if "$environments/forged_target" passes; then
	lacks 'what was never touched is passed over' '"reason":"too_large"' "$work/out"
	has 'the heap beside it is found' '"allocator":"glibc"' "$work/out"
	answers 'the same for what is lost in it' --json -n 1 leaks $target
	lacks 'it is passed over there as well' '"reason":"too_large"' "$work/out"
else
	is 'it says that this is too large' "$(value "$work/out" reason)" too_large
fi
ok 'memory is bounded' modest 65536
answers 'the same in the process' --json -n 1 process $target

# Where the kernel places it, it may not look like a part of the heap: then another one is made.
tries=10
while forge chain 1 && answers 'a chunk of half a TiB' --json -n 1 heap $target &&
	[ "$(value "$work/out" reason)" != too_large ] && [ $tries -gt 0 ]; do
	tries=$((tries - 1))
done
is 'it says that this is too large' "$(value "$work/out" reason)" too_large
is 'and so does each figure' "$(value "$work/out" unreadable retained_bytes)" too_large
ok 'memory is bounded' modest 65536
answers 'the same in a column' --json -n 1 -o pid,retained -p $target
has 'there is no figure' '"retained_bytes":null' "$work/out"
has 'and why not' '"retained_bytes":\{"too_large":\[' "$work/out"
answers 'a higher limit is taken' -b --inspect-limit 2 heap $target
has 'it says which option allows more' '--inspect-limit' "$work/out"

# The kernel takes a second to print 3,000 of these paths.
mkdir "$work/deep"
forge paths "$work/deep" 160 2000
answers 'mappings with paths of 40 KB' --json -n 1 process $target
ok 'memory is bounded' modest 65536
answers 'as many as one allows' --json -n 1 --inspect-limit 100 process $target
ok 'all of them are listed' test "$(grep -o '{"start":' "$work/out" | wc -l)" -gt 2000
answers 'the same as text' -b process $target
answers 'its heap' -b heap $target
answers 'the same in a column' --json -n 1 -o pid,retained,pss -p $target
forge paths "$work/deep" 1100 3
answers 'a path beyond 256 KiB' --json -n 1 process $target
lacks 'it hides no mapping' '"mappings":"' "$work/out"
ok 'the path is cut' grep -q 'ddd\.\.\.ddd' "$work/out"
tap_done
