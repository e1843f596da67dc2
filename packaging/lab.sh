# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Sourced: a Debian of its own in a directory, made once, that has what the packages need to be built.  As root.

# Names of packages, as packaging/debian/control wants them.
needed()
{
	sed -n '/^Build-Depends:/,/^[A-Z]/ s/^\(Build-Depends:\)\{0,1\} *\([a-z0-9.-]*\).*/\2/p' \
		"$(dirname "${BASH_SOURCE[0]}")/debian/control" |
		sed 's/^debhelper-compat$/debhelper/; s/^dh-sequence-installsysusers$//'
}

# in_lab DIRECTORY COMMAND...
in_lab()
{
	chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive "${@:2}"
}

# make_lab SUITE ARCHITECTURE DIRECTORY: with a /proc, which is to be unmounted after use.
make_lab()
{
	if [ ! -e "$3/root/made" ]; then
		debootstrap --variant=buildd --arch="$2" "$1" "$3" && touch "$3/root/made" || return
	fi
	mountpoint -q "$3/proc" || mount -t proc proc "$3/proc" || return
	# shellcheck disable=SC2046 # words
	in_lab "$3" apt-get update -q && in_lab "$3" apt-get install -q -y --no-install-recommends $(needed) procps xz-utils
}

# unpack TARBALL DIRECTORY: into /root/memtop there.
unpack()
{
	rm -rf "$2/root/memtop" "$2"/root/*.deb && mkdir "$2/root/memtop" &&
		tar -C "$2/root/memtop" --strip-components=1 -xf "$1"
}
