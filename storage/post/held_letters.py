"""What a group has heard unasked today, and the letters that are kept back because it has heard enough.

held: until a moment of business time, then said together with what else waits in its place; joined: another letter says
it. A topic is a place of its own: it is what a department reads there, and mutes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, literal, select, update

from storage.post.outbox import Letter, read_letter
from storage.tables.base import in_state
from storage.tables.moment import Moment
from storage.tables.people_tables import chats
from storage.tables.post_tables import COUNTED, HELD, JOINED, KEPT_BACK, PENDING, outbox, parts
from storage.tables.reminder_tables import digests


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where letters are kept back, and since when the one has been that waits longest."""

    company: str
    chat: int
    thread: int | None
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """How many letters are kept back in a place, and when it is to be looked at next."""

    letters: int
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One of the letters that another says. ``taken_back``: what it tells was undone since."""

    letter: int
    payload: Mapping[str, Any]
    taken_back: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A letter that says others, by themselves or below a digest. ``message`` as soon as it was sent."""

    id: int
    digest: bool
    note: str
    chat: int
    thread: int | None
    message: int | None


UNSAYABLE = "id "  # so begins the reason of what this program could not say; the log has it by that id
_FAILED = f"{UNSAYABLE}in the log"

_THERE = (outbox.c.chat == bindparam("in_chat"), outbox.c.thread == bindparam("in_thread"))
_SPENT = select(func.count(), func.max(outbox.c.counted_at)).where(
    COUNTED, *_THERE, outbox.c.counted_at >= bindparam("since")
)
_HEARD = select(
    exists().where(
        COUNTED,
        *_THERE,
        outbox.c.counted_at >= bindparam("since"),
        outbox.c.payload["may_wait"]["urgency"].as_string() == bindparam("urgency"),
    )
)
_DUE = (
    select(outbox.c.company, outbox.c.chat, outbox.c.thread)
    .where(HELD, outbox.c.held_until <= bindparam("now"))
    .order_by(outbox.c.held_until, outbox.c.id)
    .limit(1)
)
_IN_PLACE = (
    select(outbox, exists().where(parts.c.letter == outbox.c.id).label("begun"))
    .where(HELD, *_THERE, outbox.c.company == bindparam("of_company"))
    .order_by(outbox.c.id)
    .with_for_update(of=outbox)
)
_ITS_ITEMS = (
    select(outbox.c.id, outbox.c.payload, outbox.c.state)
    .where(JOINED, outbox.c.joined_into == bindparam("letter"))
    .order_by(outbox.c.id)
)
_OF_NOTE = select(outbox.c.id, outbox.c.joined_into).where(
    KEPT_BACK, outbox.c.note_for == bindparam("note"), outbox.c.state == "joined"
)
_ON_ITS_WAY = {"owner": None, "leased_until": None}


def lock(conn: Connection, chat: int) -> None:
    """Until the transaction ends nobody else decides what that group hears."""
    conn.execute(select(chats.c.id).where(chats.c.id == chat).with_for_update())


def spent(conn: Connection, chat: int, thread: int | None, since: datetime) -> tuple[int, datetime | None]:
    """How many messages the place has heard unasked since then, and when the last."""
    row = conn.execute(_SPENT, {"in_chat": chat, "in_thread": thread or 0, "since": since}).one()
    return row[0], row[1]


def heard(conn: Connection, chat: int, thread: int | None, since: datetime, urgency: str) -> bool:
    """Whether anything of that urgency was among it."""
    asked = {"in_chat": chat, "in_thread": thread or 0, "since": since, "urgency": urgency}
    return bool(conn.execute(_HEARD, asked).scalar_one())


def count(conn: Connection, letter: Letter, now: datetime) -> None:
    """It is one of the day's messages, however often it has to be sent."""
    counted = update(outbox).where(outbox.c.id == letter.id, outbox.c.counted_at.is_(None))
    conn.execute(counted.values(counted_at=now))


def hold(conn: Connection, letter: Letter, until: datetime, now: datetime) -> bool:
    """Keep it back; its lane goes on without it. The attempt does not count."""
    mine = update(outbox).where(outbox.c.id == letter.id, PENDING, outbox.c.attempts == letter.attempts)
    values = {
        "state": "held",
        "held_until": until,
        "held_since": func.coalesce(outbox.c.held_since, literal(now, Moment)),
        "attempts": letter.attempts - 1,
        "reason": "",  # of a try that failed before: it is kept back for another
        **_ON_ITS_WAY,
    }
    return conn.execute(mine.values(values)).rowcount == 1


def keep_new(conn: Connection, letters: Sequence[Letter], until: datetime, now: datetime) -> None:
    """Keep back what this transaction has written."""
    mine = update(outbox).where(outbox.c.id.in_([one.id for one in letters]), PENDING)
    conn.execute(mine.values(state="held", held_since=now, held_until=until))


def earliest(conn: Connection) -> datetime | None:
    """When anything that is kept back is to be looked at next."""
    at: datetime | None = conn.execute(select(func.min(outbox.c.held_until)).where(HELD)).scalar()
    return at


