# SPDX-License-Identifier: GPL-2.0-or-later
# `make mutants [MUTANTS=500] [SEED=1] [LEAST=90] [MUTATED=FILES]`: see run.py and README.md.
EXTRA_DIST += %D%/run.py %D%/places.py %D%/stale.py %D%/chosen.c %D%/equivalent %D%/places.sh
TESTS += %D%/places.sh

MUTANTS = 500
SEED = 1
LEAST = 90
MUTATED = src/sample src/derive src/findings
mutants_of = $($(subst -,_,$(subst /,_,$(1)))_$(2))
mutants_objects = $(call mutants_of,$(1),OBJECTS) $(filter -Wl%,$(call mutants_of,$(1),LDFLAGS))
mutants_tests = $(unit_tests)

.PHONY: mutants
mutants: $(unit_tests) libmemtop.a libtest.a
	$(file >mutants.settings,compile $(COMPILE))
	$(file >>mutants.settings,link $(CCLD) $(AM_CFLAGS) $(CFLAGS) $(AM_LDFLAGS) $(LDFLAGS))
	$(file >>mutants.settings,libraries $(LDADD) $(LIBS))
	$(foreach test,$(mutants_tests),$(file >>mutants.settings,test $(test) $(call mutants_objects,$(test))))
	$(AM_TESTS_ENVIRONMENT) $(PYTHON3) -B $(srcdir)/%D%/run.py --settings mutants.settings \
		--top $(srcdir) --work mutants.work --equivalents $(srcdir)/%D%/equivalent \
		--helper $(srcdir)/%D%/chosen.c --helper $(srcdir)/tests/support/sanitizers.c \
		--count $(MUTANTS) --seed $(SEED) --least $(LEAST) --log mutants.log $(MUTATED)

CLEANFILES += mutants.settings mutants.log
