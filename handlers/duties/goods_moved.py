"""What went out, what came back, and what had been told of it and is taken back: of some days, order by order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from handlers.reply import Param
from orders import engine
from orders.centre_file.centre import Centre
from orders.centre_file.workflow import Mark, Stage, Workflow
from orders.events import Event, Kind
from orders.names import folded
from orders.order import Order, StageState
from orders.quantities import quantity_from_json
from orders.undo import undone_moves
from storage.order_book import delivery_rows, events_rows, orders_rows

_ENDS = frozenset({Kind.DONE, Kind.APPROVED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What left, or came back, of one order at once. ``quantity`` None: all that was ordered, or nobody counted it."""

    order: Order
    quantity: Decimal | None
    unit: Param
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Goods:
    """``corrected``: told as delivered for earlier days, and taken back within these."""

    delivered: tuple[Moved, ...]
    returned: tuple[Moved, ...]
    corrected: tuple[Moved, ...]

    def __bool__(self) -> bool:
        return bool(self.delivered or self.returned or self.corrected)


def goods_of(conn: Connection, centre: Centre, first: date, last: date) -> Goods:
    """What was reported of these days and stands."""
    between = centre.calendar.at_local(first, 0), centre.calendar.at_local(last + timedelta(days=1), 0)
    return Goods(
        delivered=tuple(_deliveries(conn, centre, between)),
        returned=tuple(_returns(conn, centre, between)),
        corrected=tuple(_taken_back(conn, centre, between)),
    )


def _deliveries(conn: Connection, centre: Centre, between: tuple[datetime, datetime]) -> Iterator[Moved]:
    done = delivery_rows.done(conn, centre.id, _marking(centre, "delivered"), *between)
    for number in sorted({*done, *delivery_rows.parts_delivered(conn, centre.id, *between)}):
        order = orders_rows.load(conn, number)
        yield from _of_order(centre, order, _standing(events_rows.history(conn, number)), between)


def _returns(conn: Connection, centre: Centre, between: tuple[datetime, datetime]) -> Iterator[Moved]:
    """Of a case about an order it is said of that order, in its unit."""
    for number in delivery_rows.done(conn, centre.id, _marking(centre, "returned"), *between):
        case = orders_rows.load(conn, number)
        about = case if case.parent is None else orders_rows.load(conn, case.parent)
        for stage in case.workflow.stages:
            done_at = case.stage(stage.id).done_at
            if "returned" in stage.marks and done_at is not None and between[0] <= done_at < between[1]:
                quantity, unit = _came_back(case, stage)
                yield Moved(
                    order=about,
                    quantity=quantity,
                    unit=unit or _unit_of(about) if quantity is not None else "",
                    on=done_at.astimezone(centre.zone).date(),
                )


def _came_back(case: Order, marked: Stage) -> tuple[Decimal | None, str]:
    """What was counted where it arrived; else the last number that was written down by then."""
    counted = case.stage(marked.id).quantity
    if counted is not None and counted.done:
        return counted.done, counted.unit
    upto = case.workflow.stages[: case.workflow.stages.index(marked) + 1]
    said = [
        case.stage(stage.id).fields.get(field.id, "")
        for stage in upto
        for field in stage.fields
        if field.kind == "number" and field.most is None
    ]
    return next((Decimal(one) for one in reversed(said) if one), None), ""


def _unit_of(order: Order) -> Param:
    """What the order is counted in; nothing where that is more than one thing."""
    units = {folded(line.unit): line.unit for line in order.facts.lines}
    if units:
        return next(iter(units.values())) if len(units) == 1 else ""
    counted = [
        one.quantity.unit for one in order.workflow.stages if one.quantity and "delivered" in one.marks
    ]
    return counted[0] if counted else ""


