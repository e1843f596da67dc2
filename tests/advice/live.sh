#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs what ADVICE.tsv says of each advice, against a target that must go on afterwards, and calls
# malloc_trim() by the command that memtop prints, 200 times, while four threads allocate.
# `make check-advice`; as root.  What needs a program that is not there is skipped.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

tests=$source/tests/advice
built=${abs_top_builddir:-$source/build}/tests/advice
tab=$(printf '\t')
calls=${ADVICE_CALLS:-200}
target=

has()
{
	command -v "$1" >/dev/null
}

# start COMMAND [ARGUMENT]...: a target; descriptor 8 leads to it, 9 comes from it.
start()
{
	rm -f "$work/to" "$work/from"
	mkfifo "$work/to" "$work/from"
	"$@" <"$work/to" >"$work/from" 2>"$work/errors" 8>&- 9<&- &
	target=$!
	exec 8>"$work/to" 9<"$work/from"
}

stop()
{
	exec 8>&- 9<&-
	[ -n "$target" ] && kill -9 "$target" 2>/dev/null
	wait "$target" 2>/dev/null
	target=
	[ -s "$work/server" ] && kill -9 "$(cat "$work/server")" 2>/dev/null
	rm -f "$work/server"
}

# It answers a line, which each target does only after it has allocated or written.
lives()
{
	echo >&8
	[ "$(timeout 30 head -n 1 <&9)" = alive ]
}

# The process that a target is; pyenv and its kin stand before it.
ready()
{
	lives || { cat "$work/errors"; return 1; }
}

start_named()
{
	case $1 in
	holder) start "$built/file_holder" "$work" ;;
	java) start java -Xmx64m "$tests/Target.java" ;;
	redis) start_redis ;;
	go) start_go GOGC=100 ;;
	*) start "$built/busy_allocator" pause ;;
	esac
}

# Built once, without a network.  start_go VARIABLE=VALUE...
start_go()
{
	[ -x "$work/go_target" ] || env GO111MODULE=off GOFLAGS= GOCACHE="$work/go_cache" \
		go build -o "$work/go_target" "$tests/target.go" || return 77
	start env "$@" "$work/go_target" "$work/go_address"
}

# The server has no standard input: a shell that asks it answers.
start_redis()
{
	start sh -c 'redis-server --port 0 --unixsocket "$0/redis" --save "" >/dev/null & p=$!
		echo "$p" >"$0/server"
		until redis-cli -s "$0/redis" PING >/dev/null 2>&1 || ! kill -0 "$p"; do :; done
		while read -r line; do
			redis-cli -s "$0/redis" SET key "$line" >/dev/null && echo alive
		done' "$work"
}

# library ALLOCATOR: its file, nothing where it is not installed.
library()
{
	find /usr/lib -name "lib$1.so.[0-9]" 2>/dev/null | head -n 1
}

needed_by()
{
	case $1 in
	jemalloc | tcmalloc_minimal | mimalloc) library "$1" | grep . || echo "lib$1" ;;
	java) echo jcmd ;;
	redis) echo redis-cli ;;
	python | pool) echo python3 ;;
	node | snapshot) echo node ;;
	go) echo go ;;
	*) echo sh ;;
	esac
}

# The command with all filled in.
filled()
{
	number=$(cut -d' ' -f1 "/proc/$target/syscall")
	descriptor=$(ls -l "/proc/$target/fd" | sed -n 's/.* \([0-9]*\) -> .*holder.*(deleted)$/\1/p')
	printf '%s\n' "$1" | sed -e "s/{pid}/$target/g" -e "s/{waits_in}/$number/g" \
		-e "s|/fd/N|/fd/$descriptor|" -e "s|> FILE|> $work/file|" -e 's|FILE|/proc/meminfo|' \
		-e "s|^memtop |$memtop |" -e "s|^redis-cli |redis-cli -e -s $work/redis |" \
		-e "s|^go tool pprof|& -top http://$(cat "$work/go_address" 2>/dev/null)/debug/pprof/heap|"
}

