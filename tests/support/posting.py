"""Delivery over real HTTP to the sandbox's Telegram, driven step by step on a clock that can be moved."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from bot.centres.centre_files import load
from bot.clock import Clock
from bot.delivery.assembly import Delivery, assemble
from bot.delivery.audience import Addressed, addressed
from bot.delivery.digests import Digests
from bot.delivery.office import LEASE
from bot.delivery.pace import Pace
from bot.delivery.studio import Artist, Data, Words
from bot.drivers.port import Driver
from bot.i18n.catalogue import Catalogues
from bot.i18n.render import Renderer
from bot.receiving.health import Health
from bot.tasks import BackgroundTasks
from handlers.nudges import digests, digests_again
from handlers.reply import Say, Text, text
from handlers.voicing import voice
from sandbox.people import Person
from sandbox.server import TelegramServer
from storage.engine import Store, open_store
from storage.people import chats_rows, memberships, people_rows
from storage.post import outbox_lists
from storage.post.outbox import Letter
from tests.support.messenger import connected, telegram

COMPANY = "adtech"
CENTRES = load(Path(__file__).parents[2] / "workflows" / "adtech.yaml")
RENDERER = Renderer(Catalogues.load(strict=True))


def at_work_in_years() -> timedelta:
    """From now to an hour at which everybody is at work, far behind the day on which everything was due."""
    now, hours = Clock.machine_now(), CENTRES[COMPANY].calendar
    day = hours.day_from(hours.working_date(now + timedelta(days=3650)))
    return hours.opening(day) + timedelta(hours=1) - now


class MovedClock(Clock):
    """The machine's clock, ahead by as much as a test wants to have waited."""

    ahead = timedelta(0)

    def machine_now(self) -> datetime:
        return Clock.machine_now() + MovedClock.ahead

    def monotonic(self) -> float:
        return Clock.monotonic() + MovedClock.ahead.total_seconds()


