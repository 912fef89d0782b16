"""What a person may try with one stage of an order. A move is a wish; the engine answers with events or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from orders.events import Source
from orders.order import Evidence, OrderId, PersonId
from orders.quantities import Quantity


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts, and what they are in this company. ``anywhere``: member of a department that may act on any stage."""

    person: PersonId
    departments: frozenset[str] = frozenset()
    head_of: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()  # coordinator, manager, finance, auditor, admin
    anywhere: bool = False


THE_BOT = Actor(person=PersonId(0), roles=frozenset({"coordinator"}), anywhere=True)
"""Who makes a move that follows by itself from one on another order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What every move may carry. ``on_behalf``: who said it and how, in words; ``spoken_for``: that person, where known."""

    note: str = ""
    on_behalf: str = ""
    spoken_for: PersonId | None = None
    evidence: tuple[Evidence, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StageMove(Move):
    """A move on one stage. ``version``: what the person saw (a button's); None for typed commands."""

    stage: str
    version: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Receive(StageMove):
    """Confirm an offered stage."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report(StageMove):
    """Progress. ``done`` closes the stage (or submits it for approval); on an offered stage any report is its receipt.

    ``quantity``: all that is done so far, also of a stage that delivers: what is more than before is a delivery of the
    day ``delivered_on`` (None: today). ``short``: why a stage that is counted ends with less than there is to do.
    ``resumes``: what stopped the stage is over.
    """

    done: bool = False
    resumes: bool = False
    percent: int | None = None
    quantity: Quantity | None = None
    delivered_on: date | None = None
    short: str = ""
    estimate: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseWithout(StageMove):
    """Close a stage although something it asks for is missing: only who may override it, with a reason (``note``).

    ``fields``: what was answered meanwhile.
    """

    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decline(StageMove):
    """Refuse an offer with a reason (``note``): the stage that offered it reopens; ``to`` names it where several did."""

    to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SendBack(StageMove):
    """Send a received stage back to an earlier one (``to``), with a reason (``note``)."""

    to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PutOnHold(StageMove):
    """Stop a stage; ``department`` is the one inside that answers for it. ``check_at`` None: as the hold's kind says.

    ``case``: it waits for this case to end, whose kind is then that of the hold.
    """

    kind: str
    department: str
    check_at: datetime | None = None
    case: OrderId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerHold(StageMove):
    """The department that answers for a hold says whether it is theirs; if not (with ``note``), ``decider`` decides."""

    ours: bool
    decider: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecideHold(StageMove):
    """The coordinator says which department answers for a hold, from its beginning."""

    department: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Resume(StageMove):
    """The stage goes on. ``case``: the code of the case it waited for, which has ended; then nobody is asked."""

    case: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assign(StageMove):
    """Give the stage to somebody of its department; ``to`` None: to the department again."""

    to: Actor | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Push(StageMove):
    """Ask how it stands, with a comment (``note``) if there is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Approve(StageMove):
    """The approver says yes: the stage is done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reject(StageMove):
    """The approver says no, with a reason (``note``): the stage is in progress again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledge(StageMove):
    """Departments have read what a stage notifies them of. Of none named: each the actor may answer for.

    ``notice``: the number of the notice that was read; None: the last one.
    """

    departments: frozenset[str] = frozenset()
    notice: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recall(StageMove):
    """Take a notice back, with a reason (``note``): its stage is in progress again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute(StageMove):
    """What was reported in somebody's name (the move ``disputed``) is not so. It stands until it is taken back or upheld."""

    disputed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Uphold(StageMove):
    """The coordination lets a disputed report stand."""

    disputed: int
