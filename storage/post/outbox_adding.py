"""What is to be said from now on: a row in the outbox, born leased to its process where nothing goes before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    exists,
    false,
    insert,
    literal_column,
    or_,
    select,
)

from storage.post.outbox import Letter
from storage.statements.prepared import PreparedQuery
from storage.tables.post_tables import PENDING, outbox, pauses


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLetter:
    """``priority``: the smaller goes first. ``group_key``: neighbours in a lane with the same one may be joined.

    ``note_for``: under this the sent message is remembered, see storage.post.said.
    """

    company: str
    chat: int
    lane: str
    priority: int
    payload: Mapping[str, Any]
    thread: int | None = None
    to_user: int | None = None
    group_key: str = ""
    note_for: str = ""
    unasked: bool = False


# What would have to be said before: a letter of the lane that this process is not about to send itself.
_BLOCKED = or_(
    exists().where(
        PENDING,
        outbox.c.chat == bindparam("new_chat"),
        outbox.c.lane == bindparam("new_lane"),
        or_(
            outbox.c.owner.is_(None),
            outbox.c.owner != bindparam("by"),
            outbox.c.leased_until <= bindparam("now"),
        ),
    ),
    exists().where(pauses.c.chat == bindparam("new_chat"), pauses.c.until > bindparam("now")),
)
_by = bindparam("by", type_=outbox.c.owner.type)
_goes = select(and_(_by.is_not(None), ~_BLOCKED).label("at_once")).subquery("goes")


def _new(name: str) -> BindParameter[Any]:
    return bindparam(f"new_{name}", type_=outbox.c[name].type)


_GIVEN = (
    "company", "chat", "thread", "to_user", "lane", "priority", "payload", "group_key", "note_for", "unasked",
)  # fmt: skip
_SET = {
    **{name: _new(name) for name in _GIVEN},
    "state": literal_column("'pending'"),
    "made_at": bindparam("now", type_=outbox.c.made_at.type),
    "owner": case((_goes.c.at_once, _by)),
    "leased_until": case((_goes.c.at_once, bindparam("until", type_=outbox.c.leased_until.type))),
    "attempts": case((_goes.c.at_once, literal_column("1")), else_=literal_column("0")),
    "repeated": false(),
    "moved": false(),
    "reason": literal_column("''"),
}
_ADD = PreparedQuery(
    insert(outbox)
    .from_select(list(_SET), select(*_SET.values()).select_from(_goes))
    .returning(outbox.c.id, outbox.c.attempts)
)


def add(
    conn: Connection,
    letters: Sequence[NewLetter],
    *,
    now: datetime,
    owner: str | None = None,
    lease: timedelta | None = None,
) -> tuple[Letter, ...]:
    """Store what is to be said, in this order.

    With ``owner`` the letters are born leased to that process (the first attempt counted), which sends them as soon
    as the transaction is committed; others see them when the lease ends. A letter that has to wait behind one of its
    lane, or in a paused chat, is not leased: ``claim`` hands it out in its turn.
    """
    held: dict[str, Any] = {"now": now, "by": None, "until": None}
    if owner is not None and lease is not None:
        held = {"now": now, "by": owner, "until": now + lease}
    return tuple(_made(_ADD.all(conn, {**_values(new), **held})[0], new, now) for new in letters)


def _values(new: NewLetter) -> dict[str, Any]:
    given = {f"new_{name}": getattr(new, name) for name in _GIVEN}
    return {**given, "new_thread": new.thread or 0, "new_payload": dict(new.payload)}


def _made(row: Row[Any], new: NewLetter, now: datetime) -> Letter:
    """A letter as it was just stored, without reading it back."""
    return Letter(
        id=row.id,
        company=new.company,
        chat=new.chat,
        thread=new.thread or None,
        to_user=new.to_user,
        lane=new.lane,
        priority=new.priority,
        payload=new.payload,
        group_key=new.group_key,
        note_for=new.note_for,
        unasked=new.unasked,
        made_at=now,
        attempts=row.attempts,
        repeated=False,
        moved=False,
        begun=False,
        leased=row.attempts > 0,
    )