class HeldClock(MovedClock):
    """Stands still until a test moves it or somebody waits by it, however long the machine takes."""

    held = (Clock.machine_now(), Clock.monotonic())
    waited_for: ClassVar[list[float]] = []
    on_the_way = 0

    def machine_now(self) -> datetime:
        return self.held[0] + MovedClock.ahead

    def monotonic(self) -> float:
        return self.held[1] + MovedClock.ahead.total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Of all that wait, time comes for the first, once nothing is on its way: that takes no time."""
        until = self.monotonic() + seconds
        HeldClock.waited_for.append(until)
        try:
            while (left := until - self.monotonic()) > 0:
                await asyncio.sleep(0)
                if until == min(HeldClock.waited_for) and not HeldClock.on_the_way:
                    MovedClock.ahead += timedelta(seconds=left) + timedelta.resolution
        finally:
            HeldClock.waited_for.remove(until)


class Threaded:
    """Draws in a thread of this process."""

    def __init__(self, draws: Mapping[str, Callable[[Data, Words], bytes]]) -> None:
        self._draws = draws

    async def draw(self, kind: str, data: Data, words: Words) -> bytes:
        return await asyncio.to_thread(self._draws[kind], data, words)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def draw(figures: Mapping[str, Any], _words: Mapping[str, Any]) -> bytes:
    """A picture of one dot, whatever the figures."""
    return PNG


def words(said: str) -> Text:
    return text("word.plain", text=said)


@dataclass(kw_only=True)
class Rig:
    """One process that delivers, and the world it delivers to."""

    server: TelegramServer
    driver: Driver
    store: Store
    tasks: BackgroundTasks
    pace: Pace
    clock: Clock
    owner: str
    delivery: Delivery
    cards: dict[str, Say] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)

    @property
    def world(self) -> Any:
        return self.server.world

    @property
    def post(self) -> Any:
        return self.delivery.post

    async def write(self, command: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return await asyncio.wrap_future(self.store.write(lambda conn: command(conn, *args, **named)))

    async def read(self, query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return await asyncio.wrap_future(self.store.read(lambda conn: query(conn, *args, **named)))

    async def person(
        self, name: str, department: str = "", *, started: bool = True, language: str = "vi", role: str = ""
    ) -> Person:
        """An enrolled person of the company."""
        person = self.world.user(name)
        now = self.clock.machine_now()
        row = await self.write(
            people_rows.add,
            user=person.id,
            name=name,
            username="",
            language=language,
            now=now,
            state="active",
        )
        if started:
            await person.start()
        await self.write(people_rows.set_reachable, person.id, reachable=started)
        if department:
            await self.write(memberships.join, row, COMPANY, department, now)
        if role:
            await self.write(memberships.grant, row, COMPANY, role)
        return person

    async def group(
        self,
        title: str,
        people: Sequence[Person],
        *departments: str,
        thread: int | None = None,
        **options: Any,
    ) -> Any:
        """A group bound to departments."""
        group = self.world.group(title, list(people), **options)
        now = self.clock.machine_now()
        await self.write(chats_rows.see, group.id, kind="supergroup", title=title, now=now)
        if departments:
            await self.write(chats_rows.bind, group.id, thread, COMPANY, departments)
        return group

    async def stored(self, *says: Say, hurried: bool = False) -> tuple[Letter, ...]:
        """As a command commits them."""
        return await self.write(
            voice,
            says,
            COMPANY,
            now=self.clock.machine_now(),
            owner=self.owner if hurried else None,
            lease=LEASE if hurried else None,
        )

    async def say(self, *says: Say) -> None:
        """Commit, hurry, and see everything out that can leave now."""
        await self.hurry(await self.stored(*says, hurried=True))
        await self.deliver()

    async def addressed(self, letters: Sequence[Letter], *says: Say) -> tuple[Addressed, ...]:
        """As the command that commits them addresses them."""
        now, machine_now = self.clock.now(), self.clock.machine_now()
        return await self.write(addressed, letters, CENTRES, now=now, machine_now=machine_now, says=says)

    async def hurry(self, letters: Sequence[Letter]) -> None:
        await self.post.hurry(await self.addressed(letters))

    async def deliver(self) -> None:
        """Everything that can leave now, until nothing can."""
        await self.in_flight()
        while await self.post._round():
            await self.in_flight()

    async def in_flight(self) -> None:
        while self.tasks._running:
            await asyncio.wait(set(self.tasks._running))

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        MovedClock.ahead += timedelta(seconds=seconds)

    def texts(self, chat: Any, **where: Any) -> list[str]:
        return [message.text for message in self.world.from_bot(chat, **where)]

    async def waiting(self) -> int:
        return (await self.read(outbox_lists.waiting)).count

    async def buried(self) -> list[str]:
        return [letter.reason for letter in await self.read(outbox_lists.failed)]


@asynccontextmanager
async def delivering(
    database_url: str,
    *,
    pace: Pace | None = None,
    draws: Mapping[str, Any] | None = None,
    artist: Artist | None = None,
    patience: float = 10.0,
    ahead: timedelta = timedelta(0),
    **options: Any,
) -> AsyncIterator[Rig]:
    """``ahead``: how far business time is."""
    async with (
        asyncio.timeout(30),
        telegram(**options) as server,
        process(
            database_url, server, pace=pace, draws=draws, artist=artist, patience=patience, ahead=ahead
        ) as rig,
    ):
        yield rig


@asynccontextmanager
async def process(
    database_url: str,
    server: TelegramServer,
    *,
    owner: str = "one",
    pace: Pace | None = None,
    draws: Mapping[str, Any] | None = None,
    artist: Artist | None = None,
    patience: float = 10.0,
    ahead: timedelta = timedelta(0),
    make_clock: type[MovedClock] = MovedClock,
) -> AsyncIterator[Rig]:
    """One process of the bot, as far as it delivers."""
    MovedClock.ahead = timedelta(0)
    clock = make_clock(offset=lambda: ahead)
    ended: list[str] = []
    cards: dict[str, Say] = {}
    tasks = BackgroundTasks(on_critical_end=ended.append)
    store = open_store(database_url, patience=patience)
    pace = pace or Pace(None)
    async with connected("ptb", server.url) as driver:
        await driver.start()
        delivery = assemble(
            store=store,
            driver=driver,
            renderer=RENDERER,
            centres=CENTRES,
            clock=clock,
            tasks=tasks,
            pace=pace,
            owner=owner,
            lay=lambda conn, card, now: cards.get(card.ref),
            digests=Digests(
                close=lambda conn, digest, now: digests.close(conn, digest, centres=CENTRES, now=now),
                said=lambda conn, digest, now, machine_now: digests_again.said(
                    conn, digest, centres=CENTRES, now=now, machine_now=machine_now
                ),
            ),
            artist=artist or Threaded(draws or {}),
            health=Health("delivering", monotonic=clock.monotonic, patience=60),
        )
        await delivery.post._office.hold()
        try:
            yield Rig(
                server=server,
                driver=driver,
                store=store,
                tasks=tasks,
                pace=pace,
                clock=clock,
                owner=owner,
                delivery=delivery,
                cards=cards,
                ended=ended,
            )
        finally:
            await tasks.close()
            store.close()
