# SPDX-License-Identifier: GPL-2.0-or-later
dist_check_SCRIPTS += %D%/explain.sh %D%/oom.sh
TESTS += %D%/explain.sh %D%/oom.sh
