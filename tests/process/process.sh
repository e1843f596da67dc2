# SPDX-License-Identifier: GPL-2.0-or-later
# memtop process from outside: what it says of each kind, and of those that it can say nothing of.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

# start COMMAND...: a process that prints a line when it is ready and ends with its input; $pid.
mkfifo "$work/in" "$work/ready"
start()
{
	"$@" <"$work/in" >"$work/ready" &
	exec 3>"$work/in" 4<"$work/ready"
	read -r pid <&4
}

stop()
{
	exec 3>&- 4<&-
	wait
}

# says NAME STATUS PATTERN ARGUMENT...: nothing on standard output, and one line like that.
says()
{
	says_name=$1 says_status=$2 says_pattern=$3
	shift 3
	run "$@"
	is "$says_name: exit status" "$status" "$says_status"
	empty "$says_name: prints nothing" "$work/out"
	has "$says_name: says why" "$says_pattern" "$work/err"
	is "$says_name: in one line" "$(wc -l <"$work/err")" 1
}

# One above every PID that there can be; what is larger is none.
says 'no such process' 1 '^memtop: process 4194304: there is none' -b process 4194304
says 'no such process, JSON' 1 '^memtop: process 4194304: there is none' --json process 4194304
says 'PID 0' 2 "^memtop: process: '0' is no PID" -b process 0
says 'a number too large' 2 "^memtop: process: '4194305' is no PID" -b process 4194305
says 'a word' 2 "^memtop: process: 'init' is no PID" -b process init
says 'a number behind which something stands' 2 "'12x' is no PID" -b process 12x
says 'a number too large' 2 "'4294967297' is no PID" -b process 4294967297
says 'no argument' 2 'needs an argument: PID' -b process

# Itself.
# shellcheck disable=SC2016 # the inner shell expands it
sh -c 'exec "$0" --json process $$' "$memtop" >"$work/out" 2>"$work/err"
is 'it can look at itself' "$?" 0
has 'and knows its own name' '"name":"memtop"' "$work/out"
is 'with its mappings by kind' "$(value "$work/out" kinds 0 kind)" heap

# A kernel thread: one without an address space, whose parent is kthreadd.
kernel_thread=
for directory in /proc/[0-9]*; do
	[ -r "$directory/stat" ] || continue
	# shellcheck disable=SC2046 # fields are words
	set -- $(sed 's/.*) //' "$directory/stat" 2>/dev/null)
	[ "${2:-}" = 2 ] && kernel_thread=${directory#/proc/} && break
done
if [ -n "$kernel_thread" ]; then
	run -b process "$kernel_thread"
	is 'a kernel thread is no failure' "$status" 0
	has 'it is called one' 'A kernel thread: it has no memory of its own' "$work/out"
	has 'and is called by its name' '^  command         \[.+\]' "$work/out"
	lacks 'it has no resident memory, not even 0' 'resident  ' "$work/out"
	run --json process "$kernel_thread"
	is 'JSON says so' "$(value "$work/out" kernel_thread)" true
	is 'and that there is no pace' "$(value "$work/out" growth_bytes_per_minute) $(value "$work/out" unreadable growth_bytes_per_minute)" 'null absent'
	is 'its RSS is null' "$(value "$work/out" rss_bytes)" null
	is 'with the reason' "$(value "$work/out" unreadable rss_bytes)" absent
fi

# A zombie, of a parent that never asks: a shell would, so it ends once the shell is cat.
# shellcheck disable=SC2016
start sh -c '(until grep -q "^cat" "/proc/$$/comm"; do :; done) & echo $!; exec cat'
zombie=$pid
while ! grep -q '^State:.Z' "/proc/$zombie/status" 2>/dev/null; do
	[ -d "/proc/$zombie" ] || break
done
run -b process "$zombie"
is 'a zombie is no failure' "$status" 0
has 'it is said to have ended' 'It is a zombie: it has ended and holds no memory. Its parent, process [0-9]+, has not' \
	"$work/out"
run --json process "$zombie"
is 'JSON says so' "$(value "$work/out" state)" Z
is 'its PSS is null' "$(value "$work/out" pss_bytes)" null
is 'with the reason' "$(value "$work/out" unreadable pss_bytes)" absent
stop

# A program with a parenthesis and a newline in its path and name, deleted while it runs.
strange="$work/a) R 1
b"
cp "$helpers/named" "$strange"
start "$strange" 'x) Z 1
y' 'argument'
rm "$strange"
run -b process "$pid"
is 'a strange name is no failure' "$status" 0
lacks 'no control character gets out' "[[:cntrl:]]" "$work/out"
is 'no line begins with a part of its name' "$(grep -cE '^(b|y)' "$work/out")" 0
has 'its program is known although it is deleted' 'executable .*a\) R 1\\nb \(deleted\)' "$work/out"
run --json process "$pid"
has 'JSON has its name' '"name":"x\) Z 1' "$work/out"
has 'and no state from it' '"state":"[SR]"' "$work/out"
run --csv process "$pid"
is 'CSV has it, too' "$status" 0

# Another user's: what any user may know, and why not the rest.
chmod 755 "$work"
cp "$memtop" "$work/memtop"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
	# shellcheck disable=SC2086 # $nobody is words
	$nobody "$work/memtop" -b process "$pid" >"$work/out" 2>"$work/err"
	is "another user's process is no failure" "$?" 0
	has 'who may read it is said' 'Its mappings cannot be read: it belongs to root.*Run memtop as root' \
		"$work/out"
	has 'PSS is not known' 'PSS +[?]' "$work/out"
	has 'anonymous memory is' 'anonymous +[0-9]' "$work/out"
	# shellcheck disable=SC2086
	$nobody "$work/memtop" --json process "$pid" >"$work/out" 2>"$work/err"
	is 'its mappings are null' "$(value "$work/out" mappings)" null
	is 'with the reason' "$(value "$work/out" unreadable mappings)" denied
	is 'no figure is 0 for want of permission' "$(value "$work/out" uss_bytes)" null
fi
stop
tap_done
