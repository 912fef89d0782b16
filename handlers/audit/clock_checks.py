"""Whether everything that is open will be looked at in time: clocks derived anew from what has happened, and put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from heapq import merge
from itertools import islice

from sqlalchemy import Connection

from handlers.nudges.chasing import of_this
from handlers.nudges.missing import clocks_of, demanded, things_of
from handlers.nudges.rungs import Rungs
from orders.centre_file.centre import Centre, Centres
from orders.checks import Awaited
from orders.order import Order, OrderId
from payments.collecting import Demanded
from reminders.rules import Missed, Way, breaks_promise, coming, pressing, step
from storage.chasing import clocks, duty_rows, open_orders, reminder_rows
from storage.chasing.checks_due import AnyThing, DutyThing, Thing
from storage.chasing.clocks import Clocks
from storage.order_book import orders_rows
from storage.statements.undo_points import attempt

SOON = timedelta(hours=1)  # whatever is looked at by then is in good hands
AMID = timedelta(seconds=30)  # a sweep at work knows the time a little better than who looks on


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
    stored = clocks.stored(conn, ids)
    wrong: list[Thing] = []
    unreadable: list[OrderId] = []

    def look(number: OrderId) -> None:
        order = orders_rows.load(conn, number)
        this = _Order(conn=conn, order=order, centre=centres[order.company])
        wrong.extend(this.wrong(stored[number], now))

    for number in ids:
        attempt(conn, partial(look, number), otherwise=partial(unreadable.append, number))
    return Checked(
        last=ids[-1] if len(ids) == most else None,
        count=len(ids),
        wrong=tuple(wrong),
        unreadable=tuple(unreadable),
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
        return duty_rows.wind(conn, thing.duty, now)
    order = orders_rows.load(conn, thing.order, for_update=True)
    this = _Order(conn=conn, order=order, centre=centres[order.company])
    if thing not in this.wrong(clocks.stored(conn, [order.id])[order.id], now):
        return ""
    clocks.put_right(conn, order.company, thing, this.next_look(thing, now))
    return order.company


@dataclass(frozen=True, kw_only=True, slots=True)
class _Order:
    conn: Connection
    order: Order
    centre: Centre
    _asked: list[Sequence[Demanded]] = field(default_factory=list)

    def wrong(self, stored: Clocks, now: datetime) -> Iterator[Thing]:
        """A look too early is none: it finds nothing to do and says when to look again."""
        for thing in things_of(self.order):
            at = stored.get(thing.part)
            if at is not None and at <= now + SOON:
                continue
            if self._late(thing, at, now) and self._late(thing, at, now + AMID):
                yield thing

    def next_look(self, thing: Thing, now: datetime) -> datetime:
        clocks = self._clocks(thing)
        change = coming(clocks, now=now)
        calls = pressing(clocks, now=now) is not None or self._breaks_promise(thing, now)
        return now if change is None or calls else change

    def _clocks(self, thing: Thing) -> tuple[Awaited, ...]:
        return clocks_of(self.conn, self.centre, self.order, thing, asked=self._demanded)

    def _demanded(self) -> Sequence[Demanded]:
        """Asked for once, however many parts of the price there are."""
        if not self._asked:
            self._asked.append(demanded(self.conn, self.order))
        return self._asked[0]

    def _breaks_promise(self, thing: Thing, now: datetime) -> bool:
        return not thing.instalment and breaks_promise(
            self.order, thing.part, now=now, times=self.centre.times
        )

    def _late(self, thing: Thing, at: datetime | None, now: datetime) -> bool:
        wanted = self._latest_look(thing, now)
        return wanted is not None and (at is None or at > wanted)

    def _latest_look(self, thing: Thing, now: datetime) -> datetime | None:
        """When a sweep that came now would look again; None: no clock runs there."""
        if self._breaks_promise(thing, now):
            return now
        clocks = self._clocks(thing)
        change, missing = coming(clocks, now=now), pressing(clocks, now=now)
        again = self._again(thing, missing, now) if missing else None
        return min((at for at in (change, again) if at is not None), default=None)

    def _again(self, thing: Thing, missing: Missed, now: datetime) -> datetime | None:
        """When the chase goes on."""
        department = self.centre.department_or_coordination(missing.department).id
        rungs = Rungs(conn=self.conn, centre=self.centre, department=department, now=now)
        way = Way(
            ladder=self.centre.ladder_of(self.order.facts.priority),
            hours=rungs.hours,
            stands=rungs.stands,
            told_at=rungs.told_at,
        )
        chase = reminder_rows.chase(self.conn, thing)
        taken = step(missing, of_this(missing, chase), way=way, now=now)
        return now if taken.rung is not None else taken.look_at
