"""The clock that people at the pages move, and what the bot said while it moved."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import EVENING, WorldClock
from sandbox.model import Message
from sandbox.world import World

AFTERWARDS = 5.0


class ClockBusy(Exception):
    """The clock is on its way already."""


class ClockBack(Exception):
    """The clock only goes forwards."""


@dataclass(kw_only=True)
class Journey:
    """One move of the clock. ``since`` and ``until`` are machine time: what was said in between belongs to it."""

    start: datetime
    end: datetime
    since: float
    until: float | None = None


class ClockDesk:
    """One for all pages: whoever moves the clock moves it for everybody."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._moving: asyncio.Future[datetime] | None = None
        self.journey: Journey | None = None

    @property
    def clock(self) -> WorldClock:
        return self._world.state.clock

    @property
    def moving(self) -> bool:
        return self._moving is not None and not self._moving.done()

    @property
    def opening(self) -> datetime:
        return self.clock.next_opening(self.clock.now())

    @property
    def evening(self) -> datetime:
        return self.clock.next_at(EVENING, self.clock.now())

    def target(self, to: str) -> datetime:
        """Read what a button or the field of the page asks for; the field's time is that of the zone."""
        match to:
            case "hour":
                return self.clock.now() + timedelta(hours=1)
            case "opening":
                return self.opening
            case "evening":
                return self.evening
        return datetime.fromisoformat(to).replace(tzinfo=self.clock.zone)

    async def move(self, to: datetime) -> None:
        """Let time pass. The tab that asked may be closed meanwhile: the clock arrives all the same."""
        if self.moving:
            raise ClockBusy
        now = self.clock.now()
        if to < now:
            raise ClockBack
        self.journey = Journey(start=now, end=to, since=time.monotonic())
        self._moving = asyncio.ensure_future(self._advance(to, self.journey))  # noqa: TID251 - kept here, awaited below
        self._world.state.changes.happened()
        await asyncio.shield(self._moving)

    def said(self) -> Sequence[Message]:
        """Return what the bot has said during the last move, also what arrived a little after it."""
        if self.journey is None:
            return []
        since, until = self.journey.since, self.journey.until
        last = float("inf") if until is None else until + AFTERWARDS
        chats = self._world.state.chats.values()
        said = [
            message
            for chat in chats
            for message in (*chat.messages.values(), *chat.ephemeral.values())
            if since <= message.born <= last
            and message.author is self._world.bot
            and not message.service
            and not message.deleted
        ]
        return sorted(said, key=lambda m: m.order)

    async def _advance(self, to: datetime, journey: Journey) -> datetime:
        try:
            return await self.clock.advance(to)
        finally:
            journey.until = time.monotonic()
            self._world.state.changes.happened()
