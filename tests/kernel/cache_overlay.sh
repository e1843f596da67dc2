# SPDX-License-Identifier: GPL-2.0-or-later
# memtop cache PATH on an overlay, whose pages are those of its layers.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

at=$work/at
mkdir "$at"
# in_overlay COMMAND ARGUMENT...: where $at/merged is an overlay; with files of 7 and 3 pages, and one page of its own.
in_overlay()
{
	unshare -m sh -c 'set -e
		mount -t tmpfs none "$0"
		cd "$0"
		mkdir -p lower/dir upper work merged below
		head -c 28672 /dev/zero >lower/seven
		head -c 12288 /dev/zero >lower/dir/three
		head -c 8192 /dev/zero >below/two
		mount -t overlay none -o lowerdir=lower:below,upperdir=upper,workdir=work merged
		head -c 4096 /dev/zero >merged/own
		exec "$@"' "$at" "$@"
}
run_in() { in_overlay "$memtop" "$@" >"$work/out" 2>"$work/err"; }

in_overlay true 2>"$work/err" || tap_skip "no overlay can be mounted: $(head -n 1 "$work/err")"

run_in --bpf=off cache --json "$at/merged/seven"
case $(value "$work/out" method) in
kcore)
	is 'by /proc/kcore its layers are not found' "$(value "$work/out" file_count)" 0
	has 'which is said' 'on an overlay' "$work/err"
	;;
*)
	is 'a file that is asked itself has the pages of its layer' "$(value "$work/out" files 0 cached_bytes)" 28672
	;;
esac
run_in cache --json "$at/merged"
[ "$(value "$work/out" method)" = bpf ] || tap_done
is 'of a directory the files of all of its layers are found' "$(value "$work/out" file_count)" 4
is 'with all of their pages' "$(value "$work/out" walked_bytes)" 53248
for file in lower/seven lower/dir/three below/two upper/own; do
	has "$file by its name in the layer" "\"path\":\"[^\"]*/$file\"" "$work/out"
done
run_in cache --json "$at/merged/dir"
is 'of a directory in it those below that alone' "$(value "$work/out" walked_bytes)" 12288
run_in cache --json "$at/merged/seven"
is 'and of a file itself' "$(value "$work/out" walked_bytes)" 28672
run_in cache -b "$at/merged/own"
has 'people are told whose names these are' 'Of an overlay the files of its layers' "$work/out"
# What was written to has a copy, and the one below is seen no more.
in_overlay sh -c 'printf x >>"$1/merged/seven"; cat "$1/merged/seven" "$1/lower/seven" >/dev/null; exec "$2" cache --json "$1/merged/seven"' \
	sh "$at" "$memtop" >"$work/out" 2>"$work/err"
has 'of a file that was written to its copy' '"path":"[^"]*/upper/seven"' "$work/out"
is 'alone' "$(value "$work/out" file_count)" 1
in_overlay sh -c 'mkdir "$1/u" "$1/w" "$1/again" &&
	mount -t overlay none -o "lowerdir=$1/merged,upperdir=$1/u,workdir=$1/w" "$1/again" &&
	exec "$2" cache --json "$1/again"' sh "$at" "$memtop" >"$work/out" 2>"$work/err"
is 'an overlay of an overlay has the layers of both' "$(value "$work/out" walked_bytes)" 53248
# A directory that was moved leads to where it was, and a copy of rights alone to the pages below.
redirected()
{
	unshare -m sh -c 'set -e
		mount -t tmpfs none "$0"
		cd "$0"
		mkdir -p lower/dir upper work merged
		head -c 12288 /dev/zero >lower/dir/three
		head -c 20480 /dev/zero >lower/meta
		mount -t overlay none -o lowerdir=lower,upperdir=upper,workdir=work,redirect_dir=on,metacopy=on merged
		mv merged/dir merged/moved
		chmod 600 merged/meta
		cat merged/moved/three merged/meta >/dev/null
		exec "$@"' "$at" "$@"
}
if redirected true 2>/dev/null; then
	redirected "$memtop" cache --json "$at/merged/moved" >"$work/out" 2>"$work/err"
	has 'what was moved is found below' \
		'"path":"[^"]*/lower/dir/three","device":"[0-9:]+","inode":[0-9]+,"cached_bytes":12288,' "$work/out"
	redirected "$memtop" cache --json "$at/merged/meta" >"$work/out" 2>"$work/err"
	has 'and so is what was copied without its pages' \
		'"path":"[^"]*/lower/meta","device":"[0-9:]+","inode":[0-9]+,"cached_bytes":20480,' "$work/out"
fi
tap_done
