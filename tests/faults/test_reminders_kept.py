"""Reminders over stops, kills and rivals: nothing lost, nothing twice but for what was in flight, and that marked."""

import signal
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, wait
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.app import OFFSET
from handlers.nudges.sweep import sweep
from storage import settings_rows
from storage.engine import open_store
from storage.tables.reminder_tables import digests, reminders
from tests.support.child_bot import At, ChildBot
from tests.support.company import Company
from tests.support.moved_in import Home, moved_in
from tests.support.receiving import eventually
from tests.support.running import step_to
from tests.support.workshop import ANY_LEASE, CENTRE, LONG, REPEAT

SECONDS = 30
MOMENT = timedelta(seconds=1)
PLAIN, MARKED = False, True
ROLL_CALL = "Điểm danh"
AMID = {  # where -> the statement at which the bot dies, and how its successor says it
    "looking": ("INSERT INTO reminders", PLAIN),
    "gathering": ("INSERT INTO digest_lines", PLAIN),
    "posting": ("UPDATE digests", PLAIN),
    "closing": ("UPDATE digest_lines", MARKED),
}


def offered(company: Company) -> None:
    """Monday, 09:00: design has two hours to confirm."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")


def in_two_hands(company: Company) -> None:
    company.in_fabrication("KT-2412")
    offered(company)


def offered_one_after_another(company: Company) -> None:
    """By eleven, twenty past, and twenty to twelve design has to confirm."""
    for number in (1, 2, 3):
        company.says("Lan", f"/new KT-241{number}; Khánh Thy; Biển alu")
        company.says("Lan", f"/update KT-241{number} nhận đơn xong")
        company.passes(minutes=20)


def in_three_hands(company: Company) -> None:
    """Receipts, a word and two due times lie in the week ahead."""
    offered(company)
    company.in_fabrication("KT-2412")
    company.says("Lan", "/new KT-2413; Khánh Thy; Biển alu")


async def test_after_a_stop_of_two_hours_over_three_due_times_each_chat_hears_exactly_once(
    database_url: str, now: datetime
) -> None:
    """Lesson 2: what fell due while the bot was down is said when it is back, all of it in one message."""
    async with moved_in(database_url, now, story=offered_one_after_another) as home:
        home.hands.pass_(hours=1)
        async with home.bot():
            home.news()
        home.hands.pass_(hours=1, minutes=55)
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, home.hands.now() + MOMENT)
            told = [(who, text) for _, who, text in home.news() if "KT-" in text]
            await step_to(bot, home.hands, home.server, home.hands.now() + MOMENT)
            assert home.news() == []
        rungs = Counter(home.read(_rungs))
    [(who, text)] = told
    assert who == "design"
    assert all(f"KT-241{number}" in text for number in (1, 2, 3))
    assert not text.startswith(REPEAT)
    assert set(rungs.values()) == {1}
    assert home.server.violations == []


async def test_after_a_stop_over_many_due_times_each_chat_hears_once_and_each_thing_is_asked_for_once(
    database_url: str, now: datetime
) -> None:
    """Lesson 2: nor does a week's outage spam anybody."""
    async with moved_in(database_url, now, story=in_three_hands) as home:
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, now + timedelta(hours=2, minutes=30))
        before = Counter(home.read(_rungs))
        home.news()
        home.hands.pass_(days=7)
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, home.hands.now() + MOMENT)
        told = Counter(who for _, who, text in home.news() if "KT-" in text)
        climbed = Counter(home.read(_rungs)) - before
    assert set(told.values()) == {1}
    assert {"Vy", "production"} <= set(told)
    assert set(climbed.values()) == {1}
    assert home.server.violations == []


async def test_after_a_stop_the_roll_call_comes_in_the_message_of_its_chat(
    database_url: str, now: datetime
) -> None:
    """What falls due by the clock and what was missed meanwhile are gathered before anything is said."""
    async with moved_in(database_url, now, story=in_two_hands) as home:
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, now + timedelta(hours=8))
        home.news()
        home.hands.pass_(days=6, hours=16)
        for _ in range(30):  # after each answer the post looks at what there is to say
            await home.person("Lan").say(home.places["Lan"], "/my")
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, home.hands.now() + MOMENT)
        told = [(who, text) for _, who, text in home.news() if "KT-" in text or ROLL_CALL in text]
    [of_all] = [text for who, text in told if who == "coordination"]
    assert "KT-2411" in of_all
    assert ROLL_CALL in of_all
    assert home.server.violations == []


async def test_a_kill_between_the_sweep_and_the_message_loses_nothing_and_repeats_nothing(
    database_url: str, now: datetime, tmp_path: Path
) -> None:
    async with moved_in(database_url, now, story=offered) as home:
        home.hands.pass_(hours=2)
        store = open_store(database_url)
        store.write(lambda conn: _sweep(conn, home, home.hands.now())).result(SECONDS)
        store.close()  # and the process is no more
        async with home.bot():
            said = [text for _, who, text in home.news() if who == "design" and "KT-2411" in text]
    assert len(said) == 1
    assert not said[0].startswith(REPEAT)


