"""The roll-call of what is due so many days before the promised one, as a shipping note: of which orders it is there, and of which not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from handlers.duties.duty_notices import receivers
from handlers.duties.duty_sweep import PUNCTUAL
from handlers.each_company import for_each
from handlers.nudges.rungs import Place, Rungs
from handlers.overviews.chart_lines import few_codes
from handlers.reply import Clock, Lane, MayWait, Say, Text, text
from handlers.voicing import voice
from handlers.wording import department_name
from orders.calendars.deadlines import before_promised
from orders.calendars.spans import BeforePromised
from orders.centre_file.centre import Centre, Centres
from orders.centre_file.workflow import Stage, Workflow
from orders.names import Names
from orders.order import StageState
from reminders.budget import Urgency
from storage.chasing import postings_rows
from storage.order_book import promised_stages, workflow_rows
from storage.order_book.promised_stages import PromisedStage

REPORT = "before_promised"
MADE_UP_FOR = timedelta(hours=2)  # later than that whoever owes it is asked for it instead
_FURTHEST = 60  # days looked ahead for promised ones, holidays and all
_A_MINUTE = timedelta(minutes=1)


@dataclass(kw_only=True, slots=True)
class _Called:
    """One stage of all orders of which it fell due: their codes by how it stands. ``receiving``: whose work comes after it."""

    names: Names
    department: str
    receiving: frozenset[str]
    codes: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def settled(self) -> bool:
        return self.codes.keys() <= {"done"}


def post_due(conn: Connection, *, centres: Centres, now: datetime, machine_now: datetime) -> bool:
    """Post it at closing time of whoever owes it, once, and two hours later at the latest; True if anything was, or was noted."""
    concerned = [centre for centre in centres.values() if _owing(centre)]
    return for_each(conn, concerned, lambda centre: _of_company(conn, centre, now, machine_now))


def next_moment(centres: Centres, now: datetime) -> datetime | None:
    """When any of it may fall due next."""
    coming = (_closing_after(centre, one, now) for centre in centres.values() for one in _owing(centre))
    return min(coming, default=None)


def _of_company(conn: Connection, centre: Centre, now: datetime, machine_now: datetime) -> bool:
    minutes = {_closing_after(centre, one, now - MADE_UP_FOR) for one in _owing(centre)}
    posted = [_call(conn, centre, at, now, machine_now) for at in sorted(minutes) if at <= now]
    return any(posted)


def _call(conn: Connection, centre: Centre, at: datetime, now: datetime, machine_now: datetime) -> bool:
    local = at.astimezone(centre.zone)
    report = f"{REPORT} {local:%H:%M}"
    if postings_rows.was_taken(conn, centre.id, report, local.date()) or not postings_rows.take(
        conn, centre.id, report, local.date(), now
    ):
        return False
    called = _fallen_due(conn, centre, at)
    head = "duty.head_before" if now - at < PUNCTUAL else "duty.head_before_late"
    line = text(head, at=Clock(at=at, style="time"), day=local.date())
    rings = centre.calendar.is_working(at - _A_MINUTE) and now - at < PUNCTUAL
    for place, those in _places(conn, centre, called, now).items():
        say = Say(
            lines=(line, *(one for each in those for one in _lines(centre, each))),
            lane=Lane.REPORTS,
            unasked=True,
            may_wait=MayWait(urgency=Urgency.AT_ONCE),
            silent=not rings or all(one.settled for one in those),
            note_for="list",
        )
        voice(conn, (_to(place, say),), centre.id, now=machine_now, owner=None, lease=None)
    return True


def _owing(centre: Centre) -> frozenset[str]:
    """The departments that own such stages."""
    return frozenset(
        stage.department for workflow in centre.workflows for stage in workflow.stages if _days_before(stage)
    )


def _days_before(stage: Stage) -> BeforePromised | None:
    due = stage.due
    whole = isinstance(due, BeforePromised) and due.length is not None and due.length.unit in {"wd", "d"}
    return due if isinstance(due, BeforePromised) and whole else None


def _closing_after(centre: Centre, department: str, moment: datetime) -> datetime:
    """When work of that department ends next."""
    calendar = centre.calendar_of(centre.home_of(department))
    day = calendar.day_before(moment.astimezone(centre.zone).date(), 1)  # a night shift ends the next morning
    while calendar.closing(day) <= moment:
        day = calendar.day_from(day + timedelta(days=1))
    return calendar.closing(day)


def _fallen_due(conn: Connection, centre: Centre, at: datetime) -> Sequence[_Called]:
    due: dict[tuple[str, BeforePromised, date], bool] = {}

    def falls(stage: Stage, promised_on: date) -> bool:
        span = _days_before(stage)
        if span is None:
            return False
        key = centre.home_of(stage.department), span, promised_on
        if key not in due:
            due[key] = before_promised(span, promised_on, centre.calendar_of(key[0])) == at
        return due[key]

    today = at.astimezone(centre.zone).date()
    coming = [today + timedelta(days=ahead) for ahead in range(_FURTHEST)]
    every = [stage for workflow in centre.workflows for stage in workflow.stages]
    days = {day for day in coming if any(falls(stage, day) for stage in every)}
    found: dict[tuple[str, str], _Called] = {}
    for one in promised_stages.of_days(conn, centre.id, days) if days else ():
        workflow = workflow_rows.load(conn, one.workflow)
        stage = workflow.stage(one.stage)
        if falls(stage, one.promised_on):
            called = found.setdefault((stage.id, stage.department), _called(workflow, stage))
            called.codes[_standing(one, at)].append(one.code)
    return tuple(found.values())


def _called(workflow: Workflow, stage: Stage) -> _Called:
    after = {one.department for one in workflow.stages if stage.id in one.after}
    return _Called(
        names=stage.names, department=stage.department, receiving=frozenset(after - {stage.department})
    )


def _standing(one: PromisedStage, at: datetime) -> str:
    if one.state is not StageState.DONE or one.done_at is None:
        return "missing"
    return "late" if one.done_at > at else "done"


def _lines(centre: Centre, called: _Called) -> Iterator[Text]:
    about = {"stage": called.names, "department": department_name(centre, called.department)}
    for standing in ("done", "late", "missing"):
        codes = called.codes.get(standing)
        if codes:
            yield text(f"duty.before_{standing}", **about, count=len(codes), codes=few_codes(codes))


def _places(
    conn: Connection, centre: Centre, called: Sequence[_Called], now: datetime
) -> Mapping[Place, Sequence[_Called]]:
    """Coordination hears of all, each department of what it receives."""
    coordination = Rungs(conn=conn, centre=centre, department=centre.coordination, now=now)
    found: defaultdict[Place, list[_Called]] = defaultdict(list)
    for one in called:
        receiving = (place for to in sorted(one.receiving) for place in receivers(conn, centre, to, now))
        for place in dict.fromkeys((*receiving, *coordination.places("coordinator"))):
            found[place].append(one)
    return found


def _to(place: Place, say: Say) -> Say:
    if place.chat < 0:
        return replace(say, chat=place.chat, thread=place.thread or None)
    return replace(say, to_user=place.chat)
