"""The statistics of what was delivered since the last ones: compiled by the bot, for a signature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from handlers.duties.duty_notices import handed_over, to_be_signed
from handlers.reply import Document, Param, Table, Text, text
from handlers.voicing import voice
from handlers.wording import number_said, order_title
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Duty
from orders.duties import DutyDay, DutyState, HandedIn, compile_at, day_before
from orders.events import Event, Kind
from orders.names import folded
from orders.order import Order, StageState
from orders.quantities import quantity_from_json
from orders.undo import undone_moves
from storage import audit
from storage.chasing import duty_rows
from storage.order_book import delivery_rows, events_rows, orders_rows

SHOWN = 20  # deliveries in the message; all of them are in the file
_HEAD = ("order", "customer", "goods", "quantity", "unit", "day")


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """What went out of one order at once. ``quantity`` None: all that was ordered, which nobody counted."""

    order: Order
    quantity: Decimal | None
    unit: Param
    on: date


def made_up(
    conn: Connection, centre: Centre, duty: Duty, day: DutyDay, *, now: datetime, machine_now: datetime
) -> DutyDay | None:
    """Hand it in for the department; whoever receives it has the figures at once, signed or not. None: too early."""
    calendar = centre.calendar_of(day.department)
    if now < compile_at(duty, day.day, day.due_at, calendar):
        return None
    first, last = day_before(duty, day.day, calendar), day.day - timedelta(days=1)
    found = [*deliveries(conn, centre, first, last)]
    waits = duty.approver is not None
    state = DutyState.SIGNING if waits else DutyState.DONE
    handed = HandedIn(at=now, by=None)
    duty_rows.hand_in(conn, day, handed, state=state, check=now if waits else None)
    after = replace(day, state=state, handed=handed)
    about = {"day": day.day.isoformat()}
    audit.note(
        conn, company=centre.id, who=None, act="duty.made_up", subject=f"duty:{duty.id}", data=about, now=now
    )
    lines, document = _lines(found, first, last), _document(found, day.day) if found else None
    says = handed_over(conn, centre, duty, after, now, document=document, besides=lines)
    if waits:
        says += to_be_signed(conn, centre, duty, after, now, document=document, besides=lines)
    voice(conn, tuple(says), centre.id, now=machine_now, owner=None, lease=None)
    return after


def deliveries(conn: Connection, centre: Centre, first: date, last: date) -> Iterator[Delivered]:
    """What was reported as delivered on these days and stands."""
    since, before = centre.calendar.at_local(first, 0), centre.calendar.at_local(last + timedelta(days=1), 0)
    marking = {
        stage.id for workflow in centre.workflows for stage in workflow.stages if "delivered" in stage.marks
    }
    for number in delivery_rows.orders_delivered(conn, centre.id, marking, since, before):
        order = orders_rows.load(conn, number)
        history = events_rows.history(conn, number)
        undone = undone_moves(history)
        standing = [one for one in history if one.move not in undone]
        yield from _of_order(centre, order, standing, (since, before))


def _of_order(
    centre: Centre, order: Order, standing: Sequence[Event], between: tuple[datetime, datetime]
) -> Iterator[Delivered]:
    since, before = between
    parts = [one for one in standing if one.kind is Kind.DELIVERED]
    for event in parts:
        if since <= event.at < before:
            quantity = quantity_from_json(event.data["quantity"])
            on = date.fromisoformat(event.data["on"])
            yield Delivered(
                order=order, quantity=Decimal(event.data["count"]), unit=quantity.unit or "", on=on
            )
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


def _uncounted(order: Order, parts: Sequence[Event], on: date) -> Iterator[Delivered]:
    """What went out with the last of it and nobody counted: all that was ordered, or the lines in another unit than was counted in.

    Of an order without lines that it went out.
    """
    lines = order.facts.lines
    if parts:
        counted = _counted_in(order, parts)
        in_it = [one for one in lines if folded(one.unit) in counted]
        lines = tuple(one for one in lines if in_it and one not in in_it and one.unit)
    elif not lines:
        yield Delivered(order=order, quantity=None, unit="", on=on)
    for line in lines:
        yield Delivered(order=order, quantity=line.quantity, unit=line.unit, on=on)


def _counted_in(order: Order, parts: Sequence[Event]) -> frozenset[str]:
    """All that the units are called in which deliveries of this order were counted."""
    said = {quantity_from_json(one.data["quantity"]).unit or "" for one in parts}
    for stage in {one.stage for one in parts if one.stage}:
        quantity = order.workflow.stage(stage).quantity
        said |= set(quantity.unit.all()) if quantity is not None else set()
    return frozenset(map(folded, said))


def _lines(found: Sequence[Delivered], first: date, last: date) -> list[Text]:
    if not found:
        which = "duty.shipped_nothing" if first == last else "duty.shipped_nothing_since"
        return [text(which, first=first, last=last)]
    orders = len({one.order.id for one in found})
    head = text(
        "duty.shipped_day" if first == last else "duty.shipped",
        count=len(found),
        orders=orders,
        first=first,
        last=last,
    )
    shown = [_line(one) for one in found[:SHOWN]]
    left = len(found) - len(shown)
    return [head, *shown, *([text("duty.shipped_more", left=left)] if left else [])]


def _line(one: Delivered) -> Text:
    if one.quantity is None:
        return text("duty.shipped_whole", order=order_title(one.order), day=one.on)
    return text(
        "duty.shipped_line",
        order=order_title(one.order),
        quantity=number_said(one.quantity),
        unit=one.unit,
        day=one.on,
    )


def _document(found: Sequence[Delivered], day: date) -> Document:
    head = tuple(text(f"duty.head_{one}") for one in _HEAD)
    rows = tuple(
        (
            one.order.code,
            one.order.facts.customer,
            one.order.facts.title,
            None if one.quantity is None else number_said(one.quantity),
            one.unit or None,
            one.on,
        )
        for one in found
    )
    table = Table(title=text("duty.sheet_shipped"), head=head, rows=rows)
    return Document(name=f"deliveries-{day.isoformat()}.xlsx", tables=(table,), lines=())
