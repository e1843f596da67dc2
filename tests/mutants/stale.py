#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""stale.py TOP EQUIVALENT SOURCE...: the lines of EQUIVALENT that no mutant of the sources has."""
import pathlib
import sys

sys.dont_write_bytecode = True
import run  # pylint: disable=wrong-import-position

top = pathlib.Path(sys.argv[1])
equivalents = run.read_equivalents(pathlib.Path(sys.argv[2]))
met = run.all_mutants(top, sys.argv[3:], equivalents)[1]
for file, function, original, mutated in sorted(equivalents - met):
    print(f"{file} {function}: {original} -> {mutated}")
