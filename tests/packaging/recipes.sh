# SPDX-License-Identifier: GPL-2.0-or-later
# The recipes of packages: of one version, complete, and with every library that configure asks for.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

# shellcheck disable=SC2154 # of tap.sh
packaging=$source/packaging
debian=$packaging/debian/control
rpm=$packaging/rpm/memtop.spec
alpine=$packaging/alpine/APKBUILD
arch=$packaging/arch/PKGBUILD

version=$(sed -n 's/^AC_INIT(\[memtop\], \[\(.*\)\])$/\1/p' "$source/configure.ac")
ok 'configure.ac has a version' test -n "$version"
is 'Debian has it' "$(sed -n '1s/^memtop (\(.*\)-[0-9]*) .*/\1/p' "$packaging/debian/changelog")" "$version"
is 'RPM has it' "$(sed -n 's/^Version: *//p' "$rpm")" "$version"
is 'so has its changelog' "$(sed -n '/^%changelog/ { n; s/.* - \(.*\)-[0-9]*$/\1/p; }' "$rpm")" "$version"
is 'Alpine has it' "$(sed -n 's/^pkgver=//p' "$alpine")" "$version"
is 'Arch has it' "$(sed -n 's/^pkgver=//p' "$arch")" "$version"

# What abuild and makepkg refuse to go on without.
# complete RECIPE NAME...: each is assigned, or is a function.
complete()
{
	recipe=$1
	shift
	for name; do
		grep -Eq "^$name(=[^ ]|\(\))" "$recipe" || echo "$name"
	done >"$work/missing"
	tap_empty "$work/missing"
}
ok 'Alpine has all that abuild wants' complete "$alpine" pkgname pkgver pkgrel pkgdesc url arch license \
	makedepends subpackages source build check package
ok 'Arch has all that makepkg wants' complete "$arch" pkgname pkgver pkgrel pkgdesc url arch license \
	depends makedepends source sha256sums build check package
ok 'abuild can read its recipe' sh -n "$alpine"
if command -v bash >/dev/null 2>&1; then
	ok 'makepkg can read its recipe' bash -n "$arch"
fi
if command -v shellcheck >/dev/null 2>&1; then
	# What is assigned is read by abuild and makepkg, which set $pkgdir, and end where a command fails.
	ok 'shellcheck says nothing of Alpine' shellcheck -s dash -e SC2034,SC2154 "$alpine"
	ok 'nor of Arch' shellcheck -s bash -e SC2034,SC2154,SC2164 "$arch"
fi

# One row a library: packages of Debian, Fedora and Arch, as configure offers them.
tr '\n\t' '  ' <"$source/configure.ac" | grep -oE 'MEMTOP_(LIBRARY|MISSING)\(\[[^)]*\)' |
	sed 's/.*\[\([^]]*\)\], *\[\([^]]*\)\], *\[\([^]]*\)\])$/\1 \2 \3/' >"$work/libraries"
ok 'configure asks for libraries' test "$(wc -l <"$work/libraries")" -ge 6
# has_word FILE WORD
has_word()
{
	grep -Eq "(^|[[:space:](=\"])$2([[:space:]),\"]|\$)" "$1" || echo "${1##*/}: $2"
}
while read -r of_debian of_fedora of_arch; do
	has_word "$debian" "$of_debian"
	# Fedora can be asked for what a package provides.
	[ "$of_fedora" != procps-ng-devel ] || of_fedora='pkgconfig\(libproc2\)'
	has_word "$rpm" "$of_fedora"
	has_word "$arch" "$of_arch"
	has_word "$alpine" "$of_arch-dev"
done <"$work/libraries" >"$work/missing"
empty 'each is wanted by each recipe' "$work/missing"

# What is loaded later no tool for packages sees: it is named by its package, or as its file.
# loaded_later LIBRARY DEBIAN ARCH
loaded_later()
{
	file="$1\\.so\\.[0-9]+"
	grep -Eq "^(Depends:|  +) *$2 \\(>= [^)]*\\)" "$debian" || echo "Debian: $2"
	grep -Eq "^Requires: *$file%\\{\\?isa_mark\\}" "$rpm" || echo "RPM: $1"
	grep -Eq "^depends=.*so:$file" "$alpine" || echo "Alpine: $1"
	grep -Eq "^depends=.*[( ]$3[ )]" "$arch" || echo "Arch: $3"
}
{
	loaded_later libncursesw libncursesw6 ncurses
	loaded_later libsqlite3 libsqlite3-0 sqlite
	loaded_later libbpf libbpf1 libbpf
} >"$work/missing"
empty 'so is what is loaded later' "$work/missing"
is 'which is all of that kind' "$(grep -c 'MEMTOP_LAZY_LIBRARY(' "$source/configure.ac")" 3

# memtop asks for bpf(2), which @system-service has not: without this it would be killed.
for unit in "$source"/contrib/*/*.service; do
	grep -q '^SystemCallFilter=' "$unit" || continue
	ok "${unit##*/} refuses system calls, and does not kill" grep -qx 'SystemCallErrorNumber=EPERM' "$unit"
done
tap_done
