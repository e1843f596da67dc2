# SPDX-License-Identifier: GPL-2.0-or-later
# A process has files of a file system open whose server does not answer any more: memtop cache, which asks open
# files where it cannot read the kernel's lists, ends, and says what it left out.
if [ "${HELD_APART-}" != 1 ]; then
	. "${abs_top_srcdir:-.}/tests/support/tap.sh"
	[ "$(id -u)" -eq 0 ] || tap_skip 'mounting takes root'
	[ -c /dev/fuse ] || tap_skip 'there is no /dev/fuse'
	unshare -m -p -f --mount-proc true 2>/dev/null || tap_skip 'no namespaces can be made here'
	HELD_APART=1 unshare -m -p -f --mount-proc --kill-child sh "$0"
	exit
fi
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"
environments=${abs_top_builddir:-$source/build}/tests/environments
dead=$work/dead

mkdir "$dead"
"$environments/fuse_server" -f -s "$dead" 2>"$work/server" &
server=$!
trap 'kill -KILL $server 2>/dev/null; cd /; umount -l "$dead" 2>/dev/null; rm -rf "$work"' EXIT
timeout 60 sh -c 'until mountpoint -q "$1"; do :; done' sh "$dead" || cat "$work/server"
dd if=/dev/zero of="$work/here" bs=4096 count=10 2>/dev/null
mkfifo "$work/end"
# Not this shell, whose end would wait for the server.
sh -c 'exec 7<"$1/any" 8<"$2/here" && echo open && read -r end' sh "$dead" "$work" <"$work/end" >"$work/holder" &
exec 5>"$work/end"
timeout 60 sh -c 'until grep -q open "$1"; do :; done' sh "$work/holder"
kill -STOP $server
timeout 60 sh -c 'until grep -q "^State:.T" "/proc/$1/status"; do :; done' sh $server

timeout 60 "$memtop" --bpf=off cache --json >"$work/out" 2>"$work/err"
is 'it ends' $? 0
if [ "$(value "$work/out" method)" = candidates ]; then
	has 'files that answer are told' "\"path\":\"$work/here\"" "$work/out"
	ok 'those that may not are counted' [ "$(value "$work/out" unasked_count)" -ge 1 ]
	timeout 60 "$memtop" --bpf=off cache -b >"$work/out" 2>"$work/err"
	is 'also for people' $? 0
	has 'who are told' 'not asked: .* may never answer' "$work/out"
fi
kill -KILL $server
exec 5>&-
tap_done