def due(conn: Connection, now: datetime) -> tuple[Place, tuple[Letter, ...]] | None:
    """A place in which something has waited long enough, and all that waits there, in order; it is this transaction's."""
    while (first := conn.execute(_DUE, {"now": now}).one_or_none()) is not None:
        lock(conn, first.chat)
        there = {"in_chat": first.chat, "in_thread": first.thread, "of_company": first.company}
        rows = conn.execute(_IN_PLACE, there).all()
        if any(row.held_until <= now for row in rows):  # else somebody else has just seen to it
            since = min(row.held_since for row in rows)
            place = Place(company=first.company, chat=first.chat, thread=first.thread or None, since=since)
            return place, tuple(read_letter(row) for row in rows)
    return None


def in_place(conn: Connection, company: str, chat: int, thread: int | None) -> tuple[Letter, ...]:
    """All that waits there, in order."""
    rows = conn.execute(_IN_PLACE, {"in_chat": chat, "in_thread": thread or 0, "of_company": company})
    return tuple(read_letter(row) for row in rows)


def put_off(
    conn: Connection,
    letters: Sequence[Letter],
    until: datetime,
    *,
    since: datetime | None = None,
    failed: bool = False,
) -> None:
    """``since``: they wait anew from then on. ``failed``: nobody knows how to say them; they bear that until they are looked at without trouble."""
    values: dict[str, Any] = {"held_until": until}
    if since is not None:
        values["held_since"] = since
    if failed:
        values["reason"] = _FAILED
    _change(conn, letters, values)


def let_go(conn: Connection, letters: Sequence[Letter], machine_now: datetime) -> None:
    """To be said after all, each by itself, as if it had just been written."""
    _change(conn, letters, {"state": "pending", "held_until": None, "made_at": machine_now})


def let_go_alone(
    conn: Connection, letter: Letter, *, silent: bool, now: datetime, machine_now: datetime
) -> None:
    """To be said as it was written, as one of the day's messages; ``silent`` where it must not ring by now."""
    if silent:
        quiet = {**letter.payload, "silent": True}
        conn.execute(update(outbox).where(HELD, outbox.c.id == letter.id).values(payload=quiet))
    let_go(conn, [letter], machine_now)
    count(conn, letter, now)


def drop(conn: Connection, letters: Sequence[Letter], machine_now: datetime) -> None:
    """What they tell is over: nothing is said of it."""
    _change(conn, letters, {"state": "withdrawn", "held_until": None, "ended_at": machine_now})


def bury(conn: Connection, letter: Letter, reason: str, machine_now: datetime) -> None:
    """It cannot be said, with a reason a human can read."""
    values = {"state": "buried", "held_until": None, "reason": reason, "ended_at": machine_now}
    _change(conn, [letter], values)


def join(conn: Connection, letters: Sequence[Letter], into: Letter, machine_now: datetime) -> None:
    """Another letter says them all."""
    values = {"state": "joined", "held_until": None, "joined_into": into.id, "ended_at": machine_now}
    _change(conn, letters, values)


def ask_again(conn: Connection, digest: int, now: datetime) -> None:
    """A digest that is kept back bears more than it did: whether it may go is asked anew."""
    its = select(digests.c.letter).where(digests.c.id == digest).scalar_subquery()
    conn.execute(update(outbox).where(HELD, outbox.c.id == its).values(held_until=now))


def part(conn: Connection, from_letter: Letter, machine_now: datetime) -> int:
    """It is not said after all: what it was to say besides goes by itself, as if it had just been written. How many letters."""
    its = update(outbox).where(JOINED, outbox.c.joined_into == from_letter.id, in_state(outbox, "joined"))
    values = {"state": "pending", "joined_into": None, "ended_at": None, "made_at": machine_now}
    return conn.execute(its.values(values)).rowcount


def take_back(conn: Connection, note: str) -> tuple[Joined, ...]:
    """What is remembered by that note is not so any more; returns the letters that have said it, or are about to."""
    rows = conn.execute(_OF_NOTE, {"note": note}).all()
    if not rows:
        return ()
    conn.execute(update(outbox).where(outbox.c.id.in_([row.id for row in rows])).values(state="withdrawn"))
    found = select(outbox).where(outbox.c.id.in_({row.joined_into for row in rows})).order_by(outbox.c.id)
    return tuple(
        Joined(
            id=row.id,
            digest="digest" in row.payload,
            note=row.note_for,
            chat=row.chat,
            thread=row.thread or None,
            message=row.message_id,
        )
        for row in conn.execute(found)
    )


def items(conn: Connection, joined: int) -> tuple[Item, ...]:
    """What a letter says together, in its order."""
    rows = conn.execute(_ITS_ITEMS, {"letter": joined})
    return tuple(
        Item(letter=row.id, payload=row.payload, taken_back=row.state == "withdrawn") for row in rows
    )


def held_in(conn: Connection, chats_of: Sequence[int]) -> Mapping[tuple[int, int | None], Waiting]:
    """What is kept back in each place of these chats."""
    query = (
        select(outbox.c.chat, outbox.c.thread, func.count(), func.min(outbox.c.held_until))
        .where(HELD, outbox.c.chat.in_(chats_of))
        .group_by(outbox.c.chat, outbox.c.thread)
    )
    return {(row[0], row[1] or None): Waiting(letters=row[2], until=row[3]) for row in conn.execute(query)}


def _change(conn: Connection, letters: Sequence[Letter], values: Mapping[str, Any]) -> None:
    if letters:
        which = update(outbox).where(HELD, outbox.c.id.in_([one.id for one in letters]))
        conn.execute(which.values({"reason": "", **values}))
