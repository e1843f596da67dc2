# SPDX-License-Identifier: GPL-2.0-or-later
# Others' processes that may not be seen, or not be read: unknown, and never 0.
. "${abs_top_srcdir:-.}/tests/environments/environments.sh"

mkfifo "$work/in" "$work/ready"
"$helpers/named" others secret <"$work/in" >"$work/ready" &
exec 3>"$work/in" 4<"$work/ready"
read -r pid <&4

# state FIGURE: how the JSON in $work/out gives the reason why that figure of $pid is not known.
state()
{
	for reason in denied absent pending gone stale; do
		i=0
		while found=$(value "$work/out" unreadable "$1" "$reason" "$i" 2>/dev/null); do
			if [ "$found" = "$pid" ]; then
				echo "$reason"
				return
			fi
			i=$((i + 1))
		done
	done
	echo known
}

columns=pid,user,rss,anon,pss,uss,swap_pss,pte,oom,command

# shellcheck disable=SC2086 # $nobody is words
apart : $nobody "$work/memtop" --json -n 1 -p "$pid" -o $columns
is 'the user nobody reads JSON of a process of root' "$status" 0
is 'its resident memory is known' "$(state rss_bytes)" known
for figure in pss_bytes uss_bytes swap_pss_bytes; do
	is "$figure is denied" "$(state $figure)" denied
	is "$figure is null" "$(value "$work/out" processes 0 $figure)" null
done
# shellcheck disable=SC2086
apart : $nobody "$work/memtop" -n 1 -p "$pid" -o pid,pss,uss
has 'text shows ? for them' "^ +$pid +[?] +[?]\$" "$work/out"
# shellcheck disable=SC2086
apart : $nobody "$work/memtop" --csv -n 1 -p "$pid" -o pid,pss,uss
is 'a process that can be read in part is no failure' "$status" 0
lacks 'CSV shows no 0 for them' ",0(,|\$)" "$work/out"

# hidepid=1: its directory can be seen, and nothing in it.
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=1 proc /proc' $nobody "$work/memtop" --json -n 1 -p "$pid" -o $columns
is 'with hidepid=1 there still is an answer' "$status" 0
for figure in rss_bytes anonymous_bytes pss_bytes uss_bytes page_table_bytes oom_score; do
	is "with hidepid=1 $figure is denied" "$(state $figure)" denied
	is "with hidepid=1 $figure is null" "$(value "$work/out" processes 0 $figure)" null
done
is 'its owner is known all the same' "$(value "$work/out" processes 0 user)" 0
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=1 proc /proc' $nobody "$work/memtop" -b -n 3 -d 0.05 -p "$pid" \
	-o pid,rss,pss,cpu
is 'with hidepid=1 samples go on' "$(grep -cE "^ +$pid +[?] +[?] +[?]\$" "$work/out")" 3
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=1 proc /proc' $nobody "$work/memtop" -b process "$pid"
is 'with hidepid=1 it cannot be looked into' "$status" 1
has 'which is not said to be gone' "process $pid: permission denied" "$work/err"
# shellcheck disable=SC2086
apart : $nobody "$work/memtop" --json process "$pid"
is 'sums of mappings that it may not read are not 0' "$(value "$work/out" kinds 0 rss_bytes)" null
is 'for that reason' "$(value "$work/out" unreadable kinds.rss_bytes)" denied
# shellcheck disable=SC2086
apart : $nobody "$work/memtop" -b process "$pid"
has 'which text says as well' '^all +[?] +[?]' "$work/out"

# hidepid=2: nothing of others is there.
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" --json -n 1 -o $columns
is 'with hidepid=2 it says that others are hidden' "$(value "$work/out" others_hidden)" true
# And beside many threads the child that looks names up.
value "$work/out" processes >"$work/shown"
has 'with hidepid=2 it shows itself' '^array [12]$' "$work/shown"
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" -b -n 1
is 'with hidepid=2 text is printed' "$status" 0
has 'which says so as well' '[Hh]idden' "$work/out"
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" -b -n 1 -p "$pid"
is 'with hidepid=2 another process is not there' "$status" 1
for view in process heap leaks; do
	# shellcheck disable=SC2086
	apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" -b $view "$pid"
	has "with hidepid=2 $view does not say that it is gone" "process $pid: .*permission denied" "$work/err"
	# shellcheck disable=SC2086
	apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" -b $view 4000000
	has "and of none that there is none to $view" 'process 4000000: there is no' "$work/err"
done
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" --json shared
is 'with hidepid=2 shared memory may have other holders' "$(value "$work/out" processes_hidden)" true
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" -b shared
has 'which text says as well' 'does not show all processes here' "$work/out"
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" -b --bpf=off cache
has 'and there may be more open files' 'does not show all processes here' "$work/out"
# Its own process may be the first of all: it is seen, and tells nothing of others.
# shellcheck disable=SC2086
unshare -m -p --fork sh -c 'mount -t proc -o hidepid=2 proc /proc && exec "$@"' sh $nobody \
	"$work/memtop" --json -n 1 -o $columns >"$work/out" 2>"$work/err"
is 'with hidepid=2 it says so where the first process is its own' "$(value "$work/out" others_hidden)" true
apart 'mount -t proc -o hidepid=2 proc /proc' "$work/memtop" --json -n 1 -p "$pid" -o pid,pss
is 'from root nothing is hidden' "$(value "$work/out" others_hidden)" false

exec 3>&-
wait
tap_done
