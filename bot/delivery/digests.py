"""Letters that only name a digest: what they say is settled when their turn has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.delivery.ground import Ground
from handlers.reply import Say
from storage import outbox, outbox_parts, said
from storage.outbox import Letter
from storage.said import Said

Close: TypeAlias = Callable[
    [Connection, int, datetime], Say | None
]  # None: nothing of it has to be said any more
Noted: TypeAlias = Callable[[Connection, int, datetime], None]


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
    """What it says now. None: all of it was answered, and the letter is withdrawn."""
    now, machine_now = ground.clock.now(), ground.clock.machine_now()

    def close(conn: Connection) -> Say | None:
        say = digests.close(conn, digest, now)
        if say is None:
            outbox.withdraw(conn, letter, machine_now)
        return say

    return await ground.write(close)


def was_said(conn: Connection, digests: Digests, letter: Letter, *, last: int, now: datetime) -> None:
    """Whichever part of it is replied to, the reply is about the digest. ``last``: the part that is remembered already."""
    digest = digest_of(letter)
    if digest is None:
        return
    digests.said(conn, digest, now)
    for part in outbox_parts.parts_of(conn, letter):
        if part.message_id not in {None, last}:
            place = Said(chat=letter.chat, thread=letter.thread, message_id=part.message_id or 0)
            said.remember(conn, letter.note_for, place, now)
