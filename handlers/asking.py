"""Questions the bot puts to one person and the answers it waits for: a reason, a photo, a field, which order."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.context import Context
from handlers.reply import Reply, Text, text
from handlers.replying import here
from orders.refusals import QuestionOver
from storage import dialogs
from storage.dialogs import Dialog

# Long enough for somebody who has to walk to the drawing office, short enough not to catch tomorrow's message.
WAITS = timedelta(hours=2)


def ask(
    ctx: Context, kind: str, data: Mapping[str, Any], *lines: Text, placeholder: str = "ask.placeholder"
) -> Reply:
    """Ask and wait: the person's next message in private, or their reply to the question in a group, is the answer.

    A later question of the bot to the same person in the same place takes the place of this one.
    """
    number = wait_for(ctx, kind, data)
    asked = here(ctx.incoming, *lines, force_reply=text(placeholder), note_for=f"dialog:{number}")
    return Reply(says=(asked,))


def wait_for(ctx: Context, kind: str, data: Mapping[str, Any]) -> str:
    """Keep what was said while buttons ask about it. Returns what those buttons carry as their choice."""
    chat = ctx.incoming.chat
    number = dialogs.ask(
        ctx.conn,
        company=ctx.company,
        chat=chat.id,
        thread=chat.thread,
        user=ctx.me.user,
        kind=kind,
        data=data,
        now=ctx.present,
        expires_at=ctx.present + WAITS,
    )
    return str(number)


def kept_for(ctx: Context, choice: str, kind: str) -> Dialog:
    """What was kept for a button. Raises QuestionOver when it was answered, replaced, is too old or somebody else's."""
    chat = ctx.incoming.chat
    row = dialogs.open_for(ctx.conn, chat.id, chat.thread, ctx.me.user, ctx.now)
    if row is None or row.kind != kind or str(row.id) != choice:
        raise QuestionOver
    dialogs.close(ctx.conn, row.id)
    return row
