# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a C source can be made wrong, and how.

The source is cut into tokens, not parsed: an operator's operands reach as far as precedence says.
What comes out wrong does not compile, and the runner leaves it out.
"""
import re
import sys
from collections import namedtuple

Token = namedtuple("Token", "kind text start end")

# A piece of source [start, end) and what stands there instead.  form: "value"; "truth" for one that
# is only asked whether it is 0; "statement" for one whose value is not taken; "jump" for break and
# continue, which are no expressions.
Place = namedtuple("Place", "start end line function original mutated form")

TOKEN = re.compile(
    r"""(?P<blank>\s+|/\*.*?\*/|//[^\n]*)
    |(?P<string>(?:u8|[uUL])?"(?:\\.|[^"\\])*"|[uUL]?'(?:\\.|[^'\\])*')
    |(?P<number>\.?[0-9](?:[eEpP][+-]|[0-9a-zA-Z_.])*)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<op><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)""",
    re.S | re.X,
)
DIRECTIVE = re.compile(r"[ \t]*#(?:[^\n\\]|\\.)*", re.S)

PRECEDENCE = {}
for level, operators in enumerate(
    ["= += -= *= /= %= &= |= ^= <<= >>=", "? :", "||", "&&", "|", "^", "&", "== !=",
     "< > <= >=", "<< >>", "+ -", "* / %"], 1):
    for operator in operators.split():
        PRECEDENCE[operator] = level
ASSIGNMENT = 1

# What stands in an operator's place.
SWAPS = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"],
    "<<": [">>"], ">>": ["<<"], "&": ["|"], "|": ["&"],
    "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="], "|=": ["&="], "&=": ["|="],
    "<<=": [">>="], ">>=": ["<<="],
}
# Operators one of whose operands is left out: the left one stays, or the right one.
DROPS = {"+": "lr", "-": "l", "*": "lr", "/": "l", "&&": "lr", "||": "lr", "&": "l", "|": "lr"}
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
NAME_SWAPS = {"true": "false", "false": "true", "fmin": "fmax", "fmax": "fmin"}

KEYWORDS = set("""auto break case const continue default do else enum extern for goto if inline
    register return sizeof static struct switch typedef union volatile while _Noreturn""".split())
TYPE_WORDS = set("""char const double enum float int int16_t int32_t int64_t int8_t long short
    signed size_t ssize_t struct uint16_t uint32_t uint64_t uint8_t union unsigned void bool
    pid_t uid_t uintptr_t ptrdiff_t""".split())
PAIRS = {")": "(", "]": "[", "}": "{"}


def tokenize(text):
    tokens, at = [], 0
    line_start = True
    while at < len(text):
        match = DIRECTIVE.match(text, at) if line_start else None
        if match:
            tokens.append(Token("directive", match.group(), at, match.end()))
        else:
            match = TOKEN.match(text, at)
            if match.lastgroup != "blank":
                tokens.append(Token(match.lastgroup, match.group(), at, match.end()))
        line_start = "\n" in match.group() and match.group().isspace()
        at = match.end()
    return tokens


def describe(place):
    return f"{place.function}: {place.original} -> {place.mutated}"


class Source:
    """One file's tokens, with each bracket's partner."""

    def __init__(self, text):
        self.text = text
        self.tokens = tokenize(text)
        self.partner = {}
        stack = []
        for i, token in enumerate(self.tokens):
            if token.kind != "op":
                continue
            if token.text in "([{":
                stack.append(i)
            elif token.text in PAIRS and stack:
                j = stack.pop()
                self.partner[i], self.partner[j] = j, i

    def word(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def span(self, first, last):
        """The text of tokens [first, last), blanks and comments as one space."""
        parts = []
        for i in range(first, last):
            if i > first and self.tokens[i - 1].end < self.tokens[i].start:
                parts.append(" ")
            parts.append(self.tokens[i].text)
        return "".join(parts)

    def functions(self):
        """(name, first, last) of each function's body, braces excluded."""
        i = 0
        while i < len(self.tokens):
            if self.word(i) == "{" and self.tokens[i].kind == "op" and i in self.partner:
                if self.word(i - 1) == ")":
                    yield self.word(self.partner[i - 1] - 1), i + 1, self.partner[i]
                i = self.partner[i]
            i += 1

    # ---- what a token is ----

    def is_cast(self, close):
        """Whether the parenthesis that closes here is a cast, or begins a compound literal."""
        first = self.partner[close] + 1
        before = self.tokens[first - 2] if first >= 2 else None
        if before and before.kind == "name" and before.text not in ("return", "else", "case"):
            return False
        words = [self.tokens[i] for i in range(first, close)]
        return bool(words) and words[0].text in TYPE_WORDS and all(
            t.kind == "name" or t.text in "*[]" for t in words)

    def ends_operand(self, i):
        token = self.tokens[i]
        if token.kind in ("number", "string"):
            return True
        if token.kind == "name":
            return token.text not in KEYWORDS
        if token.text == ")":
            return not self.is_cast(i)
        return token.text in ("]", "}", "++", "--")

    def is_binary(self, i):
        return self.tokens[i].kind == "op" and self.word(i) in PRECEDENCE and \
            self.ends_operand(i - 1)

    def is_call(self, close):
        """Whether the parenthesis that closes here belongs to a name: a call, if (), for () ..."""
        before = self.tokens[self.partner[close] - 1]
        return before.kind == "name" and before.text not in ("return", "else", "do", "case")

    # ---- how far an operand reaches ----

    def left_end(self, op, level):
        """The first token of the operand that ends before op."""
        i = op
        while i > 0:
            token = self.tokens[i - 1]
            text = token.text
            if token.kind == "directive" or text in ("return", "else", "do", "case", "goto"):
                break
            if token.kind == "op":
                if text == ")" or text == "]" or (text == "}" and i == op):
                    j = self.partner[i - 1]
                    if text == ")" and i < op and self.tokens[i].kind != "op" \
                            and self.is_call(i - 1) and not self.word(j - 1) == "sizeof":
                        break  # if (...) x, or a macro that is a loop
                    if text == ")" and self.word(j - 1) in ("if", "for", "while", "switch"):
                        break
                    i = j
                    continue
                if text in "([{};,":
                    break
                if text in PRECEDENCE and self.is_binary(i - 1) and PRECEDENCE[text] < level:
                    break
            i -= 1
        return i

    def right_end(self, op, level):
        """The token behind the operand that begins after op."""
        i = op + 1
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.kind == "directive":
                break
            if token.kind == "op":
                if token.text in "([" or (token.text == "{" and self.word(i - 1) == ")"):
                    i = self.partner[i] + 1
                    continue
                if token.text in ")]};,{":
                    break
                if token.text in PRECEDENCE and self.is_binary(i):
                    least = PRECEDENCE[token.text]
                    if least < level or (least == level and level != ASSIGNMENT):
                        break
            i += 1
        return i


