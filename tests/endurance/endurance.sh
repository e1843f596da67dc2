#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each view for DURATION seconds, 120 without it, in a storm of 200 processes a second: memory of its own
# does not grow.  VIEWS="overview growth" chooses.  `make check-endurance`.
if [ "${ENDURANCE_APART-}" != 1 ] && unshare -m -p -f --mount-proc true 2>/dev/null; then
	ENDURANCE_APART=1 unshare -m -p -f --mount-proc --kill-child sh "$0"
	exit
fi
. "${abs_top_srcdir:-.}/tests/support/tap.sh"
built=${abs_top_builddir:-$source/build}
views=${VIEWS:-overview growth process heap explain}
mkfifo "$work/steps" "$work/answers"

# A process that goes on as it is, to be looked into.
"$built/tests/process/grower" ring 1 <"$work/steps" >"$work/answers" &
target=$!
exec 3>"$work/steps" 4<"$work/answers"

# endures VIEW [ARGUMENT]...
endures()
{
	"$built/tests/bench/crowd" -n 20 -c 200 -g 300 "$built/tests/endurance/endure" \
		"${DURATION:-120}" "$memtop" -d 0.2 -o +pss,retained,growth,trend,own,room "$@" \
		>"$work/out"
	endured=$?
	grep '^#' "$work/out"
	grep -v '^ok' "$work/out" | grep '^not ok'
	return $endured
}

for view in $views; do
	case $view in
	process | heap) argument=$target ;;
	*) argument= ;;
	esac
	# shellcheck disable=SC2086
	endures $view $argument >"$work/said"
	is "$view: ${DURATION:-120} seconds" $? 0
	cat "$work/said"
done
exec 3>&- 4<&-
wait $target
tap_done
