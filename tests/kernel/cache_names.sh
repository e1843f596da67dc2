# SPDX-License-Identifier: GPL-2.0-or-later
# Names that the kernel has dropped: on a file system of its own, whose directory entries a remount drops
# (shrink_dcache_sb of fs/super.c), files are without a name, and --find-names finds them.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

run overview --find-names
is 'it is no option of another view' "$status" 2
run kernel --find-names
is 'nor of another command' "$status" 2
run --bpf=off cache
if grep -q 'files that processes have open are asked' "$work/out"; then
	run --bpf=off cache --find-names
	is "without the kernel's lists it is not known what to search for" "$status" 1
	has 'which is said' 'starts from the kernel.s lists. The setting bpf is off. The next way, /proc/kcore,' "$work/err"
fi
run cache --json "$work"
[ "$status" -eq 0 ] || tap_done
truncate -s 64M "$work/image" && mkdir "$work/at" &&
	mkfs.ext4 -q -F "$work/image" >/dev/null 2>&1 &&
	unshare -m mount -o loop "$work/image" "$work/at" 2>/dev/null || tap_done

# Runs the rest of its arguments where the image is mounted, behind a function of what is done there before.
cat >"$work/inside" <<'END'
set -eu
at=$1 memtop=$2 out=$3 err=$4 hostile=$(printf 'two\nli\033nes\377')
file() { head -c "$2" /dev/zero >"$1"; }
# look NAME HIDES PATTERN [ARGUMENT]...: until its answer has what was filled in: a machine that is short of
# memory drops pages meanwhile.
look()
{
	name=$1 hides=$2 pattern=$3
	shift 3
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		! mountpoint -q "$at/hidden" || umount "$at/hidden"
		cat "$at/a/b"/* "$at/hidden/below" /proc/self/fd/7 >/dev/null
		sync -f "$at"
		mount -o remount "$at"
		[ "$hides" = no ] || mount -t tmpfs none "$at/hidden"
		"$memtop" cache "$@" "$at" >"$out.$name" 2>>"$err"
		! grep -qE "$pattern" "$out.$name" || break
	done
}
mount -o loop "$at.image" "$at"
trap 'cd / && umount "$at/hidden" 2>/dev/null; umount "$at"' EXIT
mkdir -p "$at/a/b" "$at/hidden" "$at/z"
file "$at/a/b/plain" 409600
file "$at/a/b/$hostile" 204800
file "$at/hidden/below" 102400
ln "$at/a/b/plain" "$at/z/linked"
file "$at/gone" 53248
exec 7<"$at/gone"
rm "$at/gone"
look before yes '"cached_bytes":53248' --json
look lines yes '^3 more files with 700K'
look found yes '"found_names_bytes":614400,' --json --find-names
look all no '"found_names_bytes":716800,' --json --find-names
look text no '3 of 3 files \(700K of 700K\)' --find-names
END
mv "$work/image" "$work/at.image"
unshare -m sh "$work/inside" "$work/at" "$memtop" "$work/json" "$work/err" || cat "$work/err"
# paths FILE: of each file with its size.
paths()
{
	tr '{' '\n' <"$work/json.$1" | sed -n "s|^\"path\":\"$work/at/\([^\"]*\)\".*\"cached_bytes\":\([0-9]*\),.*|\1 \2|p" | sort
}
is 'what is held open has its name, deleted or not' "$(paths before)" 'gone 53248'
has 'of the others it is said that they may be there' \
	'^3 more files with 700K may lie there: the kernel has dropped their names' "$work/json.lines"
is 'one of the names of a hard link, and one that no terminal would take' \
	"$(paths found | sed 's|^a/b/plain|a link|; s|^z/linked|a link|' | sort)" \
	"$(printf '%s\n' 'a link 409600' 'a/b/two\nli\u001Bnes\uFFFD 204800' 'gone 53248' | sort)"
is 'what a mount hides is not found' "$(value "$work/json.found" found_names_bytes) $(value "$work/json.found" found_names_count)" \
	'614400 2'
is 'which is said with the reason' "$(value "$work/json.found" search_end) $(value "$work/json.found" search_hidden)" 'all_read 1'
is 'and all directories were read: the root, a, b, z and lost+found' "$(value "$work/json.found" search_directories)" 5
is 'without the mount all are found' "$(value "$work/json.all" search_end) $(value "$work/json.all" found_names_bytes)" 'all_found 716800'
is 'each with its path' "$(paths all | wc -l)" 4
has 'people are told so' 'The search read [1-5] director(y|ies) in [0-9.]+ s and found the names of 3 of 3 files \(700K of 700K\)\.$' "$work/json.text"
tap_done
