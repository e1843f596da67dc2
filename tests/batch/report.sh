# SPDX-License-Identifier: GPL-2.0-or-later
# A report to send to others: what it says above, and what is never in it.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

mkfifo "$work/in" "$work/ready"
SECRET_VARIABLE=secret-environment "$helpers/named" reported secret-argument \
	<"$work/in" >"$work/ready" &
exec 3>"$work/in" 4<"$work/ready"
read -r pid <&4

run --report process "$pid"
is 'a report is printed' "$status" 0
empty 'without a complaint' "$work/err"
has 'its title is of the view' "^# memtop process $pid\$" "$work/out"
has 'it has the version' '^- memtop [0-9]' "$work/out"
has 'the kernel' "^- Linux $(uname -r)" "$work/out"
has 'the time' '^- [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} [+-][0-9]{4}$' "$work/out"
has 'what it was read from' '^- Read from: .*smaps' "$work/out"
has 'and that there are no arguments' '^- Arguments of commands are left out[.]$' "$work/out"
has 'the name is in it' "process $pid  reported" "$work/out"
has 'the program too' '^      command  .*/named$' "$work/out"
sed '1,2d' "$work/out" | grep -v -e '^- ' -e '^    ' -e '^$' >"$work/rest"
empty 'the text is indented, so that nothing in it is Markdown' "$work/rest"

for view in "process $pid" "heap $pid" overview growth explain; do
	# Who grows shows after half a minute, unless it is told to be quick.
	options=
	[ "$view" != growth ] || options='-n 3 -d 0.2'
	# The words are options, and the view and its argument.
	# shellcheck disable=SC2086
	run --report $options $view
	has "$view: it is a report" "^# memtop $view\$" "$work/out"
	lacks "$view: no argument is in it" secret-argument "$work/out"
	lacks "$view: nor the environment" secret-environment "$work/out"
done
run -b process "$pid"
has 'the argument was there to be left out' secret-argument "$work/out"

run --report --json process "$pid"
is 'it is no format for programs' "$status" 2
has 'which is said' '^memtop: --report is text' "$work/err"

exec 3>&- 4<&-
wait
tap_done
