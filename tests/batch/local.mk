# SPDX-License-Identifier: GPL-2.0-or-later
# The program from outside, as scripts use it.  batch.sh holds what these tests share.
batch_tests = \
	%D%/calls.sh \
	%D%/check.sh \
	%D%/config.sh \
	%D%/csv.sh \
	%D%/export.sh \
	%D%/figures.sh \
	%D%/heap.sh \
	%D%/kernel.sh \
	%D%/json.sh \
	%D%/libraries.sh \
	%D%/names.sh \
	%D%/options.sh \
	%D%/report.sh \
	%D%/root.sh \
	%D%/shared.sh \
	%D%/sweep.sh \
	%D%/text.sh \
	%D%/bad_conditions.sh

TESTS += $(batch_tests)
EXTRA_DIST += $(batch_tests) %D%/batch.sh %D%/completes.zsh

check_PROGRAMS += %D%/json_reasons %D%/json_value %D%/named
%C%_json_reasons_LDADD = $(JANSSON_LIBS)
%C%_json_value_LDADD = $(JANSSON_LIBS)
%C%_named_LDADD =
