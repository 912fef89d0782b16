"""Reading a whole report: stage, meaning, amount, date, and what is left over as a note."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from handlers.reading.behind import meant_of
from handlers.reading.dates import DateReading, RefusedDate, read_date
from handlers.reading.denying import denied_times
from handlers.reading.fold import Folded, Span, folded
from handlers.reading.lexicon.tags import Tag
from handlers.reading.meaning import Kind, Meaning, Shade, read_meaning
from handlers.reading.names import Found, Glossary, Match, Named, NameIndex, exact_at, name_index, stage_index
from handlers.reading.quantity import Quantity, read_quantity
from handlers.reading.staging import stage_said, word_at
from handlers.reading.tagging import Clause, tagged


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


_BARE = {Tag.DID, Tag.PAST, Tag.SURE, Tag.FILLER, Tag.ADDRESS}
_NO_NOTE = {Tag.DONE, Tag.SURE, Tag.ALL, Tag.ACK, Tag.FILLER, Tag.ADDRESS, Tag.RECEIVED}
_TELLING = {Tag.UNKNOWN, Tag.THING, Tag.BROKEN, Tag.IF}
_LONGEST = (
    400  # characters; reading takes time that grows with the square of a line, and one writer serves all
)
_EDGES = " \t\n,.;:!-–—，。；：！、"
_FRACTION = re.compile(r"\s*(\d+)\s*/\s*(\d+)")
_TO_A_DAY = re.compile(r"(?:ngay|hen|truoc|den|toi|by|on|before|until)\s?$")


def read_report(
    text: str,
    *,
    stages: tuple[Named, ...],
    now: datetime,
    glossary: Glossary = (),
    holds: tuple[Named, ...] = (),
) -> Report:
    """Read what stands after the order code; ``now`` is the company's local time, ``holds`` its own names of holds.

    The stage's name is taken out first: it may be made of words that mean something. What is longer than any report is
    a letter: only its stage is read, and what it says is asked.
    """
    named_holds = name_index(holds)
    stage = stage_said(folded(text[:_LONGEST]), stage_index(stages, glossary), named_holds)
    if len(text) > _LONGEST:
        return _letter(stage, text)
    rest = without(text, stage.span)
    line = folded(rest)
    clauses = tagged(line)
    quantity, estimate, either = _amount_and_day(rest, now.date())
    meaning = _held(line, clauses, named_holds, meant_of(rest, read_meaning(rest), estimate, now))
    meaning = _doubted(meaning, quantity)
    if meaning and (meaning.kind == Kind.DONE or meaning.shade in {Shade.QUESTION, Shade.UNCLEAR}):
        estimate = None
    bare = meaning is None and quantity is None and all(set(clause.tags) <= _BARE for clause in clauses)
    bare = bare and stage.found != Found.NONE
    return Report(
        stage=stage,
        meaning=meaning,
        quantity=quantity,
        estimate=estimate,
        fraction_or_date=either and estimate is not None,
        bare=bare,
        note=_note(line, clauses, meaning),
    )


def _letter(stage: Match, text: str) -> Report:
    return Report(
        stage=stage,
        meaning=Meaning(kind=Kind.NOT_YET, shade=Shade.UNCLEAR),
        quantity=None,
        estimate=None,
        fraction_or_date=False,
        bare=False,
        note=" ".join(text.split()),
    )


def _held(
    line: Folded, clauses: tuple[Clause, ...], holds: NameIndex, meaning: Meaning | None
) -> Meaning | None:
    """A hold called by the company's own name is one, unless the line asks, or says in doubt that something is done."""
    if meaning and meaning.kind != Kind.STUCK and meaning.shade not in {Shade.NOT_YET, Shade.ESTIMATE}:
        return meaning
    named = (exact_at(line, word_at(line, clause.tokens[0]), holds) for clause in clauses)
    kind = next((match.hit for match in named if match and match.hit), None)
    return Meaning(kind=Kind.STUCK, hold_kind=kind) if kind else meaning


def _doubted(meaning: Meaning | None, quantity: Quantity | None) -> Meaning | None:
    """Done, and nothing named but what is rejected: whether these are made again is to be asked."""
    if not meaning or meaning.kind != Kind.DONE or not quantity or not quantity.rejected:
        return meaning
    counted = (quantity.good, quantity.done, quantity.percent)
    return (
        meaning
        if any(one is not None for one in counted)
        else Meaning(kind=Kind.NOT_YET, shade=Shade.UNCLEAR)
    )


def without(text: str, span: Span) -> str:
    """The words besides the stage's name."""
    start, end = span
    return f"{text[:start].rstrip(' ')} {text[end:].lstrip(' ')}" if end else text


def _amount_and_day(rest: str, today: date) -> tuple[Quantity | None, DateReading | None, bool]:
    """Tell 25/12 from 120/200; the third value is true for what may be either."""
    estimate = read_date(_blanked(rest, denied_times(folded(rest))), today)
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
    """What a person wrote beyond what was understood; of what closes nothing the whole line, which keeps its sense."""
    stuck = meaning is not None and meaning.kind == Kind.STUCK
    tokens = [token for clause in clauses for token in clause.tokens]
    if not stuck and not any(token.tag in _TELLING for token in tokens):
        return ""
    start = 0
    if meaning is not None and meaning.kind == Kind.DONE:
        start = next((token.start for token in tokens if token.tag not in _NO_NOTE), 0)
    return rest.source[rest.span(start, len(rest.text))[0] :].strip(_EDGES)
