"""From what a person said about a stage to the move it asks for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from handlers.progress.counting import counted
from handlers.progress.spoken import Spoken
from handlers.reading.meaning import Kind, Shade
from handlers.reading.quantity import Quantity as ReadQuantity
from handlers.reading.reasons import reason_in
from handlers.reading.report import Report as ReadReport
from orders.centre_file.chasing import HoldKind
from orders.moves import PutOnHold, Receive, Report, StageMove
from orders.order import Order, StageRecord, StageState
from orders.quantities import Quantity
from orders.refusals.counting import PercentOutOfRange

Unclear = Literal["question", "unclear", "fraction_or_date", "hold_kind"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """It cannot be told from the words alone: ask with buttons, or answer the question; nothing is changed."""

    why: Unclear


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """What the words need of the company and the order: the moment an estimate means, the kind of hold, the day of a delivery."""

    estimate: datetime | None = None
    hold: HoldKind | None = None
    delivered_on: date | None = None


def move_of(
    read: ReadReport, order: Order, stage: str, spoken: Spoken, resolved: Resolved
) -> StageMove | Asked:
    """The move a report asks for. Raises DeliveryUnclear.

    Only a plain "done", a Done button, or nothing at all behind the command ever closes a stage (S0-24).
    """
    record, meaning = order.stage(stage), read.meaning
    kind = meaning.kind if meaning else None
    if read.fraction_or_date:
        return Asked(why="fraction_or_date")
    if kind is Kind.STUCK:
        return _hold(read, record, spoken, resolved)
    if meaning is not None and meaning.shade in {Shade.QUESTION, Shade.UNCLEAR}:
        return Asked(why="question" if meaning.shade is Shade.QUESTION else "unclear")
    if kind is Kind.RECEIVED and (_says_only_that(read, spoken) or record.state is StageState.OFFERED):
        return Receive(stage=record.id, note=read.note, **_common(spoken))
    quantity = counted(read.quantity, order, stage, spoken)
    done = spoken.done or kind is Kind.DONE or (read.bare and spoken.commanded)
    return Report(
        stage=record.id,
        done=done,
        percent=_percent(read.quantity),
        quantity=quantity,
        delivered_on=resolved.delivered_on,
        short=_why_short(order, stage, spoken) if done else "",
        estimate=resolved.estimate,
        fields=spoken.fields,
        note=read.note or spoken.remark or _still(read, quantity, spoken),
        **_common(spoken),
    )


def _why_short(order: Order, stage: str, spoken: Spoken) -> str:
    """Why a counted stage may end with less than there is to do, if that was said."""
    if order.workflow.stage(stage).quantity is None:
        return ""
    return spoken.reason or reason_in(spoken.text or spoken.remark)


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
    return {
        "evidence": spoken.evidence,
        "source": spoken.source,
        "version": spoken.version,
        "on_behalf": spoken.on_behalf,
        "spoken_for": spoken.spoken_for,
    }


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
