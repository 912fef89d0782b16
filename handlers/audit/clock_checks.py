"""Whether everything that is open will be looked at in time: clocks derived anew from what has happened, and put right."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from heapq import merge
from itertools import islice

from sqlalchemy import Connection

from handlers.audit.duty_clocks import is_late
from handlers.nudges.chasing import goes_on
from handlers.nudges.missing import clocks_of, demanded_of, things_of
from handlers.nudges.rungs import Rungs
from orders.centre_file.centre import Centres
from orders.checks import Awaited
from orders.order import Order, OrderId
from payments.collecting import Demanded
from reminders.rules import Missed, breaks_promise, coming, pressing
from storage.chasing import checks_due, clocks, duty_rows, open_orders, reminder_rows
from storage.chasing.checks_due import AnyThing, DutyThing, Thing
from storage.chasing.clocks import Clocks
from storage.chasing.reminder_rows import Chased
from storage.order_book import orders_rows
from storage.statements.undo_points import attempt

SOON = timedelta(hours=1)  # whatever is looked at by then is in good hands
AMID = timedelta(seconds=30)  # a sweep at work knows the time a little better than who looks on

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One slice. ``last``: its last order, None when there are no more; ``wrong`` are looked at too late or never."""

    last: OrderId | None
    count: int
    wrong: tuple[Thing, ...]
    unreadable: tuple[OrderId, ...]


def check_slice(conn: Connection, *, centres: Centres, now: datetime, after: OrderId, most: int) -> Checked:
    """Hold the clocks of the orders after that one against what their events say. Changes nothing."""
    following = merge(*(open_orders.open_after(conn, company, after, most) for company in centres))
    ids = tuple(islice(following, most))
    unreadable: list[OrderId] = []

    def wrong(*numbers: OrderId) -> list[Thing]:
        orders = orders_rows.load_all(conn, numbers)
        stored = clocks.stored(conn, numbers)
        return list(_Orders(conn=conn, centres=centres, orders=orders, stored=stored).wrong(now))

    def not_read(number: OrderId) -> list[Thing]:
        unreadable.append(number)
        return []

    def one_by_one() -> list[Thing]:
        found = (attempt(conn, partial(wrong, number), otherwise=partial(not_read, number)) for number in ids)
        return [thing for things in found for thing in things]

    return Checked(
        wrong=tuple(attempt(conn, partial(wrong, *ids), otherwise=one_by_one)),
        last=ids[-1] if len(ids) == most else None,
        count=len(ids),
        unreadable=tuple(unreadable),
    )


def check_duties(conn: Connection, *, centres: Centres, now: datetime, since: date) -> tuple[DutyThing, ...]:
    """The open ones of that day and later that are looked at too late."""
    return tuple(
        DutyThing(duty=day.id)
        for centre in centres.values()
        for day, at in duty_rows.looked_at_after(conn, centre.id, since=since, after=now + SOON)
        if attempt(
            conn,
            partial(_surely, partial(is_late, conn, centre, day, at), now),
            otherwise=partial(log.exception, "the clock of a duty cannot be told", extra={"duty": day.id}),
        )
    )


def put_right(
    conn: Connection, *, things: Sequence[AnyThing], centres: Centres, now: datetime
) -> tuple[Sequence[tuple[str, AnyThing]], Sequence[AnyThing]]:
    """Those of ``things`` that are indeed wrong get their clocks: with their companies what was put right, and what cannot be.

    Whatever is missing already is for the next sweep, which knows how far its reminders have climbed.
    """
    done: list[tuple[str, AnyThing]] = []
    failed: list[AnyThing] = []
    for thing in things:
        put = partial(_put_right, conn, thing, centres, now)
        company = attempt(conn, put, otherwise=lambda: None)
        if company is None:
            failed.append(thing)
        elif company:
            done.append((company, thing))
    return done, failed


