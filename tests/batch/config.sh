# SPDX-License-Identifier: GPL-2.0-or-later
# The configuration file at start: used, or reported with its line and left untouched.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

mkdir -p "$XDG_CONFIG_HOME/memtop"
file=$XDG_CONFIG_HOME/memtop/memtoprc

printf '# mine\ncolumns = "pid,name"\nsort = pid\ndescending = false\n' >"$file"
run
is 'text has the saved columns' "$(table "$work/out" | sed -n 1p | tr -s ' ')" ' PID NAME'
empty 'without a complaint' "$work/err"
is 'and their order' "$(table "$work/out" | sed -n 2p | tr -s ' ' | cut -d ' ' -f 2)" 1
run -o rss
is 'the command line goes before them' "$(table "$work/out" | sed -n 1p | tr -d ' ')" RSS

# broken PATTERN: the file is reported so, left as it is, and does no harm.
broken()
{
	cp "$file" "$work/copy"
	run -n 1
	is "with $1 it runs on" "$status" 0
	has "with $1 the file is reported" "^memtop: $file.*$1" "$work/err"
	has "with $1 the defaults are used" '^ +PID USER ' "$work/out"
	ok "with $1 it is left as it is" cmp "$file" "$work/copy"
}

printf 'mouse = true\ncolumns = "pid,nonsense"\n' >"$file"
broken "line 2: columns: there is no column 'nonsense'"
printf '\n\ndelay = \033[2J\n' >"$file"
broken 'line 3: delay: '
head -c 70000 /dev/zero | tr '\0' '#' >"$file"
broken 'larger than 64 KiB'
head -c 60000 /dev/urandom >"$file"
broken 'line [0-9]+: '
head -c 60000 /dev/zero | tr '\0' '{' >"$file"
broken 'line 1: '

rm "$file"
mkfifo "$file"
run -n 1
is 'a FIFO in its place does not stop it' "$status" 0
has 'and is reported' 'not an ordinary file' "$work/err"
rm "$file"
mkdir "$file"
run -n 1
is 'nor a directory' "$status" 0
has 'which is reported' 'not an ordinary file' "$work/err"
rmdir "$file"
run -n 1
is 'without a file it runs' "$status" 0
empty 'and says nothing' "$work/err"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	cp "$memtop" "$work/memtop" && chmod 755 "$work" "$work/memtop" && mkdir -p "$work/root/.config/memtop" && chmod 700 "$work/root"
	echo 'nonsense' >"$work/root/.config/memtop/memtoprc"
	XDG_CONFIG_HOME='' HOME=$work/root setpriv --reuid 65534 --clear-groups "$work/memtop" -n 1 >"$work/out" 2>"$work/err"
	is 'in the home of another user nothing is looked for' "$?" 0
	empty 'and nothing is said' "$work/err"
	chown -R 65534 "$work/root" && chmod 0 "$work/root/.config/memtop/memtoprc"
	XDG_CONFIG_HOME='' HOME=$work/root setpriv --reuid 65534 --clear-groups "$work/memtop" -n 1 >"$work/out" 2>"$work/err"
	has 'what lies in its own and may not be read is told' 'memtoprc: Permission denied' "$work/err"
fi
tap_done
