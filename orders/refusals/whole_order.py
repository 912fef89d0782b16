"""The order as a whole: its state, its facts, its promise."""

from datetime import datetime

from orders.refusals import BotError


class OrderIsDraft(BotError):
    """Nothing is worked on before the draft is confirmed."""


class OrderPaused(BotError):
    """The whole order stands still."""

    since: datetime | None


class OrderNotPaused(BotError):
    """There is nothing to go on with."""


class OrderCancelled(BotError):
    """The order has ended."""

    since: datetime | None


class OrderClosed(BotError):
    """All its stages are done."""

    since: datetime | None


class FactsMissing(BotError):
    """A draft becomes an order only with these facts."""

    facts: tuple[str, ...]


class NoStageLeft(BotError):
    """With these flags nothing would be left to do."""

    flags: tuple[str, ...]


class FlagUnknown(BotError):
    """The workflow has no such flag."""

    flags: tuple[str, ...]
    known: tuple[str, ...]


class ReasonMissing(BotError):
    """The move wants a reason. ``move``: decline, send_back, reject, override, pause, cancel, promise."""

    move: str


class MomentPassed(BotError):
    """An estimate or a next look that lies behind us."""

    moment: datetime


class NoPriorityAsked(BotError):
    """Nobody asks for another priority of the order, or it was decided on."""


class NoLateReport(BotError):
    """The order owes no late report, or none that could be accepted."""


class NotLate(BotError):
    """The order breaks no promise, or its late report was asked for already."""


class LatePartsMissing(BotError):
    """A late report without cause, measure or responsible. ``parts``: which."""

    parts: tuple[str, ...]
