"""Taking an answer to a numbered list apart: which of its lines, and what is said of each."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from handlers.reading.fold import Folded, folded
from handlers.reading.lexicon.tags import NOT_DONE, Tag
from handlers.reading.line_numbers import NUMBER, leading, named_at
from handlers.reading.meaning import Kind, Shade, read_meaning
from handlers.reading.numerals import CHINESE, number
from handlers.reading.quantity import read_quantity
from handlers.reading.tagging import tagged

_PIECES = 60  # lines and half sentences of one message that are read
_LONGEST = 400  # characters of a piece in which numbers are looked for
_COMMAND = re.compile(r"^/\w+(?:@\w+)?(?:\s+|$)")
_BETWEEN = re.compile(r"[;；]| · ")  # the dot as the bot's own examples have it
_EDGES = " \t,.，、;；:："
# A number behind one of these is one thing with it: "thứ 3", "phần 2", "thiếu 3".
_WITH_NUMBER = re.compile(
    r"(?:(?<![a-z])(?:thu|t|ngay|mung|mong|thang|phan|dot|lan|tang|mat|loai|size|buoc|khau|luc|con|thieu|giao|duoc"
    r"|at|phase|part|step|left)|[周期拜差缺剩交了约]) ?$"
)
_ALL = re.compile(
    r"(?<![a-z])(?:het|tat ca|toan bo|ca|deu|all|everything|every)(?![a-z])|全部|所有|统统|全|都"
)
_OF_ALL = re.compile(
    rf"(?<![a-z])(?:ca|all) (?P<of>\d{{1,2}}|hai|ba|bon|nam|two|three|four|five)(?: (?:viec|don|cai))?(?![a-z0-9])"
    rf"|(?P<zh>\d{{1,2}}|{CHINESE})[个项条单](?=都)|(?<![a-z])both(?![a-z])"
)
_EACH = re.compile(r"(?<![a-z])deu(?![a-z])")
_SAYS = NOT_DONE - {Tag.IF, Tag.LINK} | {
    Tag.DONE,
    Tag.DID,
    Tag.PAST,
    Tag.SURE,
    Tag.ALL,
    Tag.ACK,
    Tag.RECEIVED,
}
_COUNTABLE = frozenset({"machine", "people"})  # what holds a stage and is counted: "máy hỏng", "thợ nghỉ"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is said of some lines of the list, in the original spelling; "" where only the numbers were named.

    ``of_all``: of every line, and no number was named.
    """

    numbers: tuple[int, ...]
    words: str
    of_all: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbered:
    """An answer, taken apart.

    ``unknown``: numbers the list has not. ``unclear``: pieces of which nobody can tell what is said of which line.
    ``others``: pieces about something else. Nothing of the last three may be acted upon as an answer.
    """

    said: tuple[Said, ...] = ()
    unknown: tuple[int, ...] = ()
    unclear: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def read_numbered(
    text: str, total: int, *, apart: Callable[[str], bool] = lambda _: False
) -> Numbered | None:
    """Take apart an answer to a list of ``total`` lines; None where it names none of them.

    ``apart`` knows a piece that is about something else (another order); any other piece without a number goes on about
    the one before it. What the words mean is left to whoever reads reports, except where it tells answers apart.
    """
    said: list[Said] = []
    rest: list[Numbered] = []
    for joint, piece in _pieces(text):
        answer = _answer(piece, total)
        if answer is not None:
            said += answer.said
            rest.append(answer)
        elif apart(piece):
            rest.append(Numbered(others=(piece,)))
        elif said:
            said[-1] = replace(said[-1], words=f"{said[-1].words}{joint}{piece}".strip())
        elif read_meaning(piece):
            rest.append(Numbered(unclear=(piece,)))
    if not any(leading(folded(one), total) for answer in rest for one in answer.unclear) and not any(
        answer.said or answer.unknown for answer in rest
    ):
        return None
    return Numbered(
        said=tuple(said),
        unknown=tuple(dict.fromkeys(one for answer in rest for one in answer.unknown)),
        unclear=tuple(one for answer in rest for one in answer.unclear),
        others=tuple(one for answer in rest for one in answer.others),
    )


def begins_with_number(text: str, total: int) -> bool:
    """Whether a message begins with numbers of the list."""
    first = next(_pieces(text), None)
    named = leading(folded(first[1][:_LONGEST]), total) if first else None
    return named is not None and bool(named.known)


def numbers_a_line(text: str) -> bool:
    """Whether a message begins with a number that can count nothing: "1. …", "số 1 …"."""
    line = folded(text[:_LONGEST])
    named = leading(line, 1)
    return named is not None and (named.marked or not line.text[: named.end].rstrip()[-1:].isalnum())


