"""A factory whose departments owe things by the clock: the clock steps, and all that reaches anybody is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.i18n.render import Reader
from bot.i18n.wording import Setting
from handlers.duties import before_promised, duty_keeping, roll_call
from handlers.news import held_news
from handlers.nudges import digests
from handlers.reply import Say
from handlers.reply_json import say_from_json
from storage.post import held_letters, outbox
from storage.post.outbox import Letter
from tests.support.company import RENDERER, TAGS, Company
from tests.support.sweeping import Sweeping

FACTORY = Path(__file__).parents[2] / "workflows" / "make-to-order.yaml"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PEOPLE: Mapping[str, tuple[str, bool, tuple[str, ...]]] = {
    "Kế": ("pmc", False, ()),
    "Hà": ("pmc", True, ()),
    "Xưởng": ("production", False, ()),
    "Kho": ("warehouse", False, ()),
    "Thu": ("finance", False, ()),
    "Sếp": ("management", False, ("manager",)),
    "Soát": ("audit", False, ("auditor",)),
}
GROUPS = ("pmc", "production", "warehouse", "finance", "customer", "quality")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Saturday is the 21st, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Message:
    """``number``: by which it is replied to."""

    at: str
    who: str
    text: str
    say: Say
    number: int


@dataclass(kw_only=True)
class DutyDays(Sweeping):
    """``messages``: everything that reached anybody, unasked."""

    messages: list[Message] = field(default_factory=list)

    def begin(self) -> None:
        """What a bot does at its first knock."""
        self.sweep()
        self.deliver()

    def heard(self, moment: datetime) -> list[tuple[str, str, str]]:
        """Through every due time up to then: when, who, what."""
        before = len(self.messages)
        self.until(moment)
        return [(one.at, one.who, one.text) for one in self.messages[before:]]

    def last(self, who: str) -> Message:
        return [one for one in self.messages if one.who == who][-1]

    def next_due(self) -> datetime | None:
        now = self.company.now
        held = self.company.store.read(held_letters.earliest).result()
        called = (one.next_moment(self.company.centres, now) for one in (roll_call, before_promised))
        coming = (super().next_due(), held, *called)
        return min((at for at in coming if at is not None), default=None)

    def sweep(self, *, most: int = 50) -> int:
        now, centres, store = self.company.now, self.company.centres, self.company.store
        rounds = super().sweep(most=most)
        while store.write(lambda conn: duty_keeping.keep(conn, centres=centres, now=now)).result():
            rounds += super().sweep(most=most)
        while store.write(
            lambda conn: roll_call.post_due(conn, centres=centres, now=now, machine_now=now)
        ).result():
            rounds += super().sweep(most=most)
        while store.write(
            lambda conn: before_promised.post_due(conn, centres=centres, now=now, machine_now=now)
        ).result():
            rounds += super().sweep(most=most)
        while store.write(
            lambda conn: held_news.say_held(conn, centres=centres, now=now, machine_now=now)
        ).result():
            rounds += 1
        return rounds

    def _say(self, conn: Connection, letter: Letter, now: datetime) -> None:
        number = letter.payload.get("digest")
        say = (
            digests.close(conn, number, centres=self.company.centres, now=now)
            if number is not None
            else say_from_json(letter.payload)
        )
        if say is None or self.who(letter.chat) in self.down:
            outbox.bury(conn, letter, "refused", now)
            return
        if number is not None and letter.chat < 0:
            centre = self.company.centre
            say = held_news.taken_along(conn, letter, say, centre=centre, now=now, machine_now=now)
        outbox.sent(conn, letter, letter.id + 5000, now)
        if number is not None:
            digests.said(conn, number, now=now)
        at = f"{now.astimezone(HANOI):%a %H:%M}"
        message = Message(
            at=at, who=self.who(letter.chat), text=self._read(say), say=say, number=letter.id + 5000
        )
        self.messages.append(message)

    def _read(self, say: Say) -> str:
        setting = Setting(time_zone=HANOI, now=self.company.now)
        laid = RENDERER.say(say, Reader(languages=(self.company.lang,), setting=setting))
        return TAGS.sub("", "\n".join(laid.parts))


def founded(url: str, now: datetime, lang: str = "vi", bound: Sequence[str] = GROUPS) -> DutyDays:
    company = Company.founded(url, now, lang=lang, centre_file=FACTORY, people=PEOPLE, bound=bound)
    days = DutyDays(company=company)
    days.begin()
    return days
