# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests here share, on top of support/tap.sh.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

helpers=${abs_top_builddir:-$source/build}/tests/batch

# The settings and colors of the user who runs the tests are not those of the tests.
XDG_CONFIG_HOME=$work/config
export XDG_CONFIG_HOME
unset NO_COLOR

# A build with the leak sanitizer would speak of leaks in libraries that it was told to pass over.
LSAN_OPTIONS=print_suppressions=0
export LSAN_OPTIONS

# run [ARGUMENT]...: memtop with its output in $work/out, its messages in $work/err; $status.
run()
{
	"$memtop" "$@" >"$work/out" 2>"$work/err"
	status=$?
}

# has NAME PATTERN FILE: passes if a line of the file matches the extended regular expression.
has()
{
	ok "$1" tap_has "$2" "$3"
}

tap_has()
{
	LC_ALL=C grep -qE -e "$1" "$2" && return 0
	printf 'no line like: %s\nin:\n' "$1"
	head -n 20 "$2"
	return 1
}

# lacks NAME PATTERN FILE: passes if no line does.
lacks()
{
	ok "$1" tap_lacks "$2" "$3"
}

tap_lacks()
{
	! LC_ALL=C grep -nE -e "$1" "$2"
}

# value FILE KEY...: what stands there in the JSON of the file.
value()
{
	value_file=$1
	shift
	"$helpers/json_value" "$@" <"$value_file"
}

# The table below the lines about the machine.
table()
{
	sed '1,/^$/d' "$1"
}

# jail DIRECTORY: it becomes what memtop runs in by chroot_into, without being a mount.
jail()
{
	mkdir -p "$1/proc" "$1/sys" "$1/dev"
	for jailed in "$memtop" $("$source/tests/support/libraries.sh" "$memtop"); do
		cp -L --parents "$jailed" "$1"
	done
}

# chroot_into DIRECTORY COMMAND [ARGUMENT]...
chroot_into()
{
	unshare -m sh -c 'mount -t proc proc "$1/proc" && mount --rbind /sys "$1/sys" &&
		mount --rbind /dev "$1/dev" && exec chroot "$@"' sh "$@"
}
