"""What a month came to: messages by group and day, what they were about, and whether the rules account for all of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from handlers.audit.accounting import Accounted, accounted
from orders.centre_file.centre import Centre
from orders.checks import Rule, awaited, parts
from orders.order import Order
from orders.standings import moves_made, standings
from storage.order_book import events_rows, orders_rows
from storage.tables.order_tables import orders
from storage.tables.post_tables import outbox
from tests.support.works import Works

HEARS_WITHIN = 3  # working days: the longest wait of the ladders, and the bundle of the morning after
_NEVER_OWED = frozenset({Rule.WARNING, Rule.PROMISE, Rule.LATE_WANTED})  # told, and asked for by other clocks


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One that came unasked. ``items``: how many things it tells of, each of which was a message of its own before."""

    at: datetime
    chat: int
    kind: str
    silent: bool


@dataclass(frozen=True, kw_only=True)
class Figures:
    """``owed``: clocks that ran, answered in time or not; ``unheard``: things missing for days of which nobody heard lately."""

    centre: Centre
    messages: Sequence[Message]
    answers: int
    accounts: Sequence[Accounted]
    owed: int
    unheard: Sequence[str]
    news: int
    groups: Mapping[int, str]

    @property
    def reminders(self) -> int:
        """Things told as missing: each rung of each chase that reached somebody."""
        return sum(one.told.reminder.said_at is not None for one in self.accounts)

    @property
    def told(self) -> int:
        """What a bot that says each thing by itself would have sent."""
        return self.reminders + self.news

    def by_group_and_day(self, kind: str = "") -> list[int]:
        """Of every group on every working day it heard something, in order of size."""
        return self._by_day(one for one in self.messages if one.chat < 0 and kind in {"", one.kind})

    def by_person_and_day(self) -> list[int]:
        return self._by_day(one for one in self.messages if one.chat > 0)

    def kinds(self) -> Counter[str]:
        return Counter(one.kind for one in self.messages)

    def escalations(self) -> Counter[str]:
        return Counter(str(one.account.who) for one in self.accounts)

    def unaccounted(self) -> list[str]:
        """Reminders no rule accounts for, and those that came late although nobody was down."""
        return [
            f"{one.told.reminder.thing.ref} {one.told.reminder.rule} {one.told.reminder.made_at:%d %H:%M}: "
            f"{one.account.doubts or one.account.put_off}"
            for one in self.accounts
            if one.account.doubts or one.account.put_off == "late"
        ]

    def at_night(self) -> list[Message]:
        """Outside working hours; what is silent may come then, as the chart at the minute work ends, but no reminder."""
        return [
            one
            for one in self.messages
            if not self._hours(one.chat).is_working(one.at) and (one.kind == "digest" or not one.silent)
        ]

    def silent_at_night(self) -> Counter[str]:
        """By kind."""
        return Counter(
            one.kind for one in self.messages if one.silent and not self._hours(one.chat).is_working(one.at)
        )

    def _hours(self, chat: int) -> Any:
        return self.centre.calendar_of(self.groups[chat]) if chat in self.groups else self.centre.calendar

    def _by_day(self, messages: Iterable[Message]) -> list[int]:
        days: Counter[tuple[int, date]] = Counter(
            (one.chat, one.at.astimezone(self.centre.zone).date()) for one in messages
        )
        return sorted(days.values())


def figures(works: Works, until: datetime) -> Figures:
    company = works.company

    def read(conn: Connection) -> Figures:
        every = [orders_rows.load(conn, row.id) for row in conn.execute(select(orders.c.id))]
        said = list(conn.execute(select(outbox).where(outbox.c.state.not_in(["withdrawn", "buried"]))))
        by_order = {order.id: accounted(conn, company.centre, order, until) for order in every}
        return Figures(
            centre=company.centre,
            messages=_messages(works, said),
            answers=sum(not row.unasked for row in said),
            accounts=[one for several in by_order.values() for one in several],
            unheard=[
                one for order in every for one in _unheard(company.centre, order, by_order[order.id], until)
            ],
            owed=sum(len(_clocks(conn, company.centre, order, until)) for order in every),
            news=sum(row.unasked and "digest" not in row.payload for row in said),
            groups={chat: department for department, chat in company.groups.items()},
        )

    return company.store.read(read).result()


def _messages(works: Works, said: Iterable[Any]) -> list[Message]:
    """As they arrived: letters that went together are one."""
    of_message = {(row.chat, row.message_id): row for row in said if row.message_id and row.unasked}
    found: defaultdict[tuple[int, int], Message] = defaultdict()
    for one in works.inbox.arrived:
        row = of_message.get((one.sent.chat, one.message))
        if row is not None:
            found[one.sent.chat, one.message] = Message(
                at=one.at, chat=one.sent.chat, kind=_kind(row.lane, row.payload), silent=one.sent.silent
            )
    return list(found.values())


def _kind(lane: str, payload: Mapping[str, Any]) -> str:
    if "digest" in payload:
        return "digest"
    if lane == "reports":
        return "chart"
    line = payload["lines"][0]
    while line["key"] == "notice.with_note":
        line = line["params"]["line"]["text"]
    area, _, name = str(line["key"]).partition(".")
    if area == "notice":
        return "handover" if name == "offered" else "news"
    return area


def _clocks(conn: Connection, centre: Centre, order: Order, until: datetime) -> set[tuple[Any, ...]]:
    """Every clock that ever ran on the order: each word, receipt, decision or date somebody owed."""
    made = moves_made(events_rows.history(conn, order.id))
    return {
        (part, one.rule, one.at)
        for standing in standings(order, made, until)
        for part in parts(standing.order)
        for one in awaited(standing.order, part, times=centre.times)
        if one.rule not in _NEVER_OWED
    }


def _unheard(centre: Centre, order: Order, found: Sequence[Accounted], until: datetime) -> list[str]:
    """However high it has climbed, within so many working days somebody hears again."""
    lately = centre.calendar.opening(
        centre.calendar.day_before(until.astimezone(centre.zone).date(), HEARS_WITHIN)
    )
    heard = {
        one.told.reminder.thing.part
        for one in found
        if one.told.reminder.said_at is not None and one.told.reminder.said_at >= lately
    }
    return [
        f"{order.code} {part or 'order'}: {clock.rule} {clock.at:%d %H:%M}"
        for part in parts(order)
        if part not in heard
        for clock in awaited(order, part, times=centre.times)
        if clock.rule not in _NEVER_OWED and clock.asked_at < lately
    ]
