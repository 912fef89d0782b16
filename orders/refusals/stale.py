"""Buttons, questions and reports that things have gone past."""

from datetime import datetime

from orders.refusals import BotError


class TapUnreadable(BotError):
    """A button whose data is not (or no longer) understood."""


class TapStale(BotError):
    """A button older than the last thing that happened to its stage; what happened is the stage's last event."""

    stage: str
    seen: int
    version: int


class WentOnSince(BotError):
    """What was said before its sender was let in: its order or stage has gone on since, so it is not recorded."""

    stage: str | None
    said_at: datetime


class AlreadyRecorded(BotError):
    """The same was recorded before; nothing changed."""

    what: str
    stage: str | None = None
    by: int | None = None
    at: datetime | None = None


class QuestionOver(BotError):
    """A button under a question that was answered, replaced, or has grown too old."""


class QuestionNotYours(BotError):
    """A button under a question that somebody else was asked."""

    by: int


class NothingChanged(BotError):
    """What was asked for is how it stands."""
