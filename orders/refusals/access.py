"""Who speaks, and what is not theirs to do or to see."""

from orders.refusals import BotError


class NotEnrolled(BotError):
    """A stranger asks for something."""


class AwaitsEnrolment(BotError):
    """Somebody whose enrolment nobody has approved yet."""


class AnonymousSender(BotError):
    """An admin hiding behind the group: there is nobody to hold to it."""


class InviteInvalid(BotError):
    """A link or set-up code that is unknown, used up, expired or revoked."""


class AuditorOnlyReads(BotError):
    """The auditor reads all and changes nothing."""


class NotAllowed(BotError):
    """A move on the order as a whole, or a command, that is not this person's."""

    who_may: tuple[str, ...]


class SteeringOnly(NotAllowed):
    """A list of what waits for those who steer; everybody has one of their own."""


class LastAdmin(BotError):
    """A company always keeps somebody who can let people in."""


class InviteUsesOutOfRange(BotError):
    """An invitation for nobody, or for more people than a department has."""

    uses: int
    most: int


class StageNotYours(BotError):
    """The stage belongs to another department."""

    stage: str
    department: str
    who_may: tuple[str, ...]


class OnBehalfNotYours(BotError):
    """Reporting in somebody's name is for the coordination and the stage's head."""

    stage: str
    who: str
    who_may: tuple[str, ...]


class OwnBehalf(BotError):
    """Who reported in somebody's name neither disputes it nor upholds it."""

    stage: str


class BehalfOver(BotError):
    """The report in somebody's name is no longer the stage's last one, or nobody disputes it."""

    stage: str


class OwnWork(BotError):
    """Nobody approves what he reported done himself."""

    stage: str
    who_may: tuple[str, ...]
