# SPDX-License-Identifier: GPL-2.0-or-later
# A disk that is full: the record stays readable throughout, and the newest is kept.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

# A disk of its own, in a mount namespace that ends with the test.
if [ -z "${MEMTOP_FULL_DISK:-}" ]; then
	unshare -rm true 2>/dev/null || tap_skip 'no namespaces here'
	MEMTOP_FULL_DISK=1 unshare -rm sh "$0"
	exit
fi
disk=$work/disk
mkdir "$disk"
mount -t tmpfs -o size=4m memtop-test "$disk" 2>/dev/null || tap_skip 'tmpfs cannot be mounted here'

samples()
{
	"$memtop" record --status "$disk/record" --json | sed -n 's/.*"samples":\([0-9]*\).*/\1/p'
}

# The number of the newest sample, however many of the oldest went for it.
sequence()
{
	"$memtop" diff now now --json --file "$disk/record" |
		sed -n 's/.*"to":{"time":[^,]*,"sequence":\([0-9]*\).*/\1/p'
}

"$memtop" record "$disk/record" -d 0.1 -n 5 2>"$work/err"
is 'it begins' "$(samples)" 5
dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null
"$memtop" record "$disk/record" -d 0.1 -n 40 2>"$work/err"
ok 'a full disk does not end it at once' test "$(samples)" -gt 5
status 'what there is can be read' 0 "$memtop" replay now --json --file "$disk/record"
rm "$disk/filler"
"$memtop" record "$disk/record" -d 0.1 -n 5 2>"$work/err"
before=$(sequence)
"$memtop" record "$disk/record" -d 0.1 -n 5 2>"$work/err"
is 'with room again it goes on' "$(sequence)" $((before + 5))
rm "$disk"/*

dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null
"$memtop" record "$disk/record" -d 0.1 -n 1 2>"$work/err"
is 'a disk that is full at the first write is a failure' $? 1
ok 'with a sentence' grep -qE 'disk is full|No space left' "$work/err"
umount "$disk"
tap_done
