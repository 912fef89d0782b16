"""What was asked about an order, and why: each reminder with the account of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from handlers.nudges.missing import clocks_of
from handlers.nudges.rungs import Rungs
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Ladder
from orders.checks import Awaited, part_owed
from orders.order import Order
from orders.standings import Standing, moves_made, standings
from reminders.explaining import Account, Asked, Ground, Who, accounts, run_out
from storage.chasing import reminders_told
from storage.chasing.checks_due import Thing
from storage.chasing.reminders_told import Told
from storage.order_book import events_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Accounted:
    told: Told
    account: Account


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """How an order stood at any moment, by the centre file as it is now."""

    conn: Connection
    centre: Centre
    stood: Sequence[Standing]

    def order_at(self, moment: datetime) -> Order:
        return next((one.order for one in reversed(self.stood) if one.since <= moment), self.stood[0].order)

    def around(self, moment: datetime) -> list[Order]:
        """As it stood then; of moves made in the very same moment, before and after them."""
        return [one.order for one in self.stood if one.since <= moment <= one.until]

    def ladder_at(self, moment: datetime) -> Ladder:
        return self.centre.ladder_of(self.order_at(moment).facts.priority)

    def ground(self, thing: Thing, told: Mapping[int, Told]) -> Ground:
        def rungs(asked: Asked) -> Rungs:
            department = told[asked.id].reminder.department
            return Rungs(conn=self.conn, centre=self.centre, department=department, now=asked.made_at)

        def clock(asked: Asked) -> Awaited | None:
            then = self.around(asked.made_at)
            clocks = (
                clocks_of(self.conn, self.centre, one, thing, then=asked.made_at) for one in reversed(then)
            )
            found = (run_out(one, asked) for one in clocks)
            return next((one for one in found if one is not None), None)

        def stopped(asked: Asked, since: datetime) -> bool:
            between = [one for one in self.stood if one.until > since and one.since < asked.made_at]
            return any(
                run_out(clocks_of(self.conn, self.centre, one.order, thing, then=asked.made_at), asked)
                is None
                for one in between
            )

        def stood(who: Who, asked: Asked) -> bool:
            """Who has come, or can be written to again, since then was not there then."""
            nobody_then = who in told[asked.id].reminder.nobody_on
            return not nobody_then and rungs(asked).stands(who)

        return Ground(
            ladder_at=self.ladder_at,
            hours=lambda who, asked: rungs(asked).hours(who),
            stood=stood,
            clock=clock,
            stopped=stopped,
        )


def accounted(conn: Connection, centre: Centre, order: Order, now: datetime) -> tuple[Accounted, ...]:
    """Every reminder of an order, in the order in which they were made."""
    told = reminders_told.told(conn, _things(centre, order))
    if not told:
        return ()
    made = moves_made(events_rows.history(conn, order.id))
    past = Past(conn=conn, centre=centre, stood=tuple(standings(order, made, now)))
    by_thing = sorted(told, key=lambda one: (one.reminder.of_order.ref, one.reminder.id))
    found: list[Accounted] = []
    for _, several in groupby(by_thing, key=lambda one: one.reminder.of_order.ref):
        theirs = {one.reminder.id: one for one in several}
        thing = next(iter(theirs.values())).reminder.of_order
        explained = accounts([as_asked(one) for one in theirs.values()], past.ground(thing, theirs))
        found += [Accounted(told=theirs[one.asked.id], account=one) for one in explained]
    return tuple(sorted(found, key=lambda one: one.told.reminder.id))


def _things(centre: Centre, order: Order) -> list[Thing]:
    """The order as a whole, its stages, the parts of its price, and what departments may owe of it."""
    departments = [one.id for one in centre.departments]
    owed = [part_owed(stage, one) for stage in ("", *order.stages) for one in departments]
    money = [Thing(order=order.id, instalment=one.id) for one in order.workflow.instalments]
    return [*(Thing.of(order.id, part) for part in (None, *order.stages, *owed)), *money]


def as_asked(told: Told) -> Asked:
    one = told.reminder
    return Asked(
        id=one.id,
        rule=one.rule,
        missed_at=one.missed_at,
        rung=one.rung,
        made_at=one.made_at,
        said_at=one.said_at,
        told_before=told.told_before,
    )
