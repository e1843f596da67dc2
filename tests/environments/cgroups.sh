# SPDX-License-Identifier: GPL-2.0-or-later
# The view cgroups of this machine: each case that it has a sentence for, its formats key by key, and what
# trees of cgroups are like that none should meet.
. "${abs_top_srcdir:-.}/tests/environments/environments.sh"

find_hierarchy
top=memtop-cases-$$
group=$mount/$top
# end_group NAME: the processes in it end.
end_group()
{
	while read -r pid; do
		kill -9 "$pid"
	done <"$group/$1/cgroup.procs"
	wait
} 2>/dev/null

# What was begun ends, and what was made goes, the deepest first.
clean_up()
{
	end_group waits
	end_group frozen
	tries=1000
	while [ -d "$group" ] && [ $tries -gt 0 ]; do
		find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
		tries=$((tries - 1))
	done
	rm -rf "$work" "/dev/shm/$top" "/dev/shm/$top".* "/var/tmp/$top"
}
trap clean_up EXIT
mkdir "$group" 2>/dev/null || tap_skip 'no cgroup can be made here'
[ "$version" = 1 ] || echo +memory >"$group/cgroup.subtree_control" || tap_skip 'no memory can be handed on'

# make NAME [FILE=VALUE]...: a cgroup without swap.
make()
{
	mkdir "$group/$1"
	echo 0 >"$group/$1/memory.swappiness"
	echo 0 >"$group/$1/memory.swap.max"
	name=$1
	shift
	for setting; do
		echo "${setting#*=}" >"$group/$name/${setting%%=*}"
	done
} 2>/dev/null

# in_group NAME COMMAND
in_group()
{
	# shellcheck disable=SC2016 # for the inner shell
	sh -c 'echo $$ >"$1/cgroup.procs"; exec sh -c "$2"' sh "$group/$1" "$2" 2>/dev/null
}

# found RULE NAME: whether the view says that of the cgroup.
found()
{
	run --json -n 1 cgroups
	tr '{' '\n' <"$work/out" | grep -A 1 "\"rule\":\"$1\"" | grep -q "\"sentence\":\"[^\"]*/$top/$2 *"
}

# await COMMAND...: until it succeeds.
await()
{
	tries=100
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
	done
}

# ---- each case has its sentence ----

make killed "$limit=16777216"
in_group killed "exec head -c 33554432 /dev/zero >/dev/shm/$top"
ok 'killed at its limit: it is told' found cgroup_killed_before killed
ok 'what stays in tmpfs will have the next one killed' found cgroup_tmpfs_stays killed
ok 'and it is at its limit' found cgroup_will_be_killed killed
rm -f "/dev/shm/$top"

make cache "$limit=16777216"
if [ "$(stat -f -c %T /var/tmp)" != tmpfs ]; then
	in_group cache "exec head -c 67108864 /dev/zero >/var/tmp/$top"
	sync -f "/var/tmp/$top"
	# What was dropped at the limit, in pieces as large as folios are, can leave it below nine tenths.
	read_again()
	{
		in_group cache "exec cat /var/tmp/$top >/dev/null"
		found cgroup_cache_only cache
	}
	ok 'cache alone is no danger' await read_again
	rm -f "/var/tmp/$top"
fi

# Kernel memory that can go, nearly up to a limit: by version 1 alone it cannot be told from what stays.
if [ "$version" = 1 ] && [ "$(stat -f -c %T /var/tmp)" != tmpfs ]; then
	make names
	in_group names "i=0; while [ \$i -lt 100000 ]; do [ -e /var/tmp/$top-\$i ]; i=\$((i + 1)); done"
	echo $(($(cat "$group/names/memory.usage_in_bytes") * 21 / 20)) >"$group/names/$limit"
	run --json --bpf=off -n 1 cgroups
	ok 'without a count kernel memory may be near its limit' \
		grep -q "/$top/names may be near its limit of [0-9.]*M: between " "$work/out"
	run --json -n 1 cgroups
	if [ "$(value "$work/out" uncounted_reason)" = null ]; then
		# One look may not hold the counters to those of cgroups that change meanwhile: the bounds stay then.
		ok 'counted it is in no danger' await found cgroup_cache_only names
		ok 'and not near its limit' sh -c '! grep -q "In $1 a process\|$1 may be near" "$2"' sh "/$top/names" "$work/out"
		# Unless another one of this machine stays near its limit an alarm says the same.
		grep -q '"rule":"cgroup_will_be_killed"' "$work/out" ||
			ok 'nor does an alarm find it' await "$memtop" check finding:cgroup_will_be_killed
	fi
	end_group names
	rmdir "$group/names"