class Finder:
    """Collects the places of one file."""

    def __init__(self, text):
        self.source = Source(text)
        self.places = []
        self.function = ""
        self.turned = set()  # what an operator's opposite, or a ! left out, negates already

    def add(self, first, last, mutated, form="value"):
        source = self.source
        if first >= last or any(t.kind == "directive" for t in source.tokens[first:last]):
            return
        if source.word(first) in ("const", "struct", "static", "enum"):
            return  # a declaration: its * is no operator
        start, end = source.tokens[first].start, source.tokens[last - 1].end
        line = source.text.count("\n", 0, start) + 1
        self.places.append(Place(start, end, line, self.function, source.span(first, last), mutated,
                                 form))

    def find(self):
        for name, first, last in self.source.functions():
            if name.startswith("hash_"):
                continue  # whatever number it gives, what is sought is found
            self.function = name
            labels = self.case_labels(first, last)
            returned = self.returned_constants(first, last)
            for i in range(first, last):
                if i not in labels:
                    self.at_token(i, returned)
            self.statements(first, last, labels)
        return [p for p in self.places
                if not (p.mutated.startswith("!(") and (p.start, p.end) in self.turned)]

    def case_labels(self, first, last):
        labels = set()
        for i in range(first, last):
            if self.source.word(i) == "case":
                while self.source.word(i) != ":":
                    labels.add(i)
                    i += 1
        return labels

    def returned_constants(self, first, last):
        """The constants by name that a function returns, in their order."""
        constants = []
        for i in range(first, last):
            name = self.source.word(i + 1)
            if self.source.word(i) == "return" and self.source.word(i + 2) == ";" and \
                    re.fullmatch("[A-Z][A-Z0-9_]+", name) and name != "NULL" and \
                    name not in constants:
                constants.append(name)
        return constants

    def at_token(self, i, returned):
        token = self.source.tokens[i]
        if token.kind == "number":
            self.number(i)
        elif token.kind == "name":
            self.name(i, returned)
        elif token.kind == "op":
            if token.text == "?" and self.source.is_binary(i):
                first = self.source.left_end(i, PRECEDENCE["||"])
                self.negate(first, i)
            elif self.source.is_binary(i):
                self.operator(i)
            elif token.text == "!":
                last = self.source.right_end(i, 99)
                self.turns(i, last)
                self.add(i, last, self.source.span(i + 1, last), "truth")

    def number(self, i):
        text = self.source.word(i)
        match = re.fullmatch(r"([0-9]+)([uUlL]*)|([0-9]+)(\.[0-9]*)", text)
        if not match:
            return
        digits, rest = (match[1], match[2]) if match[1] else (match[3], match[4])
        if len(digits) > 1 and digits[0] == "0":
            return
        # Of a comparison for qsort() the sign counts alone, and more room may be reserved than asked for.
        if digits != "1" or not (self.function.startswith("compare") or self.reserves(i)):
            # What is missing counts as this; a byte more or less would not be seen.
            missing = self.span_around(i) == ", 0)" and self.called(i, ("value_or",))
            self.add(i, i + 1, "123456789" if missing else str(int(digits) + 1) + rest)
        if int(digits) > 0:
            self.add(i, i + 1, str(int(digits) - 1) + rest)

    def span_around(self, i):
        return self.source.span(i - 1, i + 2)

    def reserves(self, i):
        """Whether token i is an argument of what reserves room."""
        return self.called(i, ("calloc", "array_new", "array_reserve"))

    def called(self, i, names):
        """Whether token i is an argument of one of these functions."""
        while i > 0 and self.source.word(i) not in (";", "{", "}"):
            i -= 1
            if self.source.word(i) in (")", "]"):
                i = self.source.partner[i]
            elif self.source.word(i) == "(" and self.source.word(i - 1) in names:
                return True
        return False

    def name(self, i, returned):
        source, text = self.source, self.source.word(i)
        if text in NAME_SWAPS:
            self.add(i, i + 1, NAME_SWAPS[text])
        if text in returned and len(returned) > 1 and source.word(i - 1) == "return":
            other = returned[(returned.index(text) + 1) % len(returned)]
            self.add(i, i + 1, other)
        if text in ("if", "while") and source.word(i + 1) == "(":
            self.negate(i + 2, source.partner[i + 1])
        if text == "for" and source.word(i + 1) == "(":
            self.loop_condition(i + 1)

    def loop_condition(self, opened):
        ends, i = [], opened + 1
        while i < self.source.partner[opened]:
            if self.source.word(i) == ";":
                ends.append(i)
            i = self.source.partner[i] + 1 if self.source.word(i) in ("(", "[", "{") else i + 1
        if len(ends) == 2:
            self.negate(ends[0] + 1, ends[1])

    def turns(self, first, last):
        self.turned.add((self.source.tokens[first].start, self.source.tokens[last - 1].end))

    def negate(self, first, last):
        self.add(first, last, "!(" + self.source.span(first, last) + ")", "truth")

    def operator(self, i):
        source, text = self.source, self.source.word(i)
        level = PRECEDENCE[text]
        first, last = source.left_end(i, level), source.right_end(i, level)
        if level == ASSIGNMENT:
            first = source.left_end(i, ASSIGNMENT + 1)
        left, right = source.span(first, i), source.span(i + 1, last)
        if text == "/" and source.word(first) == "sizeof":
            return  # the length of an array
        if text in OPPOSITE:
            self.turns(first, last)
        form = "truth" if text in ("&&", "||") else "value"
        for swap in SWAPS.get(text, []):
            if swap in (text + "=", text[:1]) and self.same_either_way(first, last, left, right):
                continue
            if swap in ("&&", "||", "&", "|"):
                self.add(first, last, f"({left}) {swap} ({right})", form)
            else:
                self.add(first, last, f"{left} {swap} {right}")
        if "l" in DROPS.get(text, ""):
            self.add(first, last, left, form)
        if "r" in DROPS.get(text, ""):
            self.add(first, last, right, form)

    def same_either_way(self, first, last, left, right):
        """Whether a comparison chooses between its operands: of equal ones either will do."""
        source = self.source
        if source.word(last) == "?":
            colon = source.right_end(last, PRECEDENCE["?"])
            arms = {source.span(last + 1, colon),
                    source.span(colon + 1, source.right_end(colon, PRECEDENCE["?"]))}
            return arms in ({left, right}, {f"{left} - {right}", "0"}, {f"{right} - {left}", "0"},
                            {f"{left} - {right}", f"{right} - {left}"})
        if source.word(first - 1) == "(" and source.word(first - 2) == "if":
            then = source.span(last + 1, source.right_end(last, 0))
            return then in (f"{left} = {right}", f"{right} = {left}")
        return False

    def statements(self, first, last, labels):
        """Assignments and calls left out; break and continue too."""
        source = self.source
        for i in range(first, last):
            before = source.word(i - 1)
            begins = before in (";", "{", "}", "else", "do") or (
                before == ":" and (i - 2 in labels or source.word(i - 2) == "default")) or (
                before == ")" and source.is_call(i - 1)
                and source.word(source.partner[i - 1] - 1) in ("if", "for", "while"))
            if not begins or self.inside_for(i):
                continue
            if source.word(i) in ("break", "continue"):
                self.add(i, i + 2, "nothing", "jump")
            elif source.tokens[i].kind == "name" and source.word(i) not in KEYWORDS | TYPE_WORDS:
                self.statement(i)

    def inside_for(self, i):
        """Whether the semicolon before token i stands in the head of a loop."""
        depth = 0
        while i > 0:
            i -= 1
            word = self.source.word(i)
            if word in (")", "]", "}"):
                i = self.source.partner[i]
            elif word == "{":
                return False
            elif word == "(":
                return self.source.word(i - 1) == "for"
            depth += 1
        return False

    def statement(self, first):
        source = self.source
        last = source.right_end(first - 1, 0)
        operators = [i for i in self.top_level(first, last) if source.tokens[i].kind == "op"]
        assigns = any(PRECEDENCE.get(source.word(i)) == ASSIGNMENT for i in operators)
        steps = any(source.word(i) in ("++", "--") for i in operators)
        calls = source.word(last - 1) == ")" and source.partner[last - 1] == first + 1
        if source.word(last) == ";" and (assigns or steps or calls):
            self.add(first, last, "nothing", "statement")

    def top_level(self, first, last):
        i = first
        while i < last:
            if self.source.word(i) in ("(", "[", "{"):
                i = self.source.partner[i]
            yield i
            i += 1


