# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the source wrong in many places, one at a time, and asks whether a test notices.

All mutants are in one build: a copy of the sources in which each place that was chosen reads
MUTANT(17) ? wrong : right, and a number from the environment says which one is wrong.  The tests
run once with none, which tells which test comes by which place; then each mutant is given to those tests,
until one fails.  `make mutants` calls this; see tests/README.md.
"""
import argparse
import concurrent.futures
import hashlib
import mmap
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import namedtuple

import places

SUPPORT = """\
#define MUTANTS_MOST %d
extern int mutant_chosen;
extern unsigned char *mutant_seen;
#define MUTANT(n) (mutant_seen[n] = 1, mutant_chosen == (n))
"""
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
# What a compiler says of a mutant that is to be left out; the second is but a warning of gcc's.
WRONG = r":(\d+):.*(?:error:|pointer/integer type mismatch)"
# What it adds where the error stands in a macro of a header: the place that uses it.
EXPANDED = r":(\d+):.*note: in expansion of macro"
COMPILED = ["-Werror=int-conversion", "-Werror=incompatible-pointer-types"]

Mutant = namedtuple("Mutant", "file place")


class Build:
    """What make told: how to compile and link, and of which objects each test is made."""

    def __init__(self, settings):
        self.tests = {}
        for line in pathlib.Path(settings).read_text(encoding="utf-8").splitlines():
            words = shlex.split(line)
            if not words:
                continue
            if words[0] == "compile":
                self.compile = [w for w in words[1:] if not w.startswith("-W")] + COMPILED
            elif words[0] == "link":
                self.link = words[1:]
            elif words[0] == "libraries":
                self.libraries = words[1:]
            elif words[0] == "test":
                self.tests[words[1]] = words[2:]

    def add_sanitizers(self, work):
        """A read behind an array's end is wrong, though nothing may come of it without them."""
        probe = work / "probe.c"
        probe.write_text("int main(void) { return 0; }\n", encoding="utf-8")
        command = self.link + SANITIZERS + ["-o", str(work / "probe"), str(probe)]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            self.compile += SANITIZERS
            self.link += SANITIZERS


# ---- which mutants ----


def read_equivalents(path):
    """Those that change nothing, as {(file, function, original, mutated)}."""
    known, where = set(), None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line[0].isspace():
            where = tuple(line.split())
        elif " -> " in line:
            known.add(where + tuple(line.strip().split(" -> ", 1)))
    return known


def name_of(mutant):
    return (mutant.file, mutant.place.function, mutant.place.original, mutant.place.mutated)


def in_seeded_order(mutants, seed):
    """An order that an edit in one function leaves as it is for all others."""
    counts, keyed = {}, []
    for mutant in mutants:
        name = name_of(mutant)
        counts[name] = counts.get(name, 0) + 1
        text = "\0".join((str(seed), str(counts[name])) + name)
        keyed.append((hashlib.sha256(text.encode()).digest(), mutant))
    return [mutant for _, mutant in sorted(keyed, key=lambda k: k[0])]


def all_mutants(top, directories, equivalents):
    mutants, met = [], set()
    for directory in directories:
        root = top / directory
        for path in [root] if root.is_file() else sorted(root.rglob("*.c")):
            file = str(path.relative_to(top))
            for place in places.find_places(path.read_text(encoding="utf-8")):
                mutant = Mutant(file, place)
                if name_of(mutant) in equivalents:
                    met.add(name_of(mutant))
                else:
                    mutants.append(mutant)
    return mutants, met


# ---- the build ----


def object_of(work, file):
    return work / (file[:-2] + ".o")