def begins_a_report(words: str) -> bool:
    """Whether words behind a number say at once how it stands: "1 xong", "1 mai"; "1 người nghỉ" and "1 máy hỏng" may count what they name."""
    if _is_plain(words):
        return True
    first = next((token for clause in tagged(folded(words[:_LONGEST])) for token in clause.tokens), None)
    return first is not None and first.tag in _SAYS and first.kind not in _COUNTABLE


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What stands between line ends, semicolons and dots, each with what joins it to the piece before."""
    pieces = (
        ("; " if number else "\n", piece.strip())
        for line in text.splitlines()
        for number, piece in enumerate(_BETWEEN.split(_COMMAND.sub("", line.strip())))
        if piece.strip()
    )
    return islice(pieces, _PIECES)


def _answer(piece: str, total: int) -> Numbered | None:
    line = folded(piece[:_LONGEST])
    named = leading(line, total)
    if named is None:
        return _numbers_behind(line, total) or _everything(piece, total)
    rest = _behind(piece, line, named.end)
    further = _further(rest, total, set(named.known)) if named.clear else None
    if further is None:
        return Numbered(unclear=(piece,))
    own = (Said(numbers=named.known, words=rest[: further.begins].strip(_EDGES) if further.begins else rest),)
    unknown = (*named.unknown, *further.unknown)
    return Numbered(said=(*(own if named.known else ()), *further.said), unknown=unknown)


def _behind(piece: str, line: Folded, at: int) -> str:
    """What stands behind that place of the folded line, as it was typed."""
    if at >= len(line.text):
        return piece[_LONGEST:].strip()
    return piece[line.span(at, at + 1)[0] :].strip(" \t,，、")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Further:
    """Answers on other lines behind what is said of the first; where they begin. ``unknown``: numbers the list has not."""

    said: tuple[Said, ...] = ()
    begins: int = 0
    unknown: tuple[int, ...] = ()


def _further(words: str, total: int, taken: set[int]) -> _Further | None:
    """Of "xong, 2 60%" behind a 1 the answer on 2. None: whether the number begins an answer, nobody can tell."""
    line = folded(words[:_LONGEST])
    for found in NUMBER.finditer(line.text):
        at = found.start()
        named = named_at(line, at, total) if _may_begin(line.text, at) else None
        if named is None or taken & set(named.known):
            continue
        rest = _behind(words, line, named.end)
        begins = line.span(at, at + 1)[0]
        says, decided = bool(read_meaning(rest) or read_quantity(rest)), _is_decided(words[:begins])
        if not (says or decided) or (not named.known and not (decided and named.clear)):
            continue
        if named.known and not (says and decided and named.clear and not named.unknown):
            return None
        behind = _further(rest, total, taken | set(named.known))
        if behind is None:
            return None
        own = rest[: behind.begins].strip(_EDGES) if behind.begins else rest
        if not named.known and not _answers(own):
            continue
        said = (Said(numbers=named.known, words=own),) if named.known else ()
        return _Further(said=(*said, *behind.said), begins=begins, unknown=(*named.unknown, *behind.unknown))
    return _Further()


def _answers(words: str) -> bool:
    """Behind a number the list has not: "9 xong" and "9 60%" were meant for a line, "5 lỗi" counts something."""
    return _is_plain(words) or (read_meaning(words) is None and read_quantity(words) is not None)


def _may_begin(line: str, at: int) -> bool:
    before = line[:at]
    apart = before[-1:] in {" ", ","} or not before[-1:].isascii()
    return bool(before) and apart and not _WITH_NUMBER.search(before)


def _is_decided(words: str) -> bool:
    meaning = read_meaning(words)
    if meaning is None:
        return read_quantity(words) is not None
    return meaning.shade not in {Shade.UNCLEAR, Shade.QUESTION}


def _numbers_behind(line: Folded, total: int) -> Numbered | None:
    """Of "xong 1, 3" and "done #2" the numbers; of "xong 2" nobody can tell whether it counts."""
    for found in NUMBER.finditer(line.text):
        words = line.source[: line.span(found.start(), len(line.text))[0]].strip(_EDGES)
        named = named_at(line, found.start(), total) if words else None
        if named is None or line.text[named.end :].strip(" .!"):
            continue
        if _is_plain(words) and named.clear and (named.several or named.marked):
            said = (Said(numbers=named.known, words=words),) if named.known else ()
            return Numbered(said=said, unknown=named.unknown)
    return None


def _is_plain(words: str) -> bool:
    meaning = read_meaning(words)
    return meaning is not None and meaning.kind in {Kind.DONE, Kind.RECEIVED}


def _everything(piece: str, total: int) -> Numbered | None:
    """Every line, of "xong hết", "全部完成", "all done", "cả 2 xong": where it plainly is so, or will be at a time."""
    words = _without(piece, _EACH)
    of_all = _OF_ALL.search(folded(words).text)
    if of_all and _how_many(of_all) == total:
        words = _without(words, _OF_ALL)
    elif not _ALL.search(folded(piece).text):
        return None
    meaning = read_meaning(words)
    when = meaning is not None and meaning.shade is Shade.ESTIMATE
    if not (when or _is_plain(words)):
        return None
    return Numbered(said=(Said(numbers=tuple(range(1, total + 1)), words=words, of_all=True),))


def _how_many(of_all: re.Match[str]) -> int:
    return number(of_all["of"] or of_all["zh"]) if of_all["of"] or of_all["zh"] else 2


def _without(text: str, pattern: re.Pattern[str]) -> str:
    line = folded(text)
    found = pattern.search(line.text)
    if found is None:
        return text
    start, end = line.span(found.start(), found.end())
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
