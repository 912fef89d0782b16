"""What was asked about a duty on one day, and why: each reminder with the account of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from handlers.audit.accounting import Accounted, as_asked
from handlers.nudges.rungs import Rungs
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Duty
from orders.checks import Awaited, Rule
from orders.duties import DutyDay, DutyState, HandedIn
from orders.duty_checks import awaited
from reminders.explaining import Asked, Ground, accounts, run_out
from storage import audit
from storage.audit import Entry
from storage.chasing import reminders_told
from storage.chasing.checks_due import DutyThing
from storage.chasing.reminders_told import Told

BEFOREHAND = timedelta(days=31)  # so early nothing is done with a duty yet, whatever holidays lie before it
TO_THE_MINUTE = frozenset({Rule.WARNING.value, Rule.DUE.value})


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyAccount:
    """A duty on one day: what was done with it, and who was told of what."""

    day: DutyDay
    acts: tuple[Entry, ...]
    told: tuple[Accounted, ...]


def duty_accounts(
    conn: Connection, centre: Centre, duty: Duty, days: Sequence[DutyDay]
) -> tuple[DutyAccount, ...]:
    """Of each day, in the order in which they were made."""
    if not days:
        return ()
    since = min(day.due_at for day in days) - BEFOREHAND
    acts = audit.about(conn, centre.id, f"duty:{duty.id}", since=since)
    told = reminders_told.told(conn, [DutyThing(duty=day.id) for day in days])
    return tuple(
        _account(
            conn,
            centre,
            duty,
            day,
            acts=[one for one in acts if one.data.get("day") == day.day.isoformat()],
            told={one.reminder.id: one for one in told if one.reminder.duty == day.id},
        )
        for day in days
    )


def _account(
    conn: Connection,
    centre: Centre,
    duty: Duty,
    day: DutyDay,
    *,
    acts: Sequence[Entry],
    told: Mapping[int, Told],
) -> DutyAccount:
    past = _Past(conn=conn, centre=centre, duty=duty, stood=(*_stood(duty, day, acts),))
    explained = accounts([as_asked(one) for one in told.values()], past.ground(told))
    found = tuple(Accounted(told=told[one.asked.id], account=one) for one in explained)
    return DutyAccount(day=day, acts=tuple(acts), told=found)


def _stood(duty: Duty, day: DutyDay, acts: Sequence[Entry]) -> list[tuple[datetime, DutyDay]]:
    """How it stood after each act, told from the acts alone; the first from the beginning."""
    now = replace(
        day, state=DutyState.WANTED, handed=None, signed_at=None, signed_by=None, returned="", called=False
    )
    stood = [(datetime.min.replace(tzinfo=UTC), now)]
    for one in acts:
        now = _after(duty, now, one)
        stood.append((one.at, now))
    return stood


def _after(duty: Duty, day: DutyDay, act: Entry) -> DutyDay:
    match act.act.removeprefix("duty."):
        case "handed_in" | "made_up":
            waits = duty.approver is not None and not act.data.get("signed")
            state = DutyState.SIGNING if waits else DutyState.DONE
            return replace(day, state=state, handed=HandedIn(at=act.at, by=act.who))
        case "signed":
            return replace(day, state=DutyState.DONE)
        case "unsigned":
            return replace(day, state=DutyState.SIGNING)
        case "sent_back":
            return replace(day, state=DutyState.WANTED, handed=None, returned=act.act)
        case "taken_back":
            return replace(day, state=DutyState.WANTED, handed=None)
    return day


@dataclass(frozen=True, kw_only=True, slots=True)
class _Past:
    """How it stood at any moment, by the centre file as it is now."""

    conn: Connection
    centre: Centre
    duty: Duty
    stood: Sequence[tuple[datetime, DutyDay]]

    @property
    def spans(self) -> list[tuple[datetime, datetime, DutyDay]]:
        ends = [*(at for at, _ in self.stood[1:]), datetime.max.replace(tzinfo=UTC)]
        return [(begins, end, day) for (begins, day), end in zip(self.stood, ends, strict=True)]

    def ground(self, told: Mapping[int, Told]) -> Ground:
        def rungs(asked: Asked) -> Rungs:
            department = self.centre.home_of(told[asked.id].reminder.department)
            return Rungs(conn=self.conn, centre=self.centre, department=department, now=asked.made_at)

        def runs(day: DutyDay, asked: Asked) -> Awaited | None:
            return run_out(awaited(self.centre, self.duty, day), asked)

        def clock(asked: Asked) -> Awaited | None:
            """Of what was done in that very moment, as it stood before and after it."""
            then = [day for begins, end, day in self.spans if begins <= asked.made_at <= end]
            return next((found for one in reversed(then) if (found := runs(one, asked))), None)

        def stopped(asked: Asked, since: datetime) -> bool:
            between = [day for begins, end, day in self.spans if end > since and begins < asked.made_at]
            return any(runs(one, asked) is None for one in between)

        return Ground(
            ladder_at=lambda _: self.centre.ladder(self.duty.ladder),
            hours=lambda who, asked: rungs(asked).hours(who),
            stood=lambda who, asked: rungs(asked).stands(who),
            clock=clock,
            stopped=stopped,
            to_the_minute=TO_THE_MINUTE,
        )
