#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every advice of every rule has its rows in ADVICE.tsv, and what is tried is what is printed.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

table=$source/tests/advice/ADVICE.tsv
list=${abs_top_builddir:-$source/build}/tests/advice/advice_list
tab=$(printf '\t')

"$list" >"$work/advices"
cut -f1 "$work/advices" | sort -u >"$work/rules"
grep -v '^#' "$table" | cut -f1 | sort -u >"$work/tried"

untried()
{
	comm -23 "$work/rules" "$work/tried" >"$work/missing"
	cat "$work/missing"
	[ ! -s "$work/missing" ]
}

unknown()
{
	comm -13 "$work/rules" "$work/tried" >"$work/missing"
	cat "$work/missing"
	[ ! -s "$work/missing" ]
}

# The advice of a rule; behind it stands what awk must not take for a pattern.
said_as_printed()
{
	grep -v '^#' "$table" | while IFS=$tab read -r rule _ _ said; do
		advice=$(awk -F '\t' -v rule="$rule" '$1 == rule { print $3 }' "$work/advices")
		case $advice in
		*"$said"*) ;;
		*) echo "$rule does not say: $said" ;;
		esac
	done >"$work/wrong"
	cat "$work/wrong"
	[ ! -s "$work/wrong" ]
}

# Who names a process, a file of the kernel's or a program has something to try.
outside_has_no_command()
{
	grep -v '^#' "$table" | awk -F '\t' '$2 == "outside" { print $1 }' | while read -r rule; do
		awk -F '\t' -v rule="$rule" '$1 == rule' "$work/advices" |
			grep -E '\{pid\}|/proc/|gdb|jcmd|redis-cli|truncate|kill -' |
			sed 's/^/nothing is tried of: /'
	done >"$work/wrong"
	cat "$work/wrong"
	[ ! -s "$work/wrong" ]
}

ok "each advice is tried" untried
ok "nothing is tried that is no advice" unknown
ok "what is tried is what is printed" said_as_printed
ok "what nothing is tried of names no command" outside_has_no_command
tap_done
