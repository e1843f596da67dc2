# SPDX-License-Identifier: GPL-2.0-or-later
# Wrong usage is told exactly, and ends with 2; the listings come from the tables.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

# wrong PATTERN [ARGUMENT]...
wrong()
{
	wrong_pattern=$1
	shift
	run "$@"
	is "'$*' is wrong usage" "$status" 2
	empty "'$*' prints nothing" "$work/out"
	has "'$*' is told of" "^memtop: $wrong_pattern" "$work/err"
	is "'$*' is told of in one line" "$(wc -l <"$work/err")" 1
}

wrong "-d: '0' is not a number of seconds from 0.01 to 1000000 \(try -d 1.5\)" -b -d 0
wrong "-d: '-1' is not a number of seconds" -b -d -1
wrong "-d: 'nan' is not a number of seconds" -b -d nan
wrong "-d: '1,5' is not a number of seconds" -b -d 1,5
wrong "-n: '0' is not a number of samples" -b -n 0
wrong "-n: '-1' is not a number of samples" -n -1
wrong "-o: there is no column 'rrs' \(did you mean 'rss'\? memtop --list-columns shows all\)" -o pid,rrs
wrong "-s: there is no column 'nothing'" -s +nothing
wrong "-p: '0' is not a process number" -p 0
wrong "-p: 'x' is not a process number" -p 1,x
wrong "-u: there is no user 'no-such-user-here'" -u no-such-user-here
wrong "-w: '0' is not a width" -w 0
wrong "-e: 'z' is none of these: auto, k, m, g, t, p, e, bytes" -e z
wrong "--filter: " --filter '('
wrong "--filter: " --filter 'rss>lots'
wrong "there is no option '--jsno' \(did you mean --json\?\)" --jsno
wrong "there is no option '-Z'" -Z
wrong "-d needs an argument: SECONDS" -b -d
wrong "--json takes no argument" --json=1
wrong "--json and --csv exclude each other" --json --csv
wrong "there is no view 'overveiw' \(did you mean 'overview'\?\)" overveiw
wrong "overview: 'x' is one argument too many" overview x
wrong "-o: there is no column '.x1b\[2J'" -o "$(printf '\033[2J')"

# listing [ARGUMENT]...: such a listing is printed, or the full disk is told of.
listing()
{
	run "$@"
	is "$* succeeds" "$status" 0
	empty "$* complains of nothing" "$work/err"
	ok "$* prints something" test -s "$work/out"
	"$memtop" "$@" >/dev/full 2>"$work/err"
	is "$* notices a full disk" $? 1
	has "$* tells of it" '^memtop: standard output: ' "$work/err"
}

listing --help
listing -h
listing --version
listing -V
listing --list-columns
listing --list-columns --json
listing --list-figures
listing --list-figures heap --json
listing --list-options
listing --list-keys
listing --completion bash
listing --completion zsh
listing --completion fish

run --version
has 'the version is named' '^memtop [0-9]+\.[0-9]' "$work/out"
has 'and what it is built with' '^built with ncursesw [0-9.]+, libproc2 [0-9]' "$work/out"

if sanitized; then
	has 'what is off with a sanitizer is said' '^without the guard of records' "$work/out"
else
	lacks 'nothing that protects is off' '^without the guard' "$work/out"
fi

run --list-columns
has 'a column has name, key, unit, cost and title' '^rss +rss_bytes +bytes +statm +RSS$' "$work/out"
has 'the expensive ones name what they cost' '^pss +pss_bytes +bytes +smaps_rollup ' "$work/out"
run --list-columns --json
is 'the same as JSON' "$(value "$work/out" columns 0 key)" pid

# Each option of the machine-readable list stands in --help, unless it is for packagers.
run --list-options
cut -f 2 "$work/out" | grep -vE -e '--(list-options|list-keys|completion)' >"$work/names"
run --help
while read -r name; do
	grep -qF -e "$name" "$work/out" || echo "$name"
done <"$work/names" >"$work/missing"
empty 'all options stand in --help' "$work/missing"
ok 'and there are some' test "$(wc -l <"$work/names")" -gt 15

run --help
is '--help fits 80 columns' "$(awk 'length > 80' "$work/out")" ''

# completes NAME WANTED WORD...: what bash would offer for the last word behind the others.
completes()
{
	completes_name=$1
	completes_wanted=$2
	shift 2
	is "$completes_name" "$(bash -c '
		. "$1"
		shift
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		compopt() { :; }
		_memtop
		printf "%s\n" "${COMPREPLY[@]}"' bash "$work/completion" memtop "$@")" "$completes_wanted"
}

