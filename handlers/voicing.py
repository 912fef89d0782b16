"""From what is to be said to outbox rows, in the same transaction."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.reply import Lane, Say
from handlers.reply_json import say_to_json
from storage.post import outbox_adding
from storage.post.outbox import Letter
from storage.post.outbox_adding import NewLetter

# The smaller goes first when a chat's limit runs short.
PRIORITY = {Lane.ANSWERS: 0, Lane.REMINDERS: 20, Lane.CARDS: 40, Lane.REPORTS: 60}

RECEIPTS = "receipts"  # neighbours with this key may be said in one message when the group's limit runs short


def voice(
    conn: Connection,
    says: tuple[Say, ...],
    company: str,
    *,
    now: datetime,
    owner: str | None,
    lease: timedelta | None,
) -> tuple[Letter, ...]:
    """Store what is to be said, in order. With ``owner`` the rows are born leased to this process, to be sent at once.

    ``now`` is machine time, as all of the outbox.
    """
    if not says:
        return ()
    return outbox_adding.add(conn, [letter(say, company) for say in says], now=now, owner=owner, lease=lease)


def letter(say: Say, company: str) -> NewLetter:
    chat = say.chat if say.chat is not None else say.to_user
    if chat is None:
        raise ValueError("a message for nobody")
    return NewLetter(
        company=company,
        chat=chat,
        thread=say.thread,
        to_user=say.to_user or say.only_for,
        lane=say.lane.value,
        priority=PRIORITY[say.lane],
        payload=say_to_json(say),
        group_key=RECEIPTS if _is_receipt(say, chat) else "",
        note_for=say.note_for,
        unasked=say.unasked,
    )


def _is_receipt(say: Say, chat: int) -> bool:
    """An answer in a group that all may see."""
    return chat < 0 and say.lane is Lane.ANSWERS and say.only_for is None and not say.unasked
