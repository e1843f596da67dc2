# SPDX-License-Identifier: GPL-2.0-or-later
# A memory cgroup with a limit, as a container has it, of whichever version this machine mounts.
. "${abs_top_srcdir:-.}/tests/environments/environments.sh"

find_hierarchy
group=$mount/memtop-test-$$
trap 'rmdir "$group/inner" "$group" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$group" "$group/inner" 2>/dev/null || tap_skip 'no cgroup can be made here'
[ "$version" = 1 ] || echo +memory >"$group/cgroup.subtree_control"
echo 536870912 >"$group/$limit" || tap_skip 'no limit can be set here'

# inside [ARGUMENT]...: memtop in the inner group, which has no limit of its own.
inside()
{
	# shellcheck disable=SC2016 # for the inner shell
	sh -c 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"' sh "$group/inner" "$memtop" "$@" \
		>"$work/out" 2>"$work/err"
	status=$?
}

inside --json -n 1 -o pid,rss,cgroup
is 'memtop runs under a limit' "$status" 0
is 'it finds the limit of an ancestor' "$(value "$work/out" cgroup limit_bytes)" 536870912
is 'and its version' "$(value "$work/out" cgroup version)" "$version"
ok 'and its use' test "$(value "$work/out" cgroup usage_bytes)" -gt 0
inside -b -n 1
has 'text stands it beside the machine' '512M' "$work/out"

echo 268435456 >"$group/inner/$limit"
inside --json -n 1 -o pid
is 'a lower limit of its own goes first' "$(value "$work/out" cgroup limit_bytes)" 268435456

run --json -n 1 -o pid
is 'outside there is no limit' "$(value "$work/out" cgroup)" null
tap_done