class Copy:
    """The copy of one source file, with the mutants that are chosen in it."""

    def __init__(self, build, top, work, file):
        self.build, self.file = build, file
        self.text = (top / file).read_text(encoding="utf-8")
        self.path = work / file
        self.object = object_of(work, file)
        self.header = work / "mutant.h"
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def command(self, *more):
        return self.build.compile + ["-include", str(self.header), *more, str(self.path)]

    def without_what_does_not_compile(self, mutants):
        """The numbers that a compiler takes, of {number: mutant}."""
        mutants = dict(mutants)
        while True:
            text, owners = places.rewrite(self.text, [(n, m.place) for n, m in mutants.items()])
            self.path.write_text(text, encoding="utf-8")
            result = subprocess.run(self.command("-fsyntax-only"), capture_output=True, text=True,
                                    check=False)
            complaints = re.findall(re.escape(str(self.path)) + WRONG, result.stderr)
            if result.returncode == 0 and not complaints:
                return set(mutants)
            if not complaints:
                complaints = re.findall(re.escape(str(self.path)) + EXPANDED, result.stderr)
            wrong = set()
            for line in complaints:
                wrong |= owners.get(int(line), set())
            if not wrong & set(mutants):
                # Told somewhere else: all of them, rather than to guess.
                if not mutants:
                    sys.exit(f"mutants: {self.file} does not compile:\n{result.stderr}")
                wrong = set(mutants)
            for number in wrong:
                mutants.pop(number, None)

    def compile(self):
        subprocess.run(self.command("-c", "-o", str(self.object)), check=True)


def choose(copies, ordered, count, pool):
    """The first of them that compile, as {number: mutant}."""
    chosen, number, rest = {}, 0, iter(ordered)
    while len(chosen) < count:
        taken = []
        for mutant in rest:
            taken.append(mutant)
            if len(chosen) + len(taken) == count:
                break
        if not taken:
            break
        for mutant in taken:
            number += 1
            chosen[number] = mutant
        touched = {m.file for m in taken}

        def valid(file):
            mine = {n: m for n, m in chosen.items() if m.file == file}
            return set(mine) - copies[file].without_what_does_not_compile(mine)

        for wrong in list(pool.map(valid, sorted(touched))):
            for n in wrong:
                del chosen[n]
    return chosen


def write_support(work, most):
    (work / "mutant.h").write_text(SUPPORT % most, encoding="utf-8")


def build_all(build, args, work, pool):
    """(the chosen mutants, the test programs that were linked with them)"""
    top = args.top
    equivalents = read_equivalents(args.equivalents)
    mutants, met = all_mutants(top, args.sources, equivalents)
    for name in sorted(equivalents - met):
        if any(name[0].startswith(source) for source in args.sources):
            print(f"# no longer there: {name[0]} {name[1]}: {' -> '.join(name[2:])}")
    write_support(work, len(mutants) + 1)
    copies = {f: Copy(build, top, work, f) for f in sorted({m.file for m in mutants})}
    chosen = choose(copies, in_seeded_order(mutants, args.seed), args.count, pool)
    list(pool.map(lambda f: copies[f].compile(), sorted({m.file for m in chosen.values()})))
    objects = [str(copies[f].object) for f in sorted({m.file for m in chosen.values()})]
    for helper in args.helpers:
        made = object_of(work, pathlib.Path(helper).name)
        subprocess.run(build.compile + ["-include", str(work / "mutant.h"), "-c", "-o", str(made),
                                        helper], check=True)
        objects.append(str(made))

    def link(test):
        program = work / test
        program.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(build.link + ["-o", str(program)] + build.tests[test] + objects +
                       build.libraries, check=True)

    list(pool.map(link, build.tests))
    return chosen


# ---- running ----


