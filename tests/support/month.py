"""A month of a company as its people live it: they take over, report, forget, get stuck, go on leave, answer by numbers.

What they do depends on a seed alone; what the bot makes of it is the product's own doing (see works).
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from tests.support.month_answers import Answers
from tests.support.month_jobs import Jobs


@dataclass(kw_only=True)
class Month:
    """``days``: the company's working days in it, ``orders``: how many are opened on them."""

    jobs: Jobs
    answers: Answers
    days: Sequence[date]
    orders: int

    async def live(self, until: datetime) -> None:
        """Everything that is planned or falls due before ``until``, in its order."""
        while True:
            at = min(self.jobs.plans[0][0] if self.jobs.plans else until, until)
            if await self.jobs.works.step(at):
                await self.answers.look()
                continue
            if at >= until:
                return
            while self.jobs.plans and self.jobs.plans[0][0] <= at:
                await heapq.heappop(self.jobs.plans)[2]()
            await self.jobs.works.settle()
            await self.answers.look()

    # --- what is planned from the beginning ---

    def plan_all(self) -> None:
        for number in range(self.orders):
            at = self.jobs.in_hours(self.days[number * len(self.days) // self.orders], "sales")
            self.jobs.at(at, partial(self._open, number))
        for day in self.days:
            for worker in self.jobs.workers:
                if worker.temper.lists:
                    opening = self.jobs.calendar(worker.department).opening(day)
                    minutes = self.jobs.draw.randrange(5, 40)
                    self.jobs.at(
                        opening + timedelta(minutes=minutes),
                        partial(self.answers.go_through_list, worker),
                    )
        self._plan_leaves()

    def _plan_leaves(self) -> None:
        """A third are away for one to three days, half of them with somebody in their place; a head names who is on duty."""
        opening = self.jobs.calendar("sales").opening(self.days[0])
        for worker in self.jobs.workers:
            mates = [
                one
                for one in self.jobs.workers
                if one.department == worker.department and one.name != worker.name
            ]
            if worker.head and self.jobs.draw.random() < 0.5:
                self.jobs.at(
                    opening,
                    partial(self.jobs.say, worker.name, f"/truc {mates[0].name}"),
                )
            if self.jobs.draw.random() > 0.33:
                continue
            first = self.jobs.draw.randrange(len(self.days))
            last = min(first + self.jobs.draw.randrange(3), len(self.days) - 1)
            deputy = f", {mates[-1].name} thay" if self.jobs.draw.random() < 0.5 else ""
            words = f"/nghi {self.days[first]:%d/%m} - {self.days[last]:%d/%m}{deputy}"
            self.jobs.at(opening, partial(self.jobs.say, worker.name, words))
            calendar = self.jobs.calendar(worker.department)
            self.jobs.away[worker.name].append(
                (calendar.opening(self.days[first]), calendar.closing(self.days[last]))
            )

    async def _open(self, number: int) -> None:
        """Mostly promised for when it can be done."""
        code, opener = f"XB-26{number:04}", self.jobs.pick("sales")
        ahead = self.jobs.calendar("sales").add_days(
            self.jobs.works.hands.at, self.jobs.draw.randrange(9, 18)
        )
        await self.jobs.say(
            opener.name, f"/new {code}; Khách {number % 37}; Biển hiệu; {ahead:%d/%m/%Y}", group="sales"
        )
        await self.jobs.follow(code)
