"""Words in which what was to be said cannot be read for certain."""

from datetime import date

from orders.refusals import BotError


class DateUnclear(BotError):
    """No date, or several, can be read from it. ``stage``: whose estimate it was to be."""

    text: str
    readings: tuple[date, ...] = ()
    stage: str | None = None


class AmountUnclear(BotError):
    """No amount, or several, can be read from it."""

    text: str
    readings: tuple[str, ...] = ()


class PlaceUnclear(BotError):
    """No place on the map can be read from it."""

    text: str


class AmountRefused(BotError):
    """No amount can be read from it. ``fault``: empty, not_positive, too_large, currency, minor_unit, grouping, units, unreadable."""

    text: str
    fault: str


class PartUnknown(BotError):
    """A change that does not say of what."""

    text: str


class ReportUnclear(BotError):
    """Words that may or may not say it is done. ``why``: question, unclear, fraction_or_date, hold_kind."""

    stage: str
    why: str
    text: str


class NothingToRecord(BotError):
    """A report that says nothing."""

    stage: str


class LinesUnreadable(BotError):
    """An order line needs what it is and how many."""

    text: str
