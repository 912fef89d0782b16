"""People of production who report without pause, and what became of each report: on their screens and in the database."""

import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.app import OFFSET
from orders.events import Kind
from sandbox.journal import Call
from sandbox.model import Message
from sandbox.people import Person
from sandbox.server import TelegramServer
from storage import settings_rows
from storage.engine import open_store
from storage.intake import inbox
from storage.post import outbox_lists
from storage.tables.order_tables import events
from storage.tables.post_tables import cards, outbox
from tests.support.child_bot import ChildBot
from tests.support.company import Company
from tests.support.receiving import eventually

CENTRE = Path(__file__).parents[2] / "workflows" / "adtech.yaml"
NUMBER = re.compile(r"số (\d+)\b")
REPEAT = "(gửi lại)"
LONG = 30.0  # seconds; a machine that takes longer stands still
SUNDAY = datetime(
    2026, 11, 22, 2, tzinfo=UTC
)  # 09:00 in Hà Nội: nobody is reminded, whenever the tests are run
ANY_LEASE = timedelta(seconds=61)  # longer than any lease


@dataclass(frozen=True, kw_only=True)
class Books:
    """Each report bears a number of its own, so that every event and every receipt can be told apart."""

    typed: frozenset[int]
    stored: Mapping[int, int]
    receipts: Mapping[int, Sequence[str]]
    buried: Sequence[str]

    @property
    def lost(self) -> list[int]:
        return sorted(self.typed - set(self.stored))

    @property
    def answered_but_lost(self) -> list[int]:
        return sorted(set(self.receipts) - set(self.stored))

    @property
    def applied_twice(self) -> list[int]:
        return sorted(number for number, times in self.stored.items() if times > 1)

    @property
    def unanswered(self) -> list[int]:
        return sorted(self.typed - set(self.receipts))

    @property
    def repeats(self) -> int:
        return sum(len(said) - 1 for said in self.receipts.values())

    @property
    def unmarked_repeats(self) -> list[int]:
        """The first to arrive may bear a mark too: its sender was killed, and nobody knew how far it had come."""
        return sorted(
            number
            for number, said in self.receipts.items()
            if not all(words.startswith(REPEAT) for words in said[1:])
        )

    def balance(self, *, repeats_at_most: int) -> None:
        """Fail, naming what is wrong, unless all is as promised."""
        assert not self.answered_but_lost, f"answered and not stored: {self.answered_but_lost}\n{self}"
        assert not self.lost, f"never stored: {self.lost}\n{self}"
        assert not self.applied_twice, f"applied twice: {self.applied_twice}\n{self}"
        assert not self.unanswered, f"never answered: {self.unanswered}\n{self}"
        assert not self.unmarked_repeats, (
            f"repeated without a mark: {self._said(self.unmarked_repeats)}\n{self}"
        )
        assert self.repeats <= repeats_at_most, f"more than {repeats_at_most} repeats\n{self}"
        assert not self.buried, f"put aside: {self.buried}\n{self}"

    def __str__(self) -> str:
        return f"{len(self.typed)} reports, {len(self.lost)} lost, {len(self.applied_twice)} applied twice, {len(self.unanswered)} unanswered, {self.repeats} repeats"

    def _said(self, numbers: Sequence[int]) -> Mapping[int, Sequence[str]]:
        return {number: self.receipts[number] for number in numbers}


@asynccontextmanager
async def open_workshop(database_url: str, log: Path, *, people: int = 6) -> AsyncIterator["Workshop"]:
    """A messenger, and people of production with an order of their own in fabrication each."""
    server = TelegramServer()
    await server.start()
    staff = [server.world.user(f"Thợ {number}", username=f"tho{number}") for number in range(1, people + 1)]
    try:
        _employ(staff, database_url)
        for person in staff:
            await person.start()
        yield Workshop(server=server, database_url=database_url, log=log, people=staff)
    finally:
        await server.stop()


def _employ(staff: Sequence[Person], database_url: str) -> None:
    company = Company.founded(database_url, SUNDAY)
    ahead = (SUNDAY - datetime.now(UTC)).total_seconds()
    try:
        company.store.write(lambda conn: settings_rows.put(conn, OFFSET, ahead)).result()
        for person in staff:
            company.enrol(person.id, person.first_name, "production")
            company.in_fabrication(_code(person))
        company.store.write(_forget_what_was_said).result()
    finally:
        company.close()


