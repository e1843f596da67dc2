# SPDX-License-Identifier: GPL-2.0-or-later
# A process has files of a file system open whose server does not answer any more: memtop cache, which asks open
# files where it cannot read the kernel's lists, ends, and says what it left out.
. "${abs_top_srcdir:-.}/tests/support/apart.sh"
dead=$work/dead

mkdir "$dead"
"$environments/fuse_server" -f -s "$dead" 2>"$work/server" &
server=$!
trap 'kill -KILL $server 2>/dev/null; cd /; umount -l "$dead" 2>/dev/null; rm -rf "$work"' EXIT
is_mounted "$dead"
dd if=/dev/zero of="$work/here" bs=4096 count=10 2>/dev/null
mkfifo "$work/end"
# Not this shell, whose end would wait for the server.
sh -c 'exec 7<"$1/any" 8<"$2/here" && echo open && read -r end' sh "$dead" "$work" <"$work/end" >"$work/holder" &
exec 5>"$work/end"
waits grep -q open "$work/holder"
falls_silent $server

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
