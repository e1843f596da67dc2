# SPDX-License-Identifier: GPL-2.0-or-later
# Prints C files without their comments, each line as FILE:LINE:TEXT.  String literals stay.
FNR == 1 { state = "code" }
{
	out = ""
	n = length($0)
	for (i = 1; i <= n; i++) {
		c = substr($0, i, 1)
		two = substr($0, i, 2)
		if (state == "comment") {
			if (two == "*/") { state = "code"; i++ }
			continue
		}
		if (state == "code") {
			if (two == "//") break
			if (two == "/*") { state = "comment"; i++; continue }
			if (c == "\"" || c == "'") state = c
		} else if (c == "\\") {
			out = out two
			i++
			continue
		} else if (c == state) {
			state = "code"
		}
		out = out c
	}
	if (state != "comment") state = "code"
	sub(/[ \t]+$/, "", out)
	print FILENAME ":" FNR ":" out
}
