"""What a message may be turned into so that the messenger takes it after all."""

from collections.abc import Callable
from dataclasses import replace

from bot.drivers.port import DriverError, Outgoing, Refused, Stale, TopicGone
from bot.i18n.split import plain
from bot.i18n.wording import escaped


def repaired(message: Outgoing, error: DriverError) -> Outgoing | None:
    """Return the message with what was refused left out, or None when nothing is left to leave out.

    Each repair takes something away, so trying again comes to an end.
    """
    for kind, repair in _REPAIRS:
        if isinstance(error, kind):
            lighter = repair(message)
            return lighter if lighter != message else None
    return None


def _outside_topic(message: Outgoing) -> Outgoing:
    return replace(message, thread=None, reply_to=None)


def _to_nobody(message: Outgoing) -> Outgoing:
    return replace(message, reply_to=None)


def _simpler(message: Outgoing) -> Outgoing:
    """Without the frills, which some servers refuse; else without marks and keys: one of them is not understood."""
    if message.frills:
        return replace(message, frills=False)
    return replace(
        message,
        html=escaped(plain(message.html)),
        keys=(),
        reply_keyboard=None,
        asks_contact="",
        force_reply=None,
        reply_to=None,
    )


_REPAIRS: tuple[tuple[type[DriverError], Callable[[Outgoing], Outgoing]], ...] = (
    (TopicGone, _outside_topic),
    (Stale, _to_nobody),
    (Refused, _simpler),
)
