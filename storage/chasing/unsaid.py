"""What should have been looked at or said and was not, as far as single rows tell: what the auditor asks, each by its index.

Every question costs what it finds and what waits, however much there is besides, and is answered for a few at most.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    or_,
    select,
)

from orders.order import OrderId
from storage.chasing import clocks
from storage.chasing.checks_due import AnyThing, DutyThing, Thing, named
from storage.chasing.due_query import MONEY
from storage.post.held_letters import UNSAYABLE
from storage.tables.base import in_state
from storage.tables.duty_tables import OPEN, duties
from storage.tables.order_tables import ORDER_CLOCKLESS, STAGE_CLOCKLESS, orders, owed_checks, stages
from storage.tables.payment_tables import MONEY_CLOCKLESS, instalment_checks
from storage.tables.post_tables import BURIED, HELD, JOINED, PENDING, outbox, pauses
from storage.tables.reminder_tables import UNHEARD, UNSENT, digest_lines, digests, reminders


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlooked:
    """``due_at``: since when somebody should have looked; None: nothing says when anybody would."""

    company: str
    thing: AnyThing
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A letter, or a digest that has none yet, that waits to be said in ``chat``."""

    company: str
    chat: int
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Unheard:
    """A reminder whose message has not come to anybody. ``chat``: where it failed, ``reason``: of the messenger, if any."""

    company: str
    thing: AnyThing
    department: str
    made_at: datetime
    chat: int
    reason: str


_COMPANIES: BindParameter[Collection[str]] = bindparam("companies", expanding=True)
_MOST: BindParameter[int] = bindparam("most")
_BEFORE: BindParameter[datetime] = bindparam("before")


def _late(looked_at: Table, *which: ColumnElement[Any]) -> Select[Any]:
    """Those whose next look has passed, the longest ago first."""
    return (
        select(looked_at.c.company, *which, looked_at.c.next_check_at)
        .where(looked_at.c.next_check_at <= _BEFORE, looked_at.c.company.in_(_COMPANIES))
        .order_by(looked_at.c.next_check_at)
        .limit(_MOST)
    )


