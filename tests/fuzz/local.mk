# SPDX-License-Identifier: GPL-2.0-or-later
# A fuzz target is one line below, NAME_fuzz.c with LLVMFuzzerTestOneInput() (support/fuzz.h), and
# the directory corpus/NAME of inputs to begin with.  With --enable-fuzzers libFuzzer drives it;
# otherwise make check replays the corpus.
fuzz_targets =

check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)
