# SPDX-License-Identifier: GPL-2.0-or-later
# The manual page has its tables from the program that was just built, and so has the completion.
# Both are in a release, so that only a checkout needs to run the program.
dist_man1_MANS += %D%/memtop.1
dist_man5_MANS += %D%/memtop-figures.5
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/completion/memtop
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = %D%/completion/_memtop
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = %D%/completion/memtop.fish
completions = %D%/completion/memtop %D%/completion/_memtop %D%/completion/memtop.fish
EXTRA_DIST += %D%/memtop.1.in %D%/memtop-figures.5.in %D%/tables.awk %D%/figures.awk
MAINTAINERCLEANFILES += %D%/memtop.1 %D%/memtop-figures.5 $(completions)

if CROSS_COMPILING
MEMTOP_FOR_BUILD =
else
MEMTOP_FOR_BUILD = ./memtop$(EXEEXT)
endif

have_memtop_for_build = test -n '$(MEMTOP_FOR_BUILD)' || { \
	echo 'to cross-compile a checkout, name a memtop that runs here: make MEMTOP_FOR_BUILD=...' >&2; \
	exit 1; }

# Where the tables are; the program itself is younger than any page in a release.
table_sources = src/cli/options.c src/cli/options_print.c src/views/views.c src/derive/process/columns.c \
	src/ui/session/action.c src/ui/session/input.c src/derive/rights.c

man/memtop.1: man/memtop.1.in man/tables.awk $(table_sources) | memtop$(EXEEXT)
	$(AM_V_GEN)$(have_memtop_for_build)
	$(AM_V_at)$(MKDIR_P) man
	$(AM_V_at)LC_ALL=C $(MEMTOP_FOR_BUILD) --help >$@.help
	$(AM_V_at)LC_ALL=C $(MEMTOP_FOR_BUILD) --list-options >$@.options
	$(AM_V_at)LC_ALL=C $(MEMTOP_FOR_BUILD) --list-keys >$@.keys
	$(AM_V_at)LC_ALL=C $(MEMTOP_FOR_BUILD) --list-columns --json >$@.columns
	$(AM_V_at)LC_ALL=C $(MEMTOP_FOR_BUILD) --capabilities --json >$@.rights
	$(AM_V_at)$(AWK) -v version='$(PACKAGE_VERSION)' -f $(srcdir)/man/tables.awk \
		$@.help $@.options $@.keys $@.columns $@.rights $(srcdir)/man/memtop.1.in >$@.new
	$(AM_V_at)rm -f $@.help $@.options $@.keys $@.columns $@.rights && mv $@.new $@

# Keys stand in documents of every view: whatever was built anew may have changed one.
man/memtop-figures.5: man/memtop-figures.5.in man/figures.awk $(libmemtop_a_SOURCES) | memtop$(EXEEXT)
	$(AM_V_GEN)$(have_memtop_for_build)
	$(AM_V_at)$(MKDIR_P) man
	$(AM_V_at)LC_ALL=C $(MEMTOP_FOR_BUILD) --list-figures --json >$@.json
	$(AM_V_at)$(AWK) -v version='$(PACKAGE_VERSION)' -f $(srcdir)/man/figures.awk $@.json \
		$(srcdir)/man/memtop-figures.5.in >$@.new
	$(AM_V_at)rm -f $@.json && mv $@.new $@

$(completions): $(table_sources) src/cli/completion/bash.c src/cli/completion/fish.c \
	src/cli/completion/zsh.c | memtop$(EXEEXT)
	$(AM_V_GEN)$(have_memtop_for_build)
	$(AM_V_at)$(MKDIR_P) man/completion
	$(AM_V_at)case $@ in *.fish) shell=fish ;; */_*) shell=zsh ;; *) shell=bash ;; esac; \
		LC_ALL=C $(MEMTOP_FOR_BUILD) --completion $$shell >$@.new && mv $@.new $@
