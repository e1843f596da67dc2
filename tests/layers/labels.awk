# SPDX-License-Identifier: GPL-2.0-or-later
# Of each label in C: its key and its explanation, and the file.
function labels(text, row)
{
	gsub(/"[[:blank:]]*"/, "", text)
	while (match(text, /"[a-z0-9_]+",[[:blank:]]*(NULL|N_\("[^"]*"\)|"[^"]*"),[[:blank:]]*N_\([[:blank:]]*"[^"]*"[[:blank:]]*\),[[:blank:]]*UNIT_/)) {
		row = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		key = row
		sub(/",.*/, "", key)
		sub(/.*N_\([[:blank:]]*"/, "", row)
		sub(/"[^"]*$/, "", row)
		print substr(key, 2) ": " row
	}
}
FNR == 1 { labels(text); text = "" }
{ text = text " " $0 }
END { labels(text) }
