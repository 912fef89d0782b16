"""The clock is set, or goes by summer time, or stood over a due time: each report once a day, each reminder once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select

from handlers.overviews import posted_reports
from handlers.reply_json import say_from_json
from storage.chasing import postings_rows
from storage.tables.post_tables import outbox
from storage.tables.reminder_tables import reminders
from tests.support.company import CENTRES, Company
from tests.support.sweeping import Sweeping

VIETNAM, BERLIN, NEW_YORK, LORD_HOWE = (
    "Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
)  # fmt: skip
AGAIN = "*"  # behind a wall time that the change to winter time repeats: the second of the two

# zone, when the report is wanted, the wall times at which somebody looks, and the days posted (! = said to be late)
CASES: Sequence[tuple[str, str, str, str, str]] = (
    ("on time", VIETNAM, "17:00", "23 16:59, 23 17:00, 23 17:01", "23"),
    ("set forward, not over it", VIETNAM, "17:00", "23 10:00, 23 11:00", ""),
    ("set forward an hour over it", VIETNAM, "17:00", "23 16:30, 23 17:30", "23!"),
    ("set back an hour after it", VIETNAM, "17:00", "23 17:00, 23 16:00, 23 16:59, 23 17:00", "23"),
    ("set back an hour before it", VIETNAM, "17:00", "23 16:30, 23 15:30, 23 16:30, 23 17:00", "23"),
    ("forward over it and back", VIETNAM, "17:00", "23 16:30, 23 17:30, 23 16:31, 23 17:00", "23!"),
    ("set back over midnight", VIETNAM, "17:00", "23 17:00, 24 00:30, 23 23:30, 24 00:30, 24 17:00", "23 24"),
    ("seven hours ahead at start", VIETNAM, "17:00", "23 17:00, 23 10:00, 23 17:00, 24 17:00", "23 24"),
    ("a day forward", VIETNAM, "17:00", "23 10:00, 24 10:00, 24 17:00", "24"),
    ("a day back", VIETNAM, "17:00", "23 17:00, 24 17:00, 23 17:00, 24 17:00, 25 17:00", "23 24 25"),
    ("a month forward and back", VIETNAM, "17:00", "23 17:00, 1.12 09:00, 24 17:00, 1.12 17:00", "23 24 1"),
    ("down six hours over it", VIETNAM, "17:00", "23 14:00, 23 20:00, 23 20:01", "23!"),
    ("down six hours, back just after it", VIETNAM, "17:00", "23 11:05, 23 17:05", "23"),
    ("down six hours, back just before it", VIETNAM, "17:00", "23 10:59, 23 16:59, 23 17:00", "23"),
    ("down over night", VIETNAM, "17:00", "23 16:00, 24 07:00, 24 08:00, 24 17:00", "24"),
    ("down six hours over midnight", VIETNAM, "23:30", "23 20:00, 24 02:00, 24 08:00, 24 23:30", "24"),
    ("looked at a minute past midnight", VIETNAM, "23:59", "23 23:58, 24 00:01, 24 00:02", "24"),
    ("down three days", VIETNAM, "17:00", "23 10:00, 26 10:00, 26 17:00", "26"),
    ("down a week", VIETNAM, "17:00", "23 17:00, 30 17:00", "23 30"),
    ("Berlin goes over to winter", BERLIN, "17:00", "24.10 17:00, 25.10 16:59, 25.10 17:00", "24 25"),
    ("the hour Berlin has twice", BERLIN, "02:30", "25.10 02:30, 25.10 02:29*, 25.10 02:30*", "25"),
    ("down over the first of the two", BERLIN, "02:30", "25.10 01:50, 25.10 02:10*, 25.10 02:30*", "25!"),
    ("down six hours over both", BERLIN, "02:30", "24.10 02:30, 24.10 23:00, 25.10 04:00, 25.10 08:00", "24 25!"),
    ("Berlin goes over to summer", BERLIN, "17:00", "28.3 17:00, 29.3 16:59, 29.3 17:00", "28 29"),
    ("the hour Berlin has not", BERLIN, "02:30", "29.3 01:59, 29.3 03:00, 29.3 03:29, 29.3 03:30", "29"),
    ("the hour after that", BERLIN, "03:00", "29.3 01:59, 29.3 03:00, 29.3 04:00", "29"),
    ("the machine is set to winter by hand", BERLIN, "17:00", "25.10 17:00, 25.10 16:00, 25.10 17:00", "25"),
    ("the hour New York has twice", NEW_YORK, "01:30", "1.11 01:30, 1.11 01:29*, 1.11 01:30*", "1"),
    ("the hour New York has not", NEW_YORK, "02:30", "8.3 01:59, 8.3 03:00, 8.3 03:30, 8.3 03:31", "8"),
    ("down six hours over New York's change", NEW_YORK, "02:30", "7.3 02:30, 7.3 23:00, 8.3 06:00, 8.3 08:00", "7 8!"),
    ("half an hour twice", LORD_HOWE, "01:45", "5.4 01:45, 5.4 01:40*, 5.4 01:45*", "5"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_report_is_posted_once_a_day_and_said_to_be_late_when_it_is(
    case: tuple[str, str, str, str, str], sqlite_url: str, tmp_path: Path
) -> None:
    """Somebody looks twice each time. The day before had its report."""
    _, zone, at, looks, posted = case
    moments = [_moment(one, zone) for one in looks.split(", ")]
    before = moments[0].astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    company = Company.founded(
        sqlite_url,
        moments[0],
        centre_file=_centre(tmp_path, zone, at),
        bound=("sales",),
        people={"Lan": ("sales", False, ())},
    )
    try:
        company.store.write(
            lambda conn: postings_rows.take(
                conn, company.centre.id, posted_reports.DAILY_CHART, before, moments[0] - timedelta(days=1)
            )
        ).result()
        for now in moments:
            for _ in range(2):
                company.store.write(lambda conn, now=now: _look(conn, company, now)).result()
        found = company.store.read(lambda conn: _posted(conn, ZoneInfo(zone))).result()
    finally:
        company.close()
    assert " ".join(found) == posted


async def test_a_reminder_comes_once_though_the_clock_is_set_back_and_forth(
    database_url: str, now: datetime
) -> None:
    company = Company.founded(database_url, now)
    try:
        company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
        company.says("Lan", "/update KT-2411 nhận đơn xong")
        sweeping = Sweeping(company=company)
        hour = timedelta(hours=1)
        at_due = sweeping.until(now + 2 * hour)
        told = {}
        for jump in (1, -1, -2, 2, 1):  # hours after the due time
            company.now = now + (2 + jump) * hour
            sweeping.sweep()
            sweeping.deliver()
            told[jump] = [who for _, who, _ in sweeping.told[len(at_due) :]]
        climbed = company.store.read(_rungs).result()
        company.says("Minh", "/confirm KT-2411 thiết kế")
        answered = sweeping.until(now + 5 * hour)
    finally:
        company.close()
    assert [who for _, who, _ in at_due] == ["design"]
    assert told[-1] == told[-2] == told[1], "set back, it was said again"
    assert len(climbed) == len(set(climbed))
    assert [rung for *_, rung, _ in climbed] == sorted(rung for *_, rung, _ in climbed)
    assert not [one for one in answered if "KT-2411 design" in one[2]], "the answer was not taken"


def _look(conn: Connection, company: Company, now: datetime) -> None:
    posted_reports.post_due(conn, centres=company.centres, now=now, machine_now=now)


def _posted(conn: Connection, zone: ZoneInfo) -> list[str]:
    """The day of each, in the order they were posted."""
    query = select(outbox.c.payload, outbox.c.made_at).where(outbox.c.lane == "reports").order_by(outbox.c.id)
    days = []
    for row in conn.execute(query):
        first_line = say_from_json(row.payload).lines[0]
        late = first_line.key == "report.late_posting"
        day = first_line.params["day"] if late else row.made_at.astimezone(zone).date()
        days.append(f"{day.day}{'!' * late}")
    return days


def _rungs(conn: Connection) -> list[tuple[str, str, datetime, int, int]]:
    table = reminders.c
    rows = conn.execute(
        select(table.ref, table.rule, table.missed_at, table.rung, table.round).order_by(table.id)
    )
    return [tuple(row) for row in rows]


def _moment(told: str, zone: str) -> datetime:
    """ "25.10 02:30*"; without a month it is November."""
    day, _, wall = told.rstrip(AGAIN).partition(" ")
    number, _, month = day.partition(".")
    hour, minute = wall.split(":")
    local = datetime(
        2026, int(month or 11), int(number), int(hour), int(minute), tzinfo=ZoneInfo(zone),
        fold=told.endswith(AGAIN),
    )  # fmt: skip
    return datetime.fromtimestamp(local.timestamp(), ZoneInfo("UTC"))


def _centre(folder: Path, zone: str, at: str) -> Path:
    """A company there that works every day."""
    text = CENTRES.read_text(encoding="utf-8")
    for old, new in (
        ("time_zone: Asia/Ho_Chi_Minh", f"time_zone: {zone}"),
        ("mon-sat: 08:00-12:00, 13:00-17:00", "mon-sun: 08:00-12:00, 13:00-17:00"),
        ("  daily_chart: 17:00\n", f"  daily_chart: '{at}'\n"),
        ("      - {day: 2026-11-24, ", "      - {day: 2026-06-15, "),
    ):
        assert old in text
        text = text.replace(old, new)
    file = folder / "centre.yaml"
    file.write_text(text, encoding="utf-8")
    return file
