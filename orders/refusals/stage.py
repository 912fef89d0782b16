"""One stage: whose turn it is, and where its work comes from and goes to."""

from datetime import datetime

from orders.refusals import BotError


class StageWaits(BotError):
    """What comes before is not done."""

    stage: str
    waits_for: tuple[str, ...]


class StageSkipped(BotError):
    """This order does without the stage."""

    stage: str


class StageIsDone(BotError):
    """The stage is closed: sending back or undo opens it again."""

    stage: str
    by: int | None
    at: datetime | None


class StageAwaitsApproval(BotError):
    """Reported done; now the approver speaks."""

    stage: str
    who_may: tuple[str, ...]


class NotAwaitingApproval(BotError):
    """Nobody has reported the stage done."""

    stage: str


class NotReceived(BotError):
    """An offered stage is declined, not sent back."""

    stage: str


class AlreadyReceived(BotError):
    """A received stage is sent back, not declined. ``earlier``: to where."""

    stage: str
    earlier: tuple[str, ...]


class NoGiver(BotError):
    """A first stage was given by no other: hold it, or have the order changed or cancelled."""

    stage: str


class GiverAmbiguous(BotError):
    """Several stages offered it; the decliner names the one that is to do its part again."""

    stage: str
    givers: tuple[str, ...]


class NotEarlier(BotError):
    """A stage is sent back only to a done one before it."""

    stage: str
    to: str
    earlier: tuple[str, ...]


class NotHeld(BotError):
    """The stage is not on hold."""

    stage: str
