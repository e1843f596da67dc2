# SPDX-License-Identifier: GPL-2.0-or-later
# memtop --capabilities as root, as an ordinary user, and with some capabilities only: what it says is
# missing is what the views lack.
. "${abs_top_srcdir:-.}/tests/environments/environments.sh"

mkfifo "$work/in" "$work/ready"
"$helpers/named" others secret <"$work/in" >"$work/ready" &
exec 3>"$work/in" 4<"$work/ready"
read -r pid <&4

# rights COMMAND...: the table, as the user that the command makes of us, a row a line, in $work/rights.
rights()
{
	"$@" "$work/memtop" --capabilities --json >"$work/out" 2>"$work/err"
	status=$?
	sed 's/},{/\n/g' "$work/out" >"$work/rights"
}

# state FIGURE: granted, missing ... by the beginning of what it is for.
state()
{
	sed -n "/\"figure\":\"$1/s/.*\"state\":\"\\([^\"]*\\)\".*/\\1/p" "$work/rights"
}

lacking()
{
	sed -n "/\"figure\":\"$1/s/.*\"missing\":\"*\\([^\",]*\\)\"*,.*/\\1/p" "$work/rights"
}

# pss COMMAND...: known or denied, of a process of root.
pss()
{
	"$@" "$work/memtop" --json -n 1 -o pid,pss -p "$pid" >"$work/pss"
	case $(value "$work/pss" processes 0 pss_bytes) in
	null) value "$work/pss" unreadable pss_bytes denied 0 | sed "s/^$pid\$/denied/" ;;
	*) echo known ;;
	esac
}

# with CAPABILITIES COMMAND...: as the user nobody, with these alone.
with()
{
	capabilities=$1
	shift
	# shellcheck disable=SC2086 # $nobody is words
	$nobody --inh-caps "$capabilities" --ambient-caps "$capabilities" "$@"
}

rights env
is 'root gets the table' "$status" 0
is 'its rows are one a view and figure' "$(grep -c '"needs":' "$work/rights")" \
	"$(grep '"figure":' "$work/rights" | sort -u | wc -l)"
is 'root reads PSS of all' "$(state PSS) $(lacking PSS)" 'granted null'
is 'and so it does' "$(pss env)" known
run --capabilities
has 'text names it, too' '^overview[+a-z]* +CAP_SYS_PTRACE +granted +PSS' "$work/out"

# shellcheck disable=SC2086
rights $nobody
is 'a user lacks CAP_SYS_PTRACE for PSS of others' "$(state PSS) $(lacking PSS)" 'missing CAP_SYS_PTRACE'
# shellcheck disable=SC2086
is 'and gets none' "$(pss $nobody)" denied
is 'and may not send them signals' "$(lacking signals)" CAP_KILL
is 'and not drop caches' "$(state drop) $(lacking drop)" 'missing user root'
# shellcheck disable=SC2086
$nobody "$work/memtop" --capabilities >"$work/out"
has 'text says what happens without' '^ *without CAP_SYS_PTRACE: these columns show [?]' "$work/out"

if ! with +sys_ptrace true 2>/dev/null; then
	printf '# no capability can be given here\n'
	tap_done
fi
rights with +sys_ptrace
is 'with CAP_SYS_PTRACE alone PSS is granted' "$(state PSS)" granted
is 'and known' "$(pss with +sys_ptrace)" known
is 'of heaps of others a capability is missing' "$(state "heaps of other users' processes") $(lacking "heaps of other users' processes")" \
	'missing CAP_DAC_READ_SEARCH'
with +sys_ptrace "$work/memtop" -b heap "$pid" >"$work/out" 2>"$work/err"
is 'and no heap is read' "$?" 1
rights with +sys_ptrace,+dac_read_search
is 'with both they are granted' "$(state "heaps of other users' processes")" granted
with +sys_ptrace,+dac_read_search "$work/memtop" -b heap "$pid" >"$work/out" 2>"$work/err"
is 'and read' "$?" 0
rights with +kill
is 'CAP_KILL is for signals' "$(state signals) $(state PSS)" 'granted missing'

# Root without capabilities, as a container may have it.
if command -v capsh >/dev/null && capsh --drop=cap_sys_ptrace -- -c true 2>/dev/null; then
	dropped()
	{
		capsh --drop=cap_sys_ptrace -- -c '"$@"' sh "$@"
	}
	rights dropped
	is 'root without CAP_SYS_PTRACE lacks it' "$(state PSS) $(lacking PSS)" 'missing CAP_SYS_PTRACE'
	is 'and root without CAP_KILL is told so' "$(capsh --drop=cap_kill -- -c \
		"'$work/memtop' --capabilities --json" | sed 's/},{/\n/g' | grep -c \
		'"missing":"CAP_KILL","figure":"signals')" 1
fi

# hidepid asks for a capability that is not needed without it.
rights env
is 'without hidepid nothing is needed to see processes' "$(state "other users' processes where")" not_needed
# shellcheck disable=SC2086
apart 'mount -t proc -o hidepid=2 proc /proc' $nobody "$work/memtop" --capabilities --json
sed 's/},{/\n/g' "$work/out" >"$work/rights"
is 'with hidepid=2 a user lacks it' "$(state "other users' processes where") $(lacking "other users' processes where")" \
	'missing CAP_SYS_PTRACE'

# A user namespace: root there has no rights on the machine.
if unshare -Ur true 2>/dev/null; then
	rights unshare -Ur
	is 'root of a user namespace may not read the log' "$(state 'kills in the kernel')" \
		"$([ "$(cat /proc/sys/kernel/dmesg_restrict)" = 1 ] && echo missing || echo not_needed)"
	is 'nor follow map_files' "$(state 'how far the files')" missing
	unshare -Ur "$work/memtop" --capabilities >"$work/out"
	has 'which is said' '^This is a user namespace' "$work/out"
fi
tap_done
