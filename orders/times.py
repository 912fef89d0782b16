"""When things fall due, asked of the company's calendars: the engine itself has no calendar."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from orders.centre_file.workflow import Stage


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """Until when at the latest a question may be put off, and how often the same one."""

    latest: datetime
    times: int


class Times(Protocol):
    """Always a moment: where the stage names no span, the centre's default holds. All aware UTC."""

    def confirm_by(self, stage: Stage, at: datetime, /) -> datetime:
        """Until when an offer made at ``at`` should be confirmed."""

    def due_at(self, stage: Stage, start: datetime, promised_on: date | None, /) -> datetime:
        """When a stage whose clock starts at ``start`` should be done."""

    def update_by(self, stage: Stage, at: datetime, /) -> datetime:
        """When the next report is wanted after one at ``at``."""

    def warn_by(self, stage: Stage, due_at: datetime, /) -> datetime:
        """When the department is warned of a due time ahead of it."""

    def approval_by(self, stage: Stage, at: datetime, /) -> datetime:
        """Until when the approver should have answered."""

    def acknowledge_by(self, department: str, at: datetime, /) -> datetime:
        """Until when a department should have acknowledged what it was told at ``at``."""

    def hold_check(self, kind: str, department: str, at: datetime, /) -> datetime:
        """When a hold is looked at again."""

    def hold_due(
        self, kind: str, department: str, at: datetime, promised_on: date | None, /
    ) -> datetime | None:
        """By when a hold put at ``at`` should be over; None where its kind says nothing."""

    def decision_by(self, department: str, at: datetime, /) -> datetime:
        """Until when that department should have decided what it was asked."""

    def promise_ends(self, promised_on: date, /) -> datetime:
        """From when on an order promised for that day is late."""

    def late_report_by(self, at: datetime, /) -> datetime:
        """By when a late report asked for at ``at`` should be there."""

    def put_off_bounds(self, department: str, at: datetime, /) -> Bounds:
        """How long, and how often, a department may put off what it is asked."""

    def paused_check(self, at: datetime, /) -> datetime:
        """When a paused order is looked at again."""

    def draft_check(self, at: datetime, /) -> datetime:
        """When a draft is looked at again."""
