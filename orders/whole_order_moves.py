"""What a person may try with an order as a whole: its facts, its promise, its pause and its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from orders.centre_file.workflow import Approver
from orders.facts import Facts
from orders.moves import Move
from orders.order import OrderId


@dataclass(frozen=True, kw_only=True, slots=True)
class Open(Move):
    """Turn a draft into an order: its first stages are offered, or received where the opener's department owns them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PutOffAsking(Move):
    """Do not ask before ``until`` what is asked of this part by now (``orders.checks.parts``; None: the whole order)."""

    part: str | None = None
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeFacts(Move):
    """Customer, lines, price, requirements: the new facts whole; the event keeps what differed."""

    facts: Facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Request(Move):
    """The day the customer asked for, whatever is promised."""

    requested_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCase(Move):
    """Say which order a case is about, and what it takes over from there: the new facts whole."""

    parent: OrderId
    code: str  # the order's, for the history
    facts: Facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise(Move):
    """Set or move the promised date, the latter with a reason (``note``); the first promise stays on record."""

    promised_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class AskPriority(Move):
    """Ask a department for another priority, with a reason (``note``). ``slips``: what would come late by it, as JSON."""

    priority: str
    department: str
    approver: Approver
    slips: tuple[Mapping[str, Any], ...] = ()
    slipping: int = 0  # how many in all


@dataclass(frozen=True, kw_only=True, slots=True)
class DecidePriority(Move):
    """The approver says yes or no to the priority asked for, with a reason (``note``)."""

    granted: bool
    plan_change: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SetFlags(Move):
    """Raise or lower flags: stages not yet begun are skipped or wait accordingly."""

    raised: frozenset[str] = frozenset()
    lowered: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause(Move):
    """Stop the whole order, with a reason (``note``); looked at again at ``check_at``, or as the centre says."""

    check_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unpause(Move):
    """The whole order goes on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancel(Move):
    """End the order, with a reason (``note``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenLate(Move):
    """The promised day is over: whoever has the order owes a late report. Made by the bot alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLate(Move):
    """The late report; ``decider`` is the department that accepts or returns it."""

    cause: str
    measure: str
    responsible: str
    new_on: date
    decider: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptLate(Move):
    """The late report says what it has to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnLate(Move):
    """It does not, for a reason (``note``), or is another department's (``department``) to write."""

    department: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Undo(Move):
    """Take back a move while nothing builds on it. ``move`` None: one's own last move (on ``stage``, if named)."""

    stage: str | None = None
    move: int | None = None
