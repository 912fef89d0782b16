"""A month of a company as its people live it: they take over, report, forget, get stuck, go on leave, answer by numbers.

What they do depends on a seed alone; what the bot makes of it is the product's own doing (see works).
"""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, TypeAlias

from sqlalchemy import Connection

from bot.awaiting import settled
from orders.checks import stage_and_department
from orders.order import ACTIVE_STATES, Order, OrderId, StageState
from storage import digest_rows, order_finding, orders_rows
from storage.said import note_of
from storage.digest_rows import Line
from tests.support.month_people import MANAGER, Worker
from tests.support.works import Arrived, Works

Act: TypeAlias = Callable[[], Awaitable[None]]

FIRST = "reception"
LENGTHS = {"check": (30, 300), "dispatch": (60, 480), "fitting": (90, 480)}  # working minutes; the others:
LENGTH = (180, 1080)
STUCK = ("kẹt thiếu mica", "kẹt khách chưa duyệt", "kẹt hư máy")
_LISTED = re.compile(r"^(\d+)\. (XB-\d+)\b", re.MULTILINE)


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
class Month:
    """``days``: the company's working days in it, ``orders``: how many are opened on them."""

    works: Works
    workers: Sequence[Worker]
    draw: Random
    days: Sequence[date]
    orders: int
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    commands: int = 0
    _plans: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _turns: Any = field(default_factory=count)
    _seen: int = 0
    _jobs_of: defaultdict[str, list[Job]] = field(default_factory=lambda: defaultdict(list))
    _codes: dict[OrderId, str] = field(default_factory=dict)
    _away: defaultdict[str, list[tuple[datetime, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    async def live(self, until: datetime) -> None:
        """Everything that is planned or falls due before ``until``, in its order."""
        while True:
            at = min(self._plans[0][0] if self._plans else until, until)
            if await self.works.step(at):
                await self._look()
                continue
            if at >= until:
                return
            while self._plans and self._plans[0][0] <= at:
                await heapq.heappop(self._plans)[2]()
            await self.works.settle()
            await self._look()

    # --- what is planned from the beginning ---

    def plan_all(self) -> None:
        for number in range(self.orders):
            at = self._in_hours(self.days[number * len(self.days) // self.orders], "sales")
            self._at(at, lambda number=number: self._open(number))  # type: ignore[misc] # mypy infers no default's type
        for day in self.days:
            for worker in self.workers:
                if worker.temper.lists:
                    opening = self._calendar(worker.department).opening(day)
                    minutes = self.draw.randrange(5, 40)
                    self._at(
                        opening + timedelta(minutes=minutes),
                        lambda worker=worker: self._go_through_list(worker),  # type: ignore[misc] # as above
                    )
        self._plan_leaves()

    def _plan_leaves(self) -> None:
        """A third are away for one to three days, half of them with somebody in their place; a head names who is on duty."""
        opening = self._calendar("sales").opening(self.days[0])
        for worker in self.workers:
            mates = [
                one for one in self.workers if one.department == worker.department and one.name != worker.name
            ]
            if worker.head and self.draw.random() < 0.5:
                self._at(
                    opening,
                    lambda name=worker.name, mate=mates[0].name: self._say(name, f"/truc {mate}"),  # type: ignore[misc] # as above
                )
            if self.draw.random() > 0.33:
                continue
            first = self.draw.randrange(len(self.days))
            last = min(first + self.draw.randrange(3), len(self.days) - 1)
            deputy = f", {mates[-1].name} thay" if self.draw.random() < 0.5 else ""
            words = f"/nghi {self.days[first]:%d/%m} - {self.days[last]:%d/%m}{deputy}"
            self._at(opening, lambda name=worker.name, words=words: self._say(name, words))  # type: ignore[misc] # as above
            calendar = self._calendar(worker.department)
            self._away[worker.name].append(
                (calendar.opening(self.days[first]), calendar.closing(self.days[last]))
            )

    async def _open(self, number: int) -> None:
        """Mostly promised for when it can be done."""
        code, opener = f"XB-26{number:04}", self._pick("sales")
        ahead = self._calendar("sales").add_days(self.works.hands.at, self.draw.randrange(9, 18))
        await self._say(
            opener.name, f"/new {code}; Khách {number % 37}; Biển hiệu; {ahead:%d/%m/%Y}", group="sales"
        )
        await self._follow(code)

    # --- what they do ---

    async def _take(self, job: Job) -> None:
        if job.taken or job.over:
            return
        if not await self._say(
            job.worker.name,
            f"/confirm {job.code} {job.stage}",
            group=self._stage_department(job.stage),
        ):
            return
        self._begin(job)

    def _begin(self, job: Job) -> None:
        job.taken = True
        worker, calendar = job.worker, self._calendar(job.worker.department)
        length = self.draw.randrange(*LENGTHS.get(job.stage, LENGTH))
        now = self.works.hands.at
        job.ready_at = calendar.add_working(now, length)
        if self.draw.random() < 0.05:
            self._at(calendar.add_working(now, max(1, length // 2)), lambda: self._get_stuck(job))
        if worker.temper.forgets < self.draw.random():
            for share in (0.4, 0.8):
                if length > 400 and not worker.temper.lists:
                    at = calendar.add_working(now, int(length * share))
                    self._at(at, lambda share=share: self._report(job, f"{int(share * 100)}%"))  # type: ignore[misc] # mypy infers no default's type
        if worker.temper.forgets < self.draw.random():
            done = self._later(worker, job.ready_at)
            if self.draw.random() < 0.04:
                done = calendar.closing(calendar.day_from(done.date())) + timedelta(
                    minutes=self.draw.randrange(20, 180)
                )
            self._at(done, lambda: self._finish(job))

    async def _get_stuck(self, job: Job) -> None:
        if job.over or job.stuck_until:
            return
        calendar = self._calendar(job.worker.department)
        job.stuck_until = calendar.add_working(self.works.hands.at, self.draw.randrange(120, 900))
        job.ready_at = max(job.ready_at or job.stuck_until, job.stuck_until)
        await self._report(job, self.draw.choice(STUCK))
        if self.draw.random() < 0.7:
            self._at(self._later(job.worker, job.stuck_until), lambda: self._go_on(job))

    async def _go_on(self, job: Job) -> None:
        if job.stuck_until and not job.over:
            job.stuck_until = None
            await self._say(job.worker.name, f"/resume {job.code} {job.stage}")
            self._at(
                self._later(job.worker, job.ready_at or self.works.hands.at), lambda: self._finish(job)
            )

    async def _report(self, job: Job, words: str) -> None:
        if not job.over:
            await self._say(
                job.worker.name,
                f"/update {job.code} {job.stage} {words}",
                group=self._stage_department(job.stage),
            )

    async def _finish(self, job: Job) -> None:
        if job.over or self._busy_until(job):
            return
        if await self._say(
            job.worker.name,
            f"/update {job.code} {job.stage} xong",
            group=self._stage_department(job.stage),
        ):
            await self._follow(job.code)

    async def _approve(self, job: Job) -> None:
        head = self._head(self._stage_department(job.stage))
        await self._say(head.name, f"/approve {job.code} {job.stage}")
        await self._follow(job.code)

    async def _go_through_list(self, worker: Worker) -> None:
        """/my, and an answer by its numbers on what is their own."""
        if self._is_away(worker):
            return
        heard = await self._heard(worker.name, "/my")
        lines = []
        for number, code in _LISTED.findall(heard.answer):
            mine = [job for job in self._jobs_of[code] if job.worker.name == worker.name]
            open_ones = [job for job in mine if job.taken and not job.over and not job.stuck_until]
            if len(open_ones) == 1:
                lines.append(f"{number} {self._words(open_ones[0])}")
        if lines:
            await self._say(worker.name, "\n".join(lines))
            for _, code in _LISTED.findall(heard.answer):
                await self._follow(code)

    # --- what they answer ---

    async def _look(self) -> None:
        """Whoever has just got a digest will turn to it, or not."""
        news, self._seen = self.works.inbox.arrived[self._seen :], len(self.works.inbox.arrived)

        def notes(conn: Connection) -> list[str]:
            return [note_of(conn, one.sent.chat, one.message) or "" for one in news]

        if not news:
            return
        for one, note in zip(news, await settled(self.works.company.store.read(notes)), strict=True):
            if note.startswith("digest:"):
                self._hear(one, int(note.removeprefix("digest:")))

    def _hear(self, told: Arrived, digest: int) -> None:
        who = self.works.named(told.sent.chat)
        if who == MANAGER:
            self._at(self._soon("coordination"), lambda: self._call_everybody(digest))
            return
        worker = next((one for one in self.workers if one.name == who), None) or self._pick(who)
        if self.draw.random() < worker.temper.answers:
            group = who if told.sent.chat < 0 else None
            now = self.works.hands.at
            at = self._later(worker, now)
            self._at(at, lambda: self._answer(worker, digest, told.message, group))

    async def _answer(self, worker: Worker, digest: int, message: int, group: str | None) -> None:
        """Whoever approves their own department's work leaves its doing to others."""
        if self._is_away(worker):
            return
        words: list[str] = []
        lines = await self._lines(digest)
        for line in lines:
            if worker.department == "coordination" and line.reminder.department != "coordination":
                await self._push(worker, line)
            elif answer := await self._answer_to(worker, line):
                words.append(answer)
        if words:
            said = words if lines[1:] else [words[0].partition(" ")[2]]
            await self._say(worker.name, "\n".join(said), group=group, reply_to=message)
        for line in lines:
            await self._follow(await self._code(line.reminder.thing.order))

    async def _answer_to(self, worker: Worker, line: Line) -> str:
        """By its number; what has no such answer is done by a command of its own, and gives nothing."""
        thing, rule = line.reminder.thing, line.reminder.rule
        code, (stage, _) = await self._code(thing.order), stage_and_department(thing.part)
        if rule in {"late_wanted", "late_due"}:
            day = self._calendar("sales").add_days(self.works.hands.at, 5)
            await self._say(worker.name, f"/lydo {code} thiếu vật tư; đặt bù; {worker.name}; {day:%d/%m}")
        elif rule == "late_answer":
            heard = await self._heard(worker.name, f"/lydo {code}")
            if any("Nhận lý do" in label for label in heard.labels):
                await self.works.taps(worker.name, heard, "Nhận lý do")
        job = self.jobs.get((code, stage or ""))
        if job is None or job.over:
            return ""
        if rule == "approval":
            await self._approve(job)
            return ""
        if rule in {"hold", "hold_due"}:
            free = not job.stuck_until or job.stuck_until <= self.works.hands.at
            return f"{line.number} {'hết kẹt' if free else 'chưa hết kẹt'}"
        if rule == "receipt":
            job.worker = worker if worker.department == self._stage_department(job.stage) else job.worker
            if not job.taken:
                self._begin(job)
            return f"{line.number} đã nhận"
        return f"{line.number} {self._words(job)}"

    def _words(self, job: Job) -> str:
        """As it stands."""
        if not self._busy_until(job):
            return "xong"
        left = (job.ready_at or self.works.hands.at) - self.works.hands.at
        if left > timedelta(days=1):
            return self.draw.choice(("mai", "60%", "40%"))
        return self.draw.choice(("chiều nay", "70%", "90%"))

    async def _push(self, worker: Worker, line: Line) -> None:
        """Coordination asks again, or goes there."""
        code, (stage, _) = (
            await self._code(line.reminder.thing.order),
            stage_and_department(line.reminder.thing.part),
        )
        if stage and self.draw.random() < 0.3:
            await self._say(worker.name, f"/push {code} {stage}: khách đang hỏi")
        if self.draw.random() < 0.8:
            self._at(self._soon(line.reminder.department), lambda: self._attend(line))

    async def _call_everybody(self, digest: int) -> None:
        """The manager calls; who is called does it."""
        for line in await self._lines(digest):
            self._at(self._soon(line.reminder.department), lambda line=line: self._attend(line))  # type: ignore[misc] # mypy infers no default's type

    async def _attend(self, line: Line) -> None:
        """Somebody goes and does it."""
        worker = self._pick(line.reminder.department)
        answer = await self._answer_to(worker, line)
        code, (stage, _) = (
            await self._code(line.reminder.thing.order),
            stage_and_department(line.reminder.thing.part),
        )
        if not answer:
            return
        words = answer.partition(" ")[2]
        if words == "hết kẹt":
            await self._say(worker.name, f"/resume {code} {stage}")
        elif words == "đã nhận":
            await self._say(worker.name, f"/confirm {code} {stage}")
        else:
            await self._say(worker.name, f"/update {code} {stage} {words}")
        await self._follow(code)

    # --- how it stands ---

    async def _follow(self, code: str) -> None:
        """Notice what the order has come to: new stages find somebody to do them."""
        order = await self._order(code)
        for stage, record in order.stages.items():
            job = self.jobs.get((code, stage))
            if record.state in ACTIVE_STATES and job is None:
                self._start(code, stage, record.state)
            elif record.state is StageState.APPROVAL and job is not None and not job.shown:
                job.shown = True
                if self.draw.random() < 0.9:
                    self._at(self._soon(self._stage_department(stage)), lambda job=job: self._approve(job))  # type: ignore[misc] # mypy infers no default's type
            elif job is not None and record.state not in ACTIVE_STATES:
                job.over = True
            elif job is not None and record.hold is None:
                job.stuck_until = None

    def _start(self, code: str, stage: str, state: StageState) -> None:
        worker = self._pick(self._stage_department(stage))
        job = self.jobs[code, stage] = Job(code=code, stage=stage, worker=worker)
        self._jobs_of[code].append(job)
        now = self.works.hands.at
        if state is not StageState.OFFERED:
            job.taken, job.ready_at = True, now
            self._at(self._later(worker, now), lambda: self._finish(job))
        elif worker.temper.forgets < self.draw.random():
            self._at(self._later(worker, now), lambda: self._take(job))

    def _busy_until(self, job: Job) -> bool:
        now = self.works.hands.at
        return bool(job.stuck_until) or (job.ready_at is not None and now < job.ready_at)

    async def _order(self, code: str) -> Order:
        def read(conn: Connection) -> Order:
            row = order_finding.find(conn, self.works.company.centre.id, code.replace("-", "").lower())
            assert row is not None, code
            return orders_rows.load(conn, row.id)

        order = await settled(self.works.company.store.read(read))
        self._codes[order.id] = order.code
        return order

    async def _code(self, order: OrderId) -> str:
        return self._codes[order]

    async def _lines(self, digest: int) -> Sequence[Line]:
        lines = await settled(
            self.works.company.store.read(lambda conn: digest_rows.lines(conn, digest))
        )
        return [one for one in lines if one.number is not None]

    # --- words and times ---

    async def _say(self, who: str, words: str, *, group: str | None = None, reply_to: int | None = None) -> bool:
        """Whether it was taken."""
        heard = await self._heard(who, words, group=group, reply_to=reply_to)
        taken = not any(one.lines[0].key.startswith("refusal.") for one in heard.says[:1])
        if not taken:
            self.refused[words.split()[0]] += 1
        return taken

    async def _heard(self, who: str, words: str, **where: Any) -> Any:
        self.commands += 1
        return await self.works.says(who, words, **where)

    def _at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._plans, (max(moment, self.works.hands.at), next(self._turns), act))

    def _later(self, worker: Worker, since: datetime) -> datetime:
        return self._calendar(worker.department).add_working(since, self.draw.randrange(*worker.temper.pause))

    def _soon(self, department: str) -> datetime:
        return self._calendar(department).add_working(self.works.hands.at, self.draw.randrange(20, 120))

    def _in_hours(self, day: date, department: str) -> datetime:
        calendar = self._calendar(department)
        opening = calendar.opening(day)
        return calendar.add_working(
            opening,
            self.draw.randrange(1, calendar.working_minutes_between(opening, calendar.closing(day))),
        )

    def _calendar(self, department: str) -> Any:
        return self.works.company.centre.calendar_of(department)

    def _stage_department(self, stage: str) -> str:
        return self.works.company.centre.workflows[0].stage(stage).department

    def _pick(self, department: str) -> Worker:
        there = [one for one in self.workers if one.department == department and not one.head]
        return self.draw.choice([one for one in there if not self._is_away(one)] or there)

    def _head(self, department: str) -> Worker:
        return next(one for one in self.workers if one.department == department and one.head)

    def _is_away(self, worker: Worker) -> bool:
        now = self.works.hands.at
        return any(since <= now < until for since, until in self._away[worker.name])
