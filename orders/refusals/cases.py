"""Cases, and the orders they are about."""

from orders.refusals import BotError


class NotACase(BotError):
    """Only a case is about an order."""


class CaseUnknown(BotError):
    """The centre file has no such kind of case; ``case`` is what was said, or the kind a choice opens."""

    case: str
    known: tuple[str, ...]


class CaseNeedsOrder(BotError):
    """A case whose code begins with that of its order is about this one for good, or cannot be opened without one."""


class CaseGoesOn(BotError):
    """What opened a case cannot be taken back once somebody has worked on it."""

    code: str


class CaseBlocks(BotError):
    """A case that an order waits for stays with that order."""

    code: str


class CaseEnded(BotError):
    """Nothing waits for a case that has ended."""

    code: str


class NothingToBlock(BotError):
    """No stage of the order is at work that the asker may stop for a case."""
