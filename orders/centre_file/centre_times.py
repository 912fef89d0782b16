"""When things fall due in one company: its calendars, its stages' spans, its defaults."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from orders.calendars.deadlines import after, ahead, before_promised, day_over, next_clock_time
from orders.calendars.spans import AtTime, BeforePromised, Length, Span
from orders.centre_file.workflow import Stage
from orders.times import Bounds

if TYPE_CHECKING:
    from orders.centre_file.centre import Centre


@dataclass(frozen=True, slots=True)
class CentreTimes:
    """Answers by the calendar of the department that has to act; always with a moment."""

    centre: "Centre"

    def confirm_by(self, stage: Stage, at: datetime, /) -> datetime:
        return self._after(stage.confirm_within or self.centre.defaults.confirm_within, at, stage.department)

    def due_at(self, stage: Stage, start: datetime, promised_on: date | None, /) -> datetime:
        return self._due(stage.due or self.centre.defaults.due, start, promised_on, stage.department)

    def update_by(self, stage: Stage, at: datetime, /) -> datetime:
        return self._after(stage.update_every or self.centre.defaults.update_every, at, stage.department)

    def warn_by(self, stage: Stage, due_at: datetime, /) -> datetime:
        length = stage.warn_before or self.centre.defaults.warn_before
        return ahead(length, due_at, self.centre.calendar_of(stage.department))

    def approval_by(self, stage: Stage, at: datetime, /) -> datetime:
        """In the calendar of the approver's department, where one is named."""
        department = stage.approver.department if stage.approver else None
        return self._after(self.centre.defaults.approve_within, at, department or stage.department)

    def acknowledge_by(self, department: str, at: datetime, /) -> datetime:
        return self._after(self.centre.defaults.confirm_within, at, department)

    def hold_check(self, kind: str, department: str, at: datetime, /) -> datetime:
        """In the calendar of the department that answers for the hold."""
        found = self.centre.hold_kind(kind)
        return self._after(found.check_in if found else self.centre.defaults.hold_check_in, at, department)

    def hold_due(
        self, kind: str, department: str, at: datetime, promised_on: date | None, /
    ) -> datetime | None:
        """In the calendar of the department that answers for the hold."""
        found = self.centre.hold_kind(kind)
        return self._due(found.due, at, promised_on, department) if found and found.due else None

    def decision_by(self, department: str, at: datetime, /) -> datetime:
        return self._after(self.centre.defaults.approve_within, at, department)

    def promise_ends(self, promised_on: date, /) -> datetime:
        return day_over(promised_on, self.centre.calendar)

    def late_report_by(self, at: datetime, /) -> datetime:
        return after(self.centre.defaults.late_report_within, at, self.centre.calendar)

    def put_off_bounds(self, department: str, at: datetime, /) -> Bounds:
        own = self.centre.defaults.put_off
        return Bounds(latest=self._after(own.at_most, at, department), times=own.times)

    def paused_check(self, at: datetime, /) -> datetime:
        return self._after(self.centre.defaults.paused_check, at, self.centre.coordination)

    def draft_check(self, at: datetime, /) -> datetime:
        return after(self.centre.defaults.draft_check, at, self.centre.calendar)

    def _due(self, due: Span, start: datetime, promised_on: date | None, department: str) -> datetime:
        """Without a promised date, what is due before it has the default time."""
        calendar = self.centre.calendar_of(department)
        if isinstance(due, BeforePromised):
            if promised_on is not None:
                return before_promised(due, promised_on, calendar)
            due = self.centre.defaults.due
        if isinstance(due, AtTime):
            return next_clock_time(due, start, calendar)
        return after(due, start, calendar)

    def _after(self, length: Length, at: datetime, department: str) -> datetime:
        return after(length, at, self.centre.calendar_of(department))
