"""Reminders as they were made, one row for each step of a chase."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, insert, or_, select, update

from storage.chasing.checks_due import AnyThing, DutyThing, Thing, named
from storage.tables.post_tables import ON_ITS_WAY, outbox
from storage.tables.reminder_tables import digest_lines, digests, reminders


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReminder:
    """``missed_at`` is the moment that passed, ``department`` has to act; ``nobody_on``: the rungs where nobody could be told.

    ``highest``: nobody higher can be told.
    """

    company: str
    thing: AnyThing
    rule: str
    missed_at: datetime
    rung: int
    round: int
    department: str
    nobody_on: tuple[str, ...] = ()
    highest: bool = False

    @property
    def of_order(self) -> Thing:
        """What of an order is chased. Only where ``duty`` is None."""
        if isinstance(self.thing, DutyThing):
            raise TypeError(f"{self.thing} is of no order")
        return self.thing

    @property
    def duty(self) -> int | None:
        """The duty of a day that is chased, by the number of its row."""
        return self.thing.duty if isinstance(self.thing, DutyThing) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder(NewReminder):
    id: int
    made_at: datetime
    said_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Chased(Reminder):
    """``on_its_way``: it stands in a digest that may still be said; ``failed``: in none that was, whether it had room there or not."""

    on_its_way: bool
    failed: bool


_ON_ITS_WAY, _HAD_ITS_TURN, _FAILED = 0, 1, 2
_BEST = (
    select(
        func.min(
            case(
                (digests.c.state.in_(["said", "empty"]), _HAD_ITS_TURN),
                (digests.c.state == "lost", _FAILED),
                (or_(digests.c.letter.is_(None), ON_ITS_WAY), _ON_ITS_WAY),
                else_=_FAILED,
            )
        )
    )
    .select_from(
        digest_lines.join(digests, digests.c.id == digest_lines.c.digest).outerjoin(
            outbox, outbox.c.id == digests.c.letter
        )
    )
    .where(digest_lines.c.reminder == reminders.c.id)
    .scalar_subquery()
    .label("best")
)
_CHASE = (
    select(reminders, _BEST)
    .where(reminders.c.kind == bindparam("of_kind"), reminders.c.ref == bindparam("of"))
    .order_by(reminders.c.id)
)
_CHASES = (
    select(reminders, _BEST)
    .where(reminders.c.kind == bindparam("of_kind"), reminders.c.ref.in_(bindparam("refs", expanding=True)))
    .order_by(reminders.c.id)
)
_of_it, _heard = reminders.alias("of_it"), reminders.alias("heard")
_LAST_HEARD = (
    select(func.max(_heard.c.id))
    .where(_heard.c.kind == reminders.c.kind, _heard.c.ref == reminders.c.ref, _heard.c.said_at.is_not(None))
    .correlate(reminders)
    .scalar_subquery()
)
_FIRST_SINCE = (
    select(_of_it.c.made_at)
    .where(
        _of_it.c.kind == reminders.c.kind,
        _of_it.c.ref == reminders.c.ref,
        _of_it.c.id > func.coalesce(_LAST_HEARD, 0),
    )
    .order_by(_of_it.c.id)
    .limit(1)
    .correlate(reminders)
    .scalar_subquery()
)
_UNHEARD_SINCE = select(reminders.c.id, _FIRST_SINCE.label("since")).where(
    reminders.c.id.in_(bindparam("ids", expanding=True))
)


def add(conn: Connection, new: NewReminder, now: datetime) -> int:
    values = {
        "company": new.company,
        "kind": new.thing.kind,
        "ref": new.thing.ref,
        "rule": new.rule,
        "missed_at": new.missed_at,
        "rung": new.rung,
        "round": new.round,
        "department": new.department,
        "nobody_on": ",".join(new.nobody_on),
        "highest": new.highest,
        "made_at": now,
    }
    number: int = conn.execute(insert(reminders).returning(reminders.c.id), values).scalar_one()
    return number


def chase(conn: Connection, thing: AnyThing) -> tuple[Chased, ...]:
    """Every reminder there ever was of a thing, in the order they were made."""
    rows = conn.execute(_CHASE, {"of_kind": thing.kind, "of": thing.ref})
    return tuple(map(_chased, rows))


def chases(conn: Connection, things: Collection[AnyThing]) -> Mapping[AnyThing, Sequence[Chased]]:
    """The same of several things; one of which there never was any is not in it."""
    refs: dict[str, list[str]] = defaultdict(list)
    for thing in things:
        refs[thing.kind].append(thing.ref)
    found: dict[AnyThing, list[Chased]] = defaultdict(list)
    for kind, of_kind in refs.items():
        for row in conn.execute(_CHASES, {"of_kind": kind, "refs": sorted(of_kind)}):
            one = _chased(row)
            found[one.thing].append(one)
    return found


def unheard_since(conn: Connection, ids: Collection[int]) -> Mapping[int, datetime]:
    """Since when nobody has heard of what each of these reminders is about: when the first was made after the last that was said."""
    rows = conn.execute(_UNHEARD_SINCE, {"ids": sorted(ids)})
    return {row.id: row.since for row in rows if row.since is not None}


def said(conn: Connection, ids: Collection[int], now: datetime) -> tuple[AnyThing, ...]:
    """Somebody has them now: their waits begin. Returns the things of those of which this is news."""
    first = update(reminders).where(reminders.c.id.in_(sorted(ids)), reminders.c.said_at.is_(None))
    rows = conn.execute(first.values(said_at=now).returning(reminders.c.kind, reminders.c.ref))
    return tuple(named(row.kind, row.ref) for row in rows)


def _chased(row: Row[Any]) -> Chased:
    return Chased(**values_of(row), on_its_way=row.best == _ON_ITS_WAY, failed=row.best == _FAILED)


def values_of(row: Row[Any]) -> dict[str, Any]:
    """What a row of ``reminders`` gives a Reminder."""
    return {
        "id": row.id,
        "company": row.company,
        "thing": named(row.kind, row.ref),
        "rule": row.rule,
        "missed_at": row.missed_at,
        "rung": row.rung,
        "round": row.round,
        "department": row.department,
        "nobody_on": tuple(filter(None, row.nobody_on.split(","))),
        "highest": row.highest,
        "made_at": row.made_at,
        "said_at": row.said_at,
    }
