"""A chat that got a new id, or that the bot is no longer in: everything that names it follows at once."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, delete, insert, select, update

from storage.chasing import digest_rows
from storage.tables.base import in_state
from storage.tables.batch_tables import batches
from storage.tables.house_tables import dialogs
from storage.tables.people_tables import bindings, chats
from storage.tables.post_tables import COUNTED, HELD, JOINED, PENDING, cards, outbox, pauses, said

_HOPS = 8  # more moves than any group makes; ends a circle that should not exist

_COUNTS_FOR = timedelta(days=2)  # longer than any working day


def current(conn: Connection, chat: int) -> int:
    """The id the chat has now."""
    for _ in range(_HOPS):
        moved_to = conn.execute(select(chats.c.moved_to).where(chats.c.id == chat)).scalar()
        if moved_to is None:
            break
        chat = moved_to
    return chat


def migrate(conn: Connection, old: int, new: int, now: datetime) -> bool:
    """Follow a group to its new id. Both of Telegram's announcements may call this: the second changes nothing.

    Message ids do not carry over, so live cards are posted anew and what was said is no longer found by message.
    """
    if old == new:
        return False
    digest_rows.move(conn, old, new)  # first, as whoever lays one out has it before its chat and its letter
    known = conn.execute(select(chats).where(chats.c.id == old).with_for_update()).one_or_none()
    # Also those written since the move by somebody who did not know of it yet.
    for waiting in (PENDING, HELD):
        conn.execute(update(outbox).where(outbox.c.chat == old, waiting).values(chat=new, moved=True))
    _move_the_days_messages(conn, old, new, now)
    _move_cards(conn, old, new)
    conn.execute(update(batches).where(batches.c.chat == old).values(chat=new))
    if known is None or known.moved_to is not None:
        return False
    if conn.execute(select(chats.c.id).where(chats.c.id == new)).one_or_none() is None:
        values = {**known._asdict(), "id": new, "kind": "supergroup", "state": "active", "made_at": now}
        conn.execute(insert(chats), values)
    else:
        conn.execute(
            update(chats).where(chats.c.id == new).values(company=known.company, language=known.language)
        )
    conn.execute(update(chats).where(chats.c.id == old).values(moved_to=new, state="gone"))
    _move_unless_there(conn, bindings, ("thread", "company", "department"), old, new)
    _move_unless_there(conn, dialogs, ("thread", "user_id"), old, new)
    conn.execute(delete(pauses).where(pauses.c.chat == old))
    conn.execute(delete(said).where(said.c.chat == old))
    return True


def mark_gone(conn: Connection, chat: int, now: datetime) -> bool:
    """The bot was removed: nothing more is said there, nor what another letter was to say. Says whether that is news.

    Bindings stay for its return.
    """
    conn.execute(delete(cards).where(cards.c.chat == chat))
    digest_rows.lose(conn, chat)
    gone = update(chats).where(chats.c.id == chat, chats.c.state == "active").values(state="gone")
    if conn.execute(gone).rowcount != 1:
        return False
    unheard = {"owner": None, "leased_until": None, "counted_at": None}
    buried = {"state": "buried", "reason": "chat gone", "ended_at": now, **unheard}
    for waiting in (PENDING, HELD):
        unsaid = (outbox.c.chat == chat, waiting)
        carried = outbox.c.joined_into.in_(select(outbox.c.id).where(*unsaid))
        conn.execute(update(outbox).where(JOINED, carried, in_state(outbox, "joined")).values(buried))
        conn.execute(update(outbox).where(*unsaid).values(buried))
    return True


def _move_the_days_messages(conn: Connection, old: int, new: int, now: datetime) -> None:
    """What its people have heard they have heard, wherever the group is; the messages themselves stayed behind."""
    heard = (COUNTED, outbox.c.chat == old, outbox.c.counted_at >= now - _COUNTS_FOR)
    conn.execute(update(outbox).where(*heard).values(chat=new, message_id=None))


def _move_cards(conn: Connection, old: int, new: int) -> None:
    anew = {"message_id": None, "shown": 0, "owner": None, "leased_until": None}
    conn.execute(update(cards).where(cards.c.chat == old).values(attempts=cards.c.attempts + 1, **anew))
    _move_unless_there(conn, cards, ("kind", "ref", "company", "thread"), old, new)


def _move_unless_there(conn: Connection, table: Table, same: tuple[str, ...], old: int, new: int) -> None:
    """Rename the chat in the rows that have no twin under the new id; the others are dropped."""
    there = table.alias("there")
    twin = select(there.c.chat).where(there.c.chat == new, *[there.c[name] == table.c[name] for name in same])
    conn.execute(update(table).where(table.c.chat == old, ~twin.exists()).values(chat=new))
    conn.execute(delete(table).where(table.c.chat == old))
