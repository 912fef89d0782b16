"""Everything said is a row here first: stored with what it tells of, then sent at least once, in order in its lane.

A lane is (chat, lane): its first pending letter is the only one ever handed out, whether it waits, is in flight or
is to be tried again. The number of attempts is the fence between two processes. All times are the machine's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    exists,
    or_,
    select,
    tuple_,
    union,
    update,
)

from storage.post import said
from storage.post.said import Said
from storage.statements.first_of import first_of_each
from storage.statements.prepared import Prepared
from storage.tables.post_tables import HELD, JOINED, KEPT_BACK, PENDING, outbox, parts, pauses
from storage.tables.post_tables import said as said_notes


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """``leased``: handed out to the asker. ``repeated``: an earlier attempt may have reached the messenger.

    ``moved``: its group got a new id; the place here is right, but message ids in the payload are void. ``begun``: its
    parts are fixed, and some may be sent already, see storage.post.outbox_parts. ``counted``: among the messages its group
    hears unasked that day; ``held_since``, ``held_until``: it was or is kept back, see storage.post.held_letters.
    """

    id: int
    company: str
    chat: int
    thread: int | None
    to_user: int | None
    lane: str
    priority: int
    payload: Mapping[str, Any]
    group_key: str
    note_for: str
    unasked: bool
    made_at: datetime
    attempts: int  # this one included
    repeated: bool
    moved: bool
    begun: bool
    leased: bool
    counted: bool = False
    held_since: datetime | None = None
    held_until: datetime | None = None


_heads = first_of_each(outbox, ("chat", "lane"), "pending")
_FREE = (
    select(outbox.c.id)
    .join(_heads, _heads.c.id == outbox.c.id)
    .where(
        PENDING,
        or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= bindparam("now")),
        or_(outbox.c.next_try_at.is_(None), outbox.c.next_try_at <= bindparam("now")),
        ~exists().where(pauses.c.chat == outbox.c.chat, pauses.c.until > bindparam("now")),
        tuple_(outbox.c.chat, outbox.c.lane).not_in(bindparam("closed", expanding=True)),
    )
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)
#: What being handed out does to a row.
TAKEN = {
    "owner": bindparam("by"),
    "leased_until": bindparam("until"),
    "next_try_at": None,
    "attempts": outbox.c.attempts + 1,
    "repeated": or_(outbox.c.repeated, and_(outbox.c.attempts > 0, outbox.c.leased_until.is_not(None))),
}
#: And what the asker gets to see of it.
SHOWN = (outbox, exists().where(parts.c.letter == outbox.c.id).label("begun"))
_TAKE = update(outbox).where(outbox.c.id.in_(select(_FREE.cte("free").c.id))).values(TAKEN).returning(*SHOWN)
_together = outbox.alias("together")
_UNDER = outbox.c.note_for.in_(bindparam("notes", expanding=True))
_TOLD_BY = union(
    select(outbox.c.note_for).where(outbox.c.id == bindparam("letter")),
    select(outbox.c.note_for).where(JOINED, outbox.c.joined_into == bindparam("letter")),
)
_HEARD_AS = union(
    *(select(outbox.c.note_for).where(waits, _UNDER) for waits in (PENDING, and_(HELD, KEPT_BACK))),
    select(said_notes.c.note).where(said_notes.c.note.in_(bindparam("notes", expanding=True))),
    select(_together.c.note_for)
    .join(outbox, outbox.c.joined_into == _together.c.id)
    .where(
        KEPT_BACK,
        outbox.c.state == "joined",
        _UNDER,
        _together.c.state.in_(["pending", "held", "sent"]),
    ),
)
_CHANGE = Prepared(
    update(outbox).where(
        outbox.c.id == bindparam("letter"), PENDING, outbox.c.attempts == bindparam("attempt")
    )
)


def claim(
    conn: Connection,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    skip: Collection[tuple[int, str]] = (),
) -> tuple[Letter, ...]:
    """Lease the first letters of up to ``limit`` lanes, most urgent first, the attempt counted.

    ``skip``: lanes (chat, lane) the asker's own pacing keeps back for now.
    """
    wanted = {"now": now, "by": owner, "until": now + lease, "most": limit, "closed": sorted(skip)}
    rows = conn.execute(_TAKE, wanted).all()
    return tuple(read_letter(row) for row in sorted(rows, key=lambda row: (row.priority, row.id)))


def sent(conn: Connection, letter: Letter, message_id: int | None, now: datetime) -> bool:
    """Note that it was said. False: another process has taken it over and will say it again."""
    values = {"state": "sent", "message_id": message_id, "ended_at": now, **_UNLEASED}
    if not _change(conn, letter, values):
        return False
    if letter.note_for and message_id:
        place = Said(chat=letter.chat, thread=letter.thread, message_id=message_id)
        said.remember(conn, letter.note_for, place, now)
    return True


def later(conn: Connection, letter: Letter, next_try_at: datetime, reason: str) -> bool:
    """Put it back: it was surely not said. Its lane waits behind it."""
    return _change(conn, letter, {"next_try_at": next_try_at, "reason": reason, **_UNLEASED})


def bury(conn: Connection, letter: Letter, reason: str, now: datetime) -> bool:
    """Give it up, with a reason a human can read; its lane goes on."""
    values = {"state": "buried", "reason": reason, "ended_at": now, **_UNHEARD}
    return _change(conn, letter, values)


def withdraw(conn: Connection, letter: Letter, now: datetime) -> bool:
    """There is nothing left to say; its lane goes on."""
    return _change(conn, letter, {"state": "withdrawn", "ended_at": now, **_UNHEARD})


def release(conn: Connection, letters: Sequence[Letter]) -> int:
    """Give back what was not begun: the attempt does not count. Returns how many were still the asker's."""
    return sum(_change(conn, one, {"attempts": one.attempts - 1, **_UNLEASED}) for one in letters)


