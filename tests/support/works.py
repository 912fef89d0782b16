"""A company at work on a clock that steps: the product's own sweeping and delivery, and a messenger in this process.

Nothing is said but through the outbox and the post, so that every message is counted as it would have arrived.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection

from bot.answering import Answering
from bot.awaiting import settled
from bot.clock import Clock
from bot.delivery.assembly import Delivery, assemble
from bot.delivery.audience import Addressed, addressed
from bot.delivery.digests import Digests
from bot.delivery.pace import Pace
from bot.drivers.port import Me, NoRight, Outgoing, Sent, Transient
from bot.receiving.health import Health
from bot.stepping import Stepping
from bot.sweeping import Sweeper
from bot.tasks import BackgroundTasks
from handlers.audit.auditing import Finding
from handlers.dispatch import Handled, handle
from handlers.incoming import Incoming
from tests.support.company import BOT, RENDERER, Company, Heard


@dataclass
class Hands:
    """Where the clock stands."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class SteppedClock(Clock):
    """Business time and the machine's are one, as where no clock was ever moved; both stand until they are set."""

    hands: Hands
    begun: datetime

    def now(self) -> datetime:
        return self.hands.at

    def machine_now(self) -> datetime:  # type: ignore[override] # the product's own reads the machine's
        return self.hands.at

    def monotonic(self) -> float:  # type: ignore[override] # as above
        return (self.hands.at - self.begun).total_seconds()


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """A message as its chat has it."""

    at: datetime
    message: int
    sent: Outgoing


@dataclass
class Inbox:
    """The messenger: it takes everything at once and keeps it, unless it is ``away``. ``closed``: where the bot may not write."""

    hands: Hands
    away: bool = False
    closed: set[int] = field(default_factory=set)
    arrived: list[Arrived] = field(default_factory=list)
    edited: dict[int, Outgoing] = field(default_factory=dict)  # by message, as it stands since
    _numbers: Any = field(default_factory=lambda: count(1_000_000))

    async def send(self, message: Outgoing) -> Sent:
        if self.away:
            raise Transient("away")
        if message.chat in self.closed:
            raise NoRight("not enough rights to send text messages to the chat")
        number = next(self._numbers)
        self.arrived.append(Arrived(at=self.hands.at, message=number, sent=message))
        return Sent(message=number)

    async def edit(self, message_id: int, message: Outgoing, *, caption: bool = False) -> None:
        self.edited[message_id] = message

    async def copy(self, **_: Any) -> Sent:
        return Sent(message=next(self._numbers))

    async def answer_tap(self, query: str, text: str = "", *, alert: bool = False) -> None: ...
    async def react(self, chat: int, message: int, emoji: str) -> None: ...
    async def pin(self, chat: int, message: int) -> None: ...


class _Dot:
    """Draws nothing, whatever the figures."""

    async def draw(self, kind: str, data: Any, words: Any) -> bytes:
        return kind.encode()


@dataclass(kw_only=True)
class Works:
    """``steps``: how often the clock stopped for what fell due."""

    company: Company
    hands: Hands
    inbox: Inbox
    delivery: Delivery
    stepping: Stepping
    steps: int = 0
    _names: dict[int, str] = field(default_factory=dict)

    async def says(
        self, who: str, text: str, *, group: str | None = None, reply_to: int | None = None
    ) -> Heard:
        """Somebody writes; the answers are on their way when this returns."""
        return await self._hears(self.company.message(who, text, group=group, reply_to=reply_to))

    async def taps(self, who: str, heard: Heard, label: str, *, group: str | None = None) -> Heard:
        """Press the button whose label contains ``label``."""
        data = next(data for name, data in heard.keys().items() if label in name)
        return await self._hears(self.company.tap(who, data, group=group))

    async def step(self, before: datetime) -> bool:
        """To the next moment at which anything falls due, and all that it leads to is said; False if none comes before."""
        due = await self.stepping.next_due()
        if due is None or due >= before:
            self._set(before)
            return False
        self._set(max(due, self.hands.at))
        self.steps += 1
        await self.settle()
        return True

    async def settle(self) -> None:
        """Until nothing is due, and nothing waits to be said that could be said now."""
        await self.stepping.settle()

    def named(self, chat: int) -> str:
        """The department of a group, or a person."""
        if chat not in self._names:
            both = (*self.company.groups.items(), *self.company.users.items())
            self._names = {number: name for name, number in both}
        return self._names[chat]

    async def _hears(self, incoming: Incoming) -> Heard:
        company, now = self.company, self.hands.at

        def command(conn: Connection) -> tuple[Handled, tuple[Addressed, ...]]:
            handled = handle(conn, incoming, company.around, now=now, machine_now=now)
            says = handled.reply.says
            born = addressed(conn, handled.letters, company.centres, now=now, machine_now=now, says=says)
            return handled, born

        handled, born = await settled(company.store.write(command))
        await self.delivery.post.hurry(born)
        return Heard(incoming=incoming, handled=handled, lang=company.lang, now=now, zone=company.centre.zone)

    def _set(self, moment: datetime) -> None:
        self.hands.at = self.company.now = moment


@asynccontextmanager
async def at_work(company: Company) -> AsyncIterator[Works]:
    """Its cards are let go: they are edited in place, and are no messages anybody gets anew."""
    hands = Hands(at=company.now)
    clock = SteppedClock(offset=timedelta, hands=hands, begun=company.now)
    inbox = Inbox(hands=hands)
    tasks = BackgroundTasks(on_critical_end=lambda _: None)
    health = Health("working", monotonic=clock.monotonic, patience=timedelta.max.total_seconds())
    answering = Answering(
        centres=company.centres,
        clock=clock,
        me=Me(id=BOT.id, username=BOT.username, name="bot"),
        owner=company.around.owner,
        admins=frozenset(),
    )
    delivery = assemble(
        store=company.store,
        driver=inbox,
        renderer=RENDERER,
        centres=company.centres,
        clock=clock,
        tasks=tasks,
        pace=Pace(None),
        owner=company.around.owner,
        lay=lambda _conn, _card, _now: None,
        digests=Digests(close=answering.close_digest, said=answering.digest_said),
        artist=_Dot(),
        health=health,
    )
    sweeper = Sweeper(
        company.store,
        clock,
        centres=company.centres,
        besides=answering.by_the_clock,
        said=lambda: delivery.post.hurry(()),
        raise_alarm=_nobody,
        health=health,
    )
    stepping = Stepping(
        company.store, clock, centres=company.centres, sweeper=sweeper, next_moment=answering.next_moment
    )
    tasks.start(delivery.post.run(), name="post")
    try:
        yield Works(company=company, hands=hands, inbox=inbox, delivery=delivery, stepping=stepping)
    finally:
        await delivery.post.stop(patience=8.0)
        await tasks.close()


def _nobody(_conn: Connection, finding: Finding, _now: datetime, _machine_now: datetime) -> bool:
    raise AssertionError(finding)
