# SPDX-License-Identifier: GPL-2.0-or-later
# memtop heap PID from outside: words, keys, exit status.
. "${abs_top_srcdir:-.}/tests/batch/batch.sh"

target=${abs_top_builddir:-$source/build}/tests/heap/heap_target
[ -x "$target" ] || tap_skip 'no cmocka'
mkfifo "$work/in" "$work/out"
"$target" half 20000 <"$work/in" >"$work/out" &
pid=$!
exec 4>"$work/in" 5<"$work/out"
read -r ready <&5
is 'the target has a heap' "${ready%% *}" ready

"$memtop" --json heap "$pid" >"$work/json" 2>"$work/err"
is 'JSON: exit status' $? 0
empty 'JSON: nothing on standard error' "$work/err"
is 'JSON: the process has its name' "$(value "$work/json" name)" heap_target
is 'JSON: one line' "$(wc -l <"$work/json" | tr -d ' ')" 1
for key in schema pid status reason allocator in_use_bytes trimmable_bytes thread_top_bytes pinned_bytes \
	unexamined_bytes free_bytes top_bytes fastbin_chunks fastbin_bytes tcache_bytes mmapped_chunks \
	mmapped_bytes arenas share_of_anonymous shared_after_fork_bytes swapped_bytes size_classes \
	walk_seconds; do
	ok "JSON: $key" grep -q "[{,]\"$key\":" "$work/json"
done
ok 'JSON: the look is sure' grep -q '"status":"ok","reason":null,"allocator":"glibc"' "$work/json"
ok 'JSON: half of the nodes are in a fastbin' grep -qE '"fastbin_chunks":99[0-9]{2},' "$work/json"

LC_ALL=C "$memtop" -b heap "$pid" >"$work/text" 2>"$work/err"
is 'text: exit status' $? 0
ok 'text: what malloc_trim would do' grep -q 'malloc_trim(0) would return' "$work/text"
ok 'text: the size class' grep -qE '^ +48 +10000 ' "$work/text"
"$memtop" --csv heap "$pid" >"$work/csv"
is 'CSV: its header' "$(head -n 1 "$work/csv")" \
	pid,chunk_bytes,exact,in_use,free,in_use_bytes,free_bytes

LC_ALL=C "$memtop" -b -n 2 -d 0.1 --json heap "$pid" >"$work/json"
ok 'JSON: findings are objects' grep -qE '"findings":\[\{"rule":"[a-z_]+","severity":"[a-z]+","sentence":' "$work/json"
is 'two looks: two lines' "$(wc -l <"$work/json" | tr -d ' ')" 2
ok 'two looks: changes in the second' grep -q '"size_class_changes":\[\]' "$work/json"

# The column retained of the overview is the same figure, by the same walk.
"$memtop" --json heap "$pid" >"$work/json"
"$memtop" --json -p "$pid" -o pid,kept >"$work/row"
kept=0
for key in trimmable_bytes thread_top_bytes pinned_bytes; do
	kept=$((kept + $(value "$work/json" $key)))
done
is 'kept: the view says the same' "$(value "$work/json" retained_bytes)" "$kept"
ok 'kept: there is some' [ "$kept" -gt 100000 ]
is 'kept: the column agrees with the view' "$(value "$work/row" processes 0 retained_bytes)" "$kept"
"$memtop" --csv -p "$pid" -o retained >"$work/csv"
is 'kept: CSV' "$(tail -n 1 "$work/csv" | grep -oE '[0-9]+$')" "$kept"

# The view process looks at the heap, too.
"$memtop" --json process "$pid" >"$work/process"
ok 'process: its heap is known' [ "$(value "$work/process" heap status)" = ok ]
is 'process: as much in use as the view heap says' \
	"$(value "$work/process" heap in_use_bytes)" "$(value "$work/json" in_use_bytes)"
ok 'process: a verdict on the heap' grep -qE '"rule":"heap_(kept|held)"' "$work/process"
LC_ALL=C "$memtop" -b process "$pid" >"$work/text"
ok 'process: its heap in figures' grep -qE '^  thread tops +[0-9].* pinned .* not examined ' "$work/text"

status 'no PID' 2 "$memtop" -b heap
status 'not a PID' 2 "$memtop" -b heap nobody
status 'no such process' 1 "$memtop" -b heap 4194304
exec 4>&- 5<&-
wait "$pid"
tap_done
