"""Asking, before something is sent, whether its group may hear it now."""

from datetime import datetime

from sqlalchemy import Connection

from bot.delivery.ground import Ground
from handlers.news import unasked
from handlers.reply import Say
from storage.post import held_letters
from storage.post.outbox import Letter


async def goes_now(ground: Ground, letter: Letter, say: Say) -> bool:
    """False: it is kept back, and its lane goes on."""
    if say.may_wait is None or letter.chat > 0 or letter.counted:
        return True

    def ask(conn: Connection) -> bool:
        until = kept_until(conn, ground, letter, say)
        if until is not None:
            held_letters.hold(conn, letter, until, ground.clock.now())
        return until is None

    return await ground.write(ask)


def kept_until(conn: Connection, ground: Ground, letter: Letter, say: Say) -> datetime | None:
    """None: now. A company that has left the centre files keeps nothing back."""
    centre = ground.centres.get(letter.company)
    return None if centre is None else unasked.kept_until(conn, letter, say, centre, ground.clock.now())
