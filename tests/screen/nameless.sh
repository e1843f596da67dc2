#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nameless.sh DIRECTORY MEMTOP [ARGUMENT]...: memtop in a chroot, so that no other file system than that of
# DIRECTORY/image can be searched, with a file on it whose directory entry the kernel has dropped.  77: it cannot
# be had here.  In a mount namespace of its own; DIRECTORY is left to its maker.
[ "$NAMELESS" ] || NAMELESS=1 exec unshare -m "$0" "$@"
jail=$1 program=$2
shift 2
terminfo=$(for at in /etc /lib /usr/lib /usr/share; do
	[ ! -e "$at/terminfo/$(printf %.1s "$TERM")/$TERM" ] || echo "$at/terminfo/$(printf %.1s "$TERM")/$TERM"
done | head -n 1)
mkdir -p "$jail/proc" "$jail/sys" "$jail/dev" "$jail/at" || exit 77
for file in "$program" "$terminfo" $("${0%/*}/../support/libraries.sh" "$program"); do
	cp -L --parents "$file" "$jail" || exit 77
done
truncate -s 64M "$jail/image" && mkfs.ext4 -q -F "$jail/image" >/dev/null 2>&1 &&
	mount -o loop "$jail/image" "$jail/at" 2>/dev/null || exit 77
mkdir "$jail/at/below" && head -c 16777216 /dev/zero >"$jail/at/below/found again" && sync -f "$jail/at" &&
	mount -o remount "$jail/at" && mount -t proc proc "$jail/proc" && mount --rbind /sys "$jail/sys" &&
	mount --rbind /dev "$jail/dev" || exit 77
exec chroot "$jail" "$program" "$@"
