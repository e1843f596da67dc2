# SPDX-License-Identifier: GPL-2.0-or-later
# A fuzz target is one line below, NAME_fuzz.c with LLVMFuzzerTestOneInput() (support/fuzz.h), and
# the directory corpus/NAME of inputs to begin with.  With --enable-fuzzers libFuzzer drives it, by
# `make fuzz`; otherwise `make check` replays the corpus.
fuzz_targets =
fuzz_targets += %D%/cgroup_fuzz
fuzz_targets += %D%/elf_fuzz
fuzz_targets += %D%/exits_fuzz
fuzz_targets += %D%/explain_fuzz
fuzz_targets += %D%/heap_walk_fuzz
fuzz_targets += %D%/hsperfdata_fuzz
fuzz_targets += %D%/http_fuzz
fuzz_targets += %D%/kcore_fuzz
fuzz_targets += %D%/kernel_fuzz
fuzz_targets += %D%/long_lines_fuzz
fuzz_targets += %D%/maps_fuzz
fuzz_targets += %D%/meminfo_fuzz
fuzz_targets += %D%/pasted_fuzz
fuzz_targets += %D%/process_fuzz
fuzz_targets += %D%/residency_fuzz
fuzz_targets += %D%/smaps_fuzz
fuzz_targets += %D%/store_fuzz
fuzz_targets += %D%/system_fuzz
fuzz_targets += %D%/text_fuzz
fuzz_targets += %D%/zoneinfo_fuzz
fuzz_targets += %D%/condition_fuzz
fuzz_targets += %D%/config_fuzz
fuzz_targets += %D%/oom_fuzz
fuzz_targets += %D%/others_fuzz
fuzz_targets += %D%/out_fuzz

%C%_heap_walk_fuzz_SOURCES = %D%/heap_walk_fuzz.c tests/heap/fake.c tests/heap/fake.h
%C%_others_fuzz_SOURCES = %D%/others_fuzz.c tests/heap/fake.c tests/heap/fake.h
%C%_kcore_fuzz_SOURCES = %D%/kcore_fuzz.c tests/kernel/made_kernel.c tests/kernel/made_kernel.h

EXTRA_DIST += %D%/corpus %D%/run %D%/check.h %D%/meminfo.dict
check_PROGRAMS += $(fuzz_targets)
if !FUZZERS
TESTS += $(fuzz_targets)
endif

.PHONY: fuzz
FUZZ_SECONDS = 20
FUZZ_SEED = 0
fuzz: $(fuzz_targets)
	FUZZ_SECONDS='$(FUZZ_SECONDS)' FUZZ_SEED='$(FUZZ_SEED)' \
	$(SHELL) $(srcdir)/%D%/run '$(srcdir)/%D%/corpus' $(fuzz_targets)
