# SPDX-License-Identifier: GPL-2.0-or-later
# A BPF program that sweeps all processes: the same figures as from statm, and the choice is told.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

# What "own" of the last sample says.
own()
{
	tail -n 1 "$work/out" | sed -n "s/.*\"own\":{[^}]*\"$1\":\"\{0,1\}\([a-z_0-9]*\).*/\1/p"
}

run --json -n 1 -o pid,rss
is 'by default statm is read' "$(own sweep)" statm
is 'and why' "$(own sweep_reason)" setting
is 'the setting bpf is told' "$(own bpf)" views
is 'a view of samples has loaded nothing' "$(own bpf_programs) $(own bpf_bytes)" '0 0'
run --json --bpf=off -n 1 -o pid,rss
is 'and that it is off' "$(own bpf) $(own bpf_reason) $(own bpf_programs)" 'off switched_off 0'
run --json --bpf=auto -n 2 -d 0.01 -p $$ -o pid,rss
is 'some processes alone: statm' "$(own sweep)" statm

# So many processes that a program pays; they end with this shell.
sleepers=
count=0
while [ $count -lt 1100 ]; do
	sleep 1000 &
	sleepers="$sleepers $!"
	count=$((count + 1))
done
last=$!
trap 'kill $sleepers 2>/dev/null; rm -rf "$work"' EXIT

run --json --bpf=auto -n 2 -d 0.01 -o pid,rss
is 'two samples do not pay: statm' "$(own sweep)" statm
is 'and why not a program' "$(own sweep_reason)" few_samples

columns=pid,ppid,virt,rss,anon,file,shared,swap,locked,pte,threads,faults,start,state,command
run --json --bpf=auto -n 22 -d 0.02 -o "$columns" --filter "pid=$last"
is 'exit status' $status 0
way=$(own sweep)
reason=$(own sweep_reason)
case $way in
bpf_tasks | bpf_iterator)
	is 'the best way has its reason' "$reason" best
	is 'no descriptors are kept' "$([ "$(own descriptors)" -le 8 ] && echo few)" few
	ok 'its memory is told' test "$(own sweep_kernel_bytes)" -gt 0
	ok 'and that a program is loaded' test "$(own bpf_programs)" -gt 0 -a "$(own bpf_bytes)" -gt 0
	;;
*)
	echo "# $reason"
	ok 'a program is not taken for a reason' test "$reason" = refused -o "$reason" = disagrees
	tap_done
	;;
esac
rows()
{
	tail -n 1 "$work/out" | sed 's/.*"processes":\[//; s/\].*//'
}
by_program=$(rows)
run --json --bpf=views -n 2 -d 0.02 -o "$columns" --filter "pid=$last"
ok 'there is the process' test -n "$by_program"
is 'the same figures by statm' "$by_program" "$(rows)"
tap_done
