"""Questions the bot puts to one person and the answers it waits for: a reason, a photo, a field, which order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeAlias

from handlers.context import Context
from handlers.reply import Button, Reply, Text, text
from handlers.replying import here
from handlers.stage_keys import never_mind_key
from orders.refusals.stale import QuestionNotYours, QuestionOver
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.people import people_rows

# Long enough for somebody who has to walk to the drawing office, short enough not to catch tomorrow's message.
WAITS = timedelta(hours=2)
LARGEST = 2**53  # of a question's number in a button

Rows: TypeAlias = tuple[tuple[Button, ...], ...]


def ask(
    ctx: Context,
    kind: str,
    data: Mapping[str, Any],
    *lines: Text,
    placeholder: str = "ask.placeholder",
    buttons_of: Callable[[str], Rows] = lambda _: (),
    says_how: bool = False,
) -> Reply:
    """Ask and wait: the person's next message in private, or their reply to the question in a group, is the answer.

    In private a button lets go of it; in a group the client opens the reply instead, since the bot hears nothing else
    there. ``buttons_of``: answers by button, made from the question's number. ``says_how``: that words are an answer too is
    said in a group also where there are no buttons.
    A later question of the bot to the same person in the same place takes the place of this one.
    """
    number = wait_for(ctx, kind, data)
    keys = buttons_of(number)
    if says_how and not keys and not ctx.private:
        lines = (*lines, text("ask.reply_to_this"))
    return _posed(ctx, number, lines, placeholder, keys)


def _posed(ctx: Context, number: str, lines: Sequence[Text], placeholder: str, keys: Rows) -> Reply:
    note = f"dialog:{number}"
    if ctx.private:
        says = here(ctx.incoming, *lines, buttons=(*keys, (never_mind_key(number),)), note_for=note)
    elif keys:
        says = here(ctx.incoming, *lines, text("ask.reply_to_this"), buttons=keys, note_for=note)
    else:
        says = here(ctx.incoming, *lines, force_reply=text(placeholder), note_for=note)
    return Reply(says=(says,))


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
    """What was kept for a button, which ends the question. Raises QuestionOver, QuestionNotYours."""
    row = asked(ctx, choice)
    if row.kind != kind:
        raise QuestionOver
    dialogs.close(ctx.conn, row.id)
    return row


def asked(ctx: Context, choice: str) -> Dialog:
    """The open question of a button. Raises QuestionOver, and QuestionNotYours where somebody else was asked."""
    number = int(choice) if choice.isascii() and choice.isdecimal() and int(choice) < LARGEST else 0
    row = dialogs.by_id(ctx.conn, number, ctx.present)
    chat = ctx.incoming.chat
    if row is None or (row.chat, row.thread) != (chat.id, chat.thread):
        raise QuestionOver
    if row.user != ctx.me.user:
        other = people_rows.by_user(ctx.conn, row.user)
        raise QuestionNotYours(by=other.id if other else 0)
    return row
