"""Asking how it stands, and putting off what is asked."""

from datetime import datetime

from orders.refusals import BotError


class PushedLately(BotError):
    """The same was asked a short while ago."""

    stage: str
    by: int
    at: datetime
    again_at: datetime


class NothingWaits(BotError):
    """What was to be put off is not asked now."""

    stage: str | None = None


class EstimateInstead(BotError):
    """Work is not put off without a day: when it will be done is asked."""

    stage: str


class PutOffTooLong(BotError):
    """Longer than the company lets a question wait."""

    latest: datetime
    stage: str | None = None


class PutOffTooOften(BotError):
    """The same question was put off as often as the company allows; ``by``: who did so last."""

    times: int
    by: int
    stage: str | None = None


class NothingToPush(BotError):
    """Nothing of that kind is in anybody's hands."""


class AllPushedLately(BotError):
    """Every one of that kind was asked after a short while ago; from ``again_at`` on the first can be asked after again."""

    number: int
    again_at: datetime