@dataclass(kw_only=True)
class Workshop:
    """``log`` collects what the bots have logged."""

    server: TelegramServer
    database_url: str
    log: Path
    people: list[Person]
    typed: set[int] = field(default_factory=set)
    receipts: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _read: Counter[int] = field(default_factory=Counter)
    _polls_before: int = 0  # those of the bots before the one at work

    def bot(self, *, after: timedelta = timedelta()) -> ChildBot:
        """Start a bot whose clock is that much ahead, so that the leases of its predecessors have run out."""
        self._polls_before = len(self.server.journal.of("getUpdates"))
        return ChildBot(self._settings(), self.log, ahead=after)

    def _settings(self) -> dict[str, Any]:
        return {
            "bot_token": self.server.token,
            "bot_api_url": self.server.url,
            "database_url": self.database_url,
            "centre": CENTRE,
            "http_port": 0,
            "bot_send_limits": False,
            "admins": (self.people[0].id,),
            "log_level": "WARNING",
        }

    async def report(self, person: Person | None = None) -> int:
        """Type one report; return its number."""
        number = len(self.typed) + 1
        self.typed.add(number)
        somebody = person or self.people[number % len(self.people)]
        await somebody.say(somebody.private, words(somebody, number))
        return number

    async def keep_reporting(self, *, waiting: int) -> None:
        """Until cancelled; so many reports wait for their answer at any time."""
        while True:
            await self.server.world.wait_for(lambda: len(self.typed) - len(self.answered()) < waiting, LONG)
            await self.report()

    def answered(self) -> Mapping[int, Sequence[str]]:
        """What stands on the screens: the number of each report and the receipts it has got."""
        for person in self.people:
            messages = self.server.state.chats[person.id].messages
            for message in list(messages.values())[self._read[person.id] :]:
                self._note(message)
            self._read[person.id] = len(messages)
        return self.receipts

    async def what_lies_here_answered(self) -> None:
        """Until every report typed before now has its answer."""
        here = set(self.typed)
        try:
            await self.server.world.wait_for(lambda: self.answered().keys() >= here, LONG)
        except TimeoutError:
            missing, books = sorted(here - self.answered().keys()), self.books()
            lost = [number for number in books.lost if number in missing]
            raise AssertionError(
                f"never answered: {missing}, of them never stored: {lost}\n{books}"
            ) from None

    async def all_answered(self, within: float = 2 * LONG) -> None:
        """Returns in any case: the books tell what is missing."""
        try:
            await self.server.world.wait_for(lambda: len(self.answered()) >= len(self.typed), within)
        except TimeoutError:
            return

    async def idle(self) -> None:
        """Nothing waits: no update at the messenger or in the inbox, no letter; and the bot asks for more."""
        await self.until(
            lambda conn: (
                not self.server.state.updates.pending()
                and not inbox.waiting(conn).count
                and not outbox_lists.waiting(conn).count
                and len(self.server.journal.of("getUpdates")) > self._polls_before
                and not self.last_poll.status
            )
        )

    async def until(self, condition: Callable[[Connection], object]) -> None:
        """Until the database is as wanted."""
        store = open_store(self.database_url)
        try:
            await eventually(lambda: store.read(condition).result(), LONG)
        finally:
            store.close()

    @property
    def last_poll(self) -> Call:
        return self.server.journal.of("getUpdates")[-1]

    def books(self) -> Books:
        store = open_store(self.database_url)
        try:
            stored = store.read(_numbers).result()
            buried = [
                *(one.reason for one in store.read(inbox.buried).result()),
                *(one.reason for one in store.read(outbox_lists.failed).result()),
            ]
        finally:
            store.close()
        return Books(
            typed=frozenset(self.typed), stored=stored, receipts=dict(self.answered()), buried=buried
        )

    def _note(self, message: Message) -> None:
        found = NUMBER.search(message.text)
        if message.sender is self.server.world.bot and found:
            self.receipts[int(found[1])].append(message.text)


def words(person: Person, number: int) -> str:
    return f"/update {_code(person)} gia công {number % 99 + 1}% số {number}"


def _code(person: Person) -> str:
    return f"DH-{person.id}"


def _forget_what_was_said(conn: Connection) -> None:
    """While the company was set up; those it was said to are not on this messenger."""
    conn.execute(delete(outbox))
    conn.execute(delete(cards))


def _numbers(conn: Connection) -> Counter[int]:
    rows = conn.execute(select(events.c.note).where(events.c.kind == Kind.REPORTED.value))
    return Counter(int(found[1]) for row in rows if (found := NUMBER.search(row.note)))
