# SPDX-License-Identifier: GPL-2.0-or-later
# Names and arguments of any bytes: escape sequences, newlines, invalid UTF-8, CJK, none.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

# start NAME [ARGUMENT]...: such a process; its PID in $pid.  stop ends it.
mkfifo "$work/in" "$work/ready"
start()
{
	"$helpers/named" "$@" <"$work/in" >"$work/ready" &
	exec 3>"$work/in" 4<"$work/ready"
	read -r pid <&4
}

stop()
{
	exec 3>&- 4<&-
	wait
}

# clean NAME FILE: no control character but the newline at the end of each line.
clean()
{
	tr -d '\n' <"$2" | LC_ALL=C tr -dc '\000-\037\177' >"$work/controls"
	empty "$1" "$work/controls"
}

start "$(printf '\033[2Jname')" "$(printf '\033]0;title\007')" "$(printf 'two\nlines\ttab')" \
	"$(printf '\377\376 bad')" 'a "quote", a \back'
for format in '' --json --csv; do
	run $format -p "$pid" -o pid,name,command
	clean "no control characters reach the output ${format:-as text}" "$work/out"
	ok "which is valid UTF-8 ${format:-as text}" iconv -f UTF-8 -t UTF-8 "$work/out"
done
run -p "$pid" -o command
has 'text shows them as C does' 'x1b\]0;title.a two[ \\n]+lines.ttab' "$work/out"
is 'in one line' "$(table "$work/out" | wc -l)" 2
run --json -p "$pid" -o command
has 'JSON keeps quotes and backslashes' 'a \\"quote\\", a \\\\back' "$work/out"
run --csv -p "$pid" -o pid,command
has 'CSV doubles quotes' 'a ""quote"", a ' "$work/out"
is 'and stays one line' "$(wc -l <"$work/out")" 2
stop

# Marks that are not seen, or that turn text around, are shown as what they are, in each format and view.
marks='\\u[fF][eE][fF][fF].\\u202[eE].\\u2066.\\u200[fF].\\u061[cC]'
start "$(printf 'a\342\200\256b\357\273\277')" \
	"$(printf 'x\357\273\277y\342\200\256z\342\201\246v\342\200\217w\330\234u')"
for format in -b --json --csv; do
	run $format -n 1 -p "$pid" -o pid,name,command
	has "marks are escapes in $format" "x${marks}u" "$work/out"
	for view in overview process heap; do
		words=$view
		[ $view = overview ] || words="$view $pid"
		# shellcheck disable=SC2086 # words
		run $format -n 1 $words
		LC_ALL=C grep -lF -e "$(printf '\357\273\277')" -e "$(printf '\342\200\256')" \
			-e "$(printf '\342\201\246')" -e "$(printf '\330\234')" "$work/out" >"$work/raw"
		empty "and none is itself there, $view $format" "$work/raw"
	done
done
is 'JSON gives them back' "$("$memtop" --json -n 1 -p "$pid" -o name | "$helpers/json_value" processes 0 name)" \
	"$(printf 'a\342\200\256b\357\273\277')"
stop

start 汉字 --値=メモリ
run -p "$pid" -o name,pid,command
has 'CJK is aligned by its width' "^汉字 {11} +$pid .*--値=メモリ\$" "$work/out"
LC_ALL=C "$memtop" -p "$pid" -o name,pid,command >"$work/out"
LC_ALL=C tr -d '\n\040-\176' <"$work/out" >"$work/beyond"
empty 'in the C locale text is ASCII' "$work/beyond"
LC_ALL=C "$memtop" --json -p "$pid" -o command >"$work/out"
has 'JSON is UTF-8 in the C locale too' '汉字 --値=メモリ"' "$work/out"
LC_ALL=C "$memtop" --csv -p "$pid" -o command >"$work/out"
has 'and CSV' '汉字 --値=メモリ$' "$work/out"
stop

start ''
run --json -p "$pid" -o name
is 'no name is null' "$(value "$work/out" processes 0 name)" null
is 'and is named' "$(value "$work/out" unreadable name absent 0)" "$pid"
stop
tap_done
