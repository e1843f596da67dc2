# SPDX-License-Identifier: GPL-2.0-or-later
# What HACKING.md asks of the source and a script can see.  With an argument: of the tree there,
# built in its directory build/.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

here=$source/tests/layers
build=${abs_top_builddir:-$source/build}
if [ $# -gt 0 ]; then
	source=$1
	build=$1/build
fi
cd "$source" || exit 99
find src -name '*.[ch]' | LC_ALL=C sort >"$work/files"
xargs awk -f "$here"/code.awk <"$work/files" >"$work/code"
grep -E '^[^:]*:[0-9]*:[[:blank:]]*#[[:blank:]]*include' "$work/code" >"$work/includes"

# called LAYERS FUNCTIONS: lines in which code of these layers calls one of the functions.
called()
{
	grep -E "^src/($1)[/.]" "$work/code" | grep -E "(^|[^[:alnum:]_.>\"])($2)[[:blank:]]*\("
}

# Which may include which.  The line of HACKING.md: what stands left may be included from the right.
# Those of the last group do not include one another; of them ui alone includes views.
lower='base parse sample derive document config findings ports'
upper='source kernel heap probe store confine render ui'

forbidden_includes()
{
	sed -nE "s~^src/([a-z]+)/([^:]*):([0-9]*):.*include[[:blank:]]*\"([^\"]*)\".*~\1 src/\1/\2:\3 \4~p" \
		"$work/includes" | awk -v lower="$lower" -v upper="$upper" '
	BEGIN {
		count = split(lower, layer)
		for (i = 1; i <= count; i++) {
			below = below " " layer[i]
			may[layer[i]] = below " "
		}
		may["views"] = below " views "
		count = split(upper, layer)
		for (i = 1; i <= count; i++) {
			may[layer[i]] = below " " layer[i] " "
			every = every " " layer[i]
		}
		may["ui"] = below " views ui "
		wire = below " views" every " cli "
		may["cli"] = wire
	}
	$3 == "config.h" { next }
	{
		included = $3
		if (!sub("/.*", "", included)) included = "(none)"
		if (!index(may[$1], " " included " ")) print $2 ": " $1 " includes " $3
	}'
}

forbidden_includes >"$work/out"
empty 'each layer includes only what stands below it' "$work/out"

grep -E 'curses\.h|<term\.h>' "$work/includes" | grep -v '^src/ui/' >"$work/out"
empty 'curses is used in ui/ only' "$work/out"

grep 'libproc2' "$work/includes" | grep -v '^src/source/' >"$work/out"
empty 'libproc2 is used in source/ only' "$work/out"

grep '<bpf/' "$work/includes" | grep -v '^src/kernel/' >"$work/out"
empty 'libbpf is used in kernel/ only' "$work/out"

grep 'uthash' "$work/includes" | grep -v '^src/base/hash\.h' >"$work/out"
empty 'uthash is included by base/hash.h only' "$work/out"

grep -E 'sqlite3\.h|zstd\.h' "$work/includes" | grep -v '^src/store/' >"$work/out"
empty 'SQLite and zstd are used in store/ only' "$work/out"

# A literal that begins with the directory is a path; an explanation only names one.  What the user names
# may be a descriptor of memtop's own, and its mount is named.
grep -E '"/(proc|sys)(/|")' "$work/code" | grep -vE '^src/(source|kernel|heap|probe)/' |
	grep -vE '^src/base/apart/.*"/proc/self/(fd/|cwd"|mounts")' >"$work/out"
empty 'paths under /proc and /sys are in source/, kernel/, heap/ and probe/ only' "$work/out"

# What must not be called where.
pure='base|config|parse|sample|derive|document|findings|ports|views'
called "base|parse|sample|derive|document|findings|ports|views|source|kernel|heap" \
	'v?f?printf|puts|fputs|putchar|perror|err|errx|warn|warnx|v?dprintf' >"$work/out"
empty 'nothing but config, probe, render, ui and main prints' "$work/out"

called "$pure|source|kernel|heap|render|ui" '_?exit|_Exit|quick_exit|abort|assert' | grep -v '^src/base/apart/' >"$work/out"
empty 'nothing but main, the balloon and a child exits or asserts' "$work/out"

called 'base|parse|sample|derive|document|findings|ports|views' \
	'f?open|openat|fdopen|popen|creat|f?read|pread|readv|getline|opendir|f?stat|lstat|access' |
	grep -v '^src/base/apart/' >"$work/out"
empty 'parse/ to views/ open and read no file' "$work/out"

called source 'f?open|openat|opendir' | grep -v '^src/source/file\.c' >"$work/out"
empty 'source/ opens by file_open(), which no signal ends' "$work/out"

called 'parse|sample|derive|document|findings|ports|views' 'time|clock|clock_gettime|clock_now_ns|gettimeofday|getenv|sysconf|getpwuid|getpwuid_r' \
	>"$work/out"
empty 'parse/ to views/ ask no clock and no environment' "$work/out"

called 'config|parse|sample|derive|document|findings|ports|views|source|heap|probe|render|ui|cli' \
	'pthread_(create|join|cond_[a-z]+|mutex_lock)|eventfd' >"$work/out"
empty 'base/worker alone starts threads, and nothing waits for one' "$work/out"

called '[a-z]+' 'ptrace|process_vm_writev|process_madvise|kill|tkill|tgkill|killpg' >"$work/out"
empty 'no other process is traced, written to, or signalled by its number' "$work/out"

called '[a-z]+' \
	'strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|atoi|atol|atoll|atof|alloca|system' \
	>"$work/out"
empty 'no function that git would ban' "$work/out"

grep -rnE 'sizeof\(?[^()]*\)? / sizeof\(?[^()]*\[0\]|sizeof [A-Za-z_*]' --include='*.[ch]' src tests |
	grep -vE '^src/base/macros\.h:|^[^:]*:[0-9]*:[ 	]*(/?\*|//)' >"$work/out"
empty 'elements are counted by COUNT_OF, and sizeof has parentheses' "$work/out"

# What is not listed is not built, not tested, and not in a release.  A program of one file goes
# by its own name there.
find src tests -name local.mk | while read -r list; do
	tr -s ' \t' '\n' <"$list" | sed "s|%D%|$(dirname "$list")|"
done >"$work/listed"
sed 'p; s/$/.c/' "$work/listed" >"$work/listed.c"
find src tests -name '*.[ch]' | grep -vxFf "$work/listed.c" >"$work/out"
empty 'every source and every test is in a local.mk' "$work/out"

# Each table of rules is walked by a test, in which each rule fires and just does not.
sed -n 's/^const struct subject \([a-z_]*\) .*/\1/p' src/findings/*.c | while read -r subject; do
	grep -qw "$subject" tests/findings/rules_test.c tests/findings/oom_words_test.c ||
		echo "$subject"
done >"$work/out"
empty 'every table of rules is walked by a test' "$work/out"

# A figure's key and what it means stand in one label, whichever views show it.
xargs awk -f "$here"/labels.awk <"$work/files" | LC_ALL=C sort | uniq -d >"$work/out"
empty 'no label is written twice' "$work/out"

# libm is 300 KiB of resident pages, whatever is called (derive/trend/logarithm.h); roots and ceil() are instructions.
grep -E '[^[:alnum:]_](f(max|min|mod)|l?l?r(ound|int)|floor|log(2|10|1p)?|exp(2|m1)?|pow|cbrt|hypot|(fr|ld)exp)\(' \
	"$work/code" >"$work/out"
empty 'nothing of libm is called' "$work/out"

# The form of the source.
xargs awk 'FNR == 1 && !/SPDX-License-Identifier: GPL-2.0-or-later/ { print FILENAME }' \
	<"$work/files" >"$work/out"
empty 'every source begins with its licence' "$work/out"

find src tests -name '*.[ch]' -exec wc -l {} + | awk '$2 != "total" && $1 > 800' >"$work/out"
empty 'no file is longer than 800 lines' "$work/out"

find src tests -name '*.[ch]' | sed 's,/[^/]*$,,' | sort | uniq -c | awk '$1 > 28 { print $2 ": " $1 " files" }' >"$work/out"
empty 'no folder has more than 28 sources' "$work/out"

xargs awk -f "$here"/functions.awk <"$work/files" | sort -n >"$work/functions"
awk '
{ length_of[NR] = $1; text[NR] = $0 }
END {
	median = length_of[int((NR + 1) / 2)]
	if (median > 16) print "the median of " NR " functions is " median " lines"
	for (i = NR; i > 0 && length_of[i] > 60; i--) { long++; list = list "\n" text[i] }
	if (long > NR / 20) print long " of " NR " functions have more than 60 lines:" list
}' "$work/functions" >"$work/out"
empty 'half the functions have 16 lines at most, 95% of them 60' "$work/out"

# What a header names means one thing everywhere; the kernel's own structs have the kernel's names.
sed -nE 's~^src/([^:]*):[0-9]*:(struct|enum|union) ([a-z_0-9]+) \{.*~\2 \3 \1~p' "$work/code" |
	grep -v ' kernel/programs/' >"$work/defined"
grep -E '^[^:]*\.h:' "$work/code" | grep -oE '(struct|enum|union) [a-z_0-9]+' | sort -u >"$work/named"
awk '
NR == FNR { named[$1 " " $2]; next }
{
	tag = $1 " " $2
	places[tag] = places[tag] " " $3
	if (count[tag]++ && tag in named) twice[tag]
}
END { for (tag in twice) print tag ":" places[tag] }' "$work/named" "$work/defined" >"$work/out"
empty 'no struct that a header names has two meanings' "$work/out"

grep -rnE --include='*.[ch]' --include='*.sh' --include='*.mk' --include='*.py' \
	'\b(TODO|FIXME|XXX|HACK)\b|for now\b' src tests man Makefile.am configure.ac 2>/dev/null |
	grep -v '^tests/layers/' >"$work/out"
empty 'nothing is left for later' "$work/out"

find tests -name '*.[ch]' ! -path 'tests/bench/*' -exec awk -f "$here"/code.awk {} + |
	grep -E '(^|[^[:alnum:]_])(u?sleep|nanosleep|clock_nanosleep)[[:blank:]]*\(' >"$work/out"
grep -rnE --include='*.sh' '(^|[;&|({[:blank:]])sleep [0-9.]+([[:blank:]]*$|[;&|)])' tests |
	grep -v '^tests/layers/' >>"$work/out"
empty 'no test sleeps' "$work/out"

# Variables that outlive a call, from the object files: what is not constant lies in .data or .bss.
mutable_variables()
{
	find "$1/src" -name "*.o" -exec objdump -t "$1/libmemtop.a" {} + | awk '
	/\.o:/ { object = $1 }
	$0 ~ / O / && $0 ~ / \.(data|bss|tdata|tbss)(\.[^r]|\t|\.r[^e])/ { print object, $NF }'
}

if command -v objdump >/dev/null && ! objdump -t "$build/libmemtop.a" | grep -q __asan_; then
	sed -nE 's/.*volatile sig_atomic_t ([[:alnum:]_]+).*/\1/p' "$work/code" >"$work/signals"
	mutable_variables "$build" | grep -vwFf "$work/signals" >"$work/out"
	empty 'no variable at file scope changes, but for those of signal handlers' "$work/out"
fi

tap_done
