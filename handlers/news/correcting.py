"""What was said under a note and no longer holds: edited where it stands, withdrawn where it waits, followed where it flies."""

from dataclasses import replace

from handlers.news.news_message import news_said
from handlers.pushes.push_lines import PUSHED
from handlers.pushes.pushes_held import laid_again
from handlers.reply import Say
from handlers.view import View
from storage.post import held_letters, outbox, outbox_lists
from storage.post.held_letters import Joined


def corrected(view: View, note: str, news: Say, *, in_flight: Say) -> list[Say]:
    """``news`` in place of every message of the note; ``in_flight`` behind those that are just being sent."""
    conn = view.conn
    edits = [
        replace(news, chat=one.chat, thread=one.thread, edits=one.message_id)
        for one in outbox.take_back(conn, note)
    ]
    behind = [
        replace(in_flight, chat=chat, thread=thread) for chat, thread in outbox_lists.on_its_way(conn, note)
    ]
    return [*edits, *behind, *_among_others(view, note, in_flight)]


def _among_others(view: View, note: str, in_flight: Say) -> list[Say]:
    """Where others are told in the same message, its own line says that it is over; below reminders a message does."""
    return [
        replace(_laid_again(view, one), chat=one.chat, thread=one.thread, edits=one.message)
        if one.message is not None and not one.digest
        else replace(in_flight, chat=one.chat, thread=one.thread)
        for one in held_letters.take_back(view.conn, note)
    ]


def _laid_again(view: View, joined: Joined) -> Say:
    if joined.note.startswith(f"{PUSHED}:"):
        again = laid_again(view, joined.note, joined.chat, joined.thread)
        return replace(again, unasked=False, may_wait=None, note_for="")
    return news_said(held_letters.items(view.conn, joined.id))
