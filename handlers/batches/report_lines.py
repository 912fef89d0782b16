"""A line of a file as a report: the order it names, and the move its cells ask for."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from handlers.batches.headings import OTHER, heading_key
from handlers.batches.lines import BatchLine
from handlers.context import Context
from handlers.finding import find_order, glossary_of, named_stages
from handlers.progress.answers_read import answer_meant
from handlers.progress.reporting import move_meant, read_on
from handlers.progress.spoken import Spoken, source_of
from handlers.reading.dates import DateReading, read_date
from handlers.reading.meaning import Kind
from handlers.reading.names import NOTHING, Found, Match, match_stage
from handlers.reading.quantity import Quantity, read_quantity
from handlers.reading.report import Report as ReadReport
from orders.deciding.counting import delivers
from orders.moves import StageMove
from orders.order import Order
from orders.refusals import BotError
from orders.refusals.files import LineSaysNothing, QuantityUnclear, StateUnclear
from orders.refusals.naming import OrderMissing, OrderUnknown, StageAmbiguous, StageUnknown
from orders.refusals.reading import DateUnclear
from storage.order_book.order_finding import OrderRow

SHOWN = 40  # characters of a cell that a refusal repeats
_NUMBER = re.compile(r"\d{1,9}|\d{1,3}(?:[., ]\d{3}){1,2}")
_PART_OF_ONE = re.compile(r"\d{1,9}[.,]\d{1,2}")  # 12,5 m²: three figures behind the sign would be thousands
_UNSAID = ReadReport(
    stage=NOTHING, meaning=None, quantity=None, estimate=None, fraction_or_date=False, bare=False, note=""
)


def order_of(ctx: Context, line: BatchLine) -> OrderRow:
    """Raises OrderMissing, OrderUnknown, OrderAmbiguous."""
    words = line.words("order")
    if not words:
        raise OrderMissing
    found = find_order(ctx, words)
    if found.rest:
        raise OrderUnknown(text=words[:SHOWN])
    return found.row


def move_of_line(ctx: Context, order: Order, line: BatchLine) -> StageMove:
    """Each cell is read for what stands over its column; nothing is guessed. Raises the refusal."""
    try:
        named = _stage(ctx, order, line.words("stage")) if line.words("stage") else None
        read = _read(ctx, order, line, named)
        return move_meant(ctx, order, read, _spoken(ctx, order, line, read.stage.hit))
    except BotError as refusal:
        refusal.about = order
        raise


def _spoken(ctx: Context, order: Order, line: BatchLine, stage: str | None) -> Spoken:
    words = " ".join(filter(None, [line.words("state"), line.words("note")]))
    return Spoken(
        text=words,
        commanded=False,
        source=source_of(ctx.incoming),
        reason=line.words("note"),
        fields=_answers(ctx, order, line, stage) if stage else {},
    )


def _answers(ctx: Context, order: Order, line: BatchLine, stage: str) -> Mapping[str, str]:
    """Columns under the name of something the stage asks for."""
    answers: dict[str, str] = {}
    for field in order.workflow.stage(stage).fields:
        headings = (OTHER + heading_key(name) for name in (field.id, *field.names.all()))
        words = next((words for heading in headings if (words := line.words(heading))), "")
        if words:
            answers[field.id] = answer_meant(ctx, stage, field, words)
    return answers


def _read(ctx: Context, order: Order, line: BatchLine, named: Match | None) -> ReadReport:
    """A file states how things stand: a stage alone is no report, whatever it would mean behind a command."""
    state, note = line.words("state"), line.words("note")
    read = read_on(ctx, order, state) if state else _UNSAID
    quantity = _quantity(line) or read.quantity
    if state and read.meaning is None and read.quantity is None and read.estimate is None:
        raise StateUnclear(text=state[:SHOWN])
    if read.meaning is None and quantity is None and not note and "date" not in line.cells:
        raise LineSaysNothing
    stage = named or read.stage
    delivering = stage.hit is not None and delivers(order.workflow.stage(stage.hit))
    estimate, day = _day(ctx, line, read, delivered=delivering and quantity is not None)
    return replace(
        read,
        stage=stage,
        quantity=quantity,
        estimate=estimate,
        fraction_or_date=read.fraction_or_date and "date" not in line.cells,
        bare=False,
        note=" · ".join(filter(None, [read.note, note, day])),
    )


def _stage(ctx: Context, order: Order, words: str) -> Match:
    match = match_stage(words, named_stages(order.workflow), glossary_of(ctx.centres[order.company]))
    if match.found in {Found.SEVERAL, Found.NEAR}:
        raise StageAmbiguous(text=words[:SHOWN], stages=match.hits)
    if match.hit is None or words[match.span[1] :].strip():
        raise StageUnknown(text=words[:SHOWN])
    return match


def _quantity(line: BatchLine) -> Quantity | None:
    """What is done, with what was rejected beside it."""
    said = _amount(line.cells.get("quantity"), line.words("quantity"))
    rejected = _amount(line.cells.get("rejected"), line.words("rejected"))
    if rejected is None or not (rejected.done or rejected.rejected):
        return said
    count = rejected.rejected if rejected.rejected is not None else rejected.done
    return replace(said, rejected=count) if said else Quantity(rejected=count, spans=())


def _amount(cell: object, words: str) -> Quantity | None:
    if not words:
        return None
    if isinstance(cell, int) or _NUMBER.fullmatch(words):
        return Quantity(done=Decimal(re.sub(r"\D", "", words)), spans=())
    if isinstance(cell, float) or _PART_OF_ONE.fullmatch(words):
        return Quantity(done=Decimal(words.replace(",", ".")), spans=())
    read = read_quantity(words) if isinstance(cell, str) else None
    if read is None:
        raise QuantityUnclear(text=words[:SHOWN])
    return read


def _day(
    ctx: Context, line: BatchLine, read: ReadReport, *, delivered: bool
) -> tuple[DateReading | None, str]:
    """Of what is done the day is only noted; of a delivery it is when that was, of anything else when it will be."""
    if "date" not in line.cells:
        return read.estimate, ""
    reading = _reading(ctx, line)
    past = read.meaning is not None and read.meaning.kind in {Kind.DONE, Kind.RECEIVED}
    if past and not delivered:
        return None, "" if reading.day == ctx.view.today else line.words("date")
    return reading, ""


def _reading(ctx: Context, line: BatchLine) -> DateReading:
    match line.cells["date"]:
        case datetime() as moment:
            return DateReading(day=moment.date(), at=moment.time(), spans=())
        case date() as day:
            return DateReading(day=day, spans=())
    words = line.words("date")
    reading = read_date(words, ctx.view.today)
    if reading is None or reading.refused is not None or (reading.day is None and reading.delay is None):
        raise DateUnclear(text=words[:SHOWN], readings=reading.candidates if reading else ())
    return reading
