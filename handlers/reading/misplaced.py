"""Seeing the codes of orders that stand where no report begins: several in one line, or one at its end."""

import re

from handlers.reading.codes import CodeCandidate, code_candidates
from handlers.reading.figures import UNIT
from handlers.reading.fold import folded

_LINE = 120  # characters; what is longer is a letter, not a report
_SHORTEST = 4  # characters of a code among other words: 120 is rather an amount
_NEXT = re.compile(r"[,，、&+]|(?:^|\s)(?:và|va|and)\s|和")
_ITS_LETTERS = re.compile(r"(?:[A-Za-z]{1,6}[-._]|[A-Z]{1,5})$")
_COUNTED = re.compile(rf"\s?{UNIT}")
_AFTER = re.compile(r"(?:\s*(?:[.!,了]|(?:nha|nhe|a|anh|em|chi|sep|roi|r)(?![a-z])))*")


def codes_besides(rest: str) -> tuple[str, ...]:
    """The keys of what may be further orders in what follows the first: "2416 2417 xong", "2416 xong, 2417 xong"."""
    first_line = rest.split("\n", maxsplit=1)[0][:_LINE]
    pieces = (piece.strip() for piece in _NEXT.split(first_line))
    return tuple(code.key for piece in pieces if (code := _code(piece)))


def code_behind(text: str) -> CodeCandidate | None:
    """The code a line ends with, where it should begin with it: "xong 2415"."""
    if len(text) > _LINE:
        return None
    for word in reversed(folded(text).words):
        start = folded(text).span(word.start, word.end)[0]
        letters = _ITS_LETTERS.search(text[:start]) if word.plain.isdecimal() else None
        start = letters.start() if letters else start
        code = _code(text[start:])
        if code and start and _AFTER.fullmatch(folded(text[start + code.span[1] :]).text):
            return CodeCandidate(
                key=code.key, case_key=code.case_key, span=(start + code.span[0], start + code.span[1])
            )
    return None


def _code(text: str) -> CodeCandidate | None:
    """The shortest that can be one; the longer ones take in what follows it."""
    found = [
        code
        for code in code_candidates(text)
        if len(code.key) >= _SHORTEST and "/" not in text[slice(*code.span)]
    ]
    counted = found and _COUNTED.match(folded(text[found[-1].span[1] :]).text)
    return found[-1] if found and not counted else None
