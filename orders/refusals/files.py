"""Files of many lines, and what their cells say."""

from orders.refusals import BotError


class TableUnreadable(BotError):
    """A file that is no table of ours: old, broken, large, empty, many, headings_report, headings_open."""

    trouble: str


class FileUnreachable(BotError):
    """The messenger does not hand the file out. ``trouble``: gone, refused, away."""

    trouble: str


class LineTooLong(BotError):
    """A cell nobody meant to be a report."""

    most: int


class LineSaysNothing(BotError):
    """An order and perhaps a stage, and nothing of either."""


class QuantityUnclear(BotError):
    """A cell of figures that are no number of pieces."""

    text: str


class StateUnclear(BotError):
    """A cell that does not say how the stage stands."""

    text: str


class KindUnclear(BotError):
    """The company has several kinds of orders, and the line names none of them."""

    text: str


class CodeTwice(BotError):
    """Two lines of one file are of the same order, and the second says more than what else it is of."""

    code: str


class BatchNotYours(BotError):
    """A file somebody else has sent."""

    by: int


class BatchOver(BotError):
    """A button under a file that has gone on since."""


class SenderLeft(BotError):
    """Who sent the file is no longer with the company."""
