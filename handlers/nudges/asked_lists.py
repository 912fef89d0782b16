"""The numbered lists somebody may answer by number: a digest, a push, one's own list; and which of them words in private are about."""

from datetime import datetime, timedelta

from handlers import asking
from handlers.context import Context
from handlers.finding import after_customer
from handlers.nudges.digests import numbered
from handlers.nudges.which_line import Asked
from handlers.overviews.owed_lines import CALLED, OF_DUTY, OWED, owed_lines
from handlers.pushes.push_lines import PUSHED, pushed_lines
from handlers.reading.numbered import begins_with_number
from storage.chasing import digest_rows
from storage.intake import dialogs
from storage.post import said

RIGHT_AFTER = timedelta(hours=12)  # as long is an answer expected that is no reply
MOST_NUMBERS = 99
_LOOKED_AT = 20  # messages of a chat, for the last list in it


def asked_under(ctx: Context, note: str) -> Asked | None:
    """The list a message was that was said under this note."""
    kind, _, which = note.partition(":")
    if kind == PUSHED:
        lines = pushed_lines(ctx, which)
        return Asked(note=note, digest=None, lines=lines) if lines else None
    if kind in {OWED, CALLED}:
        lines, length = owed_lines(ctx, which), which.count(",") + 1
        return (
            Asked(note=note, digest=None, lines=lines, always_numbered=True, length=length) if lines else None
        )
    if kind == OF_DUTY:
        lines = owed_lines(ctx, which)
        return Asked(note=note, digest=None, lines=lines) if lines else None
    if kind != "digest" or not which.isdecimal() or len(which) > len(str(asking.LARGEST)):
        return None
    digest = digest_rows.by_id(ctx.conn, int(which))
    if digest is None or digest.company not in ctx.actors:
        return None
    lines = numbered(digest_rows.lines(ctx.conn, digest.id))
    return Asked(note=note, digest=digest, lines=lines) if lines else None


def newest_asked(ctx: Context, words: str) -> Asked | None:
    """The list such words answer in private: nothing else that waits for an answer came after it."""
    if not ctx.private or not begins_with_number(words, MOST_NUMBERS):
        return None
    note, said_at = _last_note(ctx)
    if said_at is None or ctx.present - said_at > RIGHT_AFTER:
        return None
    asked = asked_under(ctx, note)
    if asked is None or not asked.by_number(words) or not begins_with_number(words, asked.most):
        return None
    return None if after_customer(ctx, words) is not None else asked


def _last_note(ctx: Context) -> tuple[str, datetime | None]:
    """What the last message was said under that more than told something, and when."""
    for note, at in said.latest_notes(ctx.conn, ctx.incoming.chat.id, _LOOKED_AT):
        kind, _, which = note.partition(":")
        over = kind == "dialog" and dialogs.by_id(ctx.conn, int(which), ctx.present) is None
        if not over and kind not in {"receipt", "notice", OF_DUTY, CALLED}:
            return note, at
    return "", None
