# SPDX-License-Identifier: GPL-2.0-or-later
TESTS += %D%/potfiles.sh %D%/complete.sh
EXTRA_DIST += %D%/potfiles.sh %D%/complete.sh
