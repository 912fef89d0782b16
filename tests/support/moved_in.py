"""A company whose people and groups live in the sandbox's Telegram, on a clock the test moves; its bot comes and goes."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete

from bot.app import Running
from sandbox.model import Chat, Message
from sandbox.people import Person
from sandbox.server import TelegramServer
from storage.engine import open_store
from storage.people import chats_rows
from storage.tables.post_tables import cards, outbox
from tests.support.company import GROUPS, Company
from tests.support.running import Hands, quiet, whole_bot


@dataclass(kw_only=True)
class Home:
    """``places``: the chats by the name of a department or a person."""

    server: TelegramServer
    database_url: str
    hands: Hands
    company: Company
    places: dict[str, Chat] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Running]:
        """At work, with nothing left to say."""
        async with self.whole() as bot:
            await quiet(bot, self.server)
            yield bot

    def whole(self) -> AbstractAsyncContextManager[Running]:
        return whole_bot(self.server, self.database_url, hands=self.hands, admins=(1,))

    def news(self) -> list[tuple[str, str, str]]:
        """When, to whom and what the bot has said since this was last asked, but for pictures and what is pinned."""
        found = []
        for name, chat in self.places.items():
            said = self.server.world.from_bot(chat)
            fresh = [one for one in said[self._seen[name] :] if not one.media and not one.pinned]
            found += [(one.date, name, one.text) for one in fresh]
            self._seen[name] = len(said)
        zone = self.company.centre.zone
        return [
            (f"{datetime.fromtimestamp(at, zone):%a %H:%M}", who, text) for at, who, text in sorted(found)
        ]

    def person(self, name: str) -> Person:
        peer = self.places[name].peer
        assert isinstance(peer, Person)
        return peer

    def last(self, name: str) -> Message:
        """What the bot has said last to a person or in a group."""
        return self.server.world.from_bot(self.places[name])[-1]

    def upgraded(self, department: str) -> Chat:
        """Its group was a basic one, and is a supergroup from now on, under a new id."""
        self.places[department].type = "group"
        moved = self.places[department] = self.server.world.groups.upgrade(self.places[department])
        self._seen[department] = 0
        return moved

    def read(self, query: Callable[[Connection], Any]) -> Any:
        store = open_store(self.database_url)
        try:
            return store.read(query).result()
        finally:
            store.close()

    def write(self, command: Callable[[Connection], Any]) -> Any:
        store = open_store(self.database_url)
        try:
            return store.write(command).result()
        finally:
            store.close()


@asynccontextmanager
async def moved_in(
    database_url: str, now: datetime, *, story: Callable[[Company], object]
) -> AsyncIterator[Home]:
    """``story``: what has happened in the company before its first bot; nothing of it is still to be said."""
    server, hands = TelegramServer(), Hands(begun=now)
    server.clock = hands.now
    await server.start()
    company = Company.founded(database_url, now)
    home = Home(server=server, database_url=database_url, hands=hands, company=company)
    try:
        _settle(home)
        story(company)
        company.store.write(_forget_what_was_said).result()
    finally:
        company.close()
    try:
        yield home
    finally:
        await server.stop()


def _settle(home: Home) -> None:
    world, company = home.server.world, home.company
    people = [world.user(name, user_id=number) for name, number in company.users.items()]
    for one in people:
        private = Chat(id=one.id, type="private", peer=one, bot_was_here=True)
        home.places[one.first_name] = home.server.state.chats[one.id] = private
    for department in GROUPS:
        group = home.places[department] = world.group(department, people, bot="administrator")
        company.store.write(
            lambda conn, there=group.id, of=department: _bind(conn, company, there, of)
        ).result()


def _bind(conn: Connection, company: Company, chat: int, department: str) -> None:
    chats_rows.unbind(conn, company.groups[department], None)
    chats_rows.see(conn, chat, kind="supergroup", title=department, now=company.now)
    chats_rows.bind(conn, chat, None, company.centre.id, (department,))
    company.groups[department] = chat


def _forget_what_was_said(conn: Connection) -> None:
    conn.execute(delete(outbox))
    conn.execute(delete(cards))
