"""Words that name a time below a duty: the wish to hand it in later ("mai nộp"), or what is owed itself ("8h làm A1")."""

import re
from collections.abc import Iterator

from handlers.reading.fold import folded
from handlers.reading.lexicon.tags import Tag
from handlers.reading.meaning import Meaning, Shade
from handlers.reading.tagging import Token, tagged
from orders.centre_file.chasing import Duty

_GIVE = r"nop|gui|trinh|phat|提交|上交|交|发|报|send|submit|hand(?: it)? in"
_MAKE = r"lam|soan|viet|lap|chuan bi|准备|做|弄|写|prepare|write|make|finish|do"
_GIVING = re.compile(rf"(?<![a-z])(?:{_GIVE})(?![a-z])")
_ABOUT_IT = re.compile(rf"(?<![a-z])(?:{_GIVE}|{_MAKE})(?![a-z])")
_WHEN = frozenset({Tag.TODAY, Tag.TIME, Tag.SOON, Tag.FUTURE})
_BESIDES = _WHEN | {Tag.FILLER, Tag.ADDRESS, Tag.ACK, Tag.SURE, Tag.LINK}


def may_be_it(duty: Duty, words: str, meaning: Meaning) -> bool:
    """Whether more is said than that it comes later or is not there: things by their number, or others at a time."""
    left = {token.tag for token in _left(duty, words)}
    if _given_then(duty, words):
        return False
    return Tag.NUMBER in left or (meaning.shade is Shade.ESTIMATE and bool(left & {Tag.UNKNOWN, Tag.THING}))


def is_it(duty: Duty, words: str, meaning: Meaning) -> bool:
    """Whether that is sure where it is handed in by a command: things by their number, at a time, and no word of handing in."""
    numbered = any(token.tag is Tag.NUMBER for token in _left(duty, words))
    return meaning.shade is Shade.ESTIMATE and numbered and not _GIVING.search(folded(words).text)


def _given_then(duty: Duty, words: str) -> bool:
    """Whether the last that is said is that it is given, and when: "9h em gửi", "will send at 9"."""
    giving = [found.end() for found in _GIVING.finditer(folded(words).text)]
    behind = [token for token in _left(duty, words) if giving and token.start >= giving[-1]]
    links = {token.end for token in behind if token.tag is Tag.LINK}
    return bool(giving) and all(
        token.tag in _BESIDES or (token.tag is Tag.NUMBER and links & {token.start - 1, token.start})
        for token in behind
    )


def _left(duty: Duty, words: str) -> Iterator[Token]:
    """What speaks neither of handing in and making it nor of the duty by its name."""
    line = folded(words)
    named = {word.plain for name in duty.words for word in folded(name).words}
    about = [found.span() for found in _ABOUT_IT.finditer(line.text)]
    for token in (one for clause in tagged(line) for one in clause.tokens):
        inside = any(start <= token.start and token.end <= end for start, end in about)
        if not inside and line.text[token.start : token.end].strip() not in named:
            yield token
