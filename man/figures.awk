# SPDX-License-Identifier: GPL-2.0-or-later
# Fills memtop-figures(5).  Reads what memtop --list-figures --json prints, one line, then the page with
# its mark.

function roff(text)
{
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	gsub(/'/, "\\(aq", text)
	sub(/^\./, "\\\\\\&.", text)
	return text
}

# The text of a member of an object, without the escapes of JSON; "" where it is null.
function member(object, name,    text)
{
	if (!match(object, "\"" name "\":\"([^\"\\\\]|\\\\.)*\"")) return ""
	text = substr(object, RSTART + length(name) + 4, RLENGTH - length(name) - 5)
	gsub(/\\"/, "\"", text)
	gsub(/\\\\/, "\\", text)
	return text
}

# What it is measured in, and the files that tell.
function unit(object,    of, from)
{
	of = member(object, "unit")
	from = member(object, "cost")
	gsub(/_/, " ", of)
	return of (from == "none" || from == "" ? "" : ", from " from)
}

# What prints it, where that is not the view and nothing else.
function forms(printed, view)
{
	if (printed == view) return ""
	gsub(/ [|] /, ", ", printed)
	return "In \\fB" roff(printed) "\\fR.\n"
}

function add(object,    view)
{
	view = member(object, "view")
	if (view != last)
		table = table (view == "export" ? ".SH METRICS\n" prometheus : ".SS " view "\n")
	last = view
	table = table ".TP\n\\fB" roff(member(object, "key")) "\\fR (" roff(unit(object)) ")\n" \
		forms(member(object, "printed_by"), view) roff(member(object, "meaning")) "\n" "\n"
}

BEGIN {
	prometheus = "As\n.B memtop export\nprints them.\n"
}

FILENAME ~ /json$/ {
	count = split($0, objects, /\{"view":/)
	for (i = 2; i <= count; i++)
		add("\"view\":" objects[i])
	next
}

$0 == "@FIGURES@" { printf "%s", table; next }
{ gsub(/@VERSION@/, version); print }
