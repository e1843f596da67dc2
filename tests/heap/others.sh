#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Heaps that are not glibc's, held against what their owners say of them: CPython's
# sys._debugmallocstats(), jemalloc's stats_print, a program of known sizes for musl, and jstat where
# there is Java.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

build=${abs_top_builddir:-$source/build}
target=
trap 'stop; rm -rf "$work"' EXIT

stop()
{
	exec 8>&- 9<&-
	[ -n "$target" ] && kill -9 "$target" 2>/dev/null
	wait "$target" 2>/dev/null
	target=
}

# start COMMAND...: a process that prints a line on its standard output when it is ready, and then
# waits for the end of its standard input.
start()
{
	stop
	rm -f "$work/to" "$work/from"
	mkfifo "$work/to" "$work/from"
	"$@" <"$work/to" >"$work/from" 2>"$work/errors" &
	target=$!
	exec 8>"$work/to" 9<"$work/from"
	timeout 60 head -n 1 <&9 >"$work/said"
	[ -s "$work/said" ] || { cat "$work/errors"; return 1; }
}

# figure KEY: of the first of the other heaps.
figure()
{
	python3 - "$1" "$work/json" <<'END'
import json, sys
print(json.load(open(sys.argv[2]))["other_heaps"][0][sys.argv[1]])
END
}

faults()
{
	sed 's/.*) //' "/proc/$target/stat" | cut -d' ' -f8,10
}

# waits: the target has done what it does before it waits, and faults nothing in any more.
waits()
{
	tries=0
	until grep -q '^State:.S' "/proc/$target/status" || [ "$tries" -ge 1000 ]; do
		tries=$((tries + 1))
	done
}

# look: takes figures of the target, which loses and gains no page by it, however long a machine in use takes for it.
look()
{
	waits
	before=$(faults)
	"$memtop" --json --inspect-limit 100 heap "$target" >"$work/json" || return 1
	[ "$before" = "$(faults)" ] || { echo "minor, major faults: $before, then $(faults)"; return 1; }
}

# near KEY WANTED PERCENT-OF-A-HUNDREDTH
near()
{
	got=$(figure "$1")
	echo "$1: $got, wanted $2"
	[ "$got" -ge $(($2 - $2 * $3 / 10000)) ] && [ "$got" -le $(($2 + $2 * $3 / 10000)) ]
}

# said N: the Nth word of what the target said.
said()
{
	cut -d' ' -f"$1" "$work/said"
}

cat >"$work/target.py" <<'END'
import sys, os
kept = [object() for _ in range(100000)] + [(i, str(i)) for i in range(100000)]
del kept[::3]
sys._debugmallocstats()
sys.stderr.flush()
os.write(1, b"ready\n")
os.read(0, 1)
END
if [ -x /usr/bin/python3 ]; then
	ok 'Python waits' start /usr/bin/python3 -S "$work/target.py"
	ok 'nothing of it is faulted in' look
	wanted=$(sed -n 's/^# bytes in allocated blocks *= *//p' "$work/errors" | tr -d ,)
	ok "Python's small objects, to half a per cent" near in_use_bytes "$wanted" 50
	wanted=$(sed -n 's/^# bytes in available blocks *= *//p' "$work/errors" | tr -d ,)
	ok 'what is free between them' near pinned_bytes "$wanted" 100
	ok 'a sentence says so' grep -q 'Python holds' "$work/json"
fi

jemalloc=$(find /usr/lib -name libjemalloc.so.2 2>/dev/null | head -n 1)
if [ -n "$jemalloc" ] && [ -x "$build/tests/heap/other_target" ] &&
	! sanitized "$build/tests/heap/other_target"; then
	ok 'a program with jemalloc waits' start env LD_PRELOAD="$jemalloc" \
		MALLOC_CONF=stats_print:true,stats_print_opts:mdablxegh,dirty_decay_ms:-1 \
		"$build/tests/heap/other_target"
	ok 'nothing of it is faulted in' look
	exec 8>&-
	wait "$target"
	target=
	wanted=$(sed -n 's/^Allocated: \([0-9]*\),.*/\1/p' "$work/errors")
	ok 'what jemalloc gave out, to one per cent' near in_use_bytes "$wanted" 100
	# Free pages that it keeps are resident; its own descriptions are not counted.
	wanted=$(sed -n 's/^Allocated: .* metadata: \([0-9]*\) .* resident: \([0-9]*\),.*/\2 \1/p' "$work/errors" |
		awk '{ print $1 - $2 }')
	ok 'what jemalloc has of the system, to one per cent' near heap_bytes "$wanted" 100
	ok 'it is called sure' grep -q '"status":"ok","reason":null,"allocator":"jemalloc"' "$work/json"
fi

