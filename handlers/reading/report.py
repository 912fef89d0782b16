"""Reading a whole report: stage, meaning, amount, date, and what is left over as a note."""

import re
from dataclasses import dataclass
from datetime import date

from handlers.reading.dates import DateReading, RefusedDate, read_date
from handlers.reading.fold import Folded, Span, folded
from handlers.reading.lexicon.tags import Tag
from handlers.reading.meaning import Kind, Meaning, Shade, read_meaning
from handlers.reading.names import (
    NOTHING,
    Found,
    Glossary,
    Match,
    Named,
    NameIndex,
    exact_at,
    match_at,
    stage_index,
)
from handlers.reading.quantity import Quantity, read_quantity
from handlers.reading.tagging import Clause, Token, tagged


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a line says after its order code is taken off.

    `bare` is true when nothing but the stage was said. `fraction_or_date` is true when the amount ("3/5") may as well be
    the day of the estimate: to be asked. Only a DONE meaning, or a bare report, may close a stage.
    """

    stage: Match
    meaning: Meaning | None
    quantity: Quantity | None
    estimate: DateReading | None
    fraction_or_date: bool
    bare: bool
    note: str


_OVER_TO_STAGE = {
    Tag.DONE, Tag.DID, Tag.SURE, Tag.FILLER, Tag.ADDRESS, Tag.ACK, Tag.NOT, Tag.NEVER, Tag.SOON, Tag.FUTURE, Tag.TODAY,
    Tag.TIME, Tag.DOING, Tag.PART, Tag.LINK, Tag.STUCK,
}  # fmt: skip
_MAY_BEGIN_NAME = {Tag.UNKNOWN, Tag.THING}
_BARE = {Tag.DID, Tag.PAST, Tag.SURE, Tag.FILLER, Tag.ADDRESS}
_NO_NOTE = {Tag.DONE, Tag.SURE, Tag.ALL, Tag.ACK, Tag.FILLER, Tag.ADDRESS, Tag.RECEIVED}
_TELLING = {Tag.UNKNOWN, Tag.THING, Tag.BROKEN, Tag.IF}
_STAGE_WORDS = frozenset({"phan", "khau", "buoc", "cong doan", "viec", "phan viec", "stage", "工序", "环节"})
_EDGES = " \t\n,.;:!-–—，。；：！、"
_FRACTION = re.compile(r"\s*(\d+)\s*/\s*(\d+)")
_TO_A_DAY = re.compile(r"(?:ngay|hen|truoc|den|toi|by|on|before|until)\s?$")


def read_report(text: str, *, stages: tuple[Named, ...], today: date, glossary: Glossary = ()) -> Report:
    """Read what stands after the order code. The stage's name is taken out first: it may be made of words that mean something."""
    stage = _stage(folded(text), stage_index(stages, glossary))
    rest = _without(text, stage.span)
    meaning = read_meaning(rest)
    quantity, estimate, either = _amount_and_day(rest, today)
    if meaning and (meaning.kind == Kind.DONE or meaning.shade == Shade.QUESTION):
        estimate = None
    clauses = tagged(folded(rest))
    bare = meaning is None and quantity is None and all(set(clause.tags) <= _BARE for clause in clauses)
    return Report(
        stage=stage,
        meaning=meaning,
        quantity=quantity,
        estimate=estimate,
        fraction_or_date=either and estimate is not None,
        bare=bare and stage.found != Found.NONE,
        note=_note(folded(rest), clauses, meaning),
    )


def _stage(line: Folded, index: NameIndex) -> Match:
    """A stage named in full may stand behind "chưa", "đã xong" or "mai"; a beginning or a slip only at the front."""
    clauses = tagged(line)
    if not clauses:
        return NOTHING
    tokens = clauses[0].tokens
    for number, token in enumerate(tokens):
        exact = exact_at(line, _word_at(line, token), index)
        if exact:
            return _with_stage_word(exact, line, tokens[:number])
        if not _leads_on(tokens, number):
            break
    if tokens[0].tag in _MAY_BEGIN_NAME:
        return match_at(line, _word_at(line, tokens[0]), index)
    return NOTHING


def _leads_on(tokens: tuple[Token, ...], number: int) -> bool:
    """Tell "xong gia công", which names its stage, from "xong rồi đóng gói", which names what comes next."""
    tag = tokens[number].tag
    if tag not in _OVER_TO_STAGE:
        return False
    finished = any(token.tag == Tag.DONE for token in tokens[:number])
    return not (finished and tag in {Tag.SURE, Tag.DID})


def _with_stage_word(match: Match, line: Folded, before: tuple[Token, ...]) -> Match:
    if not before or line.text[before[-1].start : before[-1].end] not in _STAGE_WORDS:
        return match
    start = line.span(before[-1].start, before[-1].end)[0]
    return Match(found=match.found, hits=match.hits, span=(start, match.span[1]))


def _word_at(line: Folded, token: Token) -> int:
    return next(at for at, word in enumerate(line.words) if word.end > token.start)


def _without(text: str, span: Span) -> str:
    start, end = span
    return f"{text[:start].rstrip(' ')} {text[end:].lstrip(' ')}" if end else text


def _amount_and_day(rest: str, today: date) -> tuple[Quantity | None, DateReading | None, bool]:
    """Tell 25/12 from 120/200; the third value is true for what may be either."""
    estimate = read_date(rest, today)
    fractions = (
        [span for span in estimate.spans if _FRACTION.fullmatch(rest[slice(*span)])] if estimate else []
    )
    if not estimate or not fractions:
        return read_quantity(rest), estimate, False
    parts, whole = map(int, rest[slice(*fractions[0])].split("/"))
    if parts > whole or _TO_A_DAY.search(folded(rest[: fractions[0][0]]).text + " "):
        return read_quantity(_blanked(rest, estimate.spans)), estimate, False
    if estimate.refused == RefusedDate.IMPOSSIBLE:
        return read_quantity(rest), None, False
    return read_quantity(rest), estimate, True


def _blanked(text: str, spans: tuple[Span, ...]) -> str:
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _note(rest: Folded, clauses: tuple[Clause, ...], meaning: Meaning | None) -> str:
    """What a person wrote beyond what was understood; the reason of a hold is kept whole."""
    tokens = [token for clause in clauses for token in clause.tokens]
    if not any(token.tag in _TELLING for token in tokens) and not (meaning and meaning.kind == Kind.STUCK):
        return ""
    start = 0
    if not (meaning and meaning.kind == Kind.STUCK):
        start = next((token.start for token in tokens if token.tag not in _NO_NOTE), 0)
    return rest.source[rest.span(start, len(rest.text))[0] :].strip(_EDGES)
