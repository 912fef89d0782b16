"""The statistics of what was delivered, and came back, since the last ones: compiled by the bot, for a signature."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from handlers.duties.duty_notices import handed_over, to_be_signed
from handlers.duties.goods_moved import Goods, Moved, goods_of
from handlers.reply import Document, Listed, Param, Table, Text, text
from handlers.voicing import voice
from handlers.wording import number_said, order_title
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Duty
from orders.duties import DutyDay, DutyState, HandedIn, compile_at, day_before
from storage import audit
from storage.chasing import duty_rows

MADE_UP = "duty.made_up"
LOOKED_BACK = timedelta(days=31)  # as far as what a stop has missed is written down
SHOWN = 20  # of each kind in the message; all of them are in the file
_HEAD = ("order", "customer", "goods", "quantity", "unit")


def made_up(
    conn: Connection, centre: Centre, duty: Duty, day: DutyDay, *, now: datetime, machine_now: datetime
) -> DutyDay | None:
    """Hand it in for the department; whoever receives it has the figures at once, signed or not. None: too early."""
    calendar = centre.calendar_of(day.department)
    if now < compile_at(duty, day.day, day.due_at, calendar):
        return None
    first, last = _first(conn, centre, duty, day, now), day.day - timedelta(days=1)
    goods = goods_of(conn, centre, first, last)
    waits = duty.approver is not None
    state = DutyState.SIGNING if waits else DutyState.DONE
    handed = HandedIn(at=now, by=None)
    duty_rows.hand_in(conn, day, handed, state=state, check=now if waits else None)
    after = replace(day, state=state, handed=handed)
    about = {"day": day.day.isoformat()}
    audit.note(conn, company=centre.id, who=None, act=MADE_UP, subject=f"duty:{duty.id}", data=about, now=now)
    lines, document = _lines(goods, first, last), _document(goods, day.day) if goods else None
    says = handed_over(conn, centre, duty, after, now, document=document, besides=lines)
    if waits:
        says += to_be_signed(conn, centre, duty, after, now, document=document, besides=lines)
    voice(conn, tuple(says), centre.id, now=machine_now, owner=None, lease=None)
    return after


def _first(conn: Connection, centre: Centre, duty: Duty, day: DutyDay, now: datetime) -> date:
    """The day of the last ones the bot compiled, which told of those before it: no stop, and no hand-in of others, leaves a day out.

    Of the first ones, the day on which the first that were owed would have begun.
    """
    acts = audit.about(conn, centre.id, f"duty:{duty.id}", since=now - LOOKED_BACK)
    days = [date.fromisoformat(one.data["day"]) for one in acts if one.act == MADE_UP]
    compiled = max((one for one in days if one < day.day), default=None)
    if compiled is not None:
        return compiled
    rows = duty_rows.since(conn, centre.id, day.day - LOOKED_BACK)
    first_owed = min((one.day for one in rows if one.duty == duty.id), default=day.day)
    return day_before(duty, first_owed, centre.calendar_of(day.department))


def _lines(goods: Goods, first: date, last: date) -> list[Text]:
    lines = [_head(goods.delivered, first, last), *_listed(goods.delivered, "shipped")]
    for which, found in (("came_back", goods.returned), ("corrected", goods.corrected)):
        if found:
            lines += [text(f"duty.{which}", count=len(found)), *_listed(found, which)]
    return lines


def _head(found: Sequence[Moved], first: date, last: date) -> Text:
    one_day = first == last
    if not found:
        return text(
            "duty.shipped_nothing" if one_day else "duty.shipped_nothing_since", first=first, last=last
        )
    orders = len({one.order.id for one in found})
    which = "duty.shipped_day" if one_day else "duty.shipped"
    return text(which, count=len(found), orders=orders, first=first, last=last)


def _listed(found: Sequence[Moved], which: str) -> list[Text]:
    left = len(found) - SHOWN
    shown = [_line(one, which) for one in found[:SHOWN]]
    return [*shown, *([text("duty.shipped_more", left=left)] if left > 0 else []), *_sum(found)]


def _sum(found: Sequence[Moved]) -> list[Text]:
    """By unit; nothing where there is nothing to add, or some of it was not counted."""
    sums: dict[Param, Decimal] = {}
    for one in found:
        if one.quantity is None or not one.unit:
            return []
        sums[one.unit] = sums.get(one.unit, Decimal(0)) + one.quantity
    said = (text("duty.sum_in", quantity=number_said(count), unit=unit) for unit, count in sums.items())
    return [text("duty.sum", sums=Listed(items=tuple(said)))] if len(found) > len(sums) else []


def _line(one: Moved, which: str) -> Text:
    order = order_title(one.order)
    if one.quantity is None:
        whole = "came_back_uncounted" if which == "came_back" else "shipped_whole"
        return text(f"duty.{whole}", order=order, day=one.on)
    counted = number_said(one.quantity)
    if not one.unit:
        return text("duty.shipped_bare", order=order, quantity=counted, day=one.on)
    return text("duty.shipped_line", order=order, quantity=counted, unit=one.unit, day=one.on)


def _document(goods: Goods, day: date) -> Document:
    sheets = {"shipped": goods.delivered, "returned": goods.returned, "corrected": goods.corrected}
    tables = tuple(_table(which, found) for which, found in sheets.items() if found)
    return Document(name=f"deliveries-{day.isoformat()}.xlsx", tables=tables, lines=())


def _table(which: str, found: Sequence[Moved]) -> Table:
    last = "returned_day" if which == "returned" else "day"
    head = tuple(text(f"duty.head_{one}") for one in (*_HEAD, last))
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
    return Table(title=text(f"duty.sheet_{which}"), head=head, rows=rows)
