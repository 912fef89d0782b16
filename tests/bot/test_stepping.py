"""The business clock moved forward: whatever falls due on the way is done and said when it is due."""

from datetime import datetime, timedelta

from sandbox.server import TelegramServer
from tests.support.company import Company
from tests.support.moved_in import moved_in
from tests.support.running import step_to, whole_bot


def offered(company: Company) -> None:
    """Monday, 09:00: design has two hours to confirm."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")


async def test_a_week_passes_in_one_move_as_it_would_have_passed(database_url: str, now: datetime) -> None:
    async with moved_in(database_url, now, story=offered) as home, home.bot() as bot:
        home.news()
        await step_to(bot, home.hands, home.server, now + timedelta(days=4, hours=5))  # Friday, 14:00
        told = [(when, who) for when, who, text in home.news() if "KT-2411" in text]
        assert home.hands.now() == now + timedelta(days=4, hours=5)
    assert told == [
        ("Mon 11:00", "design"),
        ("Mon 14:00", "Vy"),
        ("Wed 09:00", "coordination"),
        ("Fri 08:00", "Khoa"),
    ]
    assert home.server.violations == []


async def test_a_move_to_the_present_or_the_past_changes_nothing(sqlite_url: str, now: datetime) -> None:
    async with moved_in(sqlite_url, now, story=offered) as home, home.bot() as bot:
        home.hands.pass_(hours=3)
        calls = len(home.server.calls)
        for moment in (home.hands.now(), now):
            await bot.stepping.to(moment, home.hands.move_to)
        assert home.hands.now() == now + timedelta(hours=3)
        assert [one.method for one in home.server.calls[calls:] if one.method.startswith("send")] == []


async def test_the_charts_hour_is_a_step_of_its_own(sqlite_url: str, now: datetime) -> None:
    async with moved_in(sqlite_url, now, story=offered) as home, home.bot() as bot:
        passed: list[datetime] = []

        async def move(moment: datetime) -> None:
            passed.append(moment)
            await home.hands.move_to(moment)

        await bot.stepping.to(now + timedelta(hours=14), move)
        at = home.company.centre.reports.daily_chart
        assert at is not None
        local = [one.astimezone(home.company.centre.zone) for one in passed]
        assert any(one.time() == at for one in local)
        assert passed == sorted(set(passed))


async def test_a_clock_that_runs_is_moved_too_and_stays_so_over_a_restart(sqlite_url: str) -> None:
    server = TelegramServer()
    await server.start()
    try:
        async with whole_bot(server, sqlite_url) as bot:
            there = bot.clock.now() + timedelta(days=2)
            await bot.move_to(there)
            assert there <= bot.clock.now() < there + timedelta(minutes=1)
        async with whole_bot(server, sqlite_url) as bot:
            assert there <= bot.clock.now() < there + timedelta(minutes=1)
    finally:
        await server.stop()