_INSTALMENT = (MONEY + instalment_checks.c.instalment).label("part")
_OVERDUE: Mapping[str, Select[Any]] = {
    "stages": _late(stages, stages.c.order_id, stages.c.stage.label("part")),
    "orders": _late(orders, orders.c.id.label("order_id")),
    "owed": _late(owed_checks, owed_checks.c.order_id, owed_checks.c.part),
    "money": _late(instalment_checks, instalment_checks.c.order_id, _INSTALMENT),
    "duties": _late(duties, duties.c.id.label("duty")),
}
_CLOCKLESS: Mapping[str, Select[Any]] = {
    "stages": select(
        stages.c.company, stages.c.order_id, stages.c.stage.label("part"), stages.c.next_check_at
    )
    .where(STAGE_CLOCKLESS, stages.c.company.in_(_COMPANIES))
    .order_by(stages.c.order_id)
    .limit(_MOST),
    "orders": select(orders.c.company, orders.c.id.label("order_id"), orders.c.next_check_at)
    .where(ORDER_CLOCKLESS, orders.c.company.in_(_COMPANIES))
    .order_by(orders.c.id)
    .limit(_MOST),
    "money": select(
        instalment_checks.c.company,
        instalment_checks.c.order_id,
        _INSTALMENT,
        instalment_checks.c.next_check_at,
    )
    .where(MONEY_CLOCKLESS, instalment_checks.c.company.in_(_COMPANIES))
    .order_by(instalment_checks.c.order_id)
    .limit(_MOST),
    "duties": select(duties.c.company, duties.c.id.label("duty"), duties.c.next_check_at)
    .where(
        duties.c.company.in_(_COMPANIES),
        duties.c.local_date >= bindparam("since"),
        duties.c.state.in_(OPEN),
        duties.c.next_check_at.is_(None),
    )
    .limit(_MOST),
}
_HELD_BACK = exists().where(pauses.c.chat == outbox.c.chat, pauses.c.until > bindparam("held_back"))
_LETTERS: Select[Any] = (
    select(outbox.c.company, outbox.c.chat, outbox.c.made_at)
    .where(PENDING, outbox.c.made_at <= _BEFORE, outbox.c.company.in_(_COMPANIES), ~_HELD_BACK)
    .limit(_MOST)
)
_DIGESTS: Select[Any] = (
    select(digests.c.company, digests.c.chat, digests.c.made_at)
    .where(
        UNSENT, digests.c.letter.is_(None), digests.c.made_at <= _BEFORE, digests.c.company.in_(_COMPANIES)
    )
    .limit(_MOST)
)
_WITHHELD: Select[Any] = (
    select(outbox.c.company, outbox.c.chat, outbox.c.held_until.label("made_at"))
    .where(HELD, outbox.c.held_until <= _BEFORE, outbox.c.company.in_(_COMPANIES))
    .order_by(outbox.c.held_until)
    .limit(_MOST)
)
_GIVEN_UP_LAST: Select[Any] = (
    select(outbox.c.company, outbox.c.chat, outbox.c.ended_at.label("made_at"), outbox.c.reason)
    .where(BURIED, outbox.c.company.in_(_COMPANIES))
    .order_by(outbox.c.id.desc())
    .limit(_MOST)
)
_HELD_BY_FAULT: Select[Any] = (
    select(outbox.c.company, outbox.c.chat, outbox.c.made_at)
    .where(HELD, outbox.c.reason != "", outbox.c.company.in_(_COMPANIES))
    .limit(_MOST)
)
_given_up = outbox.alias("given_up")
_LEFT: Select[Any] = (
    select(outbox.c.company, outbox.c.chat, outbox.c.made_at)
    .where(
        JOINED,
        outbox.c.joined_into.in_(select(_given_up.c.id).where(in_state(_given_up, "buried"))),
        in_state(outbox, "joined"),
        outbox.c.company.in_(_COMPANIES),
    )
    .limit(_MOST)
)
_DUTY_LOOK = select(duties.c.next_check_at).where(duties.c.id == bindparam("of"))
_later = reminders.alias("later")
_OVER = outbox.c.state.in_(["buried", "sent"])  # said or not: nobody has noted that it was
_UNHEARD: Select[Any] = (
    select(
        reminders.c.company,
        reminders.c.kind,
        reminders.c.ref,
        reminders.c.department,
        reminders.c.made_at,
        digests.c.chat,
        outbox.c.reason,
    )
    .join(digest_lines, digest_lines.c.reminder == reminders.c.id)
    .join(digests, digests.c.id == digest_lines.c.digest)
    .outerjoin(outbox, outbox.c.id == digests.c.letter)
    .where(
        UNHEARD,
        reminders.c.made_at.between(bindparam("since"), _BEFORE),
        reminders.c.company.in_(_COMPANIES),
        or_(
            in_state(digests, "lost"),
            and_(in_state(digests, "unsent"), BURIED),
            and_(in_state(digests, "closed"), _OVER, digest_lines.c.number.is_not(None)),
        ),
        ~exists().where(
            _later.c.kind == reminders.c.kind,
            _later.c.ref == reminders.c.ref,
            _later.c.id > reminders.c.id,
            _later.c.said_at.is_not(None),
        ),
    )
    .order_by(reminders.c.made_at)
    .limit(_MOST)
)


def overdue(
    conn: Connection, companies: Collection[str], *, before: datetime, most: int
) -> tuple[Unlooked, ...]:
    """What should have been looked at before then, of each kind those that wait longest first."""
    asked = {"companies": sorted(companies), "before": before, "most": most}
    return tuple(_unlooked(row) for query in _OVERDUE.values() for row in conn.execute(query, asked))


