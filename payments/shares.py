"""What each instalment of a price comes to, and into how many transfers a sum must be split."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from orders.centre_file.instalments import Instalment

ONE_TRANSFER = 499_999_999  # đồng; an interbank transfer by NAPAS is below 500 million


def shares(price: int, instalments: Sequence[Instalment]) -> Mapping[str, int]:
    """The amount of each instalment by its id, those of each delivery left out; the last percentage takes the rounding."""
    once = [one for one in instalments if one.per is None]
    amounts = {one.id: _share(price, one) for one in once}
    percents = [one for one in once if one.percent is not None]
    if once == list(instalments) == percents and sum(one.percent or 0 for one in percents) == 100:
        last = percents[-1].id
        amounts[last] += price - sum(amounts.values())
    return amounts


def transfers_of(amount: int) -> tuple[int, ...]:
    """The fewest transfers that make the amount, nearly equal, each in whole thousands where that is possible."""
    count = -(-amount // ONE_TRANSFER)
    each = -(-amount // count)
    rounded = -(-each // 1000) * 1000
    step = rounded if rounded <= ONE_TRANSFER and rounded * (count - 1) < amount else each
    return (*(step for _ in range(count - 1)), amount - step * (count - 1))


def _share(price: int, one: Instalment) -> int:
    if one.amount is not None:
        return one.amount
    exact = Decimal(price) * (one.percent or 0) / 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
