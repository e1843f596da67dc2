# SPDX-License-Identifier: GPL-2.0-or-later
# ncurses, SQLite and libbpf are loaded by runs that need them; where they are not there, that is said.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

grep -q '^#define LOADS_LIBRARIES' "${abs_top_builddir:-$source/build}/config.h" ||
	tap_skip 'all libraries are linked in'
command -v readelf >/dev/null || tap_skip 'there is no readelf'

readelf -dW "$memtop" | grep NEEDED >"$work/needed"
has 'some libraries are linked with' 'libc\.' "$work/needed"
lacks 'ncurses, SQLite and libbpf are not' 'libncurses|libtinfo|libsqlite3|libbpf' "$work/needed"
"$source/tests/support/libraries.sh" "$memtop" >"$work/libraries"
has 'the program says that it loads SQLite later' '/libsqlite3\.so' "$work/libraries"

# loaded ARGUMENT...: what is loaded in this run, by the loader of glibc.
loaded()
{
	rm -f "$work"/loader*
	LD_DEBUG=files LD_DEBUG_OUTPUT=$work/loader "$memtop" "$@" >"$work/out" 2>"$work/err"
	status=$?
	cat "$work"/loader* 2>/dev/null | sed -n 's/.*calling init: //p' >"$work/loaded"
}

loaded -b -n 1
is 'a view is printed' $status 0
if ! grep -q 'libproc2' "$work/loaded"; then
	printf '# what is loaded cannot be seen here\n'
	tap_done
fi
lacks 'without ncurses, SQLite and libbpf' 'libncurses|libtinfo|libsqlite3|libbpf|libelf' "$work/loaded"
loaded --version
lacks 'as is the version' 'libncurses|libtinfo|libsqlite3|libbpf|libelf' "$work/loaded"
loaded replay --json --file "$work/record"
lacks 'where there is no record to read SQLite is not loaded' 'libsqlite3' "$work/loaded"
loaded record -n 1 "$work/record"
is 'a record is written' $status 0
has 'by SQLite' 'libsqlite3' "$work/loaded"
lacks 'without libbpf' 'libbpf' "$work/loaded"
for view in 'record --status' 'replay --json start --file' 'diff --json --file' 'check available<1% --file'; do
	# shellcheck disable=SC2086 # words
	loaded $view "$work/record"
	has "$view: SQLite is loaded" 'libsqlite3' "$work/loaded"
done

# without LIBRARY ARGUMENT...: memtop where the library's file is none.
without()
{
	hidden=$(realpath "$(grep "/$1\.so" "$work/libraries")")
	shift
	unshare -m sh -c 'mount --bind /dev/null "$1" && shift && exec "$@"' sh "$hidden" "$memtop" "$@" \
		>"$work/out" 2>"$work/err"
}
if ! unshare -m mount --bind /dev/null "$memtop" 2>/dev/null; then
	printf '# nothing can be mounted here\n'
	tap_done
fi
without libncursesw -b -n 1
is 'without ncurses views are printed' "$?" 0
cat >"$work/screen" <<EOF
mount --bind /dev/null '$(realpath "$(grep '/libncursesw\.so' "$work/libraries")")' && exec '$memtop'
EOF
TERM=xterm unshare -m script -qec "sh '$work/screen'" /dev/null </dev/null >"$work/out" 2>&1
is 'but no screen is shown' "$?" 1
has 'which is said' 'libncursesw\.so\.6 cannot be loaded: .*\(install ncurses\)' "$work/out"
without libsqlite3 -b -n 1
is 'without SQLite views are printed' "$?" 0
for view in 'record --status' 'replay --json start --file' 'diff --json --file'; do
	# shellcheck disable=SC2086 # words
	without libsqlite3 $view "$work/record"
	is "$view: without SQLite it fails" "$?" 1
	has "$view: and says why, and what to do" 'libsqlite3\.so\.0 cannot be loaded: .*\(install SQLite 3\)$' \
		"$work/err"
done
without libsqlite3 record -n 1 "$work/new"
is 'nothing can be recorded' "$?" 1
has 'which is said' 'libsqlite3\.so\.0 cannot be loaded: ' "$work/err"
is 'and nothing is made' "$(find "$work" -name 'new*')" ''

run --json cache "$memtop"
if ! grep -q '"method":"bpf"' "$work/out"; then
	printf '# no BPF program can be loaded here\n'
	tap_done
fi
loaded --json cache "$memtop"
has 'the view cache loads libbpf' 'libbpf' "$work/loaded"
without libbpf --json cache "$memtop"
is 'without libbpf the view is printed' "$?" 0
has 'and says why not by BPF' '"method_reason":"no_library"' "$work/out"
without libbpf -b cache
has 'in words as well' 'BPF programs need libbpf: libbpf\.so\.1 cannot be loaded: .*\(install libbpf\)\.' "$work/out"
without libbpf --json -n 1 -o pid -p $$
has 'it is known before a program is needed' '"bpf_reason":"no_library"' "$work/out"
without libbpf -b kernel --census -n 1
is 'without libbpf there is no census' "$?" 1
has 'and why' 'libbpf\.so\.1 cannot be loaded: ' "$work/err"
tap_done
