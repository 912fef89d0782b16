"""Counting a stage's work: what a figure makes of what was known, what it delivers, whether it is all there is to do."""

from dataclasses import replace
from typing import Any

from orders.centre_file.workflow import Stage
from orders.events import Kind
from orders.moves import Report
from orders.names import folded
from orders.order import Order
from orders.quantities import NONE, Quantity, is_exact, ordered_alike, ordered_in, quantity_to_json, written
from orders.refusals.counting import (
    DeliveredAlready,
    QuantityImpossible,
    QuantityInexact,
    QuantityShort,
    RejectsUnexplained,
)
from orders.trail import Trail


def delivers(stage: Stage) -> bool:
    """Whether what it counts has reached the customer part by part."""
    return "delivered" in stage.marks


def to_do(order: Order, stage: Stage) -> Quantity | None:
    """How much the order's lines ask of the stage, where one unit fits: nothing of it done."""
    if stage.quantity is not None:
        return ordered_in(order.facts.lines, stage.quantity.unit)
    return ordered_alike(order.facts.lines) if delivers(stage) else None


def completed(said: Quantity, order: Order, stage: Stage) -> Quantity:
    """Who says "150" after "120/200, 3 rejected" means 150 of the same 200, with the same 3.

    What was ordered counts more than the total somebody named before, unless it is counted in another unit.
    """
    before = order.stage(stage.id).quantity or Quantity(done=NONE)
    asked = _to_do_in(said.unit or before.unit, order, stage) or before
    return Quantity(
        done=said.done,
        total=asked.total if said.total is None else said.total,
        rejected=said.rejected or before.rejected,
        unit=said.unit or before.unit or asked.unit,
        reason=said.reason or before.reason,
        deliveries=before.deliveries,
    )


def _to_do_in(unit: str, order: Order, stage: Stage) -> Quantity | None:
    """The same, unless somebody counts in another unit than the order's lines: 3 crates are not 3 of 10 sets."""
    asked = to_do(order, stage)
    if asked is None or not unit or not asked.unit:
        return asked
    counted_in = stage.quantity.unit.all() if stage.quantity is not None else ()
    alike = {folded(one) for one in (*counted_in, asked.unit)}
    return asked if folded(unit) in alike else None


def check_quantity(said: Quantity, order: Order, stage: Stage) -> None:
    """Raise what is wrong with a figure: it cannot be, it is not said why some were rejected."""
    quantity = completed(said, order, stage)
    for count in (quantity.done, quantity.total, quantity.rejected):
        if count is not None and not is_exact(count):
            raise QuantityInexact(number=count)
    most = quantity.done if quantity.total is None else quantity.total
    if min(quantity.done, quantity.rejected) < 0 or quantity.done > most:
        raise QuantityImpossible(done=quantity.done, total=quantity.total, rejected=quantity.rejected)
    before = order.stage(stage.id).quantity or Quantity(done=NONE)
    if before.deliveries and quantity.done < before.done:
        raise DeliveredAlready(stage=stage.id, done=before.done)
    told_apart = stage.quantity is not None and stage.quantity.rejects
    if told_apart and quantity.rejected > before.rejected and not said.reason.strip():
        raise RejectsUnexplained(stage=stage.id, rejected=quantity.rejected)


def delivery(move: Report, stage: Stage, trail: Trail) -> dict[str, Any] | None:
    """What a delivery's event keeps; None where the figure delivers nothing new."""
    if move.quantity is None or not delivers(stage):
        return None
    before = trail.stage(stage.id).quantity
    quantity = completed(move.quantity, trail.order, stage)
    count = quantity.done - (before.done if before else NONE)
    if count <= 0:
        return None
    kept = replace(quantity, deliveries=())
    on = move.delivered_on or trail.now.date()
    return {"count": written(count), "on": on.isoformat(), "quantity": quantity_to_json(kept)}


def close_counted(move: Report, stage: Stage, trail: Trail) -> str:
    """A counted stage ends complete, or with a reason, which is returned.

    Of what nobody counted "done" says that it is all there; of what is counted so far it does not.
    """
    quantity = trail.stage(stage.id).quantity
    asked = _to_do_in(quantity.unit if quantity else "", trail.order, stage)
    if quantity is None and asked is not None and asked.total is not None:
        whole = replace(asked, done=asked.total)
        _write_whole(replace(move, quantity=whole), stage, trail)
        return ""
    total = asked.total if asked else (quantity.total if quantity else None)
    if quantity is None or total is None or quantity.done >= total:
        return ""
    explained = quantity.reason and quantity.done + quantity.rejected >= total
    if not (explained or move.short.strip()):
        raise QuantityShort(stage=stage.id, done=quantity.done, total=total, unit=quantity.unit)
    return "" if explained else move.short.strip()


def _write_whole(move: Report, stage: Stage, trail: Trail) -> None:
    if (delivered := delivery(move, stage, trail)) is not None:
        trail.add(Kind.DELIVERED, stage.id, **delivered)
    elif move.quantity is not None:
        trail.add(Kind.REPORTED, stage.id, quantity=quantity_to_json(move.quantity))
