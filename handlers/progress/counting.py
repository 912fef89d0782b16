"""From the figures a person said to how much of a stage is done: what is known besides, what a delivery adds."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from handlers.progress.spoken import Spoken
from handlers.reading.fold import fold
from handlers.reading.quantity import Quantity as ReadQuantity
from handlers.reading.quantity import RefusedQuantity
from handlers.reading.reasons import reason_in
from orders.deciding.counting import delivers, to_do
from orders.order import Order
from orders.quantities import Quantity
from orders.refusals.counting import DeliveryUnclear, QuantityImpossible
from orders.refusals.reading import ReportUnclear

# What says by itself whether a figure comes on top of what was delivered, or is all of it.
_MORE = re.compile(r"\b(?:them|nua|dot|chuyen|tiep|more|another|further)\b|[再又]|追加|第.[批车趟]")
_IN_ALL = re.compile(
    r"\b(?:tong|tong cong|ca thay|tat ca|den nay|total|in all|so far|altogether)\b|累计|一?共|总"
)


def counted(read: ReadQuantity | None, order: Order, stage_id: str, spoken: Spoken) -> Quantity | None:
    """The amount, with what is known of it already; None where nothing says how much is done.

    Of a stage that delivers it is all that has been delivered. Raises DeliveryUnclear where a figure may be that, or
    come on top of it.
    """
    stage, known = order.workflow.stage(stage_id), order.stage(stage_id).quantity
    if spoken.counted == "all":
        return _all(to_do(order, stage) or known)
    if read is None or read.percent is not None:
        return None
    if read.refused in {RefusedQuantity.SEVERAL, RefusedQuantity.UNCLEAR}:
        raise ReportUnclear(stage=stage_id, why="unclear", text=spoken.text)
    said = _pieces(read, known, why=spoken.reason or reason_in(spoken.text))
    if said is None or known is None or not known.deliveries or not delivers(stage):
        return said
    return _delivered(said, known, spoken, stage_id)


def delivery_day(said: date | None, today: date) -> date | None:
    """A day that has been is when it was delivered; one to come is an estimate."""
    return said if said is not None and said <= today else None


def _all(asked: Quantity | None) -> Quantity | None:
    if asked is None or asked.total is None:
        return None
    return Quantity(done=asked.total, total=asked.total, unit=asked.unit)


def _delivered(said: Quantity, known: Quantity, spoken: Spoken, stage_id: str) -> Quantity:
    more = replace(said, done=known.done + said.done)
    words = fold(spoken.text)
    if spoken.counted == "more" or (not spoken.counted and _MORE.search(words)):
        return more
    over = said.total is not None and more.done > said.total
    if spoken.counted == "in_all" or over or _IN_ALL.search(words):
        return said
    if said.done > known.done:
        raise DeliveryUnclear(stage=stage_id, pieces=said.done, before=known.done)
    return more


def _pieces(read: ReadQuantity, known: Quantity | None, *, why: str) -> Quantity | None:
    total = read.total if read.total is not None else (known.total if known else None)
    done = _done(read, total, known)
    rejected = read.rejected or Decimal(0)
    if read.refused is not None:
        raise QuantityImpossible(done=done or Decimal(0), total=read.total, rejected=rejected)
    if done is None:
        return None
    unit = read.unit or (known.unit if known else "")
    return Quantity(done=done, total=total, rejected=rejected, unit=unit, reason=why if rejected else "")


def _done(read: ReadQuantity, total: Decimal | None, known: Quantity | None) -> Decimal | None:
    """What is left tells what is done only of a total; who only names rejects says nothing new of the rest."""
    done = read.good if read.good is not None else read.done
    if done is None and read.left is not None and total is not None and read.left <= total:
        return total - read.left
    if done is None and read.rejected is not None and known is not None:
        return known.done
    return done
