"""Who reads a digest: whose work they do, what they only hear of, and when they may be asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handlers.duties.duty_sweep import to_the_minute
from handlers.nudges.nudge_lines import AnyNudge, DutyNudge, ladder_of
from handlers.nudges.rungs import hours_of_rung
from orders.calendars.calendar import WorkCalendar
from orders.centre_file.centre import Centre
from storage.chasing.digest_rows import Digest
from storage.chasing.reminder_rows import Reminder
from storage.people import chats_rows, people_rows

_ABOVE = frozenset({"coordinator", "manager", "admin"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Readers:
    """``own``: the departments whose work they do; ``above``: those in which they also hear what others did not answer.

    ``elsewhere``: they are of other companies too, and have to be told of which one this is.
    """

    own: frozenset[str]
    above: frozenset[str] = frozenset()
    private: bool = False
    elsewhere: bool = False

    def act_on(self, reminder: Reminder) -> bool:
        """Whether they are asked themselves, and not told that others were."""
        return reminder.department in (self.own if reminder.rung == 0 else self.own - self.above)

    def follow(self, reminder: Reminder) -> bool:
        """Whether they only follow the work: what they have heard of, those who do it have not heard yet."""
        return reminder.rung == 0 and reminder.department not in self.own

    def asked_from(self, centre: Centre, nudge: AnyNudge, now: datetime) -> datetime:
        """``now``, or when they are at work next: however late a line is said, nobody is asked outside hours (docs/lessons.md, 1)."""
        if at_its_minute(nudge, now):
            return now
        return min(hours.next_opening(now) for hours in self._hours(centre, nudge))

    def _hours(self, centre: Centre, nudge: AnyNudge) -> list[WorkCalendar]:
        department = nudge.reminder.department
        found = [centre.calendar_of(department)] if department in self.own else []
        if self.private and not self.follow(nudge.reminder):
            rungs = ladder_of(centre, nudge).rungs
            who = rungs[min(nudge.reminder.rung, len(rungs) - 1)].who
            found.append(hours_of_rung(centre, department, who))
        return found or [centre.hours_of(self.own)]


def at_its_minute(nudge: AnyNudge, now: datetime) -> bool:
    """Whether a duty is asked for, of those who owe it, just as it falls due."""
    return isinstance(nudge, DutyNudge) and not nudge.escalated and to_the_minute(nudge.missed, now)


def readers_of(conn: Connection, digest: Digest, now: datetime) -> Readers:
    here = digest.company
    if digest.chat < 0:
        bound = chats_rows.departments_of(conn, digest.chat, digest.thread)
        return Readers(
            own=frozenset(one.department for one in bound if one.company == here),
            elsewhere=any(one.company != here for one in bound),
        )
    person = people_rows.acting(conn, digest.chat, now)
    if person is None:
        return Readers(own=frozenset(), private=True)
    taken_for = (*person.memberships, *person.stands_in)
    memberships = [one for one in taken_for if one.company == here]
    own = frozenset(one.department for one in memberships)
    leads = frozenset(one.department for one in memberships if one.is_head)
    oversees = any(one.company == here and one.role in _ABOVE for one in person.roles)
    return Readers(
        own=own,
        above=own if oversees else leads,
        private=True,
        elsewhere=bool(({one.company for one in taken_for} | {one.company for one in person.roles}) - {here}),
    )
