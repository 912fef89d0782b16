"""Percentages, pieces and deliveries."""

from decimal import Decimal

from orders.refusals import BotError


class PercentOutOfRange(BotError):
    """A percentage is 0 to 100."""

    percent: int


class QuantityImpossible(BotError):
    """Negative, or more than there are."""

    done: Decimal
    total: Decimal | None
    rejected: Decimal


class QuantityInexact(BotError):
    """More than three places, or more than anybody makes."""

    number: Decimal


class QuantityShort(BotError):
    """Done, with less on record than there is to do: whether that is all, and why, is to be asked."""

    stage: str
    done: Decimal
    total: Decimal
    unit: str


class RejectsUnexplained(BotError):
    """Some were rejected where good and rejected are told apart, and nobody said why."""

    stage: str
    rejected: Decimal


class DeliveredAlready(BotError):
    """Less than has been delivered; a wrong delivery is taken back."""

    stage: str
    done: Decimal


class DeliveryUnclear(BotError):
    """``pieces`` after ``before`` was delivered: on top of it, or all that has been delivered."""

    stage: str
    pieces: Decimal
    before: Decimal
