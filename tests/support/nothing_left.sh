# SPDX-License-Identifier: GPL-2.0-or-later
# What tests are run by: it passes on how they end, and fails those that leave something running or a file.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

run=${abs_top_builddir:-$source/build}/tests/support/nothing_left
NOTHING_LEFT_SECONDS=0
export NOTHING_LEFT_SECONDS

status 'a test that passes passes' 0 "$run" true
status 'one that fails fails as it does' 7 "$run" sh -c 'exit 7'
status 'one that is killed is killed' 137 sh -c '"$0" sh -c "kill -9 \$\$"' "$run"
status 'one that is not there fails' 99 "$run" "$work/nowhere"

# The pipe has no end before every process that holds it has one.
"$run" sh -c 'sleep 1000 & until grep -q ^sleep "/proc/$!/cmdline"; do :; done; echo $!' >"$work/left" 2>"$work/told"
is 'one that leaves something running fails' $? 99
ok 'what was left is named' grep -q 'left running.*sleep 1000' "$work/told"
ok 'and does not run any more' test ! -e "/proc/$(cat "$work/left")"
"$run" sh -c '(setsid sh -c "sleep 1000 & sleep 1001" &)' 2>"$work/told"
is 'a session of its own hides nothing' $? 99
NOTHING_LEFT_SECONDS=100
status 'what ends by itself in time is no fault' 0 "$run" sh -c '(read -r line <"$0" &)' /dev/null
"$run" sh -c 'mkdir "$TMPDIR/deep" && : >"$TMPDIR/deep/file" && echo "$TMPDIR"' >"$work/left" 2>"$work/told"
is 'one that leaves a file fails' $? 99
ok 'the file is named' grep -q 'left in .TMPDIR by the test: deep' "$work/told"
ok 'and is gone' test ! -e "$(cat "$work/left")"
tap_done