async def test_what_was_in_flight_when_the_bot_was_killed_is_said_once_more_and_marked(
    database_url: str, now: datetime, tmp_path: Path
) -> None:
    async with moved_in(database_url, now, story=offered) as home:
        async with home.bot():
            pass  # the groups have been greeted and have their trays: what comes next is the reminder
        _set_clock(home, now + timedelta(hours=2, minutes=1))
        hanging = home.server.faults.plan("hang", method="sendMessage", chat=home.places["design"].id)
        async with _child(home, tmp_path / "log") as bot:
            await home.server.world.wait_for(
                lambda: any(call.fault == "hang" for call in home.server.calls), LONG
            )
            bot.signal(signal.SIGSTOP)
            hanging.release()
            await home.server.world.wait_for(lambda: _heard(home), LONG)
            await bot.kill()
        async with _child(home, tmp_path / "log", ahead=ANY_LEASE):
            await eventually(lambda: home.read(_all_said), LONG)
        first, second = _heard(home)
        rungs = home.read(_rungs)
    assert not first.startswith(REPEAT)
    assert second.startswith(REPEAT)
    assert second.removeprefix(REPEAT).strip() == first.strip()
    assert set(Counter(rungs).values()) == {1}


@pytest.mark.parametrize("run", [1, 2, *(pytest.param(run, marks=pytest.mark.soak) for run in range(3, 11))])
@pytest.mark.parametrize("amid", AMID)
async def test_a_kill_amid_a_sweep_or_a_digest_loses_nothing_and_repeats_nothing(
    amid: str, run: int, database_url: str, now: datetime, tmp_path: Path
) -> None:
    """A digest is closed by whoever has its letter in hand: nobody can know how far the letter has come."""
    dies_at, marked = AMID[amid]
    async with moved_in(database_url, now, story=offered) as home:
        async with home.bot():
            pass
        _set_clock(home, now + timedelta(hours=2, minutes=1))
        async with _child(home, tmp_path / "log", dies_at=At(words=dies_at)) as bot:
            assert await bot.ends(LONG) == -signal.SIGKILL
        assert not _heard(home)
        # On PostgreSQL the office is the dead one's until its lease has run out, whatever it had in hand.
        waits = marked or home.company.store.dialect == "postgresql"
        async with _child(home, tmp_path / "log", ahead=ANY_LEASE if waits else timedelta()):
            await home.server.world.wait_for(lambda: _heard(home), LONG)
            await eventually(lambda: home.read(_all_said), LONG)
        assert [text.startswith(REPEAT) for text in _heard(home)] == [marked]
        assert set(Counter(home.read(_rungs)).values()) == {1}


def test_two_sweeps_at_once_remind_of_each_thing_once(postgresql_url: str, now: datetime) -> None:
    company = Company.founded(postgresql_url, now)
    for number in range(12):
        company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu")
        company.says("Lan", f"/update KT-{number} nhận đơn xong")
    at = now + timedelta(hours=2)
    rival = open_store(postgresql_url)
    try:
        running: list[Future[bool]] = [
            store.write(lambda conn: sweep(conn, centres=company.centres, now=at, machine_now=at, most=3))
            for _ in range(6)
            for store in (company.store, rival)
        ]
        done, late = wait(running, SECONDS)
        assert not late
        assert [one.exception() for one in done if one.exception()] == []
        while company.store.write(
            lambda conn: sweep(conn, centres=company.centres, now=at, machine_now=at, most=9)
        ).result(SECONDS):
            pass
        things = Counter(company.store.read(_rungs).result(SECONDS))
        chats = Counter(company.store.read(_unsent).result(SECONDS))
    finally:
        rival.close()
        company.close()
    assert len(things) == 24
    assert set(things.values()) == {1}
    assert set(chats.values()) == {1}


def _sweep(conn: Connection, home: Home, now: datetime) -> bool:
    return sweep(conn, centres=home.company.centres, now=now, machine_now=datetime.now(UTC), most=9)


def _rungs(conn: Connection) -> Sequence[tuple[str, str]]:
    """The thing of each reminder that was made."""
    return [(row.kind, row.ref) for row in conn.execute(select(reminders.c.kind, reminders.c.ref))]


def _unsent(conn: Connection) -> Sequence[int]:
    return list(conn.execute(select(digests.c.chat).where(digests.c.state == "unsent")).scalars())


def _all_said(conn: Connection) -> bool:
    waiting = select(func.count()).select_from(digests).where(digests.c.state != "said")
    return conn.execute(waiting).scalar_one() == 0


def _heard(home: Home) -> Sequence[str]:
    """What design was reminded of."""
    group = home.places["design"]
    said = home.server.world.from_bot(group)
    return [one.text for one in said if "KT-2411" in one.text and not one.pinned]


def _set_clock(home: Home, moment: datetime) -> None:
    """Business time, for bots that run by the machine's."""
    ahead = (moment - datetime.now(UTC)).total_seconds()
    store = open_store(home.database_url)
    store.write(lambda conn: settings_rows.put(conn, OFFSET, ahead)).result(SECONDS)
    store.close()


def _child(home: Home, log: Path, *, ahead: timedelta = timedelta(), dies_at: At | None = None) -> ChildBot:
    settings: dict[str, Any] = {
        "bot_token": home.server.token,
        "bot_api_url": home.server.url,
        "database_url": home.database_url,
        "centre": CENTRE,
        "http_port": 0,
        "bot_send_limits": False,
        "admins": (1,),
        "log_level": "WARNING",
    }
    return ChildBot(settings, log, ahead=ahead, dies_at=dies_at)