def clockless(
    conn: Connection, companies: Collection[str], *, since: date, most: int
) -> tuple[Unlooked, ...]:
    """What somebody holds, or owes since that day, and nobody would ever look at again."""
    asked = {"companies": sorted(companies), "since": since, "most": most}
    return tuple(_unlooked(row) for query in _CLOCKLESS.values() for row in conn.execute(query, asked))


def letters(
    conn: Connection, companies: Collection[str], *, before: datetime, held_back: datetime, most: int
) -> tuple[Waiting, ...]:
    """Those written before then that still wait, but for chats the messenger has told to wait beyond ``held_back``."""
    asked = {"companies": sorted(companies), "before": before, "held_back": held_back, "most": most}
    return tuple(_waiting(row) for row in conn.execute(_LETTERS, asked))


def left_behind(conn: Connection, companies: Collection[str], *, most: int) -> tuple[Waiting, ...]:
    """Letters that another was to say, which was given up without them."""
    asked = {"companies": sorted(companies), "most": most}
    return tuple(_waiting(row) for row in conn.execute(_LEFT, asked))


def digests_without_letter(
    conn: Connection, companies: Collection[str], *, before: datetime, most: int
) -> tuple[Waiting, ...]:
    asked = {"companies": sorted(companies), "before": before, "most": most}
    return tuple(_waiting(row) for row in conn.execute(_DIGESTS, asked))


def withheld(
    conn: Connection, companies: Collection[str], *, before: datetime, most: int
) -> tuple[Waiting, ...]:
    """Letters that were kept back until then or longer ago, and are still."""
    asked = {"companies": sorted(companies), "before": before, "most": most}
    return tuple(_waiting(row) for row in conn.execute(_WITHHELD, asked))


def unsayable(
    conn: Connection, companies: Collection[str], *, since: datetime, most: int
) -> tuple[Waiting, ...]:
    """Letters this program could not say: those given up since then, among the last, and those it still keeps."""
    asked = {"companies": sorted(companies), "most": most}
    given_up = [
        row
        for row in conn.execute(_GIVEN_UP_LAST, asked)
        if row.made_at >= since and row.reason.startswith(UNSAYABLE)
    ]
    return tuple(_waiting(row) for row in (*given_up, *conn.execute(_HELD_BY_FAULT, asked)))


def unheard(
    conn: Connection, companies: Collection[str], *, since: datetime, before: datetime, most: int
) -> tuple[Unheard, ...]:
    """Reminders of that time which failed, and after which nobody was reminded of the same thing; each thing once."""
    asked = {"companies": sorted(companies), "since": since, "before": before, "most": most}
    found: dict[AnyThing, Unheard] = {}
    for row in conn.execute(_UNHEARD, asked):
        one = Unheard(
            company=row.company,
            thing=named(row.kind, row.ref),
            department=row.department,
            made_at=row.made_at,
            chat=row.chat,
            reason=row.reason or "",
        )
        found.setdefault(one.thing, one)
    return tuple(found.values())


def looked_at_again(conn: Connection, things: Collection[AnyThing]) -> Mapping[AnyThing, datetime]:
    """When each of them is looked at next."""
    orders_of = {thing.order for thing in things if isinstance(thing, Thing)}
    its = clocks.stored(conn, orders_of) if orders_of else {}
    found: dict[AnyThing, datetime] = {}
    for thing in things:
        if isinstance(thing, DutyThing):
            at = conn.execute(_DUTY_LOOK, {"of": thing.duty}).scalar()
        else:
            at = its.get(thing.order, {}).get(thing.part)
        if at is not None:
            found[thing] = at
    return found


def _unlooked(row: Row[Any]) -> Unlooked:
    """The rows of stages, orders, what is owed, instalments and duties."""
    duty = getattr(row, "duty", None)
    part = getattr(row, "part", None)
    thing = Thing.of(OrderId(row.order_id), part) if duty is None else DutyThing(duty=duty)
    return Unlooked(company=row.company, thing=thing, due_at=row.next_check_at)


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(company=row.company, chat=row.chat, since=row.made_at)
