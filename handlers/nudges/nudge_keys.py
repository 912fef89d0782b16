"""The buttons under a digest: of one thing its answers, of several their numbers."""

from collections.abc import Sequence
from datetime import datetime

from handlers.changes import rush_keys
from handlers.duties.duty_keys import list_key
from handlers.holds.hold_keys import decide_keys, whose_keys
from handlers.late.late_lines import OF_LATE, file_keys
from handlers.moments import day_choices
from handlers.nudges.later_keys import later_keys
from handlers.nudges.nudge_lines import HOLDING, WORK, AnyNudge, DutyNudge, Nudge
from handlers.reply import Button, text
from handlers.stage_keys import (
    APPROVE,
    CANCEL,
    DECLINE,
    DIGEST_LINE,
    DONE,
    ESTIMATE,
    HOLD,
    LATE,
    PAID_ON,
    PAID_PART,
    QR_PART,
    RECEIVE,
    REJECT,
    RESUME,
    STILL_HELD,
    UNPAUSE,
    acknowledge_key,
    draft_keys,
    in_rows,
    key,
    show_key,
    stage_key,
)
from orders.centre_file.centre import Centre
from orders.checks import Rule, part_owed
from orders.order import Order

NUMBERS_PER_ROW = 6
OWED = frozenset({Rule.NOTICE, Rule.PRIORITY})  # asked of one department by name
Rows = tuple[tuple[Button, ...], ...]


def answer_keys(
    centre: Centre, order: Order, stage: str | None, rule: Rule, *, department: str, now: datetime
) -> Rows:
    """What can be answered by a tap, for whoever has to act; what no day can be named for can be put off."""
    own = _own_keys(centre, order, stage, rule, department=department, now=now)
    if rule in WORK:
        return own
    part = part_owed(stage or "", department) if rule in OWED else stage
    later = later_keys(centre, order, part, rule, now=now)
    return (*own, later) if later else own


def _own_keys(
    centre: Centre, order: Order, stage: str | None, rule: Rule, *, department: str, now: datetime
) -> Rows:
    if rule is Rule.PRIORITY:
        return rush_keys.grant_keys(order)
    if rule in OF_LATE:
        return (
            file_keys(order)
            if rule is not Rule.LATE_ANSWER
            else ((key("button.read_late", LATE, order=order.id),),)
        )
    if stage is None:
        return draft_keys(order) if rule is Rule.DRAFT else _paused_keys(order)
    if rule in WORK:
        hours = centre.calendar_of(department)
        named = day_choices(hours, now, most=2)
        when = (stage_key(order, stage, ESTIMATE, label, choice=choice) for choice, label in named)
        done = stage_key(order, stage, DONE, text("button.done"), style="success")
        return in_rows((done, *when, stage_key(order, stage, HOLD, text("button.hold"))), 2)
    if rule is Rule.DISPUTE:
        return decide_keys(centre, order, stage)
    if rule is Rule.NOTICE:
        return ((acknowledge_key(order, stage, department),),)
    pair = {
        Rule.RECEIPT: ((RECEIVE, "received"), (DECLINE, "decline")),
        Rule.HOLD: ((RESUME, "unstuck"), (STILL_HELD, "still_stuck")),
        Rule.HOLD_DUE: ((RESUME, "unstuck"), (STILL_HELD, "still_stuck")),
        Rule.APPROVAL: ((APPROVE, "approve"), (REJECT, "reject")),
    }[rule]
    (good, good_label), (bad, bad_label) = pair
    return (
        (
            stage_key(order, stage, good, text(f"button.{good_label}"), style="success"),
            stage_key(order, stage, bad, text(f"button.{bad_label}")),
        ),
        *(whose_keys(order, stage) if rule in HOLDING else ()),
    )


def money_keys(order: Order, instalment: str, rule: Rule) -> Rows:
    """The next step of whoever collects: the code to pay by, or the money that came."""
    if rule is Rule.MONEY_UNPAID:
        return ((key("button.money_came", PAID_ON, order=order.id, style="success"),),)
    return (
        (
            key("button.ask_for_money", QR_PART, order=order.id, stage=instalment, style="success"),
            key("button.money_came", PAID_PART, order=order.id, stage=instalment),
        ),
    )


def number_keys(digest: int, nudges: Sequence[AnyNudge]) -> Rows:
    """Each opens the answers of its line, for whoever taps it."""
    return in_rows((number_key(digest, nudge.number) for nudge in nudges), NUMBERS_PER_ROW)


def number_key(digest: int, number: int) -> Button:
    return key("button.plain", DIGEST_LINE, order=digest, choice=str(number), name=str(number))


def look_keys(nudges: Sequence[AnyNudge]) -> Rows:
    """For those who only look on: the orders, and the duties as a list."""
    orders = {one.order.id: one.order.code for one in nudges if isinstance(one, Nudge)}
    shown = [show_key(order, code) for order, code in orders.items()]
    if any(isinstance(one, DutyNudge) for one in nudges):
        shown.append(list_key())
    return in_rows(shown, 2)


def _paused_keys(order: Order) -> Rows:
    return (
        (
            key("button.unpause_order", UNPAUSE, order=order.id, style="success"),
            key("button.cancel_order", CANCEL, order=order.id),
        ),
    )
