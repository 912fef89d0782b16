"""Files sent to a company's bot: written as people's programs write them, fetched from a stand-in, worked off to the end."""

import asyncio
import io
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast

from openpyxl import Workbook
from sqlalchemy import Connection, select

from bot.batch_running import Batches
from bot.clock import Clock
from bot.drivers.port import Driver
from bot.i18n.render import Reader
from bot.i18n.wording import Setting
from handlers.batches import card
from handlers.batches.standing import Desk
from handlers.incoming import Attachment
from handlers.reply import Say
from handlers.reply_json import say_from_json
from handlers.view import View
from storage.post.outbox import claim, sent
from storage.tables.batch_tables import batches
from storage.tables.post_tables import outbox
from tests.support.company import BOT, RENDERER, TAGS, Company, Heard

HEAD = ("Mã đơn", "Công đoạn", "Trạng thái", "Số lượng", "Ngày")


def xlsx(*rows: Sequence[Any], saved_as: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """``saved_as``: what another program would have written into the sheet instead of what."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    written, rewritten = io.BytesIO(), io.BytesIO()
    book.save(written)
    if not saved_as[0]:
        return written.getvalue()
    with zipfile.ZipFile(written) as ours, zipfile.ZipFile(rewritten, "w") as theirs:
        for part in ours.infolist():
            theirs.writestr(part, ours.read(part).replace(*saved_as))
    return rewritten.getvalue()


def csv(*rows: Sequence[Any], encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    return "\r\n".join(separator.join(map(str, row)) for row in rows).encode(encoding)


@dataclass(frozen=True, kw_only=True)
class CompanyClock(Clock):
    """The company's own hand for business; the machine's for how long a slice takes."""

    company: Company

    def now(self) -> datetime:
        return self.company.now

    @staticmethod
    def machine_now() -> datetime:
        return datetime.now(UTC)


@dataclass
class Shelf:
    """A messenger that hands out files. ``troubles``: what it answers first instead."""

    files: dict[str, bytes] = field(default_factory=dict)
    troubles: list[Exception] = field(default_factory=list)
    asked: int = 0

    async def download(self, file_id: str) -> bytes:
        self.asked += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return self.files[file_id]


@dataclass
class Filing:
    company: Company
    shelf: Shelf = field(default_factory=Shelf)
    lang: str = "vi"
    _numbers: Any = field(default_factory=lambda: count(1))

    def sends(
        self, who: str, words: str, content: bytes, *, name: str = "bao cao.xlsx", **where: Any
    ) -> Heard:
        """Send a file with these words under it, and let the bot work until it waits for somebody."""
        file = f"file-{next(self._numbers)}"
        self.shelf.files[file] = content
        sent = Attachment(
            kind="file", file_id=file, unique_id=str(hash(content)), name=name, size=len(content)
        )
        heard = self.company.says(who, words, attachments=[sent], **where)
        self.works()
        return heard

    def presses(self, who: str, label: str, *, lang: str | None = None) -> Heard:
        """A button of the last file's card."""
        keys = self.keys(lang)
        data = next((data for name, data in keys.items() if label in name), None)
        assert data is not None, f"no button “{label}” among {list(keys)}"
        heard = self.company.forges(who, data)
        self.works()
        return heard

    def works(self, *, steps: int = 2_000) -> int:
        """Until nothing is left that waits for the bot; in how many steps."""
        return asyncio.run(self._work(steps))

    async def _work(self, steps: int) -> int:
        async def may() -> bool:
            return True

        async def said() -> None:
            return None

        runner = Batches(
            self.company.store,
            cast("Driver", self.shelf),
            CompanyClock(offset=time.monotonic, company=self.company),  # type: ignore[arg-type]  # never asked
            desk=Desk(centres=self.company.centres, bot=BOT),
            may=may,
            said=said,
            news=asyncio.Event(),
            waits=(timedelta(),),
        )
        for done in range(steps):
            if not await runner.step():
                return done
        return steps

    def card(self, lang: str | None = None) -> str:
        laid = RENDERER.say(self._say(), self._reader(lang))
        return TAGS.sub("", "\n".join(laid.parts))

    def keys(self, lang: str | None = None) -> Mapping[str, str]:
        laid = RENDERER.say(self._say(), self._reader(lang))
        return {key.label: key.data for row in laid.keys for key in row}

    def says_to(self, chat: str) -> list[Say]:
        """What was put into the outbox for a group, in the order it was said."""
        number = self.company.groups[chat]
        query = select(outbox.c.payload).where(outbox.c.chat == number).order_by(outbox.c.id)
        return [say_from_json(row.payload) for row in self._ask(lambda conn: conn.execute(query).all())]

    def told(self, chat: str) -> list[str]:
        """The same as people read it."""
        laid = [RENDERER.say(say, self._reader(None)) for say in self.says_to(chat)]
        return [TAGS.sub("", "\n".join(one.parts)) for one in laid]

    def arrived(self) -> None:
        """Everything that waits in the outbox reaches its chat."""
        self.company.store.write(self._deliver).result()

    def _deliver(self, conn: Connection) -> None:
        now = self.company.now
        while letters := claim(conn, owner="post", now=now, lease=timedelta(minutes=1), limit=50):
            for letter in letters:
                sent(conn, letter, letter.id, now)

    def latest(self) -> int:
        return self._ask(
            lambda conn: conn.execute(select(batches.c.id).order_by(batches.c.id.desc())).scalars().first()
        )

    def _say(self) -> Say:
        number = self.latest()
        centre = self.company.centre
        say = self._ask(lambda conn: card.lay(View(conn=conn, centre=centre, now=self.company.now), number))
        assert say is not None
        return cast("Say", say)

    def _ask(self, query: Callable[[Connection], Any]) -> Any:
        return self.company.store.read(query).result()

    def _reader(self, lang: str | None) -> Reader:
        setting = Setting(time_zone=self.company.centre.zone, now=self.company.now)
        return Reader(languages=(lang or self.lang,), setting=setting)