# A command for people may find nothing, or go on for ever, and must not hurt.
run_it()
{
	command=$(filled "$1")
	program=$(printf '%s\n' "$command" | sed 's/ .*//')
	case $command in
	*'malloc_trim(0)'*) needs=gdb ;;
	*) needs=$program ;;
	esac
	has "$needs" || return 77
	case $program in
	vmstat) command="$command 1" ;;
	slabtop) command="$command -o" ;;
	esac
	timeout -s KILL 120 sh -c "$command" >"$work/said" 2>&1
	status=$?
	case $program in
	# Says itself, or by its status, that it did not do it.
	redis-cli)
		[ "$status" = 0 ] && return 0
		# The advice says that a server may be built without.
		grep -q 'Active defragmentation cannot be enabled' "$work/said" && return 0 ;;
	go) [ "$status" = 0 ] && return 0 ;;
	*) [ "$status" -le 1 ] && return 0 ;;
	esac
	# What ends while it is listed.
	[ "$program $status" = 'grep 2' ] && return 0
	echo "$command: exit status $status"
	tail -n 3 "$work/said"
	return 1
}

run_on_target()
{
	start_named "$1"
	ready && run_it "$2"
	status=$?
	if [ "$status" = 0 ] || [ "$status" = 77 ]; then
		lives || { echo "the target does not go on"; status=1; }
	fi
	stop
	[ "$status" = 77 ] && echo skipped >"$work/skipped"
	[ "$status" = 0 ] || [ "$status" = 77 ]
}

view_of_target()
{
	start_named "$1"
	view=$(awk -F '\t' -v rule="$2" '$1 == rule { print $2 }' "$work/advices")
	case $view in
	process | heap) set -- "$view" "$target" ;;
	growth | overview) set -- "$view" -p "$target" ;;
	*) set -- overview -p "$target" ;;
	esac
	ready && timeout 60 "$memtop" -b -n 1 "$@" >"$work/said" 2>&1 && lives
	status=$?
	stop
	return "$status"
}

with_setting()
{
	case $1 in
	python) start python3 -X tracemalloc -uc 'import sys
for line in sys.stdin: print("alive" if len([str(i) for i in range(9999)]) else "")' ;;
	pool) start python3 -uc 'import multiprocessing, os
pool = multiprocessing.Pool(1, maxtasksperchild=1)
while os.read(0, 1): print("alive" if pool.apply(len, ("abc",)) == 3 else "")' ;;
	trim) start "$built/busy_allocator" trim ;;
	node) start node --max-old-space-size=64 -e 'process.stdin.on("data", function () {
		console.log("x".repeat(100000).length ? "alive" : ""); })' ;;
	snapshot) start node --heapsnapshot-signal=SIGUSR2 -e 'process.chdir(process.argv[1]);
		process.stdin.on("data", function () { console.log("alive"); })' "$work" ;;
	go) start_go GOGC=off "$2=64MiB" ;;
	jemalloc | tcmalloc_minimal | mimalloc)
		start env LD_PRELOAD="$(library "$1")" "$2" "$built/busy_allocator" pause ;;
	*) start env "$2" "$built/busy_allocator" pause ;;
	esac
	ready || { stop; return 1; }
	status=0
	case $2 in
	MALLOC_ARENA_MAX=2)
		arenas=$("$memtop" --json heap "$target" | grep -o '"threads":' | wc -l)
		[ "$arenas" -le 2 ] || { echo "$arenas arenas"; status=1; } ;;
	GOMEMLIMIT)
		for _ in 1 2 3 4 5 6; do
			lives || status=1
		done
		bounded_by 131072 || status=1 ;;
	--heapsnapshot*)
		kill -USR2 "$target"
		for _ in 1 2 3 4 5 6; do
			lives || status=1
			set -- "$work"/*.heapsnapshot
			[ -e "$1" ] && break
		done ;;
	esac
	lives || status=1
	stop
	return "$status"
}

# bounded_by KIB: what the target has resident.
bounded_by()
{
	resident=$(awk '/^VmRSS/ { print $2 }' "/proc/$target/status")
	[ "$resident" -le "$1" ] || { echo "$resident KiB resident"; return 1; }
}

set_once_more()
{
	file=/proc/sys/$(printf '%s' "$1" | tr . /)
	value=$(cat "$file") || return 77
	echo "$value" >"$file" || return 77
}

skip_or()
{
	name=$1
	shift
	rm -f "$work/skipped"
	"$@" >"$work/why" 2>&1
	status=$?
	if [ "$status" = 77 ] || [ -e "$work/skipped" ]; then
		tap_count=$((tap_count + 1))
		printf 'ok %d - %s # SKIP not here\n' "$tap_count" "$name"
	else
		ok "$name" sh -c 'cat "$1"; exit "$2"' sh "$work/why" "$status"
	fi
}

# What memtop prints of the heap of a target; nothing while it advises no debugger.
printed_command()
{
	"$memtop" --json heap "$target" |
		sed -n 's/.*"advice": *"\(grep -q [^"]*malloc_trim(0).\)".*/\1/p'
}

