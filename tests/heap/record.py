#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""record.py FILE SCENARIO COUNT COMMAND...: records the heap of a heap_target as a test image.

COMMAND starts the target, for example by another glibc's own ld.so:
    record.py half-2.31 half 1500 ROOT/lib64/ld-linux-x86-64.so.2 --library-path ROOT/lib/... target
The image has what malloc says of itself, by how much malloc_trim(0) then lowered Anonymous, the
mappings, and every resident page of malloc's data and of anonymous memory.  heap/image.h reads it.
"""
import os
import struct
import subprocess
import sys

PAGE = 4096
PRESENT, SWAPPED, FILE, SHARED = 1, 2, 4, 8


def flags_of(entry):
    if entry >> 62 & 1:
        return SWAPPED
    if not entry >> 63:
        return 0
    return PRESENT | (FILE if entry >> 61 & 1 else 0) | (0 if entry >> 56 & 1 else SHARED)


def wanted(fields):
    """malloc's data, and the memory that it can have: [heap] and anonymous mappings."""
    name = fields[5] if len(fields) > 5 else ""
    if fields[1] != "rw-p":
        return False
    return name in ("", "[heap]") or os.path.basename(name).startswith(("libc.so.6", "libc-2."))


def plain(line):
    """Without the place where this glibc was unpacked."""
    fields = line.split()
    if len(fields) > 5 and fields[5].startswith("/"):
        fields[5] = "/usr/lib/" + os.path.basename(fields[5])
    return " ".join(fields) + "\n"


def pages(pid, maps, place):
    with open(f"/proc/{pid}/pagemap", "rb") as pagemap, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps.splitlines():
            fields = line.split()
            start, end = (int(part, 16) for part in fields[0].split("-"))
            if not wanted(fields):
                continue
            pagemap.seek(start // PAGE * 8)
            entries = struct.unpack(f"<{(end - start) // PAGE}Q", pagemap.read((end - start) // PAGE * 8))
            for index, entry in enumerate(entries):
                flags = flags_of(entry)
                if not flags & PRESENT:
                    continue
                memory.seek(start + index * PAGE)
                page = memory.read(PAGE)
                # The paths of this machine are no part of a heap.
                page = page.replace(place, b"x" * len(place))
                if b"/lib/" not in page:
                    yield struct.pack("<QB", start + index * PAGE, flags) + page


def main():
    path, scenario, count, *command = sys.argv[1:]
    target = subprocess.Popen(command + [scenario, count], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    truth = target.stdout.readline().split()[1:]
    with open(f"/proc/{target.pid}/maps", encoding="utf-8") as file:
        maps = "".join(plain(line) for line in file if wanted(line.split()) or "[stack]" in line)
    body = b"".join(pages(target.pid, maps, os.path.dirname(command[-1]).encode()))
    anonymous = len(body) // (PAGE + 9) * PAGE
    target.stdin.write("trim\n")
    target.stdin.flush()
    dropped = int(target.stdout.readline().split()[1]) * 1024
    target.stdin.close()
    target.wait()
    with open(path, "wb") as file:
        file.write(f"heap-image 1\n{' '.join(truth)} {dropped}\n{anonymous} {len(maps)}\n{maps}".encode())
        file.write(body)


main()
