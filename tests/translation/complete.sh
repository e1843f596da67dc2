# SPDX-License-Identifier: GPL-2.0-or-later
# Is every text translated, into every language there is, and fit to be printed by the same code?
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

command -v xgettext >/dev/null && command -v msgcmp >/dev/null || tap_skip 'no gettext tools'

# The options of po/Makevars, which the build hands to xgettext.
cd "$source" || exit 99
sed -e :join -e '/\\$/N; s/\\\n//; t join' po/Makevars |
	sed -n 's/^XGETTEXT_OPTIONS = //p' | tr -s ' \t' '\n' >"$work/options"
grep -v '^#' po/POTFILES.in >"$work/files"
ok 'the texts can be extracted' \
	xargs xgettext --files-from="$work/files" --output="$work/memtop.pot" <"$work/options"

# Whether xgettext had a word to say about a translation; -c compares formats.
quiet()
{
	"$@" >"$work/said" 2>&1 || { cat "$work/said" && return 1; }
}

while read -r language; do
	case $language in '#'* | '') continue ;; esac
	ok "$language: nothing is untranslated or fuzzy" \
		quiet msgcmp "po/$language.po" "$work/memtop.pot"
	ok "$language: formats are those of the original" \
		quiet msgfmt -c -o /dev/null "po/$language.po"
done <po/LINGUAS
tap_done
