# SPDX-License-Identifier: GPL-2.0-or-later
# memtop leaks PID: classes and holders of a program of C++ have their names, and it says so in words.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

cxx=${CXX:-c++}
command -v "${cxx%% *}" >/dev/null || tap_skip 'no compiler for C++'
# shellcheck disable=SC2086 # CXX may have flags
$cxx -O1 -o "$work/statsd" "$source/tests/heap/leaks/objects.cc" 2>"$work/cc" ||
	tap_skip 'no library of C++'
cp "$work/statsd" "$work/stripped"
strip "$work/stripped" || tap_skip 'no strip'

# start PROGRAM ARGUMENT...: its PID in $pid once it waits.
start()
{
	program=$1
	shift
	rm -f "$work/in" "$work/ready"
	mkfifo "$work/in" "$work/ready"
	"$program" "$@" <"$work/in" >"$work/ready" &
	pid=$!
	exec 8>"$work/in"
	read -r ready rest <"$work/ready"
	is "${program##*/} is ready $rest" "$ready" ready
}

stop()
{
	exec 8>&-
	wait "$pid"
}

start "$work/statsd" 60000
"$memtop" --json -d 0.01 leaks "$pid" >"$work/json" 2>"$work/err"
is 'it succeeds' $? 0
has 'the class of what is lost' \
	'"name":"(shop::Guest|N4shop5GuestE)","kind":"class","confidence":"certain","bytes":[0-9]+,"chunks":[0-9]+,"unreachable_bytes":[1-9]' "$work/json"
has 'what lies under that class: 1,000 objects of 64 bytes and strings of 48' \
	'"name":"(shop::Guest|N4shop5GuestE)",[^}]*"under_bytes":112000[,}]' "$work/json"
has 'the map is under no class' '"under_class_bytes":1[0-9]{5},' "$work/json"
has 'the variable that holds the map' '"object":"statsd","symbol":"stats"' "$work/json"
has 'its nodes' '"name":"std::map or std::set node, 48 bytes","kind":"container"' "$work/json"
has 'what make_shared made' '"name":"(std::_Sp_counted_ptr_inplace<shop::Session|St23_Sp_counted)' "$work/json"
has 'a finding that names the class' '"rule":"leaks_lost".*mostly of type (shop::Guest|N4shop)' "$work/json"
LC_ALL=C "$memtop" -b -d 0.01 leaks "$pid" >"$work/text" 2>"$work/err"
has 'text: what holds most' "^  The largest holder is .stats' in statsd: .* of the .* in use, .* chunks of it std::map" "$work/text"
"$memtop" --csv -d 0.01 leaks "$pid" >"$work/csv" 2>"$work/err"
has 'CSV: a row a type' '^[0-9]+,(shop::Guest|N4shop5GuestE),class,certain,' "$work/csv"
status 'no such process' 1 "$memtop" -b leaks 4194304
status 'no PID' 2 "$memtop" -b leaks nobody
stop

start "$work/stripped" 60000
"$memtop" --json -d 0.01 leaks "$pid" >"$work/json" 2>"$work/err"
has 'stripped: the class of what is lost' '"name":"(shop::Guest|N4shop5GuestE)","kind":"class"' "$work/json"
has 'stripped: the place that holds the map' \
	'"object":"stripped","symbol":null,"offset":"[0-9a-f]+",.*"type":"std::map or std::set node' "$work/json"
has 'stripped: an array is one place' \
	'"object":"stripped","symbol":null,"offset":"[0-9a-f]+",[^}]*"chunks":(2000|199[0-9])[,}]' "$work/json"
LC_ALL=C "$memtop" -b -d 0.01 leaks "$pid" >"$work/text" 2>"$work/err"
is 'stripped: text lists the largest places' "$(sed '1,/HELD BY/d; /smaller holders/,$d' "$work/text" | wc -l)" 50
has 'and sums up the others' '^ *smaller holders: [0-9]+, with [0-9.]+K in all' "$work/text"
stop

start "${abs_top_builddir:-$source/build}/tests/heap/leaks/leak_target" in_file
"$memtop" --json -d 0.01 leaks "$pid" >"$work/json" 2>"$work/err"
has 'what only a file leads to is not proven' '"proven_bytes":0,"probable_bytes":128000,' "$work/json"
has 'it is said why' '"rule":"leaks_outside".*only what it wrote, [0-9.]+K in all, could still hold' "$work/json"
stop
tap_done
