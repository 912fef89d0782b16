"""What people make of the bot's reminders: they answer by numbers, push, call, and go and do it, or do not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from bot.awaiting import settled
from orders.checks import stage_and_department
from storage.chasing import digest_rows
from storage.chasing.checks_due import DutyThing
from storage.chasing.digest_rows import Line
from storage.post.said import note_of
from tests.support.month_jobs import Jobs
from tests.support.month_people import MANAGER, Worker
from tests.support.works import Arrived

_LISTED = re.compile(r"^(\d+)\. (XB-\d+)\b", re.MULTILINE)


@dataclass(kw_only=True)
class Answers:
    """``seen``: how many messages people have looked at."""

    jobs: Jobs
    _seen: int = 0

    async def look(self) -> None:
        """Whoever has just got a digest will turn to it, or not."""
        arrived = self.jobs.works.inbox.arrived
        news, self._seen = (
            sorted(arrived[self._seen :], key=lambda one: (one.at, one.sent.chat)),
            len(arrived),
        )

        def notes(conn: Connection) -> list[str]:
            return [note_of(conn, one.sent.chat, one.message) or "" for one in news]

        if not news:
            return
        for one, note in zip(news, await settled(self.jobs.works.company.store.read(notes)), strict=True):
            if note.startswith("digest:"):
                self._hear(one, int(note.removeprefix("digest:")))

    def _hear(self, told: Arrived, digest: int) -> None:
        who = self.jobs.works.named(told.sent.chat)
        if who == MANAGER:
            self.jobs.at(self.jobs.soon("coordination"), partial(self._call_everybody, digest))
            return
        worker = next((one for one in self.jobs.workers if one.name == who), None) or self.jobs.pick(who)
        if self.jobs.draw.random() < worker.temper.answers:
            group = who if told.sent.chat < 0 else None
            now = self.jobs.works.hands.at
            at = self.jobs.later(worker, now)
            self.jobs.at(at, partial(self._answer, worker, digest, told.message, group))

    async def _answer(self, worker: Worker, digest: int, message: int, group: str | None) -> None:
        """Whoever approves their own department's work leaves its doing to others."""
        if self.jobs.is_away(worker):
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
            await self.jobs.say(worker.name, "\n".join(said), group=group, reply_to=message)
        for line in lines:
            if code := self._stage(line)[0]:
                await self.jobs.follow(code)

    async def _answer_to(self, worker: Worker, line: Line) -> str:
        """By its number; what has no such answer is done by a command of its own, and gives nothing."""
        thing, rule = line.reminder.thing, line.reminder.rule
        if isinstance(thing, DutyThing):
            return f"{line.number} xong"
        code, stage = self._stage(line)
        if rule in {"late_wanted", "late_due"}:
            day = self.jobs.calendar("sales").add_days(self.jobs.works.hands.at, 5)
            await self.jobs.say(worker.name, f"/lydo {code} thiếu vật tư; đặt bù; {worker.name}; {day:%d/%m}")
        elif rule == "late_answer":
            heard = await self.jobs.heard(worker.name, f"/lydo {code}")
            if any("Nhận lý do" in label for label in heard.labels):
                await self.jobs.works.taps(worker.name, heard, "Nhận lý do")
        job = self.jobs.jobs.get((code, stage or ""))
        if job is None or job.over:
            return ""
        if rule == "approval":
            await self.jobs.approve(job)
            return ""
        if rule in {"hold", "hold_due"}:
            free = not job.stuck_until or job.stuck_until <= self.jobs.works.hands.at
            return f"{line.number} {'hết kẹt' if free else 'chưa hết kẹt'}"
        if rule == "receipt":
            job.worker = worker if worker.department == self.jobs.stage_department(job.stage) else job.worker
            if not job.taken:
                self.jobs.begin(job)
            return f"{line.number} đã nhận"
        return f"{line.number} {self.jobs.words(job)}"

    async def _push(self, worker: Worker, line: Line) -> None:
        """Coordination asks again, or goes there."""
        code, stage = self._stage(line)
        if stage and self.jobs.draw.random() < 0.3:
            await self.jobs.say(worker.name, f"/push {code} {stage}: khách đang hỏi")
        if self.jobs.draw.random() < 0.8:
            self.jobs.at(self.jobs.soon(line.reminder.department), partial(self._attend, line))

    async def _call_everybody(self, digest: int) -> None:
        """The manager calls; who is called does it."""
        for line in await self._lines(digest):
            self.jobs.at(self.jobs.soon(line.reminder.department), partial(self._attend, line))

    async def _attend(self, line: Line) -> None:
        """Somebody goes and does it."""
        worker = self.jobs.pick(line.reminder.department)
        answer = await self._answer_to(worker, line)
        code, stage = self._stage(line)
        if not answer:
            return
        if not code:
            await self.jobs.say(worker.name, "/update Kế hoạch ngày xong")
            return
        words = answer.partition(" ")[2]
        if words == "hết kẹt":
            await self.jobs.say(worker.name, f"/resume {code} {stage}")
        elif words == "đã nhận":
            await self.jobs.say(worker.name, f"/confirm {code} {stage}")
        else:
            await self.jobs.say(worker.name, f"/update {code} {stage} {words}")
        await self.jobs.follow(code)

    async def go_through_list(self, worker: Worker) -> None:
        """/my, and an answer by its numbers on what is their own."""
        if self.jobs.is_away(worker):
            return
        heard = await self.jobs.heard(worker.name, "/my")
        lines = []
        for number, code in _LISTED.findall(heard.answer):
            mine = [job for job in self.jobs.jobs_of[code] if job.worker.name == worker.name]
            open_ones = [job for job in mine if job.taken and not job.over and not job.stuck_until]
            if len(open_ones) == 1:
                lines.append(f"{number} {self.jobs.words(open_ones[0])}")
        if lines:
            await self.jobs.say(worker.name, "\n".join(lines))
            for _, code in _LISTED.findall(heard.answer):
                await self.jobs.follow(code)

    def _stage(self, line: Line) -> tuple[str, str | None]:
        """The order's code and its stage; a duty is of none."""
        thing = line.reminder.thing
        if isinstance(thing, DutyThing):
            return "", None
        return self.jobs.codes[thing.order], stage_and_department(thing.part)[0]

    async def _lines(self, digest: int) -> Sequence[Line]:
        """Those that stand in the message."""
        store = self.jobs.works.company.store
        lines = await settled(store.read(lambda conn: digest_rows.lines(conn, digest)))
        return [one for one in lines if one.number is not None]
