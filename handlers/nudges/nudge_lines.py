"""What is missing of one thing, as a line of a digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from handlers.duties.duty_lines import missing_line
from handlers.late.late_lines import OF_LATE
from handlers.money.settled import settled_by
from handlers.reply import Clock, Param, Text, text
from handlers.wording import department_name, hold_kind_name, order_title, stage_name
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Ladder
from orders.centre_file.instalments import Instalment
from orders.checks import Rule
from orders.duties import DutyDay
from orders.order import Order
from reminders.rules import Missed
from storage.chasing.reminder_rows import Reminder

# Late, then stuck, what waits for a word of somebody, what comes near.
_FIRST_TO_LAST = (
    Rule.DUE, Rule.ESTIMATE, Rule.LATE_DUE, Rule.HOLD_DUE, Rule.MONEY_UNPAID, Rule.DISPUTE, Rule.HOLD, Rule.APPROVAL, Rule.LATE_ANSWER,
    Rule.LATE_WANTED, Rule.NOTICE, Rule.PRIORITY, Rule.MONEY_UNASKED, Rule.RECEIPT, Rule.UPDATE, Rule.DRAFT, Rule.PAUSED, Rule.WARNING,
)  # fmt: skip
_URGENCY: Mapping[str, int] = {rule: number for number, rule in enumerate(_FIRST_TO_LAST)}
WORK = frozenset({Rule.DUE, Rule.ESTIMATE, Rule.UPDATE, Rule.WARNING})  # answered by how far the work is
HOLDING = frozenset({Rule.HOLD, Rule.HOLD_DUE})  # answered by how far what stops it is solved
_LATE = frozenset({Rule.DUE, Rule.ESTIMATE})
Pressing: TypeAlias = tuple[bool, int, float, tuple[bool, int, str]]
"""Smaller comes first: one's own before others', the most urgent, the longest missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnyNudge:
    """One line: what is missing now of a thing, and how far the chase after it has come.

    ``asked``: how often it was asked before. ``ours``: those who read it have to act themselves;
    ``followed``: they are told because their department follows the stage.
    """

    reminder: Reminder
    missed: Missed
    ours: bool
    followed: bool = False
    asked: int = 0
    number: int = 0

    @property
    def escalated(self) -> bool:
        return self.reminder.rung > 0

    @property
    def pressing(self) -> Pressing:
        """As it stands now."""
        return _pressing(self.reminder, self.missed.rule, self.missed.missed_at, ours=self.ours)


