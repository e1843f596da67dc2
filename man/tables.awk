# SPDX-License-Identifier: GPL-2.0-or-later
# Fills the tables into the manual page.  Reads, in this order, what memtop prints for --help,
# --list-options, --list-keys, --list-columns --json and --capabilities --json, then the page with its
# @MARKS@.

function roff(text)
{
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	gsub(/'/, "\\(aq", text)
	sub(/^\./, "\\\\\\&.", text)
	return text
}

# An entry of a list: its head in bold, its text.
function entry(head, text)
{
	return ".TP\n" head "\n" roff(text) "\n"
}

# The views and commands in --help, each on a line, or its explanation on the next where the name is long.
function add_view(    name, argument, at)
{
	if (/^[^ ]/ || /^$/) { views = /^(Views|Commands):/; return }
	if (!views) return
	if (match($0, /^  [a-z]+/)) {
		name = substr($0, 3, RLENGTH - 2)
		$0 = substr($0, RLENGTH + 1)
		at = match($0, /  +/) ? RSTART : length($0) + 1
		if (at > 1) argument = " \\fI" roff(substr($0, 2, at - 2)) "\\fR"
		$0 = substr($0, at)
		table["VIEWS"] = table["VIEWS"] ".TP\n\\fB" roff(name) "\\fR" argument "\n"
	}
	sub(/^ +/, "")
	if ($0 != "") table["VIEWS"] = table["VIEWS"] roff($0) "\n"
}

# -S TAB --LONG TAB ARGUMENT TAB HELP
function add_option(    head)
{
	if ($1 != "") head = "\\fB" roff($1) "\\fR, "
	head = head "\\fB" roff($2) "\\fR"
	if ($3 != "") head = head " \\fI" roff($3) "\\fR"
	table["OPTIONS"] = table["OPTIONS"] entry(head, $4)
}

# VIEW TAB NAME TAB KEYS TAB SECTION TAB HELP
function add_key(    n, key, i, head)
{
	if ($1 != view) {
		view = $1
		table["KEYS"] = table["KEYS"] ".SS " \
			(view == "all" ? "In every view" : \
			view == "replay" ? "In a record" : "In the view " view) "\n"
	}
	n = split($3, key, " ")
	for (i = 1; i <= n; i++)
		head = head (i > 1 ? ", " : "") "\\fB" roff(key[i]) "\\fR"
	table["KEYS"] = table["KEYS"] entry(head, $5)
}

# The string of a member of a flat JSON object, without its escapes.
function member(object, name,    at, value)
{
	at = index(object, "\"" name "\":\"")
	if (!at) return ""
	value = substr(object, at + length(name) + 4)
	match(value, /^([^"\\]|\\.)*/)
	value = substr(value, 1, RLENGTH)
	gsub(/\\"/, "\"", value)
	gsub(/\\\//, "/", value)
	gsub(/\\\\/, "\\", value)
	return value
}

function add_columns(    n, object, i)
{
	sub(/^[^[]*\[/, ""); n = split($0, object, /\},\{/)
	for (i = 1; i <= n; i++)
		table["COLUMNS"] = table["COLUMNS"] entry("\\fB" roff(member(object[i], "title")) \
			"\\fR (" roff(member(object[i], "name")) "), " roff(member(object[i], "key")), \
			member(object[i], "explanation"))
}

# What of the table is the same on every machine.
function add_rights(    n, object, i)
{
	sub(/.*"rights":\[/, ""); n = split($0, object, /\},\{/)
	for (i = 1; i <= n; i++)
		table["CAPABILITIES"] = table["CAPABILITIES"] entry("\\fB" roff(member(object[i], "needs")) \
			"\\fR (" roff(member(object[i], "view")) ")", \
			member(object[i], "figure") "; without it: " member(object[i], "without"))
}

BEGIN { FS = "\t" }
FNR == 1 { file++ }
file == 1 { add_view(); next }
file == 2 { add_option(); next }
file == 3 { add_key(); next }
file == 4 { add_columns(); next }
file == 5 { add_rights(); next }
/^@[A-Z]+@$/ {
	name = substr($0, 2, length($0) - 2)
	if (table[name] == "") {
		print "tables.awk: nothing for " $0 > "/dev/stderr"
		exit 1
	}
	printf "%s", table[name]
	next
}
{
	gsub(/@VERSION@/, version)
	print
}