def renew(conn: Connection, letters: Sequence[Letter], *, now: datetime, lease: timedelta) -> int:
    """Keep what is still in flight; returns how many were still the asker's."""
    return sum(_change(conn, one, {"leased_until": now + lease}) for one in letters)


def take_back(conn: Connection, note_for: str) -> tuple[Said, ...]:
    """Withdraw what was to be said under that note and is not on its way; return where the rest was said."""
    leave_unsaid(conn, note_for)
    return said.messages_of(conn, note_for)


def notes_told_by(conn: Connection, letter: int) -> tuple[str, ...]:
    """What it was to say together with others: the notes these were written under, its own among them."""
    return tuple(conn.execute(_TOLD_BY, {"letter": letter}).scalars())


def notes_heard(conn: Connection, notes: Collection[str]) -> tuple[str, ...]:
    """Of what was written under these notes: as which ones it was said, or still may be, by itself or together with others."""
    return tuple(conn.execute(_HEARD_AS, {"notes": list(notes)}).scalars())


def leave_unsaid(conn: Connection, note_for: str) -> int:
    """Withdraw what was to be said under that note and is not on its way; how many letters that were."""
    withdrawn = 0
    for waiting in (PENDING, and_(HELD, KEPT_BACK)):
        unsent = update(outbox).where(waiting, outbox.c.note_for == note_for, outbox.c.leased_until.is_(None))
        ended = {"state": "withdrawn", "ended_at": outbox.c.made_at, "counted_at": None}
        withdrawn += conn.execute(unsent.values(ended)).rowcount
    return withdrawn


_UNLEASED = {"owner": None, "leased_until": None}
_UNHEARD = {**_UNLEASED, "counted_at": None}  # it is none of the day's messages


def _change(conn: Connection, letter: Letter, values: Mapping[str, Any]) -> bool:
    fence = {"letter": letter.id, "attempt": letter.attempts}
    return _CHANGE.run(conn, {**values, **fence}) == 1


def read_letter(row: Row[Any]) -> Letter:
    return Letter(
        id=row.id,
        company=row.company,
        chat=row.chat,
        thread=row.thread or None,
        to_user=row.to_user,
        lane=row.lane,
        priority=row.priority,
        payload=row.payload,
        group_key=row.group_key,
        note_for=row.note_for,
        unasked=row.unasked,
        made_at=row.made_at,
        attempts=row.attempts,
        repeated=row.repeated,
        moved=row.moved,
        begun=row.begun,
        leased=row.owner is not None,
        counted=row.counted_at is not None,
        held_since=row.held_since,
        held_until=row.held_until,
    )
