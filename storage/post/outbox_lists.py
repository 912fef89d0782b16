"""The outbox as a whole: what waits, what failed, which chats are paused, what may be forgotten."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from storage.post.backlog import Backlog, read_backlog
from storage.statements.upserts import insert_into
from storage.tables.post_tables import BURIED, PENDING, outbox, parts, pauses


@dataclass(frozen=True, kw_only=True, slots=True)
class BuriedLetter:
    id: int
    company: str
    chat: int
    thread: int | None
    payload: Mapping[str, Any]
    reason: str
    made_at: datetime
    ended_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    chat: int
    until: datetime
    reason: str


def waiting(conn: Connection) -> Backlog:
    return read_backlog(conn, outbox, outbox.c.made_at, PENDING)


def ended_since(conn: Connection, company: str, since: datetime) -> Mapping[str, int]:
    """How many of a company's messages came to which end: sent, buried, withdrawn."""
    query = (
        select(outbox.c.state, func.count().label("number"))
        .where(outbox.c.ended_at >= since, outbox.c.company == company)
        .group_by(outbox.c.state)
    )
    return {row.state: row.number for row in conn.execute(query)}


def on_its_way(conn: Connection, note_for: str) -> tuple[tuple[int, int | None], ...]:
    """The (chat, thread) of what is in flight under that note: neither withdrawn any more nor said yet."""
    query = select(outbox.c.chat, outbox.c.thread).where(
        PENDING, outbox.c.note_for == note_for, outbox.c.leased_until.is_not(None)
    )
    return tuple((row.chat, row.thread or None) for row in conn.execute(query))


def failed(conn: Connection, limit: int = 20) -> tuple[BuriedLetter, ...]:
    """What was given up, the latest first."""
    query = select(outbox).where(BURIED).order_by(outbox.c.id.desc()).limit(limit)
    return tuple(
        BuriedLetter(
            id=row.id,
            company=row.company,
            chat=row.chat,
            thread=row.thread or None,
            payload=row.payload,
            reason=row.reason,
            made_at=row.made_at,
            ended_at=row.ended_at,
        )
        for row in conn.execute(query)
    )


def failed_of(conn: Connection, chat: int, since: datetime) -> int:
    """How many messages to that chat were given up since then."""
    given_up = select(func.count()).where(BURIED, outbox.c.chat == chat, outbox.c.ended_at >= since)
    return int(conn.execute(given_up).scalar_one())


def notes_of_failed(conn: Connection, chat: int, since: datetime) -> Mapping[int, str]:
    """By letter what that was remembered by which nobody had asked for, and which was given up there since then.

    The latest first: what was to say others together before these.
    """
    unheard = (outbox.c.chat == chat, outbox.c.ended_at >= since, outbox.c.unasked, outbox.c.note_for != "")
    query = select(outbox.c.id, outbox.c.note_for).where(BURIED, *unheard).order_by(outbox.c.id.desc())
    return {row.id: row.note_for for row in conn.execute(query)}


def failed_in_a_row(conn: Connection, chat: int, since: datetime, *, most: int) -> int:
    """How many of the last messages to that chat were given up with none said since; at most so many are looked at."""
    last = (
        select(outbox.c.state)
        .where(outbox.c.chat == chat, outbox.c.ended_at >= since, outbox.c.state.in_(["sent", "buried"]))
        .order_by(outbox.c.ended_at.desc(), outbox.c.id.desc())
        .limit(most)
    )
    return sum(1 for _ in takewhile("buried".__eq__, conn.execute(last).scalars()))


def revive(conn: Connection, chat: int, reason: str, since: datetime, *, most: int) -> int:
    """Let what was given up for a reason that begins so wait anew, the last of it; digests are made anew anyway."""
    last = (
        select(outbox.c.id)
        .where(
            BURIED,
            outbox.c.chat == chat,
            outbox.c.ended_at >= since,
            outbox.c.reason.startswith(reason, autoescape=True),
            ~outbox.c.note_for.startswith("digest:"),
        )
        .order_by(outbox.c.id.desc())
        .limit(most)
    )
    anew = {"state": "pending", "reason": "", "ended_at": None, "attempts": 0, "next_try_at": None}
    return conn.execute(update(outbox).where(outbox.c.id.in_(last)).values(anew)).rowcount


def pause(conn: Connection, chat: int, until: datetime, reason: str) -> None:
    """Hand out nothing for that chat before then. A pause never gets shorter."""
    new = insert_into(conn, pauses).values(chat=chat, until=until, reason=reason)
    longer = new.on_conflict_do_update(
        index_elements=["chat"],
        set_={"until": new.excluded.until, "reason": new.excluded.reason},
        where=pauses.c.until < new.excluded.until,
    )
    conn.execute(longer)


def paused(conn: Connection, now: datetime) -> tuple[Pause, ...]:
    query = select(pauses).where(pauses.c.until > now).order_by(pauses.c.until)
    return tuple(Pause(chat=row.chat, until=row.until, reason=row.reason) for row in conn.execute(query))


def give_back(conn: Connection, owner: str, *, but: Collection[int]) -> int:
    """Free what a process that stops has leased and not begun (``but`` is what it has): that attempt does not count."""
    leased = update(outbox).where(PENDING, outbox.c.owner == owner, outbox.c.id.not_in(but))
    free = {"owner": None, "leased_until": None, "attempts": outbox.c.attempts - 1}
    return conn.execute(leased.values(free)).rowcount


def prune(conn: Connection, before: datetime, limit: int = 1000) -> int:
    """Forget letters that ended before then, sent or given up."""
    old = select(outbox.c.id).where(outbox.c.ended_at < before).order_by(outbox.c.ended_at).limit(limit)
    ids = conn.execute(old).scalars().all()
    conn.execute(delete(parts).where(parts.c.letter.in_(ids)))
    conn.execute(delete(pauses).where(pauses.c.until < before))
    return conn.execute(delete(outbox).where(outbox.c.id.in_(ids))).rowcount