if command -v bash >/dev/null; then
	"$memtop" --completion bash >"$work/completion"
	completes 'bash completes a long option' '--kernel-threads' --kern
	completes 'bash completes a column' 'pid,swap_pss' -o pid,swap_
	completes 'bash completes a column added to the default' '+swap_pss' -o +swap_
	completes 'bash completes a direction' '-oom_adj' --sort -oom_
	completes 'bash completes a unit' g -E g
	completes 'bash completes what the cache is shown by' filesystem --by files
	completes 'bash completes a view' overview overv
	completes 'bash completes a user' root -u roo
	completes 'bash completes a figure of a condition' available check avail
	completes 'bash completes the next term between quotes' 'critical: full_avg10>20% refault_anonymous' \
		check "'critical: full_avg10>20% refault_an"
	completes 'bash completes a finding' finding:unnamed_memory check finding:unn
	completes 'bash completes a finding where a colon breaks the word' unnamed_memory check finding : unn
fi

# What zsh is told: each option stands in it, and _arguments gets it in one piece.
"$memtop" --completion zsh >"$work/_memtop"
while read -r name; do
	grep -qF -e "$name" "$work/_memtop" || echo "$name"
done <"$work/names" >"$work/missing"
empty 'all options stand in the completion for zsh' "$work/missing"
if command -v zsh >/dev/null; then
	ok 'zsh can read it' zsh -n "$work/_memtop"
	zsh -f -c '_arguments() { print -rl -- "$@"; }; _describe() { :; }; . "$1"' zsh \
		"$work/_memtop" >"$work/out"
	has 'an option is a word with its help and its argument' \
		'^.-d --delay.-d.\[seconds.*\]:SECONDS:|^\(-d --delay\)--delay=\[[^]]*\]:SECONDS: $' "$work/out"
	# What is offered for the words of a condition.
	zsh -f -c '_arguments() { state=argument; words=(memtop check x); }; _files() { echo files; }
		compset() { :; }; compadd() { [[ $4 == conditions ]] && print -rl -- $conditions; }; . "$1"' zsh \
		"$work/_memtop" >"$work/words"
	has 'zsh completes a figure of a condition' '^available$' "$work/words"
	has 'and a finding' '^finding:unnamed_memory$' "$work/words"
	has 'and what has a parenthesis' '^growth\($' "$work/words"
	has 'a colon in a help is none of the format' 'record\\: write memtop.prom' "$work/out"
	has 'what the cache is shown by is one of some words' \
		':WHAT:\(file directory filesystem process cgroup\)$' "$work/out"
	is 'there are no other words' "$(grep -cvE '^(\(-|-|[1*]:)' "$work/out")" 0
	# zsh itself, as a tabulator has it complete a line.
	while IFS='|' read -r line completed; do
		echo "$line" >>"$work/lines"
		echo "$completed" >>"$work/completed_wanted"
	done <<'END'
memtop --kern|memtop --kernel-threads
memtop overv|memtop overview
memtop -b -n 1 expl|memtop -b -n 1 explain
memtop --color high|memtop --color high-contrast
memtop --color=high|memtop --color=high-contrast
memtop --by cg|memtop --by cgroup
memtop --bpf of|memtop --bpf off
memtop -s +swap_p|memtop -s +swap_pss
memtop -o rss,swap_p|memtop -o rss,swap_pss
memtop export --openm|memtop export --openmetrics
memtop check --wat|memtop check --watch
memtop check availab|memtop check available
memtop check finding:unn|memtop check finding:unnamed_memory
memtop check grow|memtop check growth\(
memtop check 'critical: full_avg10>20% refault_an|memtop check 'critical: full_avg10>20% refault_anonymous
memtop no-such|memtop no-such
END
	zsh -f "$source/tests/batch/completes.zsh" "$work" <"$work/lines" 2>&1 |
		sed 's/ *$//' >"$work/lines_completed"
	ok 'zsh completes lines' diff "$work/completed_wanted" "$work/lines_completed"
fi
if command -v fish >/dev/null; then
	"$memtop" --completion fish >"$work/memtop.fish"
	# offered WORDS: what fish offers at the end of the line.
	offered()
	{
		HOME=$work fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
			"$work/memtop.fish" "$1" 2>&1 | cut -f 1 | sort | tr '\n' ' '
	}
	is 'fish completes a long option' "$(offered 'memtop --kern')" '--kernel-threads '
	is 'fish completes a view' "$(offered 'memtop overv')" 'overview '
	is 'fish completes a theme' "$(offered 'memtop --color high')" 'high-contrast '
	is 'fish completes what the cache is shown by' "$(offered 'memtop --by cg')" 'cgroup '
	is 'fish completes a column' "$(offered 'memtop -s swap_p')" 'swap_pss '
	is 'fish completes a figure of a condition' "$(offered 'memtop check avail')" 'available '
	is 'fish completes the next term between quotes' \
		"$(offered "memtop check 'critical: full_avg10>20% refault_an")" \
		'critical: full_avg10>20% refault_anonymous '
	is 'fish completes a finding' "$(offered 'memtop check finding:unn')" 'finding:unnamed_memory '
	is 'fish completes one more column' "$(offered 'memtop -o pid,swap_p')" 'pid,swap_pss '
fi
"$memtop" --completion tcsh >/dev/null 2>"$work/err"
is 'there is none for other shells' $? 2
has 'and it says for which' 'bash, zsh, fish' "$work/err"
tap_done
