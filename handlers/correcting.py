"""What was said under a note and no longer holds: edited where it stands, withdrawn where it waits, followed where it flies."""

from dataclasses import replace

from sqlalchemy import Connection

from handlers.reply import Say
from storage import outbox, outbox_lists


def corrected(conn: Connection, note: str, news: Say, *, in_flight: Say) -> list[Say]:
    """``news`` in place of every message of the note; ``in_flight`` behind those that are just being sent."""
    edits = [
        replace(news, chat=one.chat, thread=one.thread, edits=one.message_id)
        for one in outbox.take_back(conn, note)
    ]
    behind = [
        replace(in_flight, chat=chat, thread=thread) for chat, thread in outbox_lists.on_its_way(conn, note)
    ]
    return [*edits, *behind]
