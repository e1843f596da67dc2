# SPDX-License-Identifier: GPL-2.0-or-later
# Is every source with text for people known to gettext?
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

command -v xgettext >/dev/null || tap_skip 'no xgettext'
"$source/po/update-potfiles" --print >"$work/wanted"
ok 'po/POTFILES.in lists every source with a mark (po/update-potfiles does it)' \
	diff -u "$source/po/POTFILES.in" "$work/wanted"
tap_done
