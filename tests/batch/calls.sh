#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a single sample asks the kernel for: nothing of a process twice, nothing that is not shown.
. "${abs_top_srcdir:-.}/tests/support/tap.sh"

command -v strace >/dev/null || tap_skip 'strace is missing'
strace -o /dev/null true 2>/dev/null || tap_skip 'nothing can be traced here'
# The search for leaks traces the program itself, which strace does already.
ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export ASAN_OPTIONS
ok 'a sample under strace' strace -f -e trace=openat,read,pread64 -o "$work/calls" "$memtop" -b -n 1 \
	-o pid,user,rss,anon,command

# opened FILE: how often this file of the shell that runs this was.
opened()
{
	grep -cE "openat\([^\"]*\"(/proc/)?$$/$1\"" "$work/calls"
}

is 'status is opened once' "$(opened status)" 1
is 'arguments are opened once' "$(opened cmdline)" 1
is 'stat, which is not shown, is not opened' "$(opened stat)" 0
grep cpuinfo "$work/calls" >"$work/more"
empty 'what processors there are is not asked' "$work/more"

# On a file system whose directories the kernel remembers, which /usr is nearly always.
XDG_CONFIG_HOME=/usr
export XDG_CONFIG_HOME
"$memtop" -b -n 1 -o pid >/dev/null
strace -f -e trace=openat,openat2 -o "$work/calls" "$memtop" -b -n 1 -o pid >/dev/null
if grep -q 'openat2(.*/usr/memtop/memtoprc.*\(EAGAIN\|EINVAL\|ENOSYS\)' "$work/calls"; then
	echo '# passed over: this kernel does not know what is not there'
else
	grep 'openat(.*/usr/memtop/memtoprc' "$work/calls" >"$work/more"
	empty 'no child looks for a configuration that there is none of' "$work/more"
fi
tap_done
