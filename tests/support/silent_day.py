"""The story of a day on which nobody says anything: what the bot asks, whom it tells, and that the money came."""

from datetime import UTC, datetime, timedelta, timezone

from tests.support.running import step_to
from tests.support.stage_hands import Company
from tests.support.story import found_company

VIETNAM = timezone(timedelta(hours=7))


async def tell_silent_day(company: Company, setup_code: str) -> None:
    with company.transcript.unwritten():
        await company.meet()
        await found_company(company, setup_code)
    await _monday(company)
    await _evening(company)
    await _wednesday(company)
    await _money(company)


async def _monday(company: Company) -> None:
    company.heading("two_orders")
    await company.says("sales", "sales", "new_2411")
    await company.says("sales", "sales", "new_2412")
    await company.says("sales", "sales", "both_received")
    await company.taps("design", "design", "rc", "design")
    await company.says("design", "design", "by_eight")
    company.heading("receipt_missing")
    await _until(company, _at(23, 11), "nothing_said")
    await company.answers("design", "design", "numbers_received")


async def _evening(company: Company) -> None:
    company.heading("chart")
    await _until(company, _at(23, 17), "chart_time")
    company.heading("night")
    await _until(company, _at(25, 7, 59), "night_and_holiday")


async def _wednesday(company: Company) -> None:
    company.heading("opening")
    await _until(company, _at(25, 8), "opening")
    company.heading("escalated")
    await _until(company, _at(25, 10), "still_silent")
    company.heading("answered")
    await company.replies_with_file("design", "design", "drawing_at_last")


async def _money(company: Company) -> None:
    company.heading("qr")
    await company.says("finance", "finance", "qr")
    company.hide(company.reference("finance", "finance"), "reference")
    company.hands.pass_(minutes=20)
    company.heading("paid")
    await company.says("finance", "finance", "paid")


async def _until(company: Company, moment: datetime, remark: str) -> None:
    """Let the clock run to then, through all that falls due on the way."""
    company.remark(remark)
    await step_to(company.bot, company.hands, company.server, moment)
    company.transcript.look()


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """That moment of November 2026 in Vietnam; the 24th is a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)
