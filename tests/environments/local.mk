# SPDX-License-Identifier: GPL-2.0-or-later
# The program under bad conditions.  What takes root or namespaces says so and is skipped without them.
environment_tests = \
	%D%/hidden.sh \
	%D%/kernels.sh \
	%D%/limits.sh \
	%D%/storm.sh

TESTS += $(environment_tests)
EXTRA_DIST += $(environment_tests) %D%/environments.sh
