"""Letters that only name a digest: what they say is settled when their turn has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.delivery.ground import Ground
from bot.delivery.unasked import kept_until
from handlers.news.held_news import taken_along
from handlers.reply import Say
from storage.post import held_letters, outbox, outbox_parts, said
from storage.post.outbox import Letter
from storage.post.said import Said
from storage.statements.undo_points import UndoPoint

Close: TypeAlias = Callable[
    [Connection, int, datetime], Say | None
]  # None: nothing of it has to be said any more
Noted: TypeAlias = Callable[[Connection, int, datetime, datetime], None]  # both times: business, machine


@dataclass(frozen=True, kw_only=True, slots=True)
class Digests:
    """``close`` lays one out and ends its taking lines; ``said`` follows, in the transaction that marks its letter sent."""

    close: Close
    said: Noted


def digest_of(letter: Letter) -> int | None:
    """The digest a letter stands for; None for one that bears its message itself."""
    named: int | None = letter.payload.get("digest")
    return named


async def laid_out(ground: Ground, digests: Digests, letter: Letter, digest: int) -> Say | None:
    """What it says now. None: all of it was answered, and the letter is withdrawn; or its group has heard enough for now.

    A digest that is kept back takes further lines.
    """
    now, machine_now = ground.clock.now(), ground.clock.machine_now()

    def close(conn: Connection) -> Say | None:
        open_still = UndoPoint(conn)
        say = digests.close(conn, digest, now)
        if say is None:
            if outbox.withdraw(conn, letter, machine_now):
                held_letters.part(conn, letter, machine_now)
        elif (until := kept_until(conn, ground, letter, say)) is not None:
            open_still.rollback()
            held_letters.hold(conn, letter, until, now)
            return None
        open_still.commit()
        centre = ground.centres.get(letter.company)
        if say is None or letter.chat > 0 or centre is None:
            return say
        return taken_along(conn, letter, say, centre=centre, now=now, machine_now=machine_now)

    return await ground.write(close)


def was_said(
    conn: Connection, digests: Digests, letter: Letter, *, last: int, now: datetime, machine_now: datetime
) -> None:
    """Whichever part of it is replied to, the reply is about the digest. ``last``: the part that is remembered already."""
    digest = digest_of(letter)
    if digest is None:
        return
    for part in outbox_parts.parts_of(conn, letter):
        if part.message_id not in {None, last}:
            place = Said(chat=letter.chat, thread=letter.thread, message_id=part.message_id or 0)
            said.remember(conn, letter.note_for, place, now)
    digests.said(conn, digest, now, machine_now)