fi

make parent "$limit=16777216"
[ "$version" = 1 ] || echo +memory >"$group/parent/cgroup.subtree_control"
make parent/child "$limit=536870912"
in_group parent/child "exec head -c 65536 /dev/zero >/dev/shm/$top"
ok 'what a parent leaves is less' found cgroup_parent_binds parent/child
rm -f "/dev/shm/$top"

# One that is killed while the view is open: memtop has seen the cgroup before.
make watched "$limit=8388608"
"$memtop" --json -n 240 -d 0.25 cgroups >"$work/watched" 2>/dev/null &
watching=$!
seen()
{
	grep -q "\"path\":\"/$top/watched\"" "$work/watched"
}
await_line()
{
	while kill -0 "$watching" 2>/dev/null && ! "$@"; do :; done
	"$@"
}
await_line seen
in_group watched "exec head -c 16777216 /dev/zero >/dev/shm/$top"
killed_meanwhile()
{
	tail -n 1 "$work/watched" | tr '{' '\n' | grep -A 1 '"rule":"cgroup_oom_kills"' |
		grep -q "The kernel has killed 1 process of /$top/watched since memtop began to watch"
}
ok 'killed while it was watched: it is told' await_line killed_meanwhile
kill "$watching" 2>/dev/null
wait "$watching" 2>/dev/null
rm -f "/dev/shm/$top"

# dying_bytes of the cgroup above.
run --json -n 1 cgroups "/$top"
before=$(value "$work/out" dying_bytes)
make gone
in_group gone "exec head -c 5242880 /dev/zero >/dev/shm/$top"
rmdir "$group/gone"
run --json -n 1 cgroups "/$top"
after=$(value "$work/out" dying_bytes)
ok 'one that was removed still holds what it has in tmpfs' \
	test $((after - ${before%null})) -ge 5242880
rm -f "/dev/shm/$top"

# More than a hundred of them, beside one that stays.
make over
[ "$version" = 1 ] || echo +memory >"$group/over/cgroup.subtree_control"
make over/stays
removed=1
while [ $removed -le 101 ]; do
	mkdir "$group/over/removed"
	in_group over/removed "exec head -c 65536 /dev/zero >/dev/shm/$top.$removed"
	rmdir "$group/over/removed"
	removed=$((removed + 1))
done
run --json -n 1 cgroups
ok 'many that were removed are told, and what they hold' \
	grep -qE '"rule":"cgroups_dying".*"sentence":"[0-9]+ removed cgroups still hold [0-9.]+[KMG]( at least)?, beside ' "$work/out"
rm -f "/dev/shm/$top".*

if [ "$version" = 1 ]; then
	make waits "$limit=16777216" memory.oom_control=1
	# The program itself has to touch it: a system call that finds no memory fails, and waits for none.
	# shellcheck disable=SC2016 # for the inner shell
	in_group waits 'x=0123456789abcdef; while [ ${#x} -lt 67108864 ]; do x=$x$x; done' &
	ok 'a process that waits at the limit, since none may be killed, is found' \
		await found cgroup_waits_for_memory waits
	end_group waits
else
	make frozen memory.high=8388608 memory.max=67108864
	in_group frozen "exec head -c 33554432 /dev/zero >/dev/shm/$top" &
	frozen_twice()
	{
		run --json -n 2 -d 1 cgroups
		grep -q '"rule":"cgroup_frozen"' "$work/out"
	}
	ok 'a process frozen at memory.high is found' await frozen_twice
	end_group frozen
	rm -f "/dev/shm/$top"
fi

# ---- the formats ----

