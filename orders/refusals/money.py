"""Money that is asked for and money that came."""

from datetime import datetime

from orders.refusals import BotError


class BankAccountMissing(BotError):
    """The centre file names no account that customers could pay to."""


class CurrencyNotPayable(BotError):
    """A payment code carries đồng and no other money."""

    currency: str


class DraftNotCharged(BotError):
    """Nobody pays for an order that is not agreed on."""


class PaymentUnknown(BotError):
    """No payment request bears that code."""

    code: str


class PaymentMisspelt(BotError):
    """It looks like a payment code and fails its check: a wrong or exchanged character."""

    code: str


class MoneyOrderMissing(BotError):
    """Money is asked for or recorded without saying of which order."""


class NothingAsked(BotError):
    """Money is recorded without saying how much, of an order for which none was asked."""


class MoneyNotHere(BotError):
    """The chat may not see amounts, and the bot cannot write to the person in private."""


class PaidSince(BotError):
    """A payment is taken back only while no later one stands on its request."""

    code: str
    by: int | None
    at: datetime
