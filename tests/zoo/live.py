#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs every shape of tests/process/grower at once, one step a second, lets memtop watch all of
them by growth, process, overview and heap, and looks for contradictions: between views, between a
sentence and its figures, and between either and what the kernel says.

    live.py MEMTOP GROWER [SECONDS]       `make check-live`
"""
import json
import os
import subprocess
import sys
import tempfile
import threading

MEMTOP, GROWER = sys.argv[1], sys.argv[2]
SECONDS = int(sys.argv[3]) if len(sys.argv) > 3 else 180
MIB = 1 << 20

# Whose own memory grows for good at 1 MiB a minute or more, as a whole.
LEAKS = """malloc mmap threads memfd held tmpfs segment teeth chunks under_bursts in_noise explode
late portions system_v private_file locked arenas trimmed huge data steps doubling""".split()
# Whose does not, whatever else of it does.
INNOCENT = """shared once saw file idle chunk kept inside fragment mappings untouched ring bursts
noise shrink rests two_steps stack deleted tables cache given_up map""".split()
# Given up or in steps: to call it either is right.
EITHER = {"doubling", "steps", "cache", "map", "rests", "tables"}

CLASS_RULES = {
    "growing": "growing", "growing_to_limit": "growing", "step": "step", "step_before": "step",
    "plateau": "plateau", "plateau_before": "plateau", "sawtooth": "sawtooth",
    "shrinking": "shrinking", "flat": "flat", "too_short": "too_short"}

faults = []


def fault(shape, text):
    faults.append("%s: %s" % (shape, text))


def status(pid):
    with open("/proc/%d/status" % pid) as file:
        fields = dict(line.split(":", 1) for line in file)
    with open("/proc/%d/smaps_rollup" % pid) as file:
        next(file)
        fields.update(line.split(":", 1) for line in file)
    return {name: int(fields[name].split()[0]) * 1024
            for name in ("RssAnon", "RssShmem", "VmSwap", "VmRSS", "LazyFree")}


def lines(watcher):
    process, file = watcher
    process.wait()
    file.seek(0)
    return [json.loads(line) for line in file if line.strip()]


def watch(*arguments):
    """Into a file, for a pipe without a reader would hold it up."""
    file = tempfile.TemporaryFile()
    return subprocess.Popen([MEMTOP, "--json", *arguments], stdout=file,
                            stderr=subprocess.DEVNULL), file


def rules(sample):
    return {finding["rule"]: finding for finding in sample["findings"]}


def check_process(shape, samples, before, after):
    last = samples[-1]
    found = rules(last)
    name, rate = last["trend"], last["growth_bytes_per_minute"]
    said = {CLASS_RULES[rule] for rule in found if rule in CLASS_RULES}

    if said - {name} or (not said and "growing_inside" not in found):
        fault(shape, "class %s, sentences of %s" % (name, said))
    if rate is not None and {"growing": rate <= 0, "shrinking": rate >= 0, "flat": rate != 0,
                             "sawtooth": rate != 0}.get(name, False):
        fault(shape, "class %s at %s" % (name, rate))
    if "heap_growing" in found and ({"heap_steady", "heap_grew"} & set(found)):
        fault(shape, "the heap grows, and does not")
    if "growing_beside_heap" in found and "heap_growing" in found:
        fault(shape, "grows beside a heap that grows")
    for finding in last["findings"]:
        if "no leak" in finding["sentence"] or "..." in finding["sentence"]:
            fault(shape, finding["sentence"])
    if name == "flat":
        check_bound(shape, last, before, after)


def check_bound(shape, last, before, after):
    """What the kernel says it gained is within what was ruled out."""
    bound = last["bound_bytes_per_minute"]
    gained = sum(after[key] - before[key] for key in ("RssAnon", "VmSwap"))
    gained -= after["LazyFree"] - before["LazyFree"]

    if bound is not None and gained > bound * SECONDS / 60 + MIB:
        fault(shape, "flat, and gained %d, above its bound %d a minute" % (gained, bound))


def check_views(shape, process, grower, overview):
    """Watched for the same time, the views must not say the opposite."""
    one, other = process["trend"], grower["trend"]

    if {one, other} in ({"growing", "shrinking"}, {"flat", "shrinking"}):
        fault(shape, "process says %s, growth %s" % (one, other))
    bound, rate = process["bound_bytes_per_minute"], grower["growth_bytes_per_minute"]
    # What moves in steps that come ever rarer may have made one more by the time growth looks: the
    # sentence with the bound does not rule that out.
    if (shape not in EITHER and other == "growing" and one != "growing" and bound is not None and
            rate > bound):
        fault(shape, "grows by %d a minute, and more than %d is ruled out" % (rate, bound))
    if one == other == "growing":
        rates = (process["growth_bytes_per_minute"], grower["growth_bytes_per_minute"])
        if min(rates) * 1.35 < max(rates) and shape not in ("explode", "teeth", "in_noise"):
            fault(shape, "grows by %d and by %d a minute" % rates)
    if overview and abs(overview["rss_bytes"] - process["rss_bytes"]) > 24 * MIB:
        fault(shape, "RSS %d and %d" % (overview["rss_bytes"], process["rss_bytes"]))


def check_truth(shape, name):
    if shape in EITHER:
        return
    if shape in LEAKS and name != "growing":
        fault(shape, "a leak, and called %s" % name)
    if shape in INNOCENT and name == "growing":
        fault(shape, "no leak, and called growing")


def check_heap(shape, pid, last):
    if last["heap"] is None or last["heap"]["status"] != "ok":
        return
    report = lines(watch("heap", str(pid)))[-1]
    for finding in report["findings"]:
        if "no leak" in finding["sentence"]:
            fault(shape, finding["sentence"])
    if report["in_use_bytes"] > report["anonymous_bytes"] + report.get("swapped_bytes", 0) + MIB:
        fault(shape, "heap in use %d of %d" % (report["in_use_bytes"], report["anonymous_bytes"]))


def step(started):
    """What a first step prepares is there before memtop looks, so that it is no growth."""
    for process in started.values():
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in started.values():
        process.stdout.readline()


def drive(started, enough):
    """A step a second, until it is enough."""
    for _ in range(SECONDS + 59):
        for process in started.values():
            process.stdin.write(b"go\n")
            process.stdin.flush()
        if enough.wait(1):
            return


def main():
    shapes = subprocess.run([GROWER, "--list"], capture_output=True, text=True,
                            check=True).stdout.split()
    started = {shape: subprocess.Popen([GROWER, shape, str(SECONDS + 60)], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE) for shape in shapes}
    step(started)
    enough = threading.Event()
    pace = threading.Thread(target=drive, args=(started, enough))
    pace.start()
    pids = ",".join(str(process.pid) for process in started.values())
    count = str(SECONDS)
    enough.wait(2)
    before = {shape: status(process.pid) for shape, process in started.items()}
    growth = watch("growth", "-d", "1", "-n", count, "-p", pids)
    overview = watch("overview", "-d", "5", "-n", str(SECONDS // 5), "-p", pids)
    views = {shape: watch("process", "-d", "5", "-n", str(SECONDS // 5), str(process.pid))
             for shape, process in started.items()}
    seen = {shape: lines(view) for shape, view in views.items()}
    growers = {row["pid"]: row for row in lines(growth)[-1]["processes"]}
    rows = {row["pid"]: row for row in lines(overview)[-1]["processes"]}
    right = 0
    for shape, process in started.items():
        after, samples = status(process.pid), seen[shape]
        grower = growers[process.pid]
        print("# %-13s process %-9s growth %-9s %8.2f MiB a minute" % (
            shape, samples[-1]["trend"], grower["trend"],
            (grower["growth_bytes_per_minute"] or 0) / MIB))
        check_process(shape, samples, before[shape], after)
        check_views(shape, samples[-1], grower, rows.get(process.pid))
        check_truth(shape, grower["trend"])
        check_heap(shape, process.pid, samples[-1])
        right += shape in LEAKS and grower["trend"] == "growing"
    print("# leaks found: %d of %d" % (right, sum(shape in LEAKS for shape in shapes)))
    enough.set()
    pace.join()
    for shape, process in started.items():
        process.kill()
        process.wait()
        try:
            os.unlink("/dev/shm/memtop-grower.%d" % process.pid)
        except FileNotFoundError:
            pass
    for text in faults:
        print("# " + text)
    print("%s 1 - no view contradicts another, or its own figures\n1..1" % (
        "not ok" if faults else "ok"))
    sys.exit(1 if faults else 0)


main()
