# SPDX-License-Identifier: GPL-2.0-or-later
# Subvolumes of btrfs: one list of inodes, in which numbers stand for one file in each of them.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

if ! command -v mkfs.btrfs >/dev/null || ! command -v btrfs >/dev/null; then
	tap_skip 'btrfs-progs is not installed'
fi
run cache --json "$work"
[ "$status" -eq 0 ] || tap_skip "the kernel's lists cannot be read here"
mkdir "$work/at" "$work/second" "$work/bound"
truncate -s 128M "$work/image"
mkfs.btrfs -q "$work/image" >/dev/null 2>&1 || tap_skip 'mkfs.btrfs makes none'

# Runs the rest of its arguments where the subvolumes are mounted.
cat >"$work/inside" <<'END'
set -eu
at=$1 memtop=$2 out=$3
mount -o loop "$at/image" "$at/at"
trap 'cd / && exec 7<&- 8<&- 9<&- && umount "$at/bound"; umount "$at/second"; umount "$at/at"' EXIT
btrfs subvolume create "$at/at/one"
btrfs subvolume create "$at/at/two"
head -c 40960 /dev/zero >"$at/at/one/file"
head -c 81920 /dev/zero >"$at/at/two/file"
btrfs subvolume snapshot "$at/at/one" "$at/at/then"
device=$(awk -v at="$at/at" '$5 == at { print $(NF - 1) }' /proc/self/mountinfo)
mount -t btrfs -o subvol=two "$device" "$at/second"
mount --bind "$at/at/one" "$at/bound"
sync -f "$at/at"
exec 7<"$at/at/one/file" 8<"$at/at/two/file" 9<"$at/at/then/file"
# look NAME ARGUMENT...: until its answer has all pages, as far as memory is not short.
look()
{
	name=$1
	shift
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		cat "$at/at"/*/file >/dev/null
		"$memtop" --json cache "$@" >"$out.$name"
		[ "$(grep -oE '"cached_bytes":(81920|40960),' "$out.$name" | wc -l)" -lt "$most" ] || break
	done
}
most=3 look all "$at/at"
most=1 look second "$at/second"
most=1 look bound "$at/bound"
most=3 look held --bpf=off
END
unshare -m sh "$work/inside" "$work" "$memtop" "$work/json" >"$work/out" 2>"$work/err" ||
	tap_skip "no btrfs can be mounted: $(tail -n 1 "$work/err")"
# paths NAME: of the files there, each with its size, below the mount.
paths()
{
	tr '{' '\n' <"$work/json.$1" |
		sed -n "s|^\"path\":\"$work/\([^\"]*/file\)\".*\"cached_bytes\":\([0-9]*\),.*|\1 \2|p" | sort | tr '\n' ' '
}
whole='at/one/file 40960 at/then/file 40960 at/two/file 81920 '
is 'files of the same number have their own names and pages' "$(paths all)" "$whole"
is 'a subvolume that is mounted has its own alone' "$(paths second | sed 's|^second|at/two|')" 'at/two/file 81920 '
is 'and so has one that is bound elsewhere' "$(paths bound | sed 's|^bound|at/one|')" 'at/one/file 40960 '
is 'and by descriptors they are three as well' "$(paths held)" "$whole"
tap_done
