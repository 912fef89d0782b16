"""A date or an amount that may mean several things: what was typed, and a button for each reading."""

from handlers.reply import Button, Money, Text, text
from handlers.stage_keys import key
from orders.order import Order
from orders.refusals import BotError
from orders.refusals.reading import AmountUnclear, DateUnclear


def unclear_line(unclear: BotError | None) -> list[Text]:
    return [] if unclear is None else [text("ask.not_clear", words=str(unclear.params["text"]))]


def reading_keys(verb: str, order: Order, number: str, unclear: BotError | None) -> list[Button]:
    """Each carries the question's number and its own reading."""
    if isinstance(unclear, DateUnclear):
        return [
            key("button.day", verb, order=order.id, choice=f"{number}:{day.isoformat()}", day=day)
            for day in unclear.readings
        ]
    if isinstance(unclear, AmountUnclear):
        sums = {value: Money(amount=int(value), currency=order.facts.currency) for value in unclear.readings}
        return [
            key("button.amount", verb, order=order.id, choice=f"{number}:{value}", amount=amount)
            for value, amount in sums.items()
        ]
    return []
