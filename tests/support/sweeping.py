"""A company whose clock steps from one due time to the next: what is swept, and what reaches whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Connection, select

from handlers.nudges import digests
from handlers.nudges.sweep import sweep
from orders.order import OrderId
from storage.chasing import checks_due, digest_rows
from storage.order_book import orders_rows
from storage.post import outbox
from storage.post.outbox import Letter
from storage.tables.post_tables import PENDING
from storage.tables.post_tables import outbox as letters
from tests.support.company import Company

LEASE = timedelta(seconds=30)
Told: TypeAlias = tuple[str, str, tuple[str, ...]]
"""When (the company's wall clock), who, and of what: "Mon 11:00", "design", ("KT-2411 design",)."""


@dataclass(kw_only=True)
class Sweeping:
    """``told`` collects what was delivered. ``down``: chats the messenger refuses."""

    company: Company
    told: list[Told] = field(default_factory=list)
    down: frozenset[str] = frozenset()

    def until(self, moment: datetime) -> Sequence[Told]:
        """Through every due time up to that moment, delivering on the way; what was told meanwhile."""
        before = len(self.told)
        while (due := self.next_due()) is not None and due <= moment:
            self.company.now = max(self.company.now, due)
            self.sweep()
            self.deliver()
        self.company.now = moment
        return self.told[before:]

    def next_due(self) -> datetime | None:
        companies = self.company.centres.keys()
        return self.company.store.read(lambda conn: checks_due.earliest(conn, companies)).result()

    def sweep(self, *, most: int = 50) -> int:
        """Until nothing is due; in how many transactions."""
        now, centres, rounds = self.company.now, self.company.centres, 1
        while self.company.store.write(
            lambda conn: sweep(conn, centres=centres, now=now, machine_now=now, most=most)
        ).result():
            rounds += 1
        return rounds

    def deliver(self) -> None:
        """Let everything that waits reach its chat, unless the messenger refuses it."""
        while pending := self.company.store.write(self._deliver).result():
            self.told += [one for one in pending if one is not None]

    def waiting(self) -> Sequence[int]:
        """The digests whose letters wait, in the order they were written."""

        def read(conn: Connection) -> list[int]:
            rows = conn.execute(select(letters.c.payload).where(PENDING).order_by(letters.c.id))
            return [row.payload["digest"] for row in rows if "digest" in row.payload]

        return self.company.store.read(read).result()

    def _deliver(self, conn: Connection) -> list[Told | None]:
        now = self.company.now
        taken = outbox.claim(conn, owner="p", now=now, lease=LEASE, limit=50)
        return [self._say(conn, letter, now) for letter in taken]

    def _say(self, conn: Connection, letter: Letter, now: datetime) -> Told | None:
        number = letter.payload.get("digest")
        if number is None:
            outbox.sent(conn, letter, None, now)
            return None
        say = digests.close(conn, number, centres=self.company.centres, now=now)
        if say is None or self.who(letter.chat) in self.down:
            outbox.bury(conn, letter, "refused", now)
            return None
        outbox.sent(conn, letter, letter.id, now)
        digests.said(conn, number, now=now)
        return (
            f"{now.astimezone(self.company.centre.zone):%a %H:%M}",
            self.who(letter.chat),
            self._lines(conn, number),
        )

    def _lines(self, conn: Connection, digest: int) -> tuple[str, ...]:
        said = [one for one in digest_rows.lines(conn, digest) if one.number is not None]
        things = [one.reminder.thing for one in sorted(said, key=lambda one: one.number or 0)]
        return tuple(f"{self._code(conn, one.order)} {one.stage or 'order'}" for one in things)

    def _code(self, conn: Connection, order: OrderId) -> str:
        return orders_rows.load(conn, order).code

    def who(self, chat: int) -> str:
        known = {number: name for name, number in (*self.company.groups.items(), *self.company.users.items())}
        return known[chat]
