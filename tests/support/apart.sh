# SPDX-License-Identifier: GPL-2.0-or-later
# A test of file systems whose server does not answer runs among PIDs and mounts of its own: when it ends, however it
# ends, so do the server and what waits for it.  It begins with this file, which starts it once more there.
if [ "${TEST_APART-}" != 1 ]; then
	. "${abs_top_srcdir:-.}/tests/support/tap.sh"
	[ "$(id -u)" -eq 0 ] || tap_skip 'mounting takes root'
	[ -c /dev/fuse ] || tap_skip 'there is no /dev/fuse'
	unshare -m -p -f --mount-proc true 2>/dev/null || tap_skip 'no namespaces can be made here'
	TEST_APART=1 unshare -m -p -f --mount-proc --kill-child sh "$0"
	exit
fi
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"
environments=${abs_top_builddir:-$source/build}/tests/environments
deadline=60 # of a loaded machine; what hangs never ends

# waits COMMAND...: until it succeeds; in vain it fails.
waits()
{
	timeout $deadline sh -c 'until "$@" 2>/dev/null; do :; done' sh "$@"
}

# is_mounted DIRECTORY: waits for it; the server's words are in $work/server.
is_mounted()
{
	waits mountpoint -q "$1" || cat "$work/server"
}

# falls_silent PID: a server that does not answer from now on.
falls_silent()
{
	kill -STOP "$1"
	waits grep -q '^State:.T' "/proc/$1/status"
}
