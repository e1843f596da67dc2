# SPDX-License-Identifier: GPL-2.0-or-later
# The program in bad weather.  What takes root or namespaces says so and is skipped without them.
weather_tests = \
	%D%/hidden.sh \
	%D%/kernels.sh \
	%D%/limits.sh \
	%D%/storm.sh

TESTS += $(weather_tests)
EXTRA_DIST += $(weather_tests) %D%/weather.sh
