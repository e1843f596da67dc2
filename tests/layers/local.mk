# SPDX-License-Identifier: GPL-2.0-or-later
TESTS += %D%/layers.sh %D%/bad_tree.sh
EXTRA_DIST += %D%/layers.sh %D%/bad_tree.sh %D%/code.awk %D%/functions.awk %D%/labels.awk
