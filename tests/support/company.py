"""A company on the default centre file with people enrolled and groups bound; what they say goes through dispatch."""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.i18n.catalogue import Catalogues
from bot.i18n.render import Reader, Renderer
from bot.i18n.wording import Setting
from handlers.context import BotIdentity
from handlers.dispatch import Handled, Surroundings, handle
from handlers.incoming import Attachment, Chat, Incoming, RepliedTo, Sender, Tap
from handlers.order_cards.cards import lay
from handlers.reply import Say
from orders.order import Order, OrderId
from storage.engine import Store, open_store
from storage.order_book import events_rows, order_finding, orders_rows
from storage.people import chats_rows, memberships, people_rows
from storage.post import outbox
from storage.post.cards_rows import Card
from tests.support.made_once import centres_of, written_once

CENTRES = Path(__file__).parents[2] / "workflows" / "adtech.yaml"
BOT = BotIdentity(id=990001, username="dieuphoi_bot")
RENDERER = Renderer(Catalogues.load(strict=True))
TAGS = re.compile(r"<[^>]+>")

PHOTO = Attachment(kind="photo", file_id="photo-1", unique_id="p1")
FILE = Attachment(kind="file", file_id="file-1", unique_id="f1", name="ban-ve.pdf")

# name -> (department, head of it, roles)
PEOPLE: Mapping[str, tuple[str, bool, tuple[str, ...]]] = {
    "Lan": ("sales", False, ()),
    "Hùng": ("sales", True, ()),
    "Minh": ("design", False, ()),
    "Vy": ("design", True, ()),
    "Tú": ("production", False, ()),
    "Bảo": ("production", True, ()),
    "Thu": ("finance", False, ("finance",)),
    "Điệp": ("coordination", False, ("coordinator",)),
    "Khoa": ("eant", False, ("manager",)),
    "An": ("coordination", True, ("admin", "coordinator")),
    "王伟": ("production", False, ()),
    "Soát": ("coordination", False, ("auditor",)),
}
GROUPS = ("sales", "design", "production", "finance", "coordination")
FIRST_CHAT = -1001000
BOUND_CHATS = dict(zip(GROUPS, count(FIRST_CHAT, -1), strict=False))


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one update led to, as data and as text in one language."""

    incoming: Incoming
    handled: Handled
    lang: str
    now: datetime
    zone: ZoneInfo

    @property
    def says(self) -> tuple[Say, ...]:
        return self.handled.reply.says

    @property
    def answer(self) -> str:
        """The text of the first message: the answer to the asker."""
        return self.read(self.says[0]) if self.says else ""

    def told(self, chat: int) -> str:
        """What was said to one chat besides the answer."""
        return "\n".join(self.read(say) for say in self.says[1:] if chat in {say.chat, say.to_user})

    def read(self, say: Say) -> str:
        laid = RENDERER.say(say, self._reader)
        return TAGS.sub("", "\n".join(laid.parts))

    def keys(self, say: Say | None = None) -> dict[str, str]:
        """Button labels with their data, of one message or of all of them."""
        says = (say,) if say else self.says
        laid = [RENDERER.say(one, self._reader) for one in says]
        return {key.label: key.data or key.copy or key.url for one in laid for row in one.keys for key in row}

    @property
    def labels(self) -> frozenset[str]:
        """What its buttons say."""
        return frozenset(self.keys())

    @property
    def _reader(self) -> Reader:
        return Reader(languages=(self.lang,), setting=Setting(time_zone=self.zone, now=self.now))


@dataclass
class Company:
    """One company, one store, a clock the test moves."""

    store: Store
    now: datetime
    lang: str = "vi"
    centre_file: Path = CENTRES
    people: Mapping[str, tuple[str, bool, tuple[str, ...]]] = field(default_factory=lambda: PEOPLE)
    bound: Sequence[str] = GROUPS
    users: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    _updates: Any = field(default_factory=lambda: count(1))
    _messages: Any = field(default_factory=lambda: count(100))

    def __post_init__(self) -> None:
        self.centres = centres_of(self.centre_file)
        self.centre = self.centres.only
        self.around = Surroundings(
            centres=self.centres, bot=BOT, owner="test", lease=timedelta(seconds=30), admins=frozenset()
        )

    @classmethod
    def founded(cls, url: str, now: datetime, **more: Any) -> "Company":
        """With these people in it and these departments' groups bound; ``more``: its other fields."""
        company = cls(store=open_store(url), now=now, **more)
        for name in company.people:
            company.sender(name)
        company.groups.update(zip(company.bound, count(FIRST_CHAT, -1), strict=False))
        rows = (company.centre.id, now, company.lang, tuple(company.people.items()), tuple(company.bound))
        company.store.write(lambda conn: written_once(conn, rows, company._enrol)).result()
        return company

    def close(self) -> None:
        self.store.close()

    # --- what people do ---

    def says(
        self,
        who: str,
        text: str,
        *,
        group: str | None = None,
        attachments: Sequence[Attachment] = (),
        reply_to: int | None = None,
        album: str = "",
        thread: int | None = None,
    ) -> Heard:
        return self.hears(
            self.message(
                who,
                text,
                group=group,
                attachments=attachments,
                reply_to=reply_to,
                album=album,
                thread=thread,
            )
        )

    def message(
        self,
        who: str,
        text: str,
        *,
        group: str | None = None,
        attachments: Sequence[Attachment] = (),
        reply_to: int | None = None,
        album: str = "",
        thread: int | None = None,
    ) -> Incoming:
        """What they write, not yet heard."""
        return Incoming(
            update=next(self._updates),
            kind="message",
            chat=self.chat(who, group, thread),
            sender=self.sender(who),
            at=self.now,
            message=next(self._messages),
            text=text,
            attachments=tuple(attachments),
            album=album,
            reply_to=RepliedTo(message=reply_to, by_bot=True) if reply_to else None,
        )

    def taps(self, who: str, heard: Heard, label: str, *, group: str | None = None) -> Heard:
        """Press the button whose label contains ``label``."""
        keys = heard.keys()
        data = next((data for name, data in keys.items() if label in name), None)
        assert data is not None, f"no button “{label}” among {list(keys)}"
        return self.forges(who, data, group=group)

    def forges(self, who: str, data: str, *, group: str | None = None) -> Heard:
        return self.hears(self.tap(who, data, group=group))

    def tap(self, who: str, data: str, *, group: str | None = None) -> Incoming:
        """A button they press, not yet heard."""
        number = next(self._updates)
        return Incoming(
            update=number,
            kind="tap",
            chat=self.chat(who, group),
            sender=self.sender(who),
            at=self.now,
            tap=Tap(query=str(number), data=data, message=next(self._messages)),
        )

    def edits(self, heard: Heard, text: str) -> Heard:
        return self.hears(replace(heard.incoming, update=next(self._updates), kind="edit", text=text))

    def hears(self, incoming: Incoming) -> Heard:
        now = self.now
        future: Future[Handled] = self.store.write(
            lambda conn: handle(conn, incoming, self.around, now=now, machine_now=now)
        )
        return Heard(
            incoming=incoming, handled=future.result(), lang=self.lang, now=now, zone=self.centre.zone
        )

    def delivers(self, heard: Heard) -> tuple[int, ...]:
        """Let its messages reach the chats; their numbers there, in order."""
        letters = heard.handled.letters
        numbers = tuple(next(self._messages) for _ in letters)

        def write(conn: Any) -> None:
            for letter, number in zip(letters, numbers, strict=True):
                outbox.sent(conn, letter, number, self.now)

        self.store.write(write).result()
        return numbers

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)

    def enrol(self, user: int, name: str, department: str) -> None:
        """One more member, who has pressed Start."""

        def write(conn: Any) -> None:
            person = people_rows.add(
                conn, user=user, name=name, username="", language=self.lang, now=self.now, state="active"
            )
            memberships.join(conn, person, self.centre.id, department, self.now)
            people_rows.set_reachable(conn, user, reachable=True)

        self.store.write(write).result()

    def in_fabrication(self, code: str, promised: str = "") -> None:
        """An order of that code that production has received for fabrication."""
        for who, words in (
            ("Lan", f"/new {code}; Khánh Thy; Biển alu; {promised}".rstrip("; ")),
            ("Lan", f"/update {code} nhận đơn xong"),
            ("Minh", f"/update {code} thiết kế xong"),
            ("Minh", f"/update {code} vị trí sản xuất xong"),
            ("Minh", "Xưởng Bình Tân"),
            ("Tú", f"/confirm {code} gia công"),
        ):
            self.says(who, words, attachments=(FILE,) if "thiết kế" in words else ())

    # --- what stands ---

    def order(self, code: str) -> Order:
        from handlers.reading.codes import code_keys

        def read(conn: Any) -> Order:
            found = (order_finding.find(conn, self.centre.id, key) for key in code_keys(code))
            row = next(filter(None, found), None)
            assert row is not None, code
            return orders_rows.load(conn, row.id)

        return self.store.read(read).result()

    def card(self, code: str, *, group: str) -> str:
        """The order's live card as it stands in a department's group."""
        return self._laid("order", str(self.order(code).id), group)

    def tray(self, department: str) -> str:
        """The department's tray as it stands in its group."""
        return self._laid("tray", department, department)

    def laid(self, kind: Any, ref: str, group: str) -> Say:
        """A live card as it would be said in a department's group."""
        card = Card(
            id=0, kind=kind, ref=ref, company=self.centre.id, chat=self.groups[group], thread=None,
            message_id=None, wanted=1, shown=0, attempts=0,
        )  # fmt: skip
        say = self.store.read(lambda conn: lay(conn, card, now=self.now, centres=self.centres)).result()
        assert say is not None
        return say

    def _laid(self, kind: Any, ref: str, group: str) -> str:
        reader = Reader(languages=(self.lang,), setting=Setting(time_zone=self.centre.zone, now=self.now))
        return TAGS.sub("", "\n".join(RENDERER.say(self.laid(kind, ref, group), reader).parts))

    def history(self, order: OrderId) -> Any:
        return self.store.read(lambda conn: events_rows.history(conn, order)).result()

    # --- who and where ---

    def chat(self, who: str, group: str | None, thread: int | None = None) -> Chat:
        if group is None:
            return Chat(id=self.sender(who).id, kind="private")
        return Chat(id=self.groups[group], kind="supergroup", title=group, thread=thread)

    def sender(self, who: str) -> Sender:
        user = self.users.setdefault(who, 5000 + len(self.users))
        return Sender(id=user, name=who)

    def _enrol(self, conn: Any) -> None:
        for name, (department, head, roles) in self.people.items():
            person = people_rows.add(
                conn,
                user=self.sender(name).id,
                name=name,
                username="",
                language=self.lang,
                now=self.now,
                state="active",
            )
            memberships.join(conn, person, self.centre.id, department, self.now, is_head=head)
            people_rows.set_reachable(conn, self.sender(name).id, reachable=True)
            for role in roles:
                memberships.grant(conn, person, self.centre.id, role)
        for department, chat in self.groups.items():
            chats_rows.see(conn, chat, kind="supergroup", title=department, now=self.now)
            chats_rows.bind(conn, chat, None, self.centre.id, (department,))


Found = Callable[[str], Company]  # founds one whose people read this language
