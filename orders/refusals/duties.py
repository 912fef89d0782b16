"""What a department owes on one day."""

from datetime import datetime

from orders.refusals import BotError


class DutyHandedIn(BotError):
    """Somebody handed it in before."""

    duty: str
    by: int
    at: datetime


class DutyOnBehalfNotYours(BotError):
    """Handing in what somebody else said is for the coordination and the department's head."""

    duty: str
    who: str
    who_may: tuple[str, ...]


class DutyNotHandedIn(BotError):
    """There is nothing to sign or to take back."""

    duty: str


class DutySigned(BotError):
    """It was signed before."""

    duty: str
    by: int | None
    at: datetime | None


class DutyNotYet(BotError):
    """What was said is no hand-in: it is not ready."""

    duty: str


class DutyNotPutOff(BotError):
    """A duty belongs to its minute: it is asked for neither later nor on another day."""

    duty: str
    due: datetime


class DutyUnknown(BotError):
    """No duty is called so. ``duties``: those there are."""

    text: str
    duties: tuple[str, ...]
