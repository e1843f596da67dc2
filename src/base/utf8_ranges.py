#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes utf8_ranges.h from the Unicode character database; for maintainers, not part of the build.

    src/base/utf8_ranges.py /usr/share/unicode > src/base/utf8_ranges.h

Wide: East_Asian_Width W or F, circled numbers on squares and hexagrams.  Zero: general category
Mn, Me or Cf (but not the soft hyphen and the marks that stand before what they apply to, which
terminals show), and the Hangul vowels and finals that join the syllable before them.  That is what
the C library's wcwidth() does in a UTF-8 locale, without depending on one.
"""
import sys


def records(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.split("#")[0].strip()
            if line:
                yield [field.strip() for field in line.split(";")]


def bounds(field):
    first, _, last = field.partition("..")
    return int(first, 16), int(last or first, 16)


def ranges(codes):
    result = []
    for code in sorted(codes):
        if result and result[-1][1] == code - 1:
            result[-1][1] = code
        else:
            result.append([code, code])
    return result


def table(name, codes):
    print(f"static const struct code_range {name}[] = {{")
    for first, last in ranges(codes):
        print(f"\t{{ 0x{first:04x}, 0x{last:04x} }},")
    print("};")


def main(directory):
    zero, wide = set(), set()
    for code, _, category, *_ in records(directory + "/UnicodeData.txt"):
        if category in ("Mn", "Me", "Cf") and int(code, 16) != 0xAD:
            zero.add(int(code, 16))
    for field, name in records(directory + "/PropList.txt"):
        if name == "Prepended_Concatenation_Mark":
            first, last = bounds(field)
            zero.difference_update(range(first, last + 1))
    zero.update(range(0x1160, 0x1200), range(0xD7B0, 0xD7C7), range(0xD7CB, 0xD7FC))
    for field, width in records(directory + "/EastAsianWidth.txt"):
        if width in "WF":
            first, last = bounds(field)
            wide.update(range(first, last + 1))
    wide.update(range(0x3248, 0x3250), range(0x4DC0, 0x4E00))
    with open(directory + "/EastAsianWidth.txt", encoding="utf-8") as lines:
        version = lines.readline().split("-")[1].split(".txt")[0]
    print("/* SPDX-License-Identifier: GPL-2.0-or-later */")
    print(f"/* Written by utf8_ranges.py from the character database of Unicode {version}. */")
    table("zero_ranges", zero)
    print()
    table("wide_ranges", wide - zero)


main(sys.argv[1])
