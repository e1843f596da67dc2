# SPDX-License-Identifier: GPL-2.0-or-later
# That the recipes of packages say the same; `make check-packages` and its kin build by them.
TESTS += %D%/recipes.sh
EXTRA_DIST += %D%/recipes.sh