@dataclass(frozen=True, kw_only=True, slots=True)
class Nudge(AnyNudge):
    """Of an order."""

    order: Order
    put_off: Text | None = None  # how often, and by whom, the same was put off

    @property
    def stage(self) -> str | None:
        return self.reminder.of_order.stage

    @property
    def instalment(self) -> Instalment | None:
        """The part of its price it is about, if it is about money."""
        wanted = self.reminder.of_order.instalment
        return next((one for one in self.order.workflow.instalments if one.id == wanted), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyNudge(AnyNudge):
    """Of a duty on its day."""

    day: DutyDay


def as_made(reminder: Reminder, *, ours: bool) -> Pressing:
    """How much it pressed when it was made."""
    return _pressing(reminder, reminder.rule, reminder.missed_at, ours=ours)


def _pressing(reminder: Reminder, rule: str, missed_at: datetime, *, ours: bool) -> Pressing:
    return not ours, _URGENCY.get(rule, len(_URGENCY)), missed_at.timestamp(), reminder.thing.turn


def ladder_of(centre: Centre, nudge: AnyNudge) -> Ladder:
    """The one its chase climbs."""
    if isinstance(nudge, Nudge):
        return centre.ladder_of(nudge.order.facts.priority)
    duty = centre.duty(nudge.day.duty) if isinstance(nudge, DutyNudge) else None
    return centre.ladder(duty.ladder if duty else None)


def any_line(centre: Centre, nudge: AnyNudge) -> Text:
    """What is missing of what."""
    if isinstance(nudge, Nudge):
        return nudge_line(centre, nudge)
    if not isinstance(nudge, DutyNudge):
        raise TypeError(f"{nudge} is of nothing known")
    line = missing_line(centre, nudge.day, nudge.missed, ours=nudge.ours)
    return text("nudge.asked", line=line, count=nudge.asked) if nudge.asked else line


def nudge_line(centre: Centre, nudge: Nudge) -> Text:
    """Order, stage, what is missing since when; of others' work which department holds it and how often it was asked."""
    params: dict[str, Param] = {"order": order_title(nudge.order), "missing": _missing(centre, nudge)}
    about = "whole"
    if nudge.stage is not None:
        about, params["stage"] = "stage", stage_name(nudge.order, nudge.stage)
    if not nudge.ours:
        about, params["department"] = f"{about}_of", department_name(centre, nudge.reminder.department)
    line = Text(key=f"nudge.{about}", params=params)
    line = _asked(nudge, line) if nudge.escalated else line
    return text("later.asked", line=line, said=nudge.put_off) if nudge.put_off else line


def _missing(centre: Centre, nudge: Nudge) -> Text:
    at = Clock(at=nudge.missed.missed_at)
    rule = nudge.missed.rule
    asked = rule.value if nudge.ours else f"{rule}_of"  # others are told of it, not asked how it stands
    late = nudge.order.late_report
    if rule in OF_LATE and late is not None:
        when = Clock(at=late.due_at, style="by")
        if rule is Rule.LATE_ANSWER and late.filed_at is not None:
            when = Clock(at=late.filed_at)
        return text(f"nudge.{asked}", promised=late.promised_on, at=when)
    if nudge.instalment is not None:
        return _of_money(centre, nudge, nudge.instalment, asked)
    if nudge.stage is None:
        since = nudge.order.asked.at if nudge.order.asked and rule is Rule.PRIORITY else nudge.order.since
        return text(f"nudge.{asked}", at=Clock(at=since or nudge.missed.missed_at))
    record = nudge.order.stage(nudge.stage)
    since = record.since or nudge.missed.missed_at
    match rule:
        case Rule.WARNING if record.due_at is not None:
            at = Clock(at=record.due_at)
        case Rule.UPDATE:
            at = Clock(at=max(since, record.reported_at or since))
        case Rule.RECEIPT | Rule.APPROVAL:
            at = Clock(at=since)
        case Rule.NOTICE if record.notice is not None:
            what = "recall" if record.notice.recall else "notice"
            return text(f"nudge.{what}", at=Clock(at=record.notice.at))
        case Rule.HOLD if record.hold is not None:
            kind = hold_kind_name(centre, record.hold.kind)
            return text(f"nudge.{asked}", kind=kind, at=Clock(at=record.hold.since))
        case Rule.HOLD_DUE if record.hold is not None:
            kind = hold_kind_name(centre, record.hold.kind)
            return text("nudge.hold_due", kind=kind, at=at, since=Clock(at=record.hold.since))
        case Rule.DISPUTE if record.hold is not None:
            kind = hold_kind_name(centre, record.hold.kind)
            refused = department_name(centre, record.hold.department)
            return text(f"nudge.{asked}", kind=kind, refused=refused, at=Clock(at=since))
    return text(f"nudge.{rule}", at=at)


def _of_money(centre: Centre, nudge: Nudge, instalment: Instalment, asked: str) -> Text:
    """Once those who collect have reported their stage done, whether it came is all there is to ask."""
    settled = settled_by(centre, nudge.order, instalment)
    if settled is None:
        return text(f"nudge.{asked}", what=instalment.names, at=Clock(at=nudge.missed.missed_at))
    stage, done = stage_name(nudge.order, settled.id), Clock(at=settled.done_at or nudge.missed.missed_at)
    return text("nudge.money_settling", what=instalment.names, stage=stage, at=done)


def _asked(nudge: Nudge, line: Text) -> Text:
    """Of what is late since when nothing was heard; how often it was asked."""
    if nudge.stage is not None and nudge.missed.rule in _LATE:
        record = nudge.order.stage(nudge.stage)
        heard = record.reported_at or record.since or nudge.missed.missed_at
        line = text("nudge.silent", line=line, at=Clock(at=heard))
    return text("nudge.asked", line=line, count=nudge.asked) if nudge.asked else line
