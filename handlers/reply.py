"""What is to be said, as data: keys with parameters, fixed at commit; language and layout are chosen at sending."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from orders.names import Names
from reminders.budget import Urgency


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """An amount in minor units of its currency."""

    amount: int
    currency: str = "VND"


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A moment to be shown in the company's time zone.

    ``style``: "time" 14:05, "day" T6 27/11, "full" both, "ago" 2 giờ trước (counted from the moment of sending); "by" both,
    of a time by which something is wanted: midnight ends a day (24:00), it begins none.
    """

    at: datetime
    style: Literal["time", "day", "full", "ago", "by"] = "full"


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A catalogue key with its parameters. ``count`` picks the plural."""

    key: str
    params: Mapping[str, "Param"] = field(default_factory=dict)
    count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """Several things in a row: ``joiner`` "comma" (a, b, c), "clause" (what is more than a word each), "or", "lines"."""

    items: tuple["Param", ...]
    joiner: Literal["comma", "clause", "or", "lines"] = "comma"


Param: TypeAlias = str | int | date | Names | Money | Clock | Text | Listed


def text(key: str, /, *, count: int | None = None, **params: Param) -> Text:
    """Short for ``Text(key=key, params=params)``."""
    return Text(key=key, params=params, count=count)


class Lane(StrEnum):
    """In one chat, order holds within a lane; priority chooses between lanes."""

    ANSWERS = "answers"
    CARDS = "cards"
    REMINDERS = "reminders"
    REPORTS = "reports"


@dataclass(frozen=True, kw_only=True, slots=True)
class MayWait:
    """A message that its group need not have at once, once it has heard enough for the day.

    ``gist``: what it says among others; empty: all its lines. ``code``: of the order it is about. ``offers``: the stages, each with its order, by which alone
    it is worth saying, and only while they still wait to be received. ``not_before``: those it asks are not at work earlier; only of what is laid out
    when its turn has come, and never stored.
    """

    urgency: Urgency
    gist: tuple[Text, ...] = ()
    code: str = ""
    offers: tuple[tuple[int, str], ...] = ()
    not_before: datetime | None = None


Style: TypeAlias = Literal["", "primary", "success", "danger"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """Exactly one of ``data`` (≤ 64 bytes), ``copy`` (≤ 256 characters), ``copies`` (the same in the reader's language), ``url``."""

    label: Text
    data: str = ""
    copy: str = ""
    copies: Text | None = None
    url: str = ""
    style: Style = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture drawn at sending from figures fixed at commit. ``kind`` picks the drawing, e.g. "qr_poster".

    ``data`` holds JSON values alone; ``texts`` are put into the reader's language before the drawing gets them.
    """

    kind: str
    data: Mapping[str, Any]
    texts: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One sheet of a workbook. A day, a moment, a number or an amount stays one in its cell; None leaves it empty."""

    title: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Param | None, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A workbook made at sending: ``name`` with extension. ``lines`` say the same where the chat takes no file."""

    name: str
    tables: tuple[Table, ...]
    lines: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """One message. It is split at line borders when it is too long, never cut.

    ``to_person`` without ``chat``: the private chat. ``only_for``: meant for that person alone although asked in a group
    (ephemeral where rights allow, else private, else the group with a mention). ``unasked``: in a group it is one of the
    day's few; without ``may_wait`` it goes all the same.
    """

    lines: tuple[Text, ...]
    chat: int | None = None
    thread: int | None = None
    to_user: int | None = None  # the messenger's user id
    only_for: int | None = None
    reply_to: int | None = None
    reply_to_ephemeral: int | None = None
    answer_to_tap: str = ""  # the tap's query id: opens the ephemeral window
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: Literal["", "private", "remove", "contact"] = ""  # the reply keyboard of a private chat
    force_reply: Text | None = None  # asks the client to open a reply; the placeholder text
    picture: Picture | None = None
    document: Document | None = None
    copies: tuple[tuple[int, int], ...] = ()  # (chat, message) whose photo or file is passed on
    lane: Lane = Lane.ANSWERS
    unasked: bool = False
    may_wait: MayWait | None = None
    silent: bool = False
    pin: bool = False
    edits: int | None = None  # id of an own earlier message of this chat to be edited instead of sending
    edits_only: bool = False  # where that message is gone, nothing is said
    note_for: str = ""  # what the sent message's id is remembered as, e.g. "dialog:17" or "notice:…" (see storage.post.outbox)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """All that one command or tap leads to. ``toast`` answers the tap itself; it is sent at once and never stored."""

    says: tuple[Say, ...] = ()
    toast: Text | None = None
    alert: bool = False  # the toast as a box that must be closed
    reaction: str = ""  # an emoji on the message that was answered
    decided: tuple[
        int, ...
    ] = ()  # the messenger's ids of people a company has just let in or turned down: what was kept of them is looked at
    reached: int | None = None  # of whoever can be written to again: what waited for them is said now


NOTHING = Reply()
