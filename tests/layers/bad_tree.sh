# SPDX-License-Identifier: GPL-2.0-or-later
# Does layers.sh see what it looks for?  A small tree that does everything wrong fails each check.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

bad=$work/bad
mkdir -p "$bad/src/parse" "$bad/src/source" "$bad/src/findings" "$bad/src/ui" "$bad/tests" "$bad/build/src"

cat >"$bad/src/parse/bad.c" <<'END'
#include <curses.h>
#include <bpf/libbpf.h>
#include <libproc2/pids.h>
#include <sqlite3.h>
#include <uthash.h>
#include "sample/row.h"

static int mutable_count;
int *expose(void);

int *expose(void)
{
	return &mutable_count;
}

int bad(void)
{
	char path[99];
	char copy[sizeof path / sizeof path[0]];

	/* TODO: everything */
	strcpy(path, "/proc/meminfo");
	printf("%p %ld", (void *)fopen(path, "r"), time(NULL));
	kill(1, 9);
	pthread_join(thread, NULL);
	log1p(7);
	exit(1);
}
END
printf 'int bad(void)\n{\n\treturn open(path, O_RDONLY);\n}\n' >"$bad/src/source/bad.c"
for name in one other; do
	echo "const struct label $name = { \"pid\", NULL, N_(\"The process.\"), UNIT_NONE };"
done >"$bad/src/ui/labels.c"
echo 'const struct subject new_subject = { .name = "new" };' >"$bad/src/findings/new.c"
echo 'struct twice {' >"$bad/src/parse/twice.h"
echo 'struct twice {' >"$bad/src/ui/twice.h"
{
	printf 'int far(void)\n{\n'
	yes '	further();' | head -n 800
	printf '}\n'
} >"$bad/src/ui/far.c"
i=0
while [ $i -lt 30 ]; do
	echo '/* nothing */' >"$bad/src/parse/one_of_many_$i.c"
	i=$((i + 1))
done
{
	echo 'int main(void)'
	echo '{'
	echo '	usleep(1);'
	echo '}'
} >"$bad/tests/slow.c"

cc=${CC:-cc}
command -v "${cc%% *}" >/dev/null || tap_skip 'no compiler'
sed -n '/^static int mutable/,/^}/p' "$bad/src/parse/bad.c" >"$bad/build/small.c"
if $cc -c -o "$bad/build/src/small.o" "$bad/build/small.c" 2>"$work/cc"; then
	ar cr "$bad/build/libmemtop.a" "$bad/build/src/small.o"
fi

sh "$source/tests/layers/layers.sh" "$bad" >"$work/tap"
grep '^ok' "$work/tap" >"$work/passed"
empty 'every check fails on a tree that does everything wrong' "$work/passed"
is 'every check was made' "$(grep -c '^not ok' "$work/tap")" \
	"$(grep -cE "^	?(empty|ok) '" "$source/tests/layers/layers.sh")"
tap_done
