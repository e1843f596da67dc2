# SPDX-License-Identifier: GPL-2.0-or-later
# A disk that is full: the record stays readable throughout, and the newest is kept.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

# A disk of its own, in a mount namespace that ends with the test.
if [ -z "${MEMTOP_FULL_DISK:-}" ]; then
	unshare -rm true 2>/dev/null || tap_skip 'no namespaces here'
	export MEMTOP_FULL_DISK=1
	# Where it can, among its own processes: a sample with thousands of another test's fits into no reserve.
	if unshare -rm --pid --fork --mount-proc true 2>/dev/null; then
		unshare -rm --pid --fork --kill-child --mount-proc sh "$0"
	else
		unshare -rm sh "$0"
	fi
	exit
fi
disk=$work/disk
mkdir "$disk"
mount -t tmpfs -o size=4m memtop-test "$disk" 2>/dev/null || tap_skip 'tmpfs cannot be mounted here'

samples()
{
	"$memtop" record --status "$disk/record" --json | sed -n 's/.*"samples":\([0-9]*\).*/\1/p'
}

# end FROM|TO: the number of the oldest or the newest sample, however many of the oldest went for it.
end()
{
	"$memtop" diff start now --json --file "$disk/record" |
		sed -n "s/.*\"$1\":{\"time\":[^,]*,\"sequence\":\([0-9]*\).*/\1/p"
}

# no_hole NAME: all numbers between the oldest and the newest are there.
no_hole()
{
	is "$1" "$(samples)" $(($(end to) - $(end from) + 1))
}

size()
{
	stat -c %s "$disk/record-reserve" 2>/dev/null || echo 0
}

fill()
{
	dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null
	dd if=/dev/zero of="$disk/filler-too" bs=512 2>/dev/null
}

"$memtop" record "$disk/record" -d 0.1 -n 5 2>"$work/err"
is 'it begins' "$(samples)" 5
is 'with a reserve beside it' "$(size)" 1048576
fill
status 'on a full disk it goes on' 0 "$memtop" record "$disk/record" -d 0.1 -n 40
is 'each sample is there, as it was acknowledged' "$(end to)" 45
no_hole 'and none before it is lost out of the middle'
status 'what there is can be read' 0 "$memtop" replay now --json --file "$disk/record"
ok 'it keeps something in reserve' test "$(size)" -ge 262144
fill
status 'and goes on where others took what it gave back' 0 \
	"$memtop" record "$disk/record" -d 0.1 -n 40
is 'each sample is there again' "$(end to)" 85
no_hole 'without a hole'
rm "$disk/filler" "$disk/filler-too"
"$memtop" record "$disk/record" -d 0.1 -n 5 2>"$work/err"
is 'with room again it goes on' "$(end to)" 90
no_hole 'with all that it had'
is 'and its reserve is whole' "$(size)" 1048576
rm "$disk"/*

dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null
"$memtop" record "$disk/record" -d 0.1 -n 1 2>"$work/err"
is 'a disk that is full at the first write is a failure' $? 1
ok 'with a sentence' grep -qE 'disk is full|No space left' "$work/err"
umount "$disk"
tap_done