def find_places(text):
    """Every place of a file, in the order of the text."""
    return sorted(set(Finder(text).find()), key=lambda p: (p.start, -p.end, p.mutated))


# ---- rewriting ----


class Writer:
    """Writes the source with places that are chosen at run time, and notes on which lines."""

    def __init__(self, text):
        self.text = text
        self.out = []
        self.line = 1
        self.owners = {}  # line of the output: numbers of the mutants that are written there

    def put(self, text, numbers):
        for line in range(self.line, self.line + text.count("\n") + 1):
            self.owners.setdefault(line, set()).update(numbers)
        self.line += text.count("\n")
        self.out.append(text)

    def write(self, nodes, start, end, numbers):
        """nodes: those within [start, end), outermost first."""
        at = start
        while nodes:
            place, inside = nodes[0][0][1], []
            node = nodes[0]
            nodes = nodes[1:]
            while nodes and nodes[0][0][1].end <= place.end:
                inside.append(nodes[0])
                nodes = nodes[1:]
            self.put(self.text[at:place.start], numbers)
            self.node(node, inside)
            at = place.end
        self.put(self.text[at:end], numbers)

    def node(self, mutants, inside):
        numbers = {number for number, _ in mutants}
        place = mutants[0][1]
        if place.form == "jump":
            self.put(f"\n{{ if (!MUTANT({mutants[0][0]})) ", numbers)
            self.put(self.text[place.start:place.end] + " }\n", numbers)
            return
        forms = {p.form for _, p in mutants}
        cast = "(void)" if "statement" in forms else "(_Bool)" if "truth" in forms else ""
        self.put("\n(", numbers)
        for number, mutant in mutants:
            wrong = "0" if mutant.mutated == "nothing" else mutant.mutated
            self.put(f"MUTANT({number}) ? {cast}({wrong}) :\n", {number})
        self.put(f"{cast}(", numbers)
        self.write(inside, place.start, place.end, numbers)
        self.put("))\n", numbers)


def rewrite(text, mutants):
    """The text with mutants [(number, place)], and the numbers that stand on each of its lines."""
    nodes, reach = [], []
    for number, place in sorted(mutants, key=lambda m: (m[1].start, -m[1].end, m[0])):
        while reach and reach[-1] <= place.start:
            reach.pop()
        if nodes and (nodes[-1][0][1].start, nodes[-1][0][1].end) == (place.start, place.end):
            nodes[-1].append((number, place))
        elif reach and place.end > reach[-1]:
            raise ValueError(f"line {place.line}: places overlap: {place.original}")
        else:
            nodes.append([(number, place)])
            reach.append(place.end)
    writer = Writer(text)
    writer.write(nodes, 0, len(text), set())
    return "".join(writer.out), writer.owners


def main():
    """Prints the places of the files that are named."""
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for place in find_places(file.read()):
                print(f"{place.line}: {describe(place)}")


if __name__ == "__main__":
    main()
