"""To whom each reminder of some things was told, for those who look back at it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select

from storage.chasing.checks_due import AnyThing
from storage.chasing.reminder_rows import Reminder, values_of
from storage.tables.moment import Moment
from storage.tables.post_tables import PENDING, outbox
from storage.tables.reminder_tables import digest_lines, digests, reminders


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A chat or topic a reminder was written for. ``said_at`` None: it has not reached it.

    ``told_before``: when the digest before that one was said there, or written if it was still on its way.
    """

    chat: int
    thread: int | None
    under_way: bool  # it may still be said
    answered: bool  # before it could be said
    said_at: datetime | None
    told_before: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    reminder: Reminder
    places: tuple[Place, ...]

    @property
    def told_before(self) -> datetime | None:
        """When those who heard it had last been told anything: of several, whoever had rested longest."""
        before = [one.told_before for one in self.places]
        return None if None in before else min((at for at in before if at is not None), default=None)


_REMINDERS = (
    select(reminders)
    .where(
        reminders.c.kind == bindparam("of_kind"),
        reminders.c.ref.in_(bindparam("refs", expanding=True)),
    )
    .order_by(reminders.c.id)
)
_earlier = digests.alias("earlier")
_SAID_THEN = func.coalesce(_earlier.c.said_at, _earlier.c.made_at, type_=Moment)
_BEFORE = (
    select(_SAID_THEN)
    .where(
        _earlier.c.chat == digests.c.chat,
        _earlier.c.thread == digests.c.thread,
        _earlier.c.id < digests.c.id,
        _earlier.c.state.in_(["closed", "said"]),
    )
    .order_by(_earlier.c.id.desc())
    .limit(1)
    .correlate(digests)
    .scalar_subquery()
)
_UNDER_WAY = and_(
    digests.c.state.in_(["unsent", "closed"]),
    or_(digests.c.letter.is_(None), exists().where(outbox.c.id == digests.c.letter, PENDING)),
)
_PLACES = (
    select(
        digest_lines.c.reminder,
        digest_lines.c.number,
        digests.c.chat,
        digests.c.thread,
        digests.c.state,
        digests.c.said_at,
        _UNDER_WAY.label("under_way"),
        _BEFORE.label("told_before"),
    )
    .join(digests, digests.c.id == digest_lines.c.digest)
    .where(digest_lines.c.reminder.in_(bindparam("of", expanding=True)))
    .order_by(digests.c.id)
)


def told(conn: Connection, things: Collection[AnyThing]) -> tuple[Told, ...]:
    """Every reminder there was of these things, in the order in which they were made."""
    refs: defaultdict[str, list[str]] = defaultdict(list)
    for thing in things:
        refs[thing.kind].append(thing.ref)
    found = [
        Reminder(**values_of(row))
        for kind, of_it in refs.items()
        for row in conn.execute(_REMINDERS, {"of_kind": kind, "refs": sorted(of_it)})
    ]
    places = _places(conn, [one.id for one in found])
    in_order = sorted(found, key=lambda one: one.id)
    return tuple(Told(reminder=one, places=tuple(places.get(one.id, ()))) for one in in_order)


def _places(conn: Connection, reminder_ids: Collection[int]) -> Mapping[int, list[Place]]:
    """A line without a number in a message that was said, or was empty, had been answered before."""
    places: defaultdict[int, list[Place]] = defaultdict(list)
    for row in conn.execute(_PLACES, {"of": sorted(reminder_ids)}):
        place = Place(
            chat=row.chat,
            thread=row.thread or None,
            under_way=bool(row.under_way),
            answered=row.number is None and row.state in {"said", "empty"},
            said_at=row.said_at if row.number is not None else None,
            told_before=row.told_before,
        )
        places[row.reminder].append(place)
    return places
