"""Notices that departments have to acknowledge."""

from orders.refusals import BotError


class NoNotice(BotError):
    """The stage has given no notice that stands, or what it told of has left the house."""

    stage: str


class NoticeNotYours(BotError):
    """The notice asks other departments."""

    stage: str
    who_may: tuple[str, ...]


class NoticeReplaced(BotError):
    """A button of a notice after which another one, or its recall, was given out."""

    stage: str


class NoticeUnacknowledged(BotError):
    """The notice of the stage was recalled, and not everybody knows it yet."""

    stage: str
    departments: tuple[str, ...]