def _taken_back(conn: Connection, centre: Centre, between: tuple[datetime, datetime]) -> Iterator[Moved]:
    """With the last of it only where all had been done by then: before that nobody was told of it."""
    since, before = between
    for number in delivery_rows.taken_back(conn, centre.id, since, before):
        order, history = orders_rows.load(conn, number), events_rows.history(conn, number)
        undone = [one for one in history if one.kind is Kind.UNDONE and since <= one.at < before]
        told = [one for one in history if one.at < since and one.move in undone_moves(undone)]
        yield from _parts(order, told)
        if any(one.kind in _ENDS and one.stage in _stages(order.workflow, "delivered") for one in told):
            past = [one for one in history if one.at < since]
            then = engine.replay(_blank(order), past)
            out_at = _all_out(then)
            if out_at is not None:
                parts = [one for one in _standing(past) if one.kind is Kind.DELIVERED]
                yield from _uncounted(then, parts, out_at.astimezone(centre.zone).date())


def _blank(order: Order) -> Order:
    return engine.blank(code=order.code, company=order.company, workflow=order.workflow, id=order.id)


def _marking(centre: Centre, mark: Mark) -> frozenset[str]:
    every = (*centre.workflows, *(case.workflow for case in centre.cases))
    return frozenset(stage for workflow in every for stage in _stages(workflow, mark))


def _stages(workflow: Workflow, mark: Mark) -> frozenset[str]:
    return frozenset(stage.id for stage in workflow.stages if mark in stage.marks)


def _standing(history: Sequence[Event]) -> list[Event]:
    undone = undone_moves(history)
    return [one for one in history if one.move not in undone]


def _parts(order: Order, events: Sequence[Event]) -> Iterator[Moved]:
    for event in events:
        if event.kind is Kind.DELIVERED:
            unit = quantity_from_json(event.data["quantity"]).unit or ""
            on = date.fromisoformat(event.data["on"])
            yield Moved(order=order, quantity=Decimal(event.data["count"]), unit=unit, on=on)


def _of_order(
    centre: Centre, order: Order, standing: Sequence[Event], between: tuple[datetime, datetime]
) -> Iterator[Moved]:
    since, before = between
    parts = [one for one in standing if one.kind is Kind.DELIVERED]
    yield from _parts(order, [one for one in parts if since <= one.at < before])
    done_at = _all_out(order)
    if done_at is not None and since <= done_at < before:
        yield from _uncounted(order, parts, done_at.astimezone(centre.zone).date())


def _all_out(order: Order) -> datetime | None:
    """When the last stage was done that takes goods to the customer; None while one is not."""
    delivering = [one.id for one in order.workflow.stages if "delivered" in one.marks]
    records = [one for one in map(order.stage, delivering) if one.state is not StageState.SKIPPED]
    if any(one.state is not StageState.DONE for one in records):
        return None
    return max((one.done_at for one in records if one.done_at is not None), default=None)


def _uncounted(order: Order, parts: Sequence[Event], on: date) -> Iterator[Moved]:
    """What went out with the last of it and nobody counted: all that was ordered, or the lines in another unit than was counted in.

    Of an order without lines that it went out.
    """
    lines = order.facts.lines
    if parts:
        counted = _counted_in(order, parts)
        in_it = [one for one in lines if folded(one.unit) in counted]
        lines = tuple(one for one in lines if in_it and one not in in_it and one.unit)
    elif not lines:
        yield Moved(order=order, quantity=None, unit="", on=on)
    for line in lines:
        yield Moved(order=order, quantity=line.quantity, unit=line.unit, on=on)


def _counted_in(order: Order, parts: Sequence[Event]) -> frozenset[str]:
    """All that the units are called in which deliveries of this order were counted."""
    said = {quantity_from_json(one.data["quantity"]).unit or "" for one in parts}
    for stage in {one.stage for one in parts if one.stage}:
        quantity = order.workflow.stage(stage).quantity
        said |= set(quantity.unit.all()) if quantity is not None else set()
    return frozenset(map(folded, said))
