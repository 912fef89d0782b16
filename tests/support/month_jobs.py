"""What people have to do, and do: a stage is taken over, worked on, reported, stuck, finished, each in its own time."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any, TypeAlias

from sqlalchemy import Connection

from bot.awaiting import settled
from orders.order import ACTIVE_STATES, Order, OrderId, StageState
from storage.order_book import order_finding, orders_rows
from tests.support.month_people import Worker
from tests.support.works import Works

Act: TypeAlias = Callable[[], Awaitable[object]]

LENGTHS = {"check": (30, 300), "dispatch": (60, 480), "fitting": (90, 480)}  # working minutes; the others:
LENGTH = (180, 1080)
STUCK = ("kẹt thiếu mica", "kẹt khách chưa duyệt", "kẹt hư máy")


@dataclass(kw_only=True)
class Job:
    """A stage in the mind of whoever works on it, whatever the bot knows of it."""

    code: str
    stage: str
    worker: Worker
    taken: bool = False
    ready_at: datetime | None = None
    stuck_until: datetime | None = None
    shown: bool = False  # to whoever approves it
    over: bool = False


@dataclass(kw_only=True)
class Jobs:
    """``refused``: how often something was, by its first word; ``away``: since when and until when somebody is."""

    works: Works
    workers: Sequence[Worker]
    draw: Random
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    jobs_of: defaultdict[str, list[Job]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[OrderId, str] = field(default_factory=dict)
    away: defaultdict[str, list[tuple[datetime, datetime]]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    said: int = 0
    plans: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _turns: Any = field(default_factory=count)

    # --- what they do ---

    async def take(self, job: Job) -> None:
        if job.taken or job.over:
            return
        if not await self.say(
            job.worker.name,
            f"/confirm {job.code} {job.stage}",
            group=self.stage_department(job.stage),
        ):
            return
        self.begin(job)

    def begin(self, job: Job) -> None:
        job.taken = True
        worker, calendar = job.worker, self.calendar(job.worker.department)
        length = self.draw.randrange(*LENGTHS.get(job.stage, LENGTH))
        now = self.works.hands.at
        job.ready_at = calendar.add_working(now, length)
        if self.draw.random() < 0.05:
            self.at(calendar.add_working(now, max(1, length // 2)), partial(self.get_stuck, job))
        if worker.temper.forgets < self.draw.random():
            for share in (0.4, 0.8):
                if length > 400 and not worker.temper.lists:
                    at = calendar.add_working(now, int(length * share))
                    self.at(at, partial(self.report, job, f"{int(share * 100)}%"))
        if worker.temper.forgets < self.draw.random():
            done = self.later(worker, job.ready_at)
            if self.draw.random() < 0.04:
                done = calendar.closing(calendar.day_from(done.date())) + timedelta(
                    minutes=self.draw.randrange(20, 180)
                )
            self.at(done, partial(self.finish, job))

    async def get_stuck(self, job: Job) -> None:
        if job.over or job.stuck_until:
            return
        calendar = self.calendar(job.worker.department)
        job.stuck_until = calendar.add_working(self.works.hands.at, self.draw.randrange(120, 900))
        job.ready_at = max(job.ready_at or job.stuck_until, job.stuck_until)
        await self.report(job, self.draw.choice(STUCK))
        if self.draw.random() < 0.7:
            self.at(self.later(job.worker, job.stuck_until), partial(self.go_on, job))

    async def go_on(self, job: Job) -> None:
        if job.stuck_until and not job.over:
            job.stuck_until = None
            await self.say(job.worker.name, f"/resume {job.code} {job.stage}")
            self.at(self.later(job.worker, job.ready_at or self.works.hands.at), partial(self.finish, job))

    async def report(self, job: Job, words: str) -> None:
        if not job.over:
            await self.say(
                job.worker.name,
                f"/update {job.code} {job.stage} {words}",
                group=self.stage_department(job.stage),
            )

    async def finish(self, job: Job) -> None:
        if job.over or self.busy_until(job):
            return
        if await self.say(
            job.worker.name,
            f"/update {job.code} {job.stage} xong",
            group=self.stage_department(job.stage),
        ):
            await self.follow(job.code)

    async def approve(self, job: Job) -> None:
        head = self.head(self.stage_department(job.stage))
        await self.say(head.name, f"/approve {job.code} {job.stage}")
        await self.follow(job.code)

    def words(self, job: Job) -> str:
        """As it stands."""
        if not self.busy_until(job):
            return "xong"
        left = (job.ready_at or self.works.hands.at) - self.works.hands.at
        if left > timedelta(days=1):
            return self.draw.choice(("mai", "60%", "40%"))
        return self.draw.choice(("chiều nay", "70%", "90%"))

    # --- how it stands ---

    async def follow(self, code: str) -> None:
        """Notice what the order has come to: new stages find somebody to do them."""
        order = await self.order(code)
        for stage, record in order.stages.items():
            job = self.jobs.get((code, stage))
            if record.state in ACTIVE_STATES and job is None:
                self.start(code, stage, record.state)
            elif record.state is StageState.APPROVAL and job is not None and not job.shown:
                job.shown = True
                if self.draw.random() < 0.9:
                    self.at(self.soon(self.stage_department(stage)), partial(self.approve, job))
            elif job is not None and record.state not in ACTIVE_STATES:
                job.over = True
            elif job is not None and record.hold is None:
                job.stuck_until = None

    def start(self, code: str, stage: str, state: StageState) -> None:
        worker = self.pick(self.stage_department(stage))
        job = self.jobs[code, stage] = Job(code=code, stage=stage, worker=worker)
        self.jobs_of[code].append(job)
        now = self.works.hands.at
        if state is not StageState.OFFERED:
            job.taken, job.ready_at = True, now
            self.at(self.later(worker, now), partial(self.finish, job))
        elif worker.temper.forgets < self.draw.random():
            self.at(self.later(worker, now), partial(self.take, job))

    def busy_until(self, job: Job) -> bool:
        now = self.works.hands.at
        return bool(job.stuck_until) or (job.ready_at is not None and now < job.ready_at)

    async def order(self, code: str) -> Order:
        def read(conn: Connection) -> Order:
            row = order_finding.find(conn, self.works.company.centre.id, code.replace("-", "").lower())
            assert row is not None, code
            return orders_rows.load(conn, row.id)

        order = await settled(self.works.company.store.read(read))
        self.codes[order.id] = order.code
        return order

    # --- words and times ---

    async def say(
        self, who: str, words: str, *, group: str | None = None, reply_to: int | None = None
    ) -> bool:
        """Whether it was taken."""
        heard = await self.heard(who, words, group=group, reply_to=reply_to)
        taken = not any(one.lines[0].key.startswith("refusal.") for one in heard.says[:1])
        if not taken:
            self.refused[words.split(maxsplit=1)[0]] += 1
        return taken

    async def heard(self, who: str, words: str, **where: Any) -> Any:
        self.said += 1
        return await self.works.says(who, words, **where)

    def at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self.plans, (max(moment, self.works.hands.at), next(self._turns), act))

    def later(self, worker: Worker, since: datetime) -> datetime:
        return self.calendar(worker.department).add_working(since, self.draw.randrange(*worker.temper.pause))

    def soon(self, department: str) -> datetime:
        return self.calendar(department).add_working(self.works.hands.at, self.draw.randrange(20, 120))

    def in_hours(self, day: date, department: str) -> datetime:
        calendar = self.calendar(department)
        opening = calendar.opening(day)
        return calendar.add_working(
            opening,
            self.draw.randrange(1, calendar.working_minutes_between(opening, calendar.closing(day))),
        )

    def calendar(self, department: str) -> Any:
        return self.works.company.centre.calendar_of(department)

    def stage_department(self, stage: str) -> str:
        return self.works.company.centre.workflows[0].stage(stage).department

    def pick(self, department: str) -> Worker:
        there = [one for one in self.workers if one.department == department and not one.head]
        return self.draw.choice([one for one in there if not self.is_away(one)] or there)

    def head(self, department: str) -> Worker:
        return next(one for one in self.workers if one.department == department and one.head)

    def is_away(self, worker: Worker) -> bool:
        now = self.works.hands.at
        return any(since <= now < until for since, until in self.away[worker.name])