def _put_right(conn: Connection, thing: AnyThing, centres: Centres, now: datetime) -> str:
    """The company, or nothing where it is well: under the order's lock, as somebody else may have seen to it."""
    if isinstance(thing, DutyThing):
        return _put_right_duty(conn, thing, centres, now)
    order = orders_rows.load(conn, thing.order, for_update=True)
    stored = clocks.stored(conn, [order.id])
    this = _Orders(conn=conn, centres=centres, orders=[order], stored=stored)
    if thing in this.wrong(now):
        clocks.put_right(conn, order.company, thing, this.next_look(order, thing, now))
        return order.company
    if thing.instalment and stored[order.id].get(thing.part, now) is None:
        checks_due.look_at(conn, {thing: None})  # nothing is awaited there
    return ""


def _put_right_duty(conn: Connection, thing: DutyThing, centres: Centres, now: datetime) -> str:
    found = duty_rows.with_clock(conn, thing.duty)
    if found is None or found[0].company not in centres:
        return ""
    day, at = found
    late = at is not None and at > now + SOON and is_late(conn, centres[day.company], day, at, now)
    if at is not None and not late:
        return ""
    return duty_rows.wind(conn, thing.duty, now)


@dataclass(frozen=True, kw_only=True)
class _Orders:
    """Some at once: whatever the database is asked about them, it is asked once."""

    conn: Connection
    centres: Centres
    orders: Sequence[Order]
    stored: Mapping[OrderId, Clocks]
    _rungs: dict[tuple[str, str, datetime], Rungs] = field(default_factory=dict)

    def wrong(self, now: datetime) -> Iterator[Thing]:
        """A look too early is none: it finds nothing to do and says when to look again."""
        waiting = [
            (order, thing, at)
            for order in self.orders
            for thing in things_of(order)
            if (at := self.stored.get(order.id, {}).get(thing.part)) is None or at > now + SOON
        ]
        for order, thing, at in waiting:
            if _surely(partial(self._late, order, thing, at), now):
                yield thing

    def next_look(self, order: Order, thing: Thing, now: datetime) -> datetime:
        clocks = self._clocks(order, thing)
        change = coming(clocks, now=now)
        calls = pressing(clocks, now=now) is not None or self._breaks_promise(order, thing, now)
        return now if change is None or calls else change

    def _clocks(self, order: Order, thing: Thing) -> tuple[Awaited, ...]:
        centre = self.centres[order.company]
        return clocks_of(self.conn, centre, order, thing, asked=lambda: self._demanded.get(order.id, ()))

    @cached_property
    def _demanded(self) -> Mapping[OrderId, Sequence[Demanded]]:
        return demanded_of(self.conn, [order.id for order in self.orders])

    @cached_property
    def _chases(self) -> Mapping[AnyThing, Sequence[Chased]]:
        return reminder_rows.chases(self.conn, [thing for order in self.orders for thing in things_of(order)])

    def _breaks_promise(self, order: Order, thing: Thing, now: datetime) -> bool:
        times = self.centres[order.company].times
        return not thing.instalment and breaks_promise(order, thing.part, now=now, times=times)

    def _late(self, order: Order, thing: Thing, at: datetime | None, now: datetime) -> bool:
        wanted = self._latest_look(order, thing, now)
        return wanted is not None and (at is None or at > wanted)

    def _latest_look(self, order: Order, thing: Thing, now: datetime) -> datetime | None:
        """When a sweep that came now would look again; None: no clock runs there."""
        if self._breaks_promise(order, thing, now):
            return now
        clocks = self._clocks(order, thing)
        change, missing = coming(clocks, now=now), pressing(clocks, now=now)
        again = self._again(order, thing, missing, now) if missing else None
        return min((at for at in (change, again) if at is not None), default=None)

    def _again(self, order: Order, thing: Thing, missing: Missed, now: datetime) -> datetime | None:
        """When the chase goes on."""
        centre = self.centres[order.company]
        key = (centre.id, centre.department_or_coordination(missing.department).id, now)
        if key not in self._rungs:
            self._rungs[key] = Rungs(conn=self.conn, centre=centre, department=key[1], now=now)
        ladder = centre.ladder_of(order.facts.priority)
        return goes_on(missing, self._chases.get(thing, ()), rungs=self._rungs[key], ladder=ladder, now=now)


def _surely(late: Callable[[datetime], bool], now: datetime) -> bool:
    """A sweep may be at work on it just now."""
    return late(now) and late(now + AMID)
