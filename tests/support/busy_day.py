"""A day on which people report without pause while others fall silent; its bots are processes that may be killed."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot.app import OFFSET
from handlers.audit import auditing
from orders.centre_file.centre import Centre
from orders.checks import owed_parts, parts
from orders.events import Kind
from orders.order import OrderId
from reminders.rules import missed
from storage import settings_rows
from storage.chasing import checks_due, reminder_rows
from storage.chasing.checks_due import Thing
from storage.engine import open_store
from storage.intake import inbox
from storage.order_book import orders_rows
from storage.post import outbox_lists
from storage.tables.order_tables import LIVE, events, orders
from storage.tables.post_tables import HELD, outbox
from storage.tables.reminder_tables import digest_lines, digests, reminders
from tests.support.child_bot import At, ChildBot
from tests.support.company import Company
from tests.support.moved_in import Home, moved_in
from tests.support.receiving import eventually
from tests.support.workshop import CENTRE, LONG, NUMBER, REPEAT, Books

REPORTERS = {"Tú": "KT-91", "Bảo": "KT-92", "王伟": "KT-93"}
SILENT = 4  # orders of each kind that nobody says a word about
# How a message begins that reminds of something, or did until a later one asked for all of it again.
BELLS = ("🔔", "⏫", "⬇️ Xem tin mới")
RESTED = timedelta(minutes=65)  # the same people hear at most once an hour
SOONEST = timedelta(minutes=30)  # no rung of any ladder waits less


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """``things``: how many reminders were made; ``said``: of the messages with them those that the database says were
    delivered; ``plain`` and ``marked``: those on the screens.
    """

    things: int
    said: Mapping[int, int]
    plain: Mapping[int, int]
    marked: Mapping[int, int]
    waiting: int
    lost: int
    forgotten: Sequence[str]
    hasty: Sequence[str]
    alarms: Sequence[str]  # of the auditor

    def balance(self, *, repeats_at_most: int) -> None:
        """Fail, naming what is wrong, unless all is as promised."""
        assert not self.waiting, f"never said: {self}"
        assert not self.lost, f"given up: {self}"
        assert not self.forgotten, f"nobody was reminded of: {self}"
        assert not self.hasty, f"climbed before its time: {self}"
        assert not self.alarms, f"the auditor finds: {self.alarms}"
        for chat, number in self.said.items():
            assert self.plain.get(chat, 0) <= number, f"said twice without a mark in {chat}: {self}"
            there = self.plain.get(chat, 0) + self.marked.get(chat, 0)
            assert there >= number, f"not on the screen in {chat}: {self}"
        assert sum(self.marked.values()) <= repeats_at_most, f"more than {repeats_at_most} repeats: {self}"

    def __str__(self) -> str:
        return (
            f"{self.things} reminders in {sum(self.said.values())} messages to {len(self.said)} chats, {self.waiting} unsaid, "
            f"{self.lost} lost, {sum(self.marked.values())} marked, forgotten: {self.forgotten}, hasty: {self.hasty}"
        )


@asynccontextmanager
async def busy_day(database_url: str, now: datetime, log: Path) -> AsyncIterator["BusyDay"]:
    async with moved_in(database_url, now, story=_morning) as home:
        async with home.bot():
            pass  # the groups have been greeted and have their trays
        yield BusyDay(home=home, log=log)


def _morning(company: Company) -> None:
    for code in REPORTERS.values():
        company.in_fabrication(code)
    for number in range(SILENT):
        company.in_fabrication(f"KT-1{number}")
        company.says("Lan", f"/new KT-2{number}; Khánh Thy; Biển alu")
        company.says("Lan", f"/new KT-3{number}; Khánh Thy; Biển alu")
        company.says("Lan", f"/update KT-3{number} nhận đơn xong")


@dataclass(kw_only=True)
class BusyDay:
    """``log`` collects what the bots have logged. Each report bears a number of its own."""

    home: Home
    log: Path
    typed: set[int] = field(default_factory=set)
    receipts: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _read: Counter[str] = field(default_factory=Counter)

    def bot(
        self, *, ahead: timedelta = timedelta(), dies_at: At | None = None, stands_at: At | None = None
    ) -> ChildBot:
        """``ahead``: how far its machine's clock is, so that the leases of its predecessors have run out."""
        server = self.home.server
        settings: dict[str, Any] = {
            "bot_token": server.token,
            "bot_api_url": server.url,
            "database_url": self.home.database_url,
            "centre": self._centre(),
            "http_port": 0,
            "bot_send_limits": False,
            "admins": (1,),
            "log_level": "WARNING",
        }
        return ChildBot(settings, self.log, ahead=ahead, dies_at=dies_at, stands_at=stands_at)

    def _centre(self) -> Path:
        """The shipped one, in which a group may hear what it likes: what is kept back for the next day is another story."""
        file = self.log.parent / CENTRE.name
        if not file.exists():
            shipped = CENTRE.read_text(encoding="utf-8")
            assert "unasked_per_day: 8 " in shipped
            file.write_text(shipped.replace("unasked_per_day: 8 ", "unasked_per_day: 100 "), encoding="utf-8")
        return file

    def set_clock(self, moment: datetime, *, ahead: timedelta = timedelta()) -> None:
        """Business time, for a bot that starts next, from now on with the machine's."""
        offset = moment - datetime.now(UTC) - ahead
        self.home.hands.gone = max(self.home.hands.gone, moment - self.home.hands.begun)
        store = open_store(self.home.database_url)
        try:
            store.write(lambda conn: settings_rows.put(conn, OFFSET, offset.total_seconds())).result(LONG)
        finally:
            store.close()

    async def report(self) -> int:
        """Type one; return its number."""
        number = len(self.typed) + 1
        self.typed.add(number)
        name = list(REPORTERS)[number % len(REPORTERS)]
        words = f"/update {REPORTERS[name]} gia công {number % 99 + 1}% số {number}"
        await self.home.person(name).say(self.home.places[name], words)
        return number

    async def open_order(self, number: int) -> None:
        """One more that design has two hours to confirm, and will not."""
        lan, place = self.home.person("Lan"), self.home.places["Lan"]
        await lan.say(place, f"/new KT-5{number:02}; Khánh Thy; Biển alu")
        await lan.say(place, f"/update KT-5{number:02} nhận đơn xong")

    async def keep_reporting(self, *, waiting: int) -> None:
        """Until cancelled; so many reports wait for their answer at any time."""
        while True:
            await self.wait(lambda: len(self.typed) - len(self.answered()) < waiting)
            await self.report()

    async def wait(self, condition: Callable[[], object], within: float = LONG) -> None:
        await self.home.server.world.wait_for(condition, within)

    async def until(self, condition: Callable[[Connection], object], within: float = LONG) -> None:
        """Until the database is as wanted."""
        store = open_store(self.home.database_url)
        try:
            await eventually(lambda: store.read(condition).result(), within)
        finally:
            store.close()

    async def over(self, moment: datetime) -> None:
        """Until nothing is left to be done and said of what has been typed and has fallen due by then."""
        companies = self.home.company.centres.keys()
        kept_back = select(outbox.c.id).where(HELD, outbox.c.held_until <= moment).limit(1)
        uncarried = (
            select(digests.c.id).where(digests.c.state == "unsent", digests.c.letter.is_(None)).limit(1)
        )

        def done(conn: Connection) -> bool:
            due = checks_due.earliest(conn, companies)
            return (
                not self.home.server.state.updates.pending()
                and not inbox.waiting(conn).count
                and (due is None or due > moment)
                and not outbox_lists.waiting(conn).count
                and conn.execute(kept_back).first() is None
                and conn.execute(uncarried).first() is None
            )

        await self.until(done, 2 * LONG)

    def answered(self) -> Mapping[int, Sequence[str]]:
        """The number of each report and the receipts it has got."""
        for name in REPORTERS:
            said = self.home.server.world.from_bot(self.home.places[name])
            for message in said[self._read[name] :]:
                if found := NUMBER.search(message.text):
                    self.receipts[int(found[1])].append(message.text)
            self._read[name] = len(said)
        return self.receipts

    def books(self) -> Books:
        stored, buried = self.home.read(_stored)
        return Books(
            typed=frozenset(self.typed), stored=stored, receipts=dict(self.answered()), buried=buried
        )

    def reminded(self, now: datetime) -> Reminded:
        plain, marked = self.bells()
        said, waiting, lost = self.home.read(lambda conn: _digests(conn, now))
        return Reminded(
            things=self.home.read(lambda conn: len(conn.execute(select(reminders.c.id)).all())),
            said=said,
            plain=plain,
            marked=marked,
            waiting=waiting,
            lost=lost,
            forgotten=self.home.read(lambda conn: _forgotten(conn, self.home.company.centre, now)),
            hasty=self.home.read(_hasty),
            alarms=self.home.read(lambda conn: _alarms(conn, self.home.company, now)),
        )

    def bells(self) -> tuple[Counter[int], Counter[int]]:
        """How many messages remind each chat of something: plain, and marked as repeats."""
        plain, marked = Counter[int](), Counter[int]()
        for chat in self.home.places.values():
            for one in self.home.server.world.from_bot(chat):
                words = one.text.removeprefix(REPEAT).lstrip()
                if words.startswith(BELLS) and not one.pinned:
                    (plain if words == one.text else marked)[chat.id] += 1
        return plain, marked


