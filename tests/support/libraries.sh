#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# libraries.sh PROGRAM: the files of all libraries that it takes, also of those that it loads once they are needed,
# which its note .note.dlopen names.
set -u
later=$(grep -ao '"soname":\["[^"]*' "$1" | sed 's/.*"//' | tr '\n' ' ')
LD_PRELOAD=$later ldd "$1" | sed -nE 's/.*(=> |^[[:blank:]]*)(\/[^ ]*) \(.*/\2/p'
