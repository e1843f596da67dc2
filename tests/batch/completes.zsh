# SPDX-License-Identifier: GPL-2.0-or-later
# completes.zsh DIRECTORY: each line of standard input as a zsh on a terminal of its own completes it with
# the _memtop of that directory.
zmodload zsh/zpty || exit 77
zpty shell zsh -f -i
# The marks are in two parts where they are typed, since the terminal echoes.
zpty -w shell "PS1= PS2= fpath=($1 \$fpath); autoload -Uz compinit && compinit -u -D
complete_it() { zle complete-word; print -r -- \$BUFFER >$1/completed; BUFFER=; print -r -- DO'NE' }
zle -N complete_it; bindkey '^T' complete_it; print -r -- BE'GUN'"
zpty -r shell text '*BEGUN*'
while IFS= read -r line; do
	zpty -w -n shell "$line"$'\C-t'
	zpty -r shell text '*DONE*'
	cat "$1/completed"
done
zpty -d shell