class Runner:
    """Runs test programs with a mutant, within limits of time."""

    def __init__(self, work):
        self.work = work
        self.baseline = {}  # test: (seconds, seconds of CPU)
        self.reach = {}     # number: tests that come by its place
        self.kills = {}     # (file, test): mutants of that file that it found
        self.lock = threading.Lock()

    def run(self, test, number, seen, cpu, wall):
        """How it ended: "passed", "failed" or "timeout"."""
        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        environment = dict(os.environ, MEMTOP_MUTANT=str(number), MEMTOP_MUTANTS_SEEN=seen,
                           ASAN_OPTIONS="allocator_may_return_null=1:hard_rss_limit_mb=2000")
        process = subprocess.Popen([str(self.work / test)], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=environment, preexec_fn=limit, start_new_session=True)
        try:
            status = process.wait(timeout=wall)
        except subprocess.TimeoutExpired:
            status = None
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if status is None:
            process.wait()
        if status in (None, -signal.SIGXCPU):
            return "timeout"
        return "passed" if status == 0 else "failed"

    def measure(self, test, most):
        seen = self.work / (test + ".seen")
        with open(seen, "wb") as file:
            file.truncate(most + mmap.PAGESIZE)
        before = time.monotonic()
        result = self.run(test, 0, str(seen), 120, 300)
        took = time.monotonic() - before
        if result != "passed":
            return f"# left out, since it fails without a mutant: {test}"
        reached = seen.read_bytes()
        with self.lock:
            self.baseline[test] = took
            for number, flag in enumerate(reached):
                if flag:
                    self.reach.setdefault(number, []).append(test)
        return None

    def promise(self, file, test):
        """Seconds for what a test will find, by what it found in that file; less is better."""
        own = 3 if file.split("/")[1] == test.split("/")[1] else 1
        return self.baseline[test] / (own + 3 * self.kills.get((file, test), 0))

    def judge(self, number, mutant):
        """("killed", test), ("timeout", test) or ("survived", tests that came by)."""
        tests = sorted(self.reach.get(number, []), key=lambda t: self.promise(mutant.file, t))
        for test in tests:
            took = self.baseline[test]
            result = self.run(test, number, "", int(5 * took) + 3, 10 * took + 30)
            if result != "passed":
                with self.lock:
                    found = self.kills.get((mutant.file, test), 0)
                    self.kills[mutant.file, test] = found + 1
                return ("killed" if result == "failed" else "timeout"), test
        return "survived", tests


def describe(mutant):
    return f"{mutant.file}:{mutant.place.line}: {places.describe(mutant.place)}"


def tell(mutant, result, by):
    """Says of a survivor at once that it is one, and which tests came by."""
    if result == "survived":
        where = ", ".join(by[:3]) + (" ..." if len(by) > 3 else "") or "no test comes by"
        print(f"survived: {describe(mutant)}  [{where}]", flush=True)


def report(chosen, results, least):
    counts = {"killed": 0, "timeout": 0, "survived": 0}
    by_folder = {}
    for number, (result, by) in results.items():
        counts[result] += 1
        folder = "/".join(chosen[number].file.split("/")[:2])
        total, dead = by_folder.get(folder, (0, 0))
        by_folder[folder] = (total + 1, dead + (result != "survived"))
    for folder, (total, dead) in sorted(by_folder.items()):
        print(f"{folder}: {dead} of {total} detected")
    detected = counts["killed"] + counts["timeout"]
    share = 100 * detected / len(results) if results else 0
    print(f"{len(results)} mutants: {counts['killed']} killed, {counts['timeout']} timed out, "
          f"{counts['survived']} survived: {share:.1f}%, at least {least}% wanted")
    return 0 if results and share >= least else 1


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", required=True, help="what make says of the build")
    parser.add_argument("--top", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="a directory of its own")
    parser.add_argument("--equivalents", type=pathlib.Path, required=True)
    parser.add_argument("--helper", dest="helpers", action="append", default=[])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--least", type=float, default=90)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--log", help="a file that gets a line for each mutant")
    parser.add_argument("sources", nargs="+", help="files and directories below --top")
    return parser.parse_args()


def main():
    args = arguments()
    shutil.rmtree(args.work, ignore_errors=True)
    args.work.mkdir(parents=True)
    build = Build(args.settings)
    build.add_sanitizers(args.work)
    runner = Runner(args.work)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        started = time.monotonic()
        chosen = build_all(build, args, args.work, pool)
        most = max(chosen, default=0)
        for complaint in pool.map(lambda t: runner.measure(t, most), build.tests):
            if complaint:
                print(complaint)
        print(f"# {len(chosen)} mutants and {len(build.tests)} tests built and tried in "
              f"{time.monotonic() - started:.0f} s", flush=True)
        results = {}
        for number, result in zip(chosen, pool.map(lambda n: runner.judge(n, chosen[n]), chosen)):
            results[number] = result
            tell(chosen[number], *result)
    if args.log:
        with open(args.log, "w", encoding="utf-8") as log:
            for number, (result, by) in results.items():
                by = by if isinstance(by, str) else ", ".join(by)
                log.write(f"{result}\t{describe(chosen[number])}\t{by}\n")
    return report(chosen, results, args.least)


if __name__ == "__main__":
    sys.exit(main())