# The main thread sits still in pause(2), or in poll(2), and all others allocate.
trim_again_and_again()
{
	start "$built/busy_allocator" "$1"
	calls=$2
	ready || { stop; return 1; }
	command=$(printed_command)
	before=$(awk '/^RssAnon/ { print $2 }' "/proc/$target/status")
	failed=
	[ -n "$command" ] || failed="no command is printed"
	called=0
	tries=0
	while [ -z "$failed" ] && [ "$called" -lt "$calls" ]; do
		tries=$((tries + 1))
		timeout -s KILL 60 sh -c "$command" >"$work/said" 2>&1
		status=$?
		# Where it does not wait any more, the command does nothing.
		[ "$status" = 0 ] && called=$((called + 1))
		[ "$status" = 0 ] || [ "$status" = 1 ] && [ "$tries" -lt $((calls * 20)) ] ||
			failed="call $called: exit status $status: $(tail -n 2 "$work/said")"
		lives || failed="call $called: it allocates no more"
	done
	after=$(awk '/^RssAnon/ { print $2 }' "/proc/$target/status")
	[ -n "$failed" ] || [ "$after" -lt "$before" ] || failed="$before KiB before, $after after"
	stop
	echo "$failed"
	[ -z "$failed" ]
}

# Where the main thread waits for a lock, or allocates, no debugger is advised.
advises_no_debugger()
{
	start "$built/busy_allocator" "$1"
	ready
	command=$(printed_command)
	stop
	echo "$command"
	[ -z "$command" ]
}

"$built/advice_list" >"$work/advices"
grep -v '^#' "$tests/ADVICE.tsv" >"$work/table"
while IFS=$tab read -r rule how on said <&3; do
	has "$(needed_by "$on")" || { skip_or "$rule: $said" sh -c 'exit 77'; continue; }
	case $how in
	run) skip_or "$rule: $said" run_on_target "$on" "$said" ;;
	view) skip_or "$rule: $said" view_of_target "$on" "$rule" ;;
	setting) skip_or "$rule: $said" with_setting "$on" "$said" ;;
	setup) skip_or "$rule: $said" set_once_more "$said" ;;
	esac
done 3<"$work/table"
# What Redis has freed goes back when MEMORY PURGE asks for it: RSS falls by a good part.
redis_purges()
{
	start_redis
	ready || { stop; return 1; }
	ask="redis-cli -e -s $work/redis"
	$ask DEBUG POPULATE 200000 key 512 >/dev/null 2>&1 ||
		$ask EVAL 'for i = 1, 200000 do redis.call("SET", i, string.rep("x", 512)) end' 0
	full=$($ask INFO memory | tr -d '\r' | sed -n 's/^used_memory_rss://p')
	$ask FLUSHALL SYNC >/dev/null
	$ask MEMORY PURGE >/dev/null
	left=$($ask INFO memory | tr -d '\r' | sed -n 's/^used_memory_rss://p')
	stop
	[ "$left" -lt $((full / 2)) ] || { echo "$full bytes before, $left after"; return 1; }
}

if has redis-server; then
	ok 'redis-cli MEMORY PURGE gives back what is free' redis_purges
fi
if has gdb; then
	ok "malloc_trim $calls times beside four threads, in pause" \
		trim_again_and_again pause "$calls"
	ok "malloc_trim beside four threads, in poll" trim_again_and_again poll $((calls / 10 + 1))
fi
ok "no debugger while the main thread waits for a lock" advises_no_debugger futex
tap_done
