"""From what a person said about a stage to the move it asks for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from handlers.reading.meaning import Kind, Shade
from handlers.reading.quantity import Quantity as ReadQuantity
from handlers.reading.report import Report as ReadReport
from handlers.spoken import Spoken
from orders.chasing import HoldKind
from orders.moves import PutOnHold, Receive, Report, StageMove
from orders.order import Quantity, StageRecord, StageState
from orders.refusals import PercentOutOfRange, QuantityImpossible

Unclear = Literal["question", "unclear", "fraction_or_date", "hold_kind"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """It cannot be told from the words alone: ask with buttons, or answer the question; nothing is changed."""

    why: Unclear


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """What the words need of the company: the moment an estimate means, the kind of hold."""

    estimate: datetime | None = None
    hold: HoldKind | None = None


def move_of(read: ReadReport, record: StageRecord, spoken: Spoken, resolved: Resolved) -> StageMove | Asked:
    """The move a report asks for.

    Only a plain "done", a Done button, or nothing at all behind the command ever closes a stage (S0-24).
    """
    meaning = read.meaning
    kind = meaning.kind if meaning else None
    if read.fraction_or_date:
        return Asked(why="fraction_or_date")
    if kind is Kind.STUCK:
        return _hold(read, record, spoken, resolved)
    if meaning is not None and meaning.shade in {Shade.QUESTION, Shade.UNCLEAR}:
        return Asked(why="question" if meaning.shade is Shade.QUESTION else "unclear")
    if kind is Kind.RECEIVED and (_says_only_that(read, spoken) or record.state is StageState.OFFERED):
        return Receive(stage=record.id, note=read.note, **_common(spoken))
    quantity = _pieces(read.quantity, record)
    return Report(
        stage=record.id,
        done=spoken.done or kind is Kind.DONE or (read.bare and spoken.commanded),
        percent=_percent(read.quantity),
        quantity=quantity,
        estimate=resolved.estimate,
        fields=spoken.fields,
        note=read.note or spoken.remark or _still(read, quantity, spoken),
        **_common(spoken),
    )


def _says_only_that(read: ReadReport, spoken: Spoken) -> bool:
    """A receipt once more: the engine knows it was recorded before."""
    return not (read.quantity or read.estimate or read.note or spoken.evidence)


def _still(read: ReadReport, quantity: Quantity | None, spoken: Spoken) -> str:
    """Words that only say "not yet", or an amount that cannot be reckoned with, are the report: kept as they were said."""
    reckoned = quantity is not None or _percent(read.quantity) is not None
    not_yet = read.meaning is not None and read.meaning.kind is Kind.NOT_YET
    lost = read.quantity is not None or (not_yet and read.estimate is None)
    return spoken.text.strip() if lost and not reckoned else ""


def _common(spoken: Spoken) -> dict[str, Any]:
    return {"evidence": spoken.evidence, "source": spoken.source, "version": spoken.version}


def _hold(read: ReadReport, record: StageRecord, spoken: Spoken, resolved: Resolved) -> StageMove | Asked:
    if resolved.hold is None:
        return Asked(why="hold_kind")
    return PutOnHold(
        stage=record.id,
        kind=resolved.hold.id,
        department=resolved.hold.department,
        check_at=resolved.estimate,
        note=read.note or spoken.text,
        **_common(spoken),
    )


def _percent(quantity: ReadQuantity | None) -> int | None:
    if quantity is None or quantity.percent is None:
        return None
    if quantity.refused is not None:
        raise PercentOutOfRange(percent=quantity.percent)
    return quantity.percent


def _pieces(quantity: ReadQuantity | None, record: StageRecord) -> Quantity | None:
    """The amount, with what is known of it already; None where nothing says how much is done."""
    if quantity is None or quantity.percent is not None:
        return None
    known = record.quantity
    total = quantity.total if quantity.total is not None else (known.total if known else None)
    done = _done(quantity, total, known)
    rejected = quantity.rejected or 0
    if quantity.refused is not None:
        raise QuantityImpossible(done=done or 0, total=quantity.total, rejected=rejected)
    if done is None:
        return None
    return Quantity(
        done=done, total=total, rejected=rejected, unit=quantity.unit or (known.unit if known else "")
    )


def _done(quantity: ReadQuantity, total: int | None, known: Quantity | None) -> int | None:
    """What is left tells what is done only of a total; who only names rejects says nothing new of the rest."""
    done = quantity.good if quantity.good is not None else quantity.done
    if done is None and quantity.left is not None and total is not None and quantity.left <= total:
        return total - quantity.left
    if done is None and quantity.rejected is not None and known is not None:
        return known.done
    return done
