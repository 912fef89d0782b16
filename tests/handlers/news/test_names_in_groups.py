"""Nobody is shamed: what a group hears unasked names nobody but whoever has just acted; departments are asked."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select

from handlers.calendars import calendar_asking
from handlers.duties import duty_keeping, roll_call
from handlers.news import held_news
from handlers.overviews import posted_reports
from handlers.reply_json import say_from_json
from handlers.voicing import letter
from storage.post import held_letters, outbox_adding
from storage.tables.post_tables import outbox as letters
from tests.support.company import FILE, PEOPLE, Company, Heard
from tests.support.nudged import Nudged

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
HANDLERS = Path(__file__).parents[3] / "handlers"
MARK = "Zz"  # part of everybody's name here, and of nothing else that is ever said
HELD_FOR = timedelta(hours=1)


def local(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=SAIGON).astimezone(UTC)


def names_in(text: str) -> set[str]:
    return set(re.findall(rf"\w+ {MARK}", text))


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    marked = {f"{name} {MARK}": standing for name, standing in PEOPLE.items()}
    one = Company.founded(database_url, now, people=marked)
    yield one
    one.close()


@dataclass(kw_only=True)
class Groups:
    """``heard``: of all that groups heard unasked, who had just acted, and the words."""

    company: Company
    heard: list[tuple[str, str]] = field(default_factory=list)

    def says(self, who: str, words: str, **more: Any) -> Heard:
        return self._note(who, self.company.says(f"{who} {MARK}", words, **more))

    def taps(self, who: str, heard: Heard, label: str) -> Heard:
        return self._note(who, self.company.taps(f"{who} {MARK}", heard, label))

    def by_the_clock(self, posts: Callable[..., Any]) -> int:
        """What is posted by itself; how many messages."""
        now, before = self.company.now, len(self.heard)

        def post(conn: Connection) -> list[Any]:
            last = max(conn.execute(select(letters.c.id)).scalars(), default=0)
            while posts(conn, centres=self.company.centres, now=now, machine_now=now):
                pass
            new = select(letters.c.payload).where(letters.c.id > last, letters.c.chat < 0, letters.c.unasked)
            return list(conn.execute(new).scalars())

        for payload in self.company.store.write(post).result():
            self.heard.append(("", moment(self.company).read(say_from_json(payload))))
        return len(self.heard) - before

    def _note(self, who: str, heard: Heard) -> Heard:
        self.heard += [
            (f"{who} {MARK}", heard.read(say)) for say in heard.says if say.unasked and (say.chat or 0) < 0
        ]
        return heard


def moment(company: Company) -> Heard:
    return Nudged(company=company)._moment(company.groups["design"])


def kept(conn: Connection, several: Sequence[Heard], now: datetime) -> None:
    """What they led to in groups was kept back until later."""
    waiting = [
        letter(say, "adtech")
        for heard in several
        for say in heard.says
        if say.unasked and (say.chat or 0) < 0
    ]
    for number, new in enumerate(waiting):
        one = replace(new, lane=f"kept {number}")
        [mine] = outbox_adding.add(conn, [one], now=now, owner="k", lease=HELD_FOR)
        held_letters.hold(conn, mine, now + HELD_FOR, now)


def test_all_that_reports_lead_to_names_only_whoever_reported(company: Company) -> None:
    groups = Groups(company=company)
    groups.says("Lan", "/new KT-2411; Khánh Thy; Biển alu; 27/11")
    groups.says("Lan", "/update 2411 nhận đơn xong", group="sales")
    groups.says("Điệp", "/giuc 2411 thiết kế: khách hỏi")
    groups.says("Minh", "/update 2411 thiết kế 60%")
    groups.says("Minh", "/hold 2411 thiết kế, khách chưa chốt màu")
    groups.says("Lan", "/resume 2411")
    groups.says("Điệp", "/update 2411 thiết kế xong", attachments=(FILE,))
    groups.says("Minh", "/update 2411 vị trí sản xuất xong")
    groups.says("Minh", "Xưởng Bình Tân")
    groups.says("Vy", "/assign 2411 thiết kế Minh")
    groups.says("Bảo", "/assign 2411 gia công Tú")
    groups.says("Tú", "/return 2411 gia công thiếu bản vẽ")
    groups.says("Minh", "/undo")
    groups.says("Lan", "/change 2411 ngày hẹn 30/11")
    groups.says("Thu", "/qr 2411 cọc")
    groups.says("Thu", "/paid 2411 2tr")
    groups.taps("Điệp", groups.says("Điệp", "/cancel 2411 khách đổi ý"), "Tạm dừng")
    groups.says("Điệp", "/resume 2411")
    others = [(who, text) for who, text in groups.heard if names_in(text) - {who}]
    assert others == []
    assert len(groups.heard) >= 12
    assert any(
        names_in(text) for _, text in groups.heard
    )  # an act is told with its name: nothing was looked past


def test_nothing_that_is_said_by_the_clock_names_anybody(company: Company) -> None:
    groups, nudged = Groups(company=company), Nudged(company=company)
    for code in ("KT-1", "KT-2"):
        groups.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
    first = groups.says("Lan", "/update KT-1 nhận đơn xong")
    groups.says("Vy", "/assign KT-1 thiết kế Minh")
    second = groups.says("Lan", "/update KT-2 nhận đơn xong")
    groups.says("Minh", "/confirm KT-2 thiết kế")
    groups.says("Minh", "/hold KT-2 thiết kế, chờ khách duyệt maket")
    said = nudged.nudge_until(local(30, 12))
    in_groups = [one for one in said if one.chat in company.groups]
    assert len(in_groups) >= 4
    assert [one.text for one in in_groups if names_in(one.text)] == []

    groups.heard.clear()
    asked = next(one for one in in_groups if one.chat == "design" and len(one.lines) > 2)
    groups.says("Minh", "1 đã báo rồi", group="design", reply_to=asked.message)
    claims = [text for _, text in groups.heard]
    assert claims
    assert not [
        text for text in claims if names_in(text) - {f"Lan {MARK}"}
    ]  # who made the last report on record

    groups.heard.clear()
    company.store.write(lambda conn: kept(conn, (first, second), company.now)).result()
    company.passes(hours=2)
    assert groups.by_the_clock(held_news.say_held)
    posted = dict.fromkeys((posted_reports.post_due, roll_call.post_due, calendar_asking.ask_due), 0)
    for hour in (8, 9, 17, 18):
        company.now = local(30, hour) + timedelta(days=1, minutes=5)
        company.store.write(
            lambda conn: duty_keeping.keep(conn, centres=company.centres, now=company.now)
        ).result()
        for posts in posted:
            posted[posts] += groups.by_the_clock(posts)
    assert all(posted.values())
    assert [text for _, text in groups.heard if names_in(text) - {f"Lan {MARK}"}] == []


def test_these_are_all_who_write_to_groups_unasked() -> None:
    """Another kind is looked at for names before it is listed, or it is said below why it may name somebody."""
    acted = {
        "rushing", "telling", "behalf_notices", "claiming", "paid_recording", "push_messages", "bundling",
    }  # fmt: skip
    by_the_clock = {
        "digest_message", "sweep", "held_news", "posted_reports", "roll_call", "before_promised", "calendar_asking",
        "alarms",
    }  # fmt: skip
    calls = {"out_of_reach"}  # mentions whom it cannot write to, with no word of what about
    handed_in = {"duty_notices"}  # whoever receives it reads whose word it is
    leaves = {"leaving_company"}  # who has left, and which work has nobody now
    in_private = {"daily_lists"}  # to whoever wants it, of their own work
    found = {
        path.stem
        for path in HANDLERS.rglob("*.py")
        if re.search(r"unasked=(True|chat < 0)", path.read_text())
    }
    assert found == acted | by_the_clock | calls | handed_in | leaves | in_private


NEVER_WAIT = {
    "duty_notices": "what was handed in by the clock, with its files, which no other message can say",
    "paid_recording": "money that came is told at once (S3-31)",
    "posted_reports": "the day's chart, at its minute",
    "calendar_asking": "once a year",
    "telling": "behind a message that is just being sent and no longer holds",
    "bundling": "the same",
    "rushing": "in private",
    "daily_lists": "in private",
}


def test_whatever_else_is_written_to_groups_unasked_may_wait_once_they_have_heard_enough() -> None:
    at_once = set()
    for path in HANDLERS.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"Say", "replace"}:
                named = {one.arg for one in call.keywords}
                unasked = [one.value for one in call.keywords if one.arg == "unasked"]
                if unasked and ast.unparse(unasked[0]) != "False" and "may_wait" not in named:
                    at_once.add(path.stem)
    assert at_once - {"held_news"} == NEVER_WAIT.keys()  # what was kept back has waited
