"""Taking a move back."""

from datetime import datetime

from orders.refusals import BotError


class NothingToUndo(BotError):
    """No move that could be taken back. An undo itself is not undone: the move is made again."""

    stage: str | None = None


class AlreadyUndone(BotError):
    """The move was taken back before."""

    by: int
    at: datetime


class UndoWantsStage(BotError):
    """Nothing of one's own to undo; others' moves are undone by stage."""


class UndoNotYours(BotError):
    """Somebody else's move."""

    by: int
    at: datetime
    who_may: tuple[str, ...]


class UndoBlocked(BotError):
    """A later move builds on it. ``instead``: the move that helps (send_back, report, resume, hold, unpause, cancel, undo)."""

    by_kind: str
    by: int
    at: datetime
    stage: str | None
    instead: str