run --json -n 1 cgroups
"$helpers/json_value" --keys <"$work/out" >"$work/keys"
is 'JSON is of schema 2' "$(value "$work/out" schema)" 2
is 'it says the version' "$(value "$work/out" version)" "$version"
ok 'how many there are' test "$(value "$work/out" count)" -ge 6
is 'as many as it has rows' "$(value "$work/out" cgroups)" "array $(value "$work/out" count)"
for key in dying machine_used_bytes descriptor_bytes; do
	ok "JSON has $key" grep -qxF "$key" "$work/keys"
done
for key in path name usage_bytes unreclaimable_bytes unreclaimable_least_bytes \
	working_set_kubelet_bytes reclaimable_bytes cache_bytes shmem_bytes kernel_bytes swap_bytes \
	limit_bytes limit_owner high_bytes room_bytes room_owner peak_bytes dying dying_bytes \
	events.high events.max events.oom events.oom_kill events.low \
	pressure.some_avg10_percent pressure.full_avg10_percent processes \
	growth_bytes_per_minute hard_growth_bytes_per_minute hard_trend hard_levels; do
	ok "JSON: a cgroup has $key" grep -qxF "cgroups[].$key" "$work/keys"
done
ok 'what memtop keeps open of them is counted' test "$(value "$work/out" descriptor_bytes)" -gt 0
if [ "$version" = 1 ]; then
	for key in high_bytes events.high pressure.full_avg10_percent min_bytes dying; do
		is "v1 has no $key, and it says so" "$(value "$work/out" unreadable "cgroups.$key")" absent
	done
else
	is 'the root of v2 has no usage' "$(value "$work/out" cgroups 0 usage_bytes)" null
fi
run --csv -n 1 cgroups
is 'CSV has a line for each' "$(($(wc -l <"$work/out") - 1))" \
	"$("$memtop" --json -n 1 cgroups | "$helpers/json_value" count)"
has 'CSV has the keys of JSON' '^time,path,usage_bytes,unreclaimable_bytes,unreclaimable_least_bytes,' \
	"$work/out"
is 'and as many figures in each' "$(sed 's/"[^"]*"//g' "$work/out" | awk -F , '{ print NF }' | sort -u | wc -l)" 1
LC_ALL=C "$memtop" -b -n 1 cgroups >"$work/out" 2>"$work/err"
has 'text has what a line is about' 'USED +HARD +CACHE .* LIMIT +ROOM .* CGROUP$' "$work/out"
has 'and each line' "^ .* 16\\.0M .*- killed$" "$work/out"

# ---- a container with a limit of its own, which sees nothing else ----

make box "$limit=67108864"
# shellcheck disable=SC2016 # for the inner shell
boxed='echo $$ >"$1/cgroup.procs"; shift; exec unshare -C -m sh -c '\''
	umount "$0" 2>/dev/null || umount -l "$0"
	mount -t "$1" -o "$2" memtop "$0" || exit 77
	shift 2
	exec "$@"'\'' "$@"'
# in_box [ARGUMENT]...: memtop in a cgroup namespace whose root is the cgroup with the limit.
in_box()
{
	case $version in
	1) set -- "$mount" cgroup memory "$memtop" "$@" ;;
	2) set -- "$mount" cgroup2 rw "$memtop" "$@" ;;
	esac
	sh -c "$boxed" sh "$group/box" "$@" >"$work/out" 2>"$work/err"
	status=$?
}
in_box --json -n 1 overview -o pid
if [ "$status" -eq 0 ]; then
	is 'in a container the overview has its limit' "$(value "$work/out" cgroup limit_bytes)" 67108864
	is 'and its place is the root that it sees' "$(value "$work/out" cgroup path)" /
	is 'and says first how near that is' "$(value "$work/out" findings 0 rule)" cgroup_has_room
	in_box -b -n 1 overview -o pid
	has 'in text as well' '64\.0M' "$work/out"
	in_box --json -n 1 cgroups
	is 'the view begins with the container' "$(value "$work/out" cgroups 0 path)" /
	is 'which has its limit' "$(value "$work/out" cgroups 0 limit_bytes)" 67108864
	ok 'and is used' test "$(value "$work/out" cgroups 0 usage_bytes)" -gt 0
	in_box -b -n 1 cgroups
	has 'and says that the rest is not seen' '^This is a part only' "$work/out"
