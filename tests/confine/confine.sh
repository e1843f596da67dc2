# SPDX-License-Identifier: GPL-2.0-or-later
# Views that are printed can only read; what is smuggled into them fails, and they print the same.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"
attempts=${abs_top_builddir:-$source/build}/tests/confine/attempts.so

mkfifo "$work/in" "$work/ready" "$work/json"
"$helpers/named" quiet secret <"$work/in" >"$work/ready" &
exec 3>"$work/in" 4<"$work/ready"
read -r pid <&4

# status_of MEMTOP-OPTION...: what the kernel says of each thread, once the first sample is printed.
status_of()
{
	"$memtop" "$@" --json -n 100000 -d 100000 -o pid -p "$pid" >"$work/json" &
	running=$!
	exec 5<"$work/json"
	read -r _ <&5
	cat /proc/$running/task/*/status >"$work/status"
	exec 5<&-
	kill $running
	wait $running 2>/dev/null
}

status_of --no-seccomp
lacks 'without the filter there is none' '^Seccomp:[[:blank:]]*2' "$work/status"
has 'and no program that it starts has more rights' '^NoNewPrivs:[[:blank:]]*1' "$work/status"
lacks 'nor to write what only others may' '^CapEff:.*[2367abef]$' "$work/status"
status_of
lacks 'no thread has a right to signal others' '^CapEff:.*[2367abef].$' "$work/status"
if ! grep -q '^Seccomp:[[:blank:]]*2' "$work/status"; then
	printf '# no filter of system calls here: not built in, or not in this kernel\n'
	tap_done
fi
lacks 'every thread has the filter' '^Seccomp:[[:blank:]]*[01]$' "$work/status"

# The same is printed with and without: figures of a process at rest but for what moves by itself.
same()
{
	same_name=$1
	shift
	"$memtop" "$@" >"$work/with" 2>&1
	is "$same_name ends well" "$?" 0
	"$memtop" --no-seccomp "$@" >"$work/without" 2>&1
	for half in with without; do
		sed -E 's/"(seconds|wall|age)[a-z_]*":[^,}]*//g; s/[0-9]+([.][0-9]+)?/N/g; s/[[:blank:]]+/ /g' \
			"$work/$half" >"$work/$half.words"
	done
	is "$same_name prints the same" "$(cat "$work/with.words")" "$(cat "$work/without.words")"
}
same overview --json -n 1 -p "$pid" -o pid,user,rss,pss,retained,command
same 'the view process' --json process "$pid"
same 'the view heap' --json heap "$pid"
same 'the view leaks' --json leaks "$pid"
same 'the view growth' -n 1 growth -p "$pid"
cp /proc/meminfo "$work/meminfo"
"$memtop" --no-seccomp explain "$work/meminfo" >"$work/without"
"$memtop" explain "$work/meminfo" >"$work/with"
ok 'explain prints the same' cmp "$work/with" "$work/without"
"$memtop" explain - <"$work/meminfo" >"$work/with"
ok 'from standard input as well' [ -s "$work/with" ]
"$memtop" --csv -n 1 -p "$pid" -o pid,user >"$work/out"
has 'the user has a name' ",$(id -un)\$" "$work/out"
crowd=${abs_top_builddir:-$source/build}/tests/bench/crowd
"$crowd" -n 500 "$memtop" --csv -n 1 -p "$pid" -o pid,user >"$work/out"
has 'and among 500 others, where a child looks it up' ",$(id -un)\$" "$work/out"

# Foreign code in it.  A sanitizer wants to be loaded first.
! grep -qa __asan_init "$memtop" || tap_done
# Every view and command that prints what is now, out of the list of them: a new one is added here, or
# to what is left out because it saves, records or starts the balloon.
list_modes()
{
	LC_ALL=C "$memtop" --help | sed -n '/^Views:/,/^Without/s/^  \([a-z][a-z]*\) *\([A-Z]*\).*/\1 \2/p' |
		while read -r name argument; do
			case $name in
			probe | record | replay | diff) ;;
			overview) echo "-n 1 -p $pid -o pid,pss" ;;
			growth | kernel | cgroups) echo "$name -n 1" ;;
			*) echo "$name ${argument:+$pid}" ;;
			esac
		done
	echo "cache $work/meminfo"
	echo "cache --bpf off $work/meminfo"
	echo 'shared --bpf off'
	echo 'check available<1%'
}
list_modes >"$work/modes"
has 'the list has the newest of them' '^export' "$work/modes"
while read -r view; do
	rm -f "$work/made"
	# shellcheck disable=SC2086 # words
	ATTEMPTS_FILE=$work/made LD_PRELOAD=$attempts "$memtop" -b $view >"$work/out" 2>"$work/err"
	status=$?
	# An alarm that is built in may hold on this machine now, as another test ends a process for its memory.
	case $view$status in check*3) status=0 ;; esac
	is "$view: the view is printed" "$status" 0
	# What reads a record has a process beside it, which tries the same.
	is "$view: whatever is tried fails" "$(awk '!seen[$0]++' "$work/err" | tr '\n' ,)" \
		'create EPERM,append EPERM,remove EPERM,connect EPERM,signal EPERM,run EPERM,'
	ok "$view: nothing was made" [ ! -e "$work/made" ]
done <"$work/modes"
"$crowd" -n 500 env ATTEMPTS_FILE="$work/made" LD_PRELOAD="$attempts" "$memtop" -b -n 1 -p "$pid" \
	>"$work/out" 2>"$work/err"
is 'among 500 others: whatever is tried fails' "$(awk '!seen[$0]++' "$work/err" | tr '\n' ,)" \
	'create EPERM,append EPERM,remove EPERM,connect EPERM,signal EPERM,run EPERM,'
# The attempts work where nothing is in their way.
ATTEMPTS_FILE=$work/made LD_PRELOAD=$attempts "$memtop" --no-seccomp -b -n 1 -p "$pid" -o pid,pss \
	>"$work/out" 2>"$work/err"
has 'without the filter they succeed' '^create done$' "$work/err"
tap_done