def _stored(conn: Connection) -> tuple[Mapping[int, int], Sequence[str]]:
    rows = conn.execute(select(events.c.note).where(events.c.kind == Kind.REPORTED.value))
    stored = Counter(int(found[1]) for row in rows if (found := NUMBER.search(row.note)))
    return stored, [one.reason for one in (*inbox.buried(conn), *outbox_lists.failed(conn))]


def _digests(conn: Connection, now: datetime) -> tuple[Mapping[int, int], int, int]:
    """Those said, by chat; how many wait, but for what is kept back until later; how many are lost."""
    later = select(outbox.c.id).where(HELD, outbox.c.held_until > now)
    kept_back = digests.c.letter.in_(later)
    rows = conn.execute(select(digests.c.chat, digests.c.state).where(kept_back.is_not(True))).all()
    states = Counter(row.state for row in rows)
    said = Counter(row.chat for row in rows if row.state == "said")
    return said, states["unsent"] + states["closed"], states["lost"]


def _forgotten(conn: Connection, centre: Centre, now: datetime) -> list[str]:
    """What is missing now, and has been for longer than anybody is spared, without anybody having been told.

    What finds no room in a full digest is counted in it, and asked after an hour later.
    """
    counted = set(
        conn.execute(select(digest_lines.c.reminder).join(digests).where(digests.c.state == "said")).scalars()
    )
    found = []
    for number in conn.execute(select(orders.c.id).where(LIVE)).scalars():
        order = orders_rows.load(conn, OrderId(number))
        for part in (*parts(order), *owed_parts(order)):
            what = missed(order, part, now=now - RESTED, times=centre.times)
            if what is None or missed(order, part, now=now, times=centre.times) != what:
                continue
            chase = reminder_rows.chase(conn, Thing.of(order.id, part))
            if not any(one.missed_at == what.missed_at and one.id in counted for one in chase):
                found.append(f"{order.code} {part} {what.rule.value}")
    return found


def _alarms(conn: Connection, company: Company, now: datetime) -> list[str]:
    found = auditing.look(conn, centres=company.centres, now=now, machine_now=datetime.now(UTC))
    return [str(one) for one in found]


def _hasty(conn: Connection) -> list[str]:
    """What climbed before whoever was told had their time. What found no room in a full digest is asked anew on its own rung."""
    table, found = reminders.c, []
    last: dict[tuple[str, str, str, datetime], tuple[int, datetime | None, datetime]] = {}
    for row in conn.execute(select(reminders).order_by(table.id)):
        thing = (row.kind, row.ref, row.rule, row.missed_at)
        if thing in last:
            rung, said_at, made_at = last[thing]
            climbed_unheard = row.rung > rung and said_at is None
            if climbed_unheard or row.made_at < (said_at or made_at) + SOONEST:
                found.append(f"{row.ref} {row.rule} rung {row.rung}")
        last[thing] = (row.rung, row.said_at, row.made_at)
    return found