fi

# ---- names, depth, rights, storms ----

escape=$(printf 'a\033[31mb')
broken=$(printf '\377\376')
mkdir "$group/$escape" "$group/$broken" "$group/x\\x2dy" "$group/"'a b"c,d'
run --json -n 1 cgroups
is 'names of any bytes: JSON is whole' "$(value "$work/out" schema)" 2
is 'no raw escape leaves memtop' "$(LC_ALL=C grep -c "$(printf '\033')" "$work/out")" 0
is 'their paths stay apart' "$("$helpers/json_value" count <"$work/out")" \
	"$(grep -o '{"path":"[^,]*' "$work/out" | sort -u | wc -l)"
LC_ALL=C "$memtop" -b -n 1 cgroups >"$work/out"
is 'nor in text' "$(LC_ALL=C grep -c "$(printf '\033\|\377')" "$work/out")" 0
has 'a unit has its name without the escapes of systemd' '- x-y$' "$work/out"
run --csv -n 1 cgroups
is 'nor in CSV' "$(LC_ALL=C grep -c "$(printf '\033')" "$work/out")" 0
has 'CSV quotes what has quotes' "/$top/a b\"\"c,d\"" "$work/out"

# 200 levels of 20 bytes each, which no path of a system call may have at once.
deep=
level=abcdefghijklmnop
(
	cd "$group" || exit
	i=100
	while [ $i -lt 300 ]; do
		mkdir "$level$i" && cd "$level$i" || exit
		i=$((i + 1))
	done
)
i=100
while [ $i -lt 300 ]; do
	deep=$deep/$level$i
	i=$((i + 1))
done
run --json -n 1 cgroups
is '200 levels: JSON is whole' "$(value "$work/out" schema)" 2
ok 'and the deepest is there' grep -qF "\"path\":\"/$top$deep\"" "$work/out"
run --json -n 1 cgroups "/$top$deep"
is 'and can be looked into' "$(value "$work/out" path)" "/$top$deep"
for format in -b --csv; do
	run $format -n 1 cgroups
	is "200 levels by $format" "$status" 0
done

# A subtree that another user was given, and that this one may not read.
mkdir "$group/theirs" "$group/theirs/inner"
chmod 700 "$group/theirs"
$nobody "$work/memtop" --json -n 1 cgroups >"$work/out" 2>"$work/err"
is 'an ordinary user sees what may be seen' "$(value "$work/out" schema)" 2
ok 'and what not is counted' test "$(value "$work/out" findings | sed 's/array //')" -ge 1
ok 'and told' grep -q '"rule":"cgroups_denied"' "$work/out"
grep -o "\"path\":\"/$top/theirs\",\"usage_bytes\":[^,]*" "$work/out" >"$work/line"
is 'its usage is null, not 0' "$(cat "$work/line")" "\"path\":\"/$top/theirs\",\"usage_bytes\":null"
ok 'nothing of what is below it is there' sh -c '! grep -q theirs/inner "$1"' sh "$work/out"

# A hundred a second, and more.
(
	i=0
	while [ ! -e "$work/end" ]; do
		mkdir "$group/s$i" "$group/s$i/in"
		rmdir "$group/s$i/in" "$group/s$i"
		i=$((i + 1))
	done
	echo $i >"$work/made"
) &
storm=$!
run --json -n 8 -d 0.25 cgroups
storm_status=$status
: >"$work/end"
wait $storm
is 'while cgroups come and go it goes on' "$storm_status" 0
whole=0
while read -r line; do
	printf '%s\n' "$line" >"$work/line"
	[ "$(value "$work/line" cgroups)" = "array $(value "$work/line" count)" ] &&
		grep -qF "\"path\":\"/$top/killed\"" "$work/line" && whole=$((whole + 1))
done <"$work/out"
is 'each sample is whole' "$whole" 8
ok 'and they did come and go' test "$(cat "$work/made")" -ge 20
apart 'umount -l -a -t cgroup,cgroup2' "$memtop" cgroups /x
is 'where there are no cgroups, one of them is not only missing' "$status" 1
has 'as is said' 'No hierarchy of cgroups' "$work/err"
tap_done
