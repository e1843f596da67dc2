# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests here share, on top of batch/batch.sh: places with other kernels' and machines' views.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

unshare -m true 2>/dev/null || tap_skip 'no mount namespace can be made here: not root, or in a chroot'

# A program and a directory that every user may enter, and a user who runs nothing else.
chmod 755 "$work"
cp "$memtop" "$work/memtop"
nobody_id=$((100000 + $$))
while pgrep -U "$nobody_id" >/dev/null; do
	nobody_id=$((nobody_id + 1))
done
nobody="setpriv --reuid $nobody_id --regid $nobody_id --clear-groups"

# The hierarchy with the memory controller: its version, its mount point, and the name of a limit.
find_hierarchy()
{
	v1=$(awk '$3 == "cgroup" && $4 ~ /(^|,)memory(,|$)/ { print $2; exit }' /proc/mounts)
	v2=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	if [ -n "$v1" ]; then
		version=1 mount=$v1 limit=memory.limit_in_bytes
	elif [ -n "$v2" ] && grep -q memory "$v2/cgroup.subtree_control"; then
		version=2 mount=$v2 limit=memory.max
	else
		tap_skip 'no memory cgroups are mounted'
	fi
}

# apart PREPARE COMMAND...: runs the command in a mount namespace of its own, made ready by PREPARE,
# a shell command, with its output in $work/out, its messages in $work/err; $status.
apart()
{
	prepare=$1
	shift
	unshare -m sh -c "$prepare"' && exec "$@"' sh "$@" >"$work/out" 2>"$work/err"
	status=$?
}

# over FILE TEXT-FILE: a command for PREPARE that puts the text in the file's place.
over()
{
	echo "mount --bind '$2' '$1'"
}
