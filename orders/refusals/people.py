"""People who are named, their leave, their deputies and their duty."""

from datetime import datetime

from orders.refusals import BotError


class PersonUnknown(BotError):
    """Nobody of the company by that name."""

    text: str
    near: tuple[str, ...] = ()


class PersonAmbiguous(BotError):
    """Several people of that name."""

    text: str
    names: tuple[str, ...]


class LeaveUnclear(BotError):
    """No days can be read out of it."""

    text: str


class DeputyIsSelf(BotError):
    """Nobody stands in for himself."""

    name: str


class DeputyAway(BotError):
    """Whoever is to stand in is on leave in that time."""

    name: str
    starts_at: datetime
    ends_at: datetime


class AssigneeOutside(BotError):
    """Work is given to people of the stage's department. ``by``: whom it was to be given to."""

    stage: str
    department: str
    by: int


class DutyDepartmentUnclear(BotError):
    """The person belongs to several departments, or not to the one that was named."""

    name: str
