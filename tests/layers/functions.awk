# SPDX-License-Identifier: GPL-2.0-or-later
# Prints LENGTH FILE:LINE of each function of C files in kernel style, where the body of a function,
# and nothing else, begins with a brace in the first column.  Its length goes from the first line of
# its head to its closing brace.
FNR == 1 { head = 1; open = 0 }
/^{/ { open = head }
/^}/ && open { print FNR - open + 1, FILENAME ":" open; open = 0 }
!open && (/^$/ || /^#/ || /\*\/$/ || /^}/ || /;$/) { head = FNR + 1 }
