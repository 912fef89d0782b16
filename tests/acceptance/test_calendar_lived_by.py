"""A whole bot lives by its calendar: by days written while it works, over a restart; and asks about the next one."""

import asyncio
from datetime import date, datetime, timedelta

from bot.app import Running, running
from bot.centres.centre_files import load
from orders.calendars.calendar_days import CalendarDay, Source
from orders.names import Names
from storage import calendar_rows
from tests.support.company import Company
from tests.support.moved_in import moved_in
from tests.support.running import settings_for, step_to

WEDNESDAY = date(2026, 11, 25)


def offered(company: Company) -> None:
    """Monday, 09:00: design has two hours to confirm."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")


async def closed(bot: Running, now: datetime) -> None:
    """Wednesday is off from now on, as the command line writes it."""
    off = Names(vi="Nghỉ", zh="休息", en="Off")
    days = [CalendarDay(day=WEDNESDAY, hours=(), names=off, source=Source.HAND)]
    await asyncio.wrap_future(bot.store.write(lambda conn: calendar_rows.write(conn, "adtech", days, now)))


async def test_reminders_go_by_a_day_off_that_is_written_while_the_bot_works_and_after_a_restart(
    database_url: str, now: datetime
) -> None:
    async with moved_in(database_url, now, story=offered) as home:
        async with home.bot() as bot:
            home.news()
            await step_to(bot, home.hands, home.server, now + timedelta(hours=6))
            await closed(bot, now)
            await step_to(bot, home.hands, home.server, now + timedelta(hours=7))
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, now + timedelta(days=3, hours=5))  # Thursday, 14:00
            told = [(when, who) for when, who, text in home.news() if "KT-2411" in text]
    assert told == [
        ("Mon 11:00", "design"),
        ("Mon 14:00", "Vy"),
        ("Thu 09:00", "coordination"),  # a day later than without it; Tuesday is a holiday
    ]
    assert home.server.violations == []


async def test_a_start_counts_by_the_days_that_are_kept_before_anything_is_said(
    database_url: str, now: datetime
) -> None:
    async with moved_in(database_url, now, story=lambda _: None) as home:
        async with home.bot() as bot:
            await closed(bot, now)
        settings = settings_for(home.server, home.database_url, admins=(1,))
        centres = load(settings.centre)
        token, url = home.server.token, home.server.url
        async with running(settings, token=token, api_url=url, centres=centres):
            assert not centres["adtech"].calendar.is_working_day(WEDNESDAY)


async def test_the_coordination_is_asked_about_next_year_on_a_working_morning(
    database_url: str, now: datetime
) -> None:
    async with moved_in(database_url, now, story=lambda _: None) as home, home.bot() as bot:
        home.news()
        await step_to(bot, home.hands, home.server, now + timedelta(days=4))
        asked = [(when, who) for when, who, text in home.news() if "năm 2027 chưa được xác nhận" in text]
    assert asked == [("Wed 08:00", "coordination")]
    assert home.server.violations == []
