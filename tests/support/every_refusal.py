"""Every refusal there is, so that each can be asked for its sentence."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import orders.refusals
from orders.refusals import BotError


def all_refusals() -> tuple[type[BotError], ...]:
    for module in iter_modules(orders.refusals.__path__):
        import_module(f"orders.refusals.{module.name}")
    return tuple(_descendants(BotError))


def _descendants(parent: type[BotError]) -> Iterator[type[BotError]]:
    for child in parent.__subclasses__():
        yield child
        yield from _descendants(child)
