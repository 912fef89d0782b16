"""An order and its stages as they stand: values only; what may happen to them is in moves and engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NewType

from orders.centre_file.workflow import Approver, EvidenceKind, Workflow
from orders.facts import Facts
from orders.quantities import Quantity

OrderId = NewType("OrderId", int)
PersonId = NewType("PersonId", int)


class OrderState(StrEnum):
    """A draft is not an order until it is opened; closed and cancelled are final."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class StageState(StrEnum):
    """A hold is no state of its own: any active stage may carry one."""

    WAITING = "waiting"  # something before it is not done
    OFFERED = "offered"  # the next department has it and has not confirmed
    ACTIVE = "active"  # received, in progress
    APPROVAL = "approval"  # reported done, waits for the approver
    DONE = "done"
    SKIPPED = "skipped"  # its `when` does not hold


ACTIVE_STATES = frozenset({StageState.OFFERED, StageState.ACTIVE, StageState.APPROVAL})
FINAL_STATES = frozenset({OrderState.CANCELLED, OrderState.CLOSED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A photo, file, voice note or location sent with a report; the messenger keeps the bytes."""

    kind: EvidenceKind
    file_id: str = ""
    unique_id: str = ""
    name: str = ""
    latitude: float | None = None
    longitude: float | None = None


# What the department that answers for a hold says to that: nothing yet, it reported the hold itself, "ours", "not ours".
HoldAnswer = Literal["", "own", "ours", "disputed", "decided"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """Why a stage stands still and which department inside answers for it."""

    kind: str
    department: str
    reason: str
    since: datetime
    by: PersonId
    check_at: datetime  # when the bot asks again; while it is disputed, by when it should be decided
    due_at: datetime | None = None  # by when it should be over
    answer: HoldAnswer = ""
    decider: str = ""  # the department that decides whose it is, while it is disputed
    case: OrderId | None = None  # the case whose end it waits for


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """Who said for a department that it knows, and when."""

    by: PersonId
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What named departments must acknowledge: the notice of a stage, or that it was recalled.

    ``number``: of the event that gave it out. ``awaited``: who has not acknowledged it, and when they are asked.
    """

    number: int
    recall: bool
    at: datetime
    awaited: Mapping[str, datetime]
    acknowledged: Mapping[str, Read] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """A stage closed by word of whoever may, without these fields and proofs (of each, one kind would have been enough).

    ``misled``: departments that had not acknowledged a recall.
    """

    by: PersonId
    reason: str
    fields: tuple[str, ...] = ()
    proofs: tuple[tuple[EvidenceKind, ...], ...] = ()
    misled: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Behalf:
    """For whom the stage's last report was made. ``who`` as it was said; ``of``: the person, where they are known."""

    who: str
    of: PersonId | None
    by: PersonId
    move: int
    answer: Literal["", "disputed", "upheld"] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pushes:
    """How often people asked how a stage stands, the last time, and who still waits for an answer."""

    count: int
    at: datetime
    by: PersonId
    waiting: tuple[PersonId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StageRecord:
    """One stage of one order. ``version`` is the number of the last event that touched what may be done with it."""

    id: str
    state: StageState = StageState.WAITING
    version: int = 0
    since: datetime | None = None  # when it came into this state (or was put on hold)
    percent: int | None = None
    quantity: Quantity | None = None
    estimate: datetime | None = None
    offered_at: datetime | None = None
    offered_from: tuple[str, ...] = ()  # the stages whose end offered it
    confirm_by: datetime | None = None
    received_at: datetime | None = None
    received_by: PersonId | None = None
    assigned_to: PersonId | None = None  # who of the department is to do it
    assigned_by: PersonId | None = None
    pushed: Pushes | None = None
    due_at: datetime | None = None
    reported_at: datetime | None = None  # the last report of any kind
    reported_by: PersonId | None = None
    done_at: datetime | None = None
    done_by: PersonId | None = None
    hold: Hold | None = None
    notice: Notice | None = None  # the last one given out, or its recall
    behalf: Behalf | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    override: Override | None = None  # what it was closed without


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedPriority:
    """A priority that was asked for and not decided on: a department is asked, ``approver`` decides."""

    priority: str
    department: str
    approver: Approver
    reason: str
    by: PersonId
    at: datetime
    decide_by: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class LateReport:
    """Why a promise was broken, as whoever had the order then has to say."""

    promised_on: date  # the promise
    department: str  # is asked
    asked_at: datetime
    due_at: datetime
    state: Literal["wanted", "filed", "returned", "accepted"] = "wanted"
    cause: str = ""  # the id of one of the company's causes, or words
    measure: str = ""
    responsible: str = ""
    new_on: date | None = None
    filed_by: PersonId | None = None
    filed_at: datetime | None = None
    decider: str = ""  # the department that accepts or returns it
    answer_by: datetime | None = None  # until when it should have

    @property
    def owed_by(self) -> str:
        """The department that has to act on it; none once it is accepted."""
        if self.state == "filed":
            return self.decider
        return "" if self.state == "accepted" else self.department


@dataclass(frozen=True, kw_only=True, slots=True)
class PutOff:
    """A question not to be asked before ``until``: which rule, of which part ("": the whole), and the moment it asks for.

    ``times``: how often this very question was put off; ``by``: the last one who did; ``department`` had to answer.
    """

    part: str
    rule: str
    at: datetime
    until: datetime
    times: int
    by: PersonId
    department: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """``version`` is the number of the last event; a change is written only over the version it read."""

    id: OrderId
    code: str
    company: str
    workflow: Workflow
    state: OrderState = OrderState.DRAFT
    version: int = 0
    since: datetime | None = None  # when it came into this state
    facts: Facts = field(default_factory=Facts)
    flags: frozenset[str] = frozenset()
    case: str = ""  # what kind of case it is; an order is none
    parent: OrderId | None = None  # the order a case is about
    requested_on: date | None = None
    first_promised_on: date | None = None  # never overwritten
    promised_on: date | None = None
    asked: AskedPriority | None = None
    late_report: LateReport | None = None  # the last one
    put_off: tuple[PutOff, ...] = ()  # the last of each question, also when its time is over
    opened_by: PersonId | None = None
    opened_by_department: str = ""  # holds the order while it is a draft or paused
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    check_at: datetime | None = None  # next look at a draft or paused order as a whole
    last_at: datetime | None = (
        None  # of the last event, undone or not; what is only read for figures has none
    )
    stages: Mapping[str, StageRecord] = field(default_factory=dict)

    def stage(self, stage_id: str) -> StageRecord:
        return self.stages[stage_id]
