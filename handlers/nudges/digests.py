"""Digests as they are laid out at the moment of sending, and what follows once one has been said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.duties.duty_sweep import missed as missed_duty
from handlers.nudges.digest_message import message
from handlers.nudges.later_keys import put_off_of
from handlers.nudges.missing import missing_of
from handlers.nudges.nudge_lines import AnyNudge, DutyNudge, Nudge
from handlers.reply import Say
from handlers.view import View
from orders.centre_file.centre import Centre, Centres
from orders.order import Order, OrderId
from storage.chasing import checks_due, digest_rows, duty_rows, reminder_rows
from storage.chasing.digest_rows import Digest, Line
from storage.chasing.reminder_rows import Reminder
from storage.order_book import orders_rows
from storage.people import chats_rows, people_rows
from storage.stores.failures import is_commands_own

_ABOVE = frozenset({"coordinator", "manager", "admin"})
GROUP_LINES = 25  # so that the message is not split; what is over is counted, and reminded of again
PRIVATE_LINES = 60


def close(conn: Connection, digest_id: int, *, centres: Centres, now: datetime) -> Say | None:
    """Lay a digest out now that its turn has come; None when there is nothing left to say.

    What has been answered since is dropped. The numbers are given out once: said again after a crash or put back for a
    while, each line has the number it had.
    """
    digest = digest_rows.by_id(conn, digest_id, for_update=True)
    if digest is None or digest.state not in {"unsent", "closed"}:
        return None
    centre = centres.get(digest.company)
    lines = digest_rows.lines(conn, digest_id)
    nudges = standing(conn, centre, digest, lines, now) if centre else []
    over = 0
    if digest.state == "unsent":
        most = GROUP_LINES if digest.chat < 0 else PRIVATE_LINES
        over = max(len(nudges) - most, 0)
        nudges = [replace(one, number=number) for number, one in enumerate(nudges[:most], start=1)]
    if centre is None or not nudges:
        digest_rows.empty(conn, digest_id)
        return None
    if digest.state == "unsent":
        digest_rows.close(conn, digest_id, {one.reminder.id: one.number for one in nudges})
    several = len(nudges) > 1 or len(numbered(lines)) > 1
    return message(centre, digest, nudges, several=several, over=over, now=now)


def said(conn: Connection, digest_id: int, *, now: datetime) -> bool:
    """It has reached its chat: from now on whoever hears it has the time of the rung to act. False: it was noted before."""
    if not digest_rows.said(conn, digest_id, now):
        return False
    digest = digest_rows.by_id(conn, digest_id)
    readers = _readers(conn, digest, now) if digest else _Readers(own=frozenset())
    lines = numbered(digest_rows.lines(conn, digest_id)).values()
    heard = [one.reminder.id for one in lines if not readers.follow(one.reminder)]
    things = reminder_rows.said(conn, heard, now)
    checks_due.look_at(conn, dict.fromkeys(things, now))
    return True


def numbered(lines: Sequence[Line]) -> Mapping[int, Line]:
    """The lines that stand in the message, by their numbers."""
    return {one.number: one for one in lines if one.number is not None}


def standing(
    conn: Connection, centre: Centre, digest: Digest, lines: Sequence[Line], now: datetime
) -> list[AnyNudge]:
    """What is still missing of its lines, the most pressing first; of a closed one, of those that stand in the message, in their order."""
    if digest.state != "unsent":
        lines = list(numbered(lines).values())
    orders: dict[OrderId, Order] = {}
    readers = _readers(conn, digest, now)
    view = View(conn=conn, centre=centre, now=now)
    private = digest.chat > 0
    nudges = (_nudge(view, line, orders=orders, readers=readers, private=private) for line in lines)
    found = [one for one in nudges if one is not None]
    return sorted(found, key=lambda nudge: (nudge.number, nudge.pressing))


def _nudge(
    view: View, line: Line, *, orders: dict[OrderId, Order], readers: "_Readers", private: bool
) -> AnyNudge | None:
    """The line as it stands now; None where nothing is missing any more."""
    reminder, number, conn, now = line.reminder, line.number or 0, view.conn, view.now
    asked = _asked_before(conn, line) if reminder.rung else 0
    ours, followed = readers.act_on(reminder), readers.follow(reminder)
    if reminder.duty is not None:
        day = duty_rows.by_id(conn, reminder.duty)
        missing = missed_duty(view.centre, day, now) if day is not None else None
        if day is None or missing is None:
            return None
        return DutyNudge(
            reminder=reminder,
            day=day,
            missed=missing,
            ours=ours,
            followed=followed,
            asked=asked,
            number=number,
        )
    thing = reminder.of_order
    try:
        order = orders.get(thing.order) or orders_rows.load(conn, thing.order)
        missing = missing_of(conn, view.centre, order, thing, now)
    except (
        Exception
    ) as error:  # the other lines do not wait for an order nobody can read: the auditor tells of it
        if not is_commands_own(error):
            raise
        return None
    orders[thing.order] = order
    if missing is None:
        return None
    return Nudge(
        reminder=reminder,
        order=order,
        missed=missing,
        ours=ours,
        followed=followed,
        asked=asked,
        put_off=put_off_of(view, order, thing.part, missing, private=private),
        number=number,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Readers:
    """``own``: the departments whose work they do; ``above``: those in which they also hear what others did not answer."""

    own: frozenset[str]
    above: frozenset[str] = frozenset()

    def act_on(self, reminder: Reminder) -> bool:
        """Whether they are asked themselves, and not told that others were."""
        return reminder.department in (self.own if reminder.rung == 0 else self.own - self.above)

    def follow(self, reminder: Reminder) -> bool:
        """Whether they only follow the work: what they have heard of, those who do it have not heard yet."""
        return reminder.rung == 0 and reminder.department not in self.own


def _readers(conn: Connection, digest: Digest, now: datetime) -> _Readers:
    if digest.chat < 0:
        bound = chats_rows.departments_of(conn, digest.chat, digest.thread)
        return _Readers(own=frozenset(one.department for one in bound if one.company == digest.company))
    person = people_rows.acting(conn, digest.chat, now)
    if person is None:
        return _Readers(own=frozenset())
    taken_for = (*person.memberships, *person.stands_in)
    memberships = [one for one in taken_for if one.company == digest.company]
    own = frozenset(one.department for one in memberships)
    if any(one.company == digest.company and one.role in _ABOVE for one in person.roles):
        return _Readers(own=own, above=own)
    return _Readers(own=own, above=frozenset(one.department for one in memberships if one.is_head))


def _asked_before(conn: Connection, line: Line) -> int:
    """How often somebody was asked the very same."""
    about = line.reminder
    return sum(
        (one.rule, one.missed_at) == (about.rule, about.missed_at)
        and one.said_at is not None
        and one.id < about.id
        for one in reminder_rows.chase(conn, about.thing)
    )
