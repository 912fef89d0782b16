"""Answers to what just came in: to the chat in reply and in its topic, or to that person alone."""

from typing import Any

from handlers.incoming import Incoming
from handlers.reply import Reply, Say, Text


def here(incoming: Incoming, *lines: Text, **shape: Any) -> Say:
    """Said where it was asked, in reply, for all to see: reports and cards."""
    return Say(
        lines=lines,
        chat=incoming.chat.id,
        thread=incoming.chat.thread,
        reply_to=None if incoming.chat.is_private else _asked_in(incoming),
        **shape,
    )


def alone(incoming: Incoming, *lines: Text, **shape: Any) -> Say:
    """Menus, personal lists, refusals and mistakes: for the asker's eyes, wherever rights allow."""
    if incoming.chat.is_private or incoming.sender is None:
        return here(incoming, *lines, **shape)
    return Say(
        lines=lines,
        chat=incoming.chat.id,
        thread=incoming.chat.thread,
        only_for=incoming.sender.id,
        reply_to=_asked_in(incoming),
        reply_to_ephemeral=incoming.ephemeral,
        answer_to_tap=incoming.tap.query if incoming.tap else "",
        **shape,
    )


def public(incoming: Incoming, *lines: Text, **shape: Any) -> Reply:
    return Reply(says=(here(incoming, *lines, **shape),))


def personal(incoming: Incoming, *lines: Text, **shape: Any) -> Reply:
    return Reply(says=(alone(incoming, *lines, **shape),))


def _asked_in(incoming: Incoming) -> int | None:
    """A tap answers the message that bears the button; an ephemeral message cannot be replied to in public."""
    if incoming.tap is not None:
        return incoming.tap.message or None
    return incoming.message or None
