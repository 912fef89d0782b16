"""The company of twelve departments founded, and so many of its days lived through."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from bot.centres.centre_files import load
from orders.centre_file.centre import Centre
from tests.support.company import Company
from tests.support.month import Month
from tests.support.month_answers import Answers
from tests.support.month_figures import Figures, figures
from tests.support.month_jobs import Jobs
from tests.support.month_people import enrolled, workers
from tests.support.works import at_work

FILE = Path(__file__).parents[1] / "centre" / "twelve_departments.yaml"
BEGINS = date(2026, 11, 2)  # a Monday; the 24th, a Tuesday, is a holiday, and Saturdays are half days


async def lived(url: str, *, orders: int, until: date, seed: int) -> tuple[Month, Figures]:
    """From the first day on, to the end of the last one."""
    centre, draw = load(FILE).only, Random(seed)
    days = _working_days(centre, until)
    before = centre.calendar.opening(days[0]) - timedelta(minutes=30)
    people = enrolled(centre)
    bound = [one.id for one in centre.departments]
    company = Company.founded(url, before, centre_file=FILE, people=people, bound=bound)
    try:
        async with at_work(company) as works:
            jobs = Jobs(works=works, workers=workers(people, draw), draw=draw)
            month = Month(jobs=jobs, answers=Answers(jobs=jobs), days=days, orders=orders)
            month.plan_all()
            end = datetime.combine(until, datetime.min.time(), tzinfo=centre.zone) + timedelta(hours=22)
            await month.live(end)
            return month, figures(works, end)
    finally:
        company.close()


def _working_days(centre: Centre, until: date) -> Sequence[date]:
    days = (BEGINS + timedelta(days=number) for number in range((until - BEGINS).days + 1))
    return [day for day in days if centre.calendar.is_working_day(day)]
