"""What happened to an order: append-only, numbered per order, enough to rebuild its state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from orders.order import Evidence, PersonId


class Kind(StrEnum):
    """One word per kind of event; the data each carries is what orders/evolving reads."""

    CREATED = "created"  # a draft
    OPENED = "opened"  # the draft became an order
    OFFERED = "offered"
    RECEIVED = "received"
    REPORTED = "reported"  # progress, quantity, fields, evidence, note
    DELIVERED = "delivered"  # a part of what was ordered has reached the customer
    ESTIMATED = "estimated"
    SUBMITTED = "submitted"  # done, waits for approval
    APPROVED = "approved"
    REJECTED = "rejected"
    OVERRIDDEN = "overridden"  # closed, or submitted, without something the stage asks for
    DONE = "done"
    SKIPPED = "skipped"
    DECLINED = "declined"  # an offer refused; the giver's stage reopens
    REOPENED = "reopened"
    SENT_BACK = "sent_back"
    WAITS_AGAIN = "waits_again"
    NOTIFIED = "notified"  # the departments a stage notifies are to acknowledge that it is done
    RECALLED = "recalled"  # … that this no longer holds
    ACKNOWLEDGED = "acknowledged"
    HELD = "held"
    HOLD_OWNED = "hold_owned"  # who answers for it says so
    HOLD_REFUSED = "hold_refused"  # says not to; somebody has to decide
    HOLD_DECIDED = "hold_decided"
    RESUMED = "resumed"
    ASSIGNED = "assigned"  # to somebody by name, or to nobody any more
    PUSHED = "pushed"  # somebody asks now how it stands
    PUT_OFF = "put_off"  # what is asked is not asked again before a moment
    FLAGS_SET = "flags_set"
    CHANGED = "changed"
    REQUESTED = "requested"  # the day the customer asked for
    PROMISED = "promised"
    CASE_OPENED = "case_opened"  # a choice made on this order opened a case about it
    LINKED = "linked"  # a case has found its order
    PRIORITY_ASKED = "priority_asked"
    PRIORITY_DECIDED = "priority_decided"
    LATE_OPENED = "late_opened"  # the promise is broken, a report is owed
    LATE_FILED = "late_filed"
    LATE_ACCEPTED = "late_accepted"
    LATE_RETURNED = "late_returned"
    PAUSED = "paused"
    UNPAUSED = "unpaused"
    CANCELLED = "cancelled"
    DISPUTED = "disputed"  # whoever a report was made for says it is not so
    UPHELD = "upheld"  # the coordination lets it stand
    CLOSED = "closed"
    UNDONE = "undone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The message a move came from."""

    chat: int
    message: int
    update: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """``seq`` counts 1, 2, 3 … within the order; ``move`` is the seq of the first event of the same move."""

    seq: int
    move: int
    kind: Kind
    at: datetime
    by: PersonId
    stage: str | None = None
    note: str = ""
    on_behalf: str = ""  # "anh Tú, gọi 10:20"
    data: Mapping[str, Any] = field(default_factory=dict)  # JSON values only
    evidence: tuple[Evidence, ...] = ()
    source: Source | None = None
