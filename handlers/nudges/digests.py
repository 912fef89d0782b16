"""Digests as they are laid out at the moment of sending, and what follows once one has been said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.duties.duty_sweep import missed as missed_duty
from handlers.nudges.digest_message import message
from handlers.nudges.digest_readers import Readers, readers_of
from handlers.nudges.later_keys import put_off_of
from handlers.nudges.missing import missing_of
from handlers.nudges.nudge_lines import AnyNudge, DutyNudge, Nudge, as_made
from handlers.reply import Say, text
from handlers.view import View
from orders.centre_file.centre import Centre, Centres
from orders.order import Order, OrderId
from storage.chasing import checks_due, digest_rows, duty_rows, reminder_rows
from storage.chasing.digest_rows import Digest, Line
from storage.order_book import orders_rows
from storage.statements.undo_points import attempt

GROUP_LINES = 25  # so that the message is not split; what is over is counted, and reminded of again
PRIVATE_LINES = 60
UNHEARD_AT_MOST = timedelta(days=1)


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
    readers = readers_of(conn, digest, now)
    nudges, over = list[AnyNudge](), 0
    if centre is not None:
        view = View(conn=conn, centre=centre, now=now)
        nudges, over = _having_room(
            view, digest, lines, readers, left=_left_to_followers(conn, digest, lines, readers)
        )
    if centre is None or not nudges:
        digest_rows.empty(conn, digest_id)
        return None
    if digest.state == "unsent":
        digest_rows.close(conn, digest_id, {one.reminder.id: one.number for one in nudges})
    several = len(nudges) > 1 or len(numbered(lines)) > 1
    not_before = min(readers.asked_from(centre, one, now) for one in nudges)
    say = message(centre, digest, nudges, several=several, over=over, not_before=not_before, now=now)
    return named(say, centre) if readers.elsewhere else say


def named(say: Say, centre: Centre) -> Say:
    """With the company it is of, for those who are of several."""
    return replace(say, lines=(text("word.name", name=centre.company.names), *say.lines))


def said(conn: Connection, digest_id: int, *, now: datetime) -> bool:
    """It has reached its chat: from now on whoever hears it has the time of the rung to act. False: it was noted before."""
    if not digest_rows.said(conn, digest_id, now):
        return False
    digest = digest_rows.by_id(conn, digest_id)
    readers = readers_of(conn, digest, now) if digest else Readers(own=frozenset())
    lines = numbered(digest_rows.lines(conn, digest_id)).values()
    heard = [one.reminder.id for one in lines if not readers.follow(one.reminder)]
    things = reminder_rows.said(conn, heard, now)
    checks_due.look_at(conn, dict.fromkeys(things, now))
    return True


def numbered(lines: Sequence[Line]) -> Mapping[int, Line]:
    """The lines that stand in the message, by their numbers."""
    return {one.number: one for one in lines if one.number is not None}


def _left_to_followers(
    conn: Connection, digest: Digest, lines: Sequence[Line], readers: Readers
) -> list[Line]:
    """Whoever only follows is told once, and nobody asks again: what they have not read comes in the next digest."""
    if digest.state != "unsent":
        return []
    there = {one.reminder.thing for one in lines}
    left = [
        one for one in digest_rows.left_unread(conn, digest) if readers.follow(one) and one.thing not in there
    ]
    if left:
        digest_rows.add_lines(conn, digest.id, [one.id for one in left])
    return [Line(reminder=one, number=None) for one in left]


def _having_room(
    view: View, digest: Digest, lines: Sequence[Line], readers: Readers, *, left: Sequence[Line]
) -> tuple[list[AnyNudge], int]:
    """Those that stand in the message, numbered, and how many more there are.

    Of many, as where a company has been brought in with all that it is owed, only the first are looked at: the others
    are counted as they were made. What had no room for a day has half of it, so that the least pressing is heard as well,
    and before it what was ``left`` of the digest before, which nobody would ask again.
    """
    if digest.state != "unsent":
        return standing(view, digest, lines, readers), 0
    most = GROUP_LINES if digest.chat < 0 else PRIVATE_LINES
    waiting = sorted(lines, key=lambda one: as_made(one.reminder, ours=readers.act_on(one.reminder)))
    waiting = [*waiting, *left[most // 2 :]]
    long_unheard = [*left, *_long_unheard(view, waiting[most:], most)][: most // 2]
    found = _standing_yet(view, digest, long_unheard, readers, left)
    waiting = [one for one in waiting if one not in long_unheard]
    others = list[AnyNudge]()
    while waiting and len(found) + len(others) <= most:
        others += _standing_yet(view, digest, waiting[: 2 * most], readers, left)
        waiting = waiting[2 * most :]
    others.sort(key=lambda nudge: nudge.pressing)
    room = most - len(found)
    found = sorted([*found, *others[:room]], key=lambda nudge: nudge.pressing)
    numbered = [replace(one, number=number) for number, one in enumerate(found, start=1)]
    return numbered, len(others[room:]) + len(waiting)


def _standing_yet(
    view: View, digest: Digest, lines: Sequence[Line], readers: Readers, left: Sequence[Line]
) -> list[AnyNudge]:
    """What was ``left`` is told as far as it is still that which was missing then."""
    of_before = {one.reminder.id for one in left}
    return [
        one
        for one in standing(view, digest, lines, readers)
        if one.reminder.id not in of_before
        or (one.missed.rule.value, one.missed.missed_at) == (one.reminder.rule, one.reminder.missed_at)
    ]


def _long_unheard(view: View, lines: Sequence[Line], most: int) -> list[Line]:
    """Those that are made again and again and found no room for a day, the longest unheard first: for half the room."""
    oldest = sorted(lines, key=lambda one: one.reminder.missed_at)[: 10 * most]
    since = reminder_rows.unheard_since(view.conn, [one.reminder.id for one in oldest])
    by_age = sorted(oldest, key=lambda one: since.get(one.reminder.id, view.now))
    return [
        one
        for one in by_age[: most // 2]
        if view.now - since.get(one.reminder.id, view.now) >= UNHEARD_AT_MOST
    ]


def standing(view: View, digest: Digest, lines: Sequence[Line], readers: Readers) -> list[AnyNudge]:
    """What is still missing of its lines, the most pressing first; of a closed one, of those that stand in the message, in their order."""
    if digest.state != "unsent":
        lines = list(numbered(lines).values())
    orders: dict[OrderId, Order] = {}
    private = digest.chat > 0
    nudges = (_nudge(view, line, orders=orders, readers=readers, private=private) for line in lines)
    found = [one for one in nudges if one is not None]
    return sorted(found, key=lambda nudge: (nudge.number, nudge.pressing))


def _nudge(
    view: View, line: Line, *, orders: dict[OrderId, Order], readers: Readers, private: bool
) -> AnyNudge | None:
    """The line as it stands now; None where nothing is missing any more.

    The other lines do not wait for what nobody can read: the auditor tells of it.
    """

    def look() -> AnyNudge | None:
        return _as_it_stands(view, line, orders=orders, readers=readers, private=private)

    return attempt(view.conn, look, otherwise=lambda: None)


def _as_it_stands(
    view: View, line: Line, *, orders: dict[OrderId, Order], readers: Readers, private: bool
) -> AnyNudge | None:
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
    order = orders.get(thing.order) or orders_rows.load(conn, thing.order)
    orders[thing.order] = order
    missing = missing_of(conn, view.centre, order, thing, now)
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


def _asked_before(conn: Connection, line: Line) -> int:
    """How often somebody was asked the very same."""
    about = line.reminder
    return sum(
        (one.rule, one.missed_at) == (about.rule, about.missed_at)
        and one.said_at is not None
        and one.id < about.id
        for one in reminder_rows.chase(conn, about.thing)
    )
