"""Finding the order a line begins with, by its code or the end of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from handlers.reading.figures import UNIT
from handlers.reading.fold import Span, fold, folded
from handlers.reading.names import NOTHING, Found, Match

_SHORTEST_END = 3
_CLOSE = 75  # of 100: one figure of four may be wrong
_LEAD = re.compile(r"(?:(?:don hang|don|ma don|ma|order|no\.?|订单|单号|单)(?![a-z])\s?:?\s?)?#?\s?")
_PIECE = re.compile(r"(?:[a-z]+|\d+)(?: ?[._/-] ?(?=[a-z0-9])| (?=\d)|(?=[a-z0-9]))?")
_SHARE = re.compile(r"\s?%|\s?/\s?\d|[.,:-]\d")
_COUNTED = re.compile(
    rf"(?:[a-z]+ )*\d{{1,3}}\s?{UNIT}"
)  # "20 bộ", "giao 20 bộ"; 2411 or KT-1 is a code before any word
_CODED = re.compile(r"\s*((?:[A-Za-z]{1,6}[-._]?\d[\w./-]*|\d{3,}/\d+))(?=[\s;；,，]|$)")
_LOOSE_SLASH = re.compile(r"^/|/(?!\d)")

_WITHIN = 80  # characters in which a code stands, however long the text: reading one never takes long


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeCandidate:
    """What may be a code, as `code_key` and `case_key` write it, and its place in the original text."""

    key: str
    case_key: str
    span: Span

    @property
    def keys(self) -> tuple[str, ...]:
        """What to look for, the more exact first."""
        return (self.key,) if self.case_key == self.key else (self.case_key, self.key)


def code_key(text: str) -> str:
    """Return the form in which codes are compared: "kt 2411", "KT-2411" and "kt2411" are one."""
    return _alphanumeric(fold(text))


def case_key(text: str) -> str:
    """The same with a slash before a number kept: KT-2411/1 is the first case of KT-2411, and not the order KT-24111."""
    return _with_slashes(fold(text))


def code_keys(code: str) -> tuple[str, ...]:
    """All that a whole code may be stored under: it is a case's or an order's."""
    return tuple(dict.fromkeys((case_key(code), code_key(code))))


def _alphanumeric(line: str) -> str:
    return "".join(filter(str.isalnum, line))


def _with_slashes(line: str) -> str:
    kept = "".join(one for one in line if one.isalnum() or one == "/")
    return _LOOSE_SLASH.sub("", kept)


def code_candidates(text: str) -> tuple[CodeCandidate, ...]:
    """Return what a line may begin with as an order code, longest first.

    A number that counts something ("120/200", "60%", "20 bộ") is none; its longer forms are kept, for codes are free.
    """
    line = folded(text[:_WITHIN])
    lead = _LEAD.match(line.text)
    start = at = lead.end() if lead else 0
    found: list[CodeCandidate] = []
    while len(found) < 8 and (piece := _PIECE.match(line.text, at)):
        end = at + len(piece[0].rstrip(" ._/-"))
        key = _alphanumeric(line.text[start:end])
        counts = _SHARE.match(line.text, end) or _COUNTED.match(line.text, start)
        if any(char.isdigit() for char in key) and len(key) > 1 and not counts:
            of_case = _with_slashes(line.text[start:end])
            found.append(CodeCandidate(key=key, case_key=of_case, span=line.span(start, end)))
        at = piece.end()
    return tuple(reversed(found))


def coded(text: str) -> str:
    """The first word of a line, where it is written as codes are: KT-1/2, KN261101, 2411/1."""
    found = _CODED.match(text)
    return found[1] if found else ""


def match_order(text: str, codes: Sequence[str]) -> Match:
    """Return the order a line begins with: its whole code, else a unique end of one, else codes that look alike."""
    candidates = code_candidates(text)
    keys = [code_key(code) for code in codes]
    for candidate in candidates:
        hits = [code for code, key in zip(codes, keys, strict=True) if key == candidate.key]
        if hits:
            return _match(Found.EXACT, hits, candidate)
    for candidate in candidates:
        hits = [code for code, key in zip(codes, keys, strict=True) if key.endswith(candidate.key)]
        if hits and len(candidate.key) >= _SHORTEST_END:
            return _match(Found.ENDING, hits, candidate)
    return _near(candidates, codes, keys)


def _match(found: Found, hits: list[str], candidate: CodeCandidate) -> Match:
    return Match(found=found if len(hits) == 1 else Found.SEVERAL, hits=tuple(hits), span=candidate.span)


def _near(candidates: Sequence[CodeCandidate], codes: Sequence[str], keys: list[str]) -> Match:
    for candidate in reversed(candidates):
        close = process.extract(candidate.key, keys, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=3)
        if close:
            return Match(
                found=Found.NEAR, hits=tuple(codes[index] for _, _, index in close), span=candidate.span
            )
    return NOTHING