# Others that the same program runs with: what is held, as tcmalloc itself and as mimalloc of each block
# has it.  libstdc++, which tcmalloc needs, keeps a few blocks of its own.
for name in tcmalloc_minimal:4 mimalloc:2; do
	library=$(find /usr/lib -name "lib${name%:*}.so.${name#*:}" 2>/dev/null | head -n 1)
	[ -n "$library" ] && [ -x "$build/tests/heap/other_target" ] || continue
	! sanitized "$build/tests/heap/other_target" || continue
	ok "a program with ${name%:*} waits" start env LD_PRELOAD="$library" \
		"$build/tests/heap/other_target"
	ok 'nothing of it is faulted in' look
	ok 'bytes in use' near in_use_bytes "$(said 2)" 1
	ok 'blocks in use' near in_use_blocks "$(said 1)" 10
	ok 'it is called sure' grep -q "\"status\":\"ok\",\"reason\":null,\"allocator\":\"${name%%[_:]*}\"" \
		"$work/json"
done

# gives_back ALLOCATOR SETTING: with that in its environment, a program that has freed much keeps less
# than a tenth of the free pages that it keeps without, at the latest after ten seconds.
gives_back()
{
	library=$(find /usr/lib -name "lib$1.so.[0-9]" 2>/dev/null | head -n 1)
	start env LD_PRELOAD="$library" "$3" "$build/tests/heap/other_target" && look || return 1
	kept=$(figure free_bytes)
	start env LD_PRELOAD="$library" "$2" "$build/tests/heap/other_target" || return 1
	deadline=$(($(date +%s) + 10))
	until look && [ "$(figure free_bytes)" -le $((kept / 10)) ]; do
		[ "$(date +%s)" -lt "$deadline" ] || break
	done
	echo "without $2 $kept bytes on free pages, with it $(figure free_bytes)"
	[ "$kept" -ge 1048576 ] && [ "$(figure free_bytes)" -le $((kept / 10)) ]
}

# What the sentences about free pages advise.
while read -r name setting other; do
	library=$(find /usr/lib -name "lib$name.so.[0-9]" 2>/dev/null | head -n 1)
	[ -n "$library" ] && ! sanitized "$build/tests/heap/other_target" || continue
	ok "$name: $setting" gives_back "$name" "$setting" "$other"
done <<'END'
jemalloc MALLOC_CONF=background_thread:true,dirty_decay_ms:1000 MALLOC_CONF=dirty_decay_ms:-1
tcmalloc_minimal TCMALLOC_AGGRESSIVE_DECOMMIT=t X=
mimalloc MIMALLOC_DECOMMIT_DELAY=0 MIMALLOC_DECOMMIT_DELAY=600000
END

if command -v musl-gcc >/dev/null &&
	musl-gcc -D_GNU_SOURCE -I "$source/src" -o "$work/musl" "$source/tests/heap/other_target.c" 2>/dev/null; then
	ok "a program with musl's malloc waits" start "$work/musl"
	ok 'nothing of it is faulted in' look
	# 20,000 of 40 bytes are slots of 48, 10,000 of 300 of 320, 100 of 9,000 of 9,344, and so on:
	# the target prints how many blocks it holds.
	ok 'blocks in use' near in_use_blocks "$(said 1)" 1
fi

cat >"$work/heap.go" <<'END'
package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	kept := make(map[int]string)
	for i := 0; i < 200000; i++ {
		kept[i] = fmt.Sprint(i)
	}
	for i := 0; i < 100000; i++ {
		delete(kept, i)
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.HeapInuse)
	os.Stdin.Read(make([]byte, 1))
	fmt.Println(len(kept))
}
END
if command -v go >/dev/null &&
	GOCACHE="$work/go" GOFLAGS=-mod=mod go build -ldflags=-s -o "$work/go-heap" "$work/heap.go"; then
	ok 'a program of Go waits, without symbols' start "$work/go-heap"
	ok 'it is looked at' "$memtop" --json heap "$target"
	"$memtop" --json heap "$target" >"$work/json"
	ok 'spans in use, as its runtime has them' near in_use_bytes "$(cat "$work/said")" 100
	ok 'a sentence says so' grep -q "Go's heap has" "$work/json"
fi

cat >"$work/Heap.java" <<'END'
import java.util.*;
class Heap {
	public static void main(String[] a) throws Exception {
		List<byte[]> kept = new ArrayList<>();
		for (int i = 0; i < 20000; i++)
			kept.add(new byte[1000]);
		System.gc();
		System.out.println("ready");
		System.in.read();
		System.out.println(kept.size());
	}
}
END
if command -v jstat >/dev/null && command -v java >/dev/null; then
	for collector in SerialGC ParallelGC G1GC; do
		ok "Java waits: $collector" start java -Xmx256m -XX:+Use$collector "$work/Heap.java"
		ok 'nothing of it is read that is not there' "$memtop" --json heap "$target"
		"$memtop" --json heap "$target" >"$work/json"
		wanted=$(jstat -gc "$target" | LC_ALL=C awk 'NR == 2 { printf "%d", $8 * 1024 }')
		ok 'the old generation, as jstat has it' near old_generation_bytes "$wanted" 100
		ok 'the most that it may take' near limit_bytes 268435456 10
	done
fi
stop
tap_done
