"""Digests: what one chat is reminded of in one message. Each chat has at most one that is still unsent.

unsent: takes further lines; closed: its lines are numbered and it is being said; said; empty: all was answered before;
lost: it could not be said.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, exists, func, insert, or_, select, update

from storage.chasing.reminder_rows import Reminder, values_of
from storage.statements.upserts import insert_into
from storage.tables.base import in_state
from storage.tables.moment import Moment
from storage.tables.post_tables import ON_ITS_WAY, outbox
from storage.tables.reminder_tables import UNSENT, digest_lines, digests, reminders


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """``letter``: the outbox row that carries it; None until the sweep that began it has come to its end."""

    id: int
    company: str
    chat: int
    thread: int | None
    state: str
    letter: int | None
    made_at: datetime
    said_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """``number`` in the message; None before it is closed, and for what had been answered by then."""

    reminder: Reminder
    number: int | None


_BY_ID = select(digests).where(digests.c.id == bindparam("digest"))
_BY_ID_FOR_UPDATE = _BY_ID.with_for_update()
_UNSENT_OF = (
    select(digests)
    .where(
        UNSENT,
        digests.c.company == bindparam("of_company"),
        digests.c.chat == bindparam("in_chat"),
        digests.c.thread == bindparam("in_thread"),
    )
    .with_for_update()
)
_COMING = (
    select(digests.c.id)
    .join(outbox, outbox.c.id == digests.c.letter)
    .where(
        UNSENT,
        digests.c.company == bindparam("of_company"),
        digests.c.chat == bindparam("in_chat"),
        digests.c.thread == bindparam("in_thread"),
        ON_ITS_WAY,
    )
)
_CARRIED = select(exists().where(outbox.c.id == bindparam("letter"), ON_ITS_WAY))
_LAST_TOLD = (
    select(func.coalesce(digests.c.said_at, digests.c.made_at, type_=Moment))
    .where(
        digests.c.chat == bindparam("in_chat"),
        digests.c.thread == bindparam("in_thread"),
        digests.c.state.in_(["closed", "said"]),
    )
    .order_by(digests.c.id.desc())
    .limit(1)
)
_WITHOUT_LETTER = select(digests).where(UNSENT, digests.c.letter.is_(None)).with_for_update(skip_locked=True)
_LINES = (
    select(reminders, digest_lines.c.number)
    .join(digest_lines, digest_lines.c.reminder == reminders.c.id)
    .where(digest_lines.c.digest == bindparam("of_digest"))
    .order_by(reminders.c.id)
)
_before = digests.alias("before")
_UNREAD = (
    select(reminders)
    .join(digest_lines, digest_lines.c.reminder == reminders.c.id)
    .join(digests, digests.c.id == digest_lines.c.digest)
    .outerjoin(outbox, outbox.c.id == digests.c.letter)
    .where(
        digests.c.id
        == select(func.max(_before.c.id))
        .where(
            _before.c.company == bindparam("of_company"),
            _before.c.chat == bindparam("in_chat"),
            _before.c.thread == bindparam("in_thread"),
            _before.c.id < bindparam("of_digest"),
        )
        .scalar_subquery(),
        or_(
            digest_lines.c.number.is_(None),
            and_(~in_state(digests, "said"), or_(outbox.c.id.is_(None), ~in_state(outbox, "sent"))),
        ),
    )
    .order_by(reminders.c.id)
)
_NUMBER = (
    update(digest_lines)
    .where(digest_lines.c.digest == bindparam("of_digest"), digest_lines.c.reminder == bindparam("line"))
    .values(number=bindparam("said_as"))
)


def by_id(conn: Connection, digest: int, *, for_update: bool = False) -> Digest | None:
    row = conn.execute(_BY_ID_FOR_UPDATE if for_update else _BY_ID, {"digest": digest}).one_or_none()
    return None if row is None else _read(row)


def unsent(conn: Connection, company: str, chat: int, thread: int | None, now: datetime) -> int:
    """The one unsent digest of that place, made if there is none; it is this transaction's.

    One whose letter has ended without it is lost, and another takes its place.
    """
    place = {"of_company": company, "in_chat": chat, "in_thread": thread or 0}
    found = conn.execute(_UNSENT_OF, place).one_or_none()
    if found is not None and (found.letter is None or _is_carried(conn, found.letter)):
        number: int = found.id
        return number
    if found is not None:
        _to(conn, found.id, "lost")
    values = {"company": company, "chat": chat, "thread": thread or 0, "state": "unsent", "made_at": now}
    new = insert_into(conn, digests).on_conflict_do_nothing(
        index_elements=["company", "chat", "thread"], index_where=UNSENT
    )
    made = conn.execute(new.returning(digests.c.id), values).scalar()
    if made is None:  # another sweep has just made it
        return unsent(conn, company, chat, thread, now)
    fresh: int = made
    return fresh


def coming(conn: Connection, company: str, chat: int, thread: int | None) -> int | None:
    """The one that is about to be said in that place, or waits there for its turn."""
    place = {"of_company": company, "in_chat": chat, "in_thread": thread or 0}
    number: int | None = conn.execute(_COMING, place).scalar()
    return number


def _is_carried(conn: Connection, letter: int) -> bool:
    """Asked once the digest is locked: whoever held it may have handed the letter to the post just before."""
    return bool(conn.execute(_CARRIED, {"letter": letter}).scalar_one())


def last_told(conn: Connection, chat: int, thread: int | None) -> datetime | None:
    """When the last one reached that place, or was made if it is still on its way."""
    at: datetime | None = conn.execute(_LAST_TOLD, {"in_chat": chat, "in_thread": thread or 0}).scalar()
    return at


def add_lines(conn: Connection, digest: int, reminder_ids: Collection[int]) -> None:
    conn.execute(insert(digest_lines), [{"digest": digest, "reminder": one} for one in reminder_ids])


def without_letter(conn: Connection) -> tuple[Digest, ...]:
    """Unsent digests that nothing carries yet, but for those another sweep has in hand."""
    found = map(
        _read, conn.execute(_WITHOUT_LETTER)
    )  # asked for in this order SQLite would read all there ever were
    return tuple(sorted(found, key=lambda one: one.id))


def carried_by(conn: Connection, digest: int, letter: int) -> None:
    conn.execute(update(digests).where(digests.c.id == digest).values(letter=letter))


def lines(conn: Connection, digest: int) -> tuple[Line, ...]:
    """In the order in which they were made."""
    rows = conn.execute(_LINES, {"of_digest": digest})
    return tuple(Line(reminder=Reminder(**values_of(row)), number=row.number) for row in rows)


def left_unread(conn: Connection, digest: Digest) -> tuple[Reminder, ...]:
    """What stood in the digest before it in its place and was not read there: it had no room, or that one was never said."""
    asked = {
        "of_company": digest.company,
        "in_chat": digest.chat,
        "in_thread": digest.thread or 0,
        "of_digest": digest.id,
    }
    return tuple(Reminder(**values_of(row)) for row in conn.execute(_UNREAD, asked))


def close(conn: Connection, digest: int, numbers: Mapping[int, int]) -> None:
    """No further line; these reminders have these numbers in the message, the others are not in it."""
    _to(conn, digest, "closed")
    said_as = [{"of_digest": digest, "line": one, "said_as": number} for one, number in numbers.items()]
    if said_as:
        conn.execute(_NUMBER, said_as)


def said(conn: Connection, digest: int, now: datetime) -> bool:
    """It has reached its chat. False: it was noted before."""
    values = {"state": "said", "said_at": now}
    closed = update(digests).where(digests.c.id == digest, in_state(digests, "closed"))
    return conn.execute(closed.values(values)).rowcount == 1


def empty(conn: Connection, digest: int) -> None:
    """Everything in it had been answered: there is nothing to say."""
    _to(conn, digest, "empty")


def lose(conn: Connection, chat: int) -> None:
    """Nothing more is said in that chat."""
    live = digests.c.state.in_(["unsent", "closed"])
    conn.execute(update(digests).where(digests.c.chat == chat, live).values(state="lost"))


def move(conn: Connection, old: int, new: int) -> None:
    """Follow a chat to its new id. Where a digest waits there already, what the old one held is reminded of anew."""
    there = digests.alias("there")
    twin = exists().where(
        in_state(there, "unsent"),
        there.c.chat == new,
        there.c.company == digests.c.company,
        there.c.thread == digests.c.thread,
    )
    conn.execute(update(digests).where(UNSENT, digests.c.chat == old, twin).values(state="lost"))
    conn.execute(update(digests).where(digests.c.chat == old).values(chat=new))


def _to(conn: Connection, digest: int, state: str) -> None:
    conn.execute(update(digests).where(digests.c.id == digest).values(state=state))


def _read(row: Row[Any]) -> Digest:
    return Digest(
        id=row.id,
        company=row.company,
        chat=row.chat,
        thread=row.thread or None,
        state=row.state,
        letter=row.letter,
        made_at=row.made_at,
        said_at=row.said_at,
    )
