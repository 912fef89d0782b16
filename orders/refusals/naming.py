"""Orders, stages, departments and commands that are not known by what they were called."""

from orders.refusals import BotError


class OrderUnknown(BotError):
    """No order by that code, end of a code or customer."""

    text: str
    near: tuple[str, ...] = ()


class CaseCodeUnknown(OrderUnknown):
    """No order and no case by that code."""


class OrderAmbiguous(BotError):
    """Several orders fit. ``rest``: what was written after what names them."""

    text: str
    codes: tuple[str, ...]
    rest: str = ""


class OrderMissing(BotError):
    """A command that wants an order, without one."""


class CodeTaken(BotError):
    """An order of that code exists."""

    code: str


class StageUnknown(BotError):
    """The order has no such stage."""

    text: str
    near: tuple[str, ...] = ()


class StageAmbiguous(BotError):
    """Several stages of the order fit."""

    text: str
    stages: tuple[str, ...]


class DepartmentUnknown(BotError):
    """The company has no such department."""

    text: str
    near: tuple[str, ...] = ()


class LanguageUnknown(BotError):
    """A language the bot does not speak, or more than a group reads."""

    text: str


class CommandUnknown(BotError):
    """No such command."""

    text: str
    near: tuple[str, ...] = ()
