# SPDX-License-Identifier: GPL-2.0-or-later
# What `make mutants` would make wrong in a few lines of C.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

command -v python3 >/dev/null || tap_skip 'no python3'

cat >"$work/source.c" <<'END'
#define LIMIT (3 + 4)
static const int table[] = { 1 + 2, 3 };
struct pair { int a, b; };
/* a comment: a < b */
static int chosen(const struct pair *pair, int n)
{
	const int *p = &pair->a;
	int sum = (int)-n;

	if (*p < n && !n)
		sum += n * 2;
	switch (n) {
	case 5:
		break;
	}
	sum = sum > n ? sum - n : 0;
	if (sum < n)
		sum = n;
	return sum ? "1 + 1"[0] : LIMIT;
}
static int larger(long a, int b)
{
	return (int)a > b;
}
static int hash_of(int a)
{
	return a * 31;
}
static void *room(void *at, unsigned *most, int n)
{
	return array_reserve(at, most, n + 1, 1);
}
static int missing(struct value a)
{
	return value_or(a, 0) > 0;
}
END

cat >"$work/wanted" <<'END'
10: chosen: *p < n && !n -> !(*p < n && !n)
10: chosen: *p < n && !n -> !n
10: chosen: *p < n && !n -> (*p < n) || (!n)
10: chosen: *p < n && !n -> *p < n
10: chosen: *p < n -> *p <= n
10: chosen: *p < n -> *p >= n
10: chosen: !n -> n
11: chosen: sum += n * 2 -> nothing
11: chosen: sum += n * 2 -> sum -= n * 2
11: chosen: n * 2 -> 2
11: chosen: n * 2 -> n
11: chosen: n * 2 -> n / 2
11: chosen: 2 -> 1
11: chosen: 2 -> 3
14: chosen: break; -> nothing
16: chosen: sum = sum > n ? sum - n : 0 -> nothing
16: chosen: sum > n -> sum <= n
16: chosen: sum - n -> sum
16: chosen: sum - n -> sum + n
16: chosen: 0 -> 1
17: chosen: sum < n -> sum >= n
18: chosen: sum = n -> nothing
19: chosen: sum -> !(sum)
19: chosen: 0 -> 1
23: larger: (int)a > b -> (int)a <= b
23: larger: (int)a > b -> (int)a >= b
31: room: 1 -> 0
31: room: 1 -> 0
31: room: n + 1 -> 1
31: room: n + 1 -> n
31: room: n + 1 -> n - 1
35: missing: 0 -> 1
35: missing: 0 -> 123456789
35: missing: value_or(a, 0) > 0 -> value_or(a, 0) <= 0
35: missing: value_or(a, 0) > 0 -> value_or(a, 0) >= 0
END
python3 -B "$source/tests/mutants/places.py" "$work/source.c" | LC_ALL=C sort >"$work/got"
LC_ALL=C sort "$work/wanted" >"$work/sorted"
ok 'operators, constants, conditions, statements and terms, in the bodies of functions alone' \
	diff "$work/sorted" "$work/got"

# Who edits a line that was judged must judge it again.
python3 -B "$source/tests/mutants/stale.py" "$source" "$source/tests/mutants/equivalent" \
	src/sample src/derive src/findings >"$work/stale" || exit 99
empty 'each mutant that is told to change nothing is there still' "$work/stale"
tap_done
