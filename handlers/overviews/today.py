"""/today: what waits for a coordinator or a head, and nothing else; each line a tap away from acting on it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from handlers.changes.rush_lines import priority_name
from handlers.context import Context
from handlers.duties.duty_keys import list_key, numbered_key
from handlers.duties.duty_lines import duty_line
from handlers.duties.duty_lists import todays
from handlers.late.late_lines import OF_LATE
from handlers.nudges.later_keys import put_off_of, quiet, quiet_line
from handlers.nudges.nudge_lines import Nudge, nudge_line
from handlers.order_cards.order_lines import promise_line
from handlers.overviews.still_missing import still_missing
from handlers.reading.fold import fold
from handlers.reply import Button, Clock, Listed, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import LATE, SHOW, STAGE, in_rows, key
from handlers.view import View
from handlers.wording import department_name, hold_kind_name, holder_line, order_title, stage_name
from orders.checks import Rule
from orders.duties import DutyDay, DutyState
from orders.duty_checks import signing
from orders.flow import delivered
from orders.holders import holders
from orders.moves import Actor
from orders.order import Order, OrderId
from orders.rights import ABOVE_HEADS, STEERING, fits
from reminders.rules import missed
from storage.chasing import today_rows
from storage.chasing.reminder_rows import Reminder
from storage.order_book import order_lists, orders_rows

SHOWN = 8  # lines of a section; the rest is counted, and listed by /today all
_ALL = frozenset({"all", "tat ca", "het", "全部", "所有"})
_LOOKED_AT = 500  # of what few people are to decide
_KEYS = 40  # of one message
_SOON = timedelta(days=3)
_CLIMBED_WITHIN = timedelta(days=21)  # the top rung is told again at least that often, holidays included
_BELOW = frozenset({Rule.DISPUTE, *OF_LATE})  # have a section of their own
_PUSHED_WITHIN = timedelta(days=7)
_ABOVE = {"head": ("head", "coordinator", "manager"), "coordinator": ("coordinator", "manager")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing to look at; ``stage``: the one on which something can be done, else what ``verb`` opens."""

    order: Order | None
    line: Text
    stage: str | None = None
    verb: str = SHOW
    duty: DutyDay | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    """Whose desk it is in one company: all of it, or what the departments they lead have to do."""

    view: View
    actor: Actor

    @property
    def whole(self) -> bool:
        return bool(self.actor.roles & STEERING)

    def covers(self, department: str) -> bool:
        return self.whole or department in self.actor.head_of

    @property
    def led(self) -> frozenset[str] | None:
        """The departments whose work is theirs to see to; None: all."""
        return None if self.whole else self.actor.head_of

    @property
    def deciding(self) -> frozenset[str]:
        """The departments in whose name they decide."""
        coordination = {self.view.centre.coordination} if self.whole else set()
        return self.actor.head_of | coordination

    def load(self, order: OrderId) -> Order:
        return orders_rows.load(self.view.conn, order)


def today(ctx: Context, args: str) -> Reply:
    """``/today [all]``: what waits for the asker, in all their companies; of much the first of each kind, or all of it."""
    most = None if fold(args) in _ALL else SHOWN
    numbers = count(1)
    lines: list[Text] = []
    keys: list[Button] = []
    for company, actor in ctx.actors.items():
        if not (actor.roles & STEERING or actor.head_of):
            continue
        desk = _Desk(view=ctx.view_of(company), actor=actor)
        told = [*_sections(desk, keys, numbers, most)]
        if told and len(ctx.actors) > 1:
            lines.append(text("word.name", name=desk.view.centre.company.names))
        lines += told
    if not lines:
        return personal(ctx.incoming, text("today.nothing"))
    return personal(ctx.incoming, text("today.head"), *lines, buttons=in_rows(keys, 2), note_for="list")


def _sections(desk: _Desk, keys: list[Button], numbers: Iterator[int], most: int | None) -> Iterator[Text]:
    """Under each heading its lines; the numbers run on, and each has its button."""
    for name, items in _KINDS:
        found = list(items(desk))
        if not found:
            continue
        yield Text(key="")
        yield text(f"today.{name}")
        for item in found[:most]:
            number = next(numbers)
            if len(keys) < _KEYS:
                keys.append(_key(desk.view, item, number))
            yield text("today.line", number=number, line=item.line)
        if most is not None and len(found) > most:
            yield text("today.more", count=len(found) - most)


def _key(view: View, item: Item, number: int) -> Button:
    order = item.order
    if item.duty is not None:
        return numbered_key(view, item.duty, number)
    if order is None:
        return list_key()
    if item.stage is None:
        return key("button.plain", item.verb, order=order.id, name=f"{number}. {order.code}")
    return key(
        "button.my_stage",
        STAGE,
        order=order.id,
        stage=item.stage,
        version=order.stage(item.stage).version,
        number=number,
        code=order.code,
        stage_name=stage_name(order, item.stage),
    )


def _escalated(desk: _Desk) -> Iterator[Item]:
    """What was brought to them and is still missing: late work first, then what is stuck; of each kind the longest."""
    view = desk.view
    since = view.now - _CLIMBED_WITHIN
    climbed = today_rows.climbed(view.conn, view.centre.id, since, desk.led)
    asked = [one for one in climbed if one.rule not in _BELOW]  # which are told below
    for nudge in sorted(still_missing(view, asked), key=lambda one: one.pressing):
        if isinstance(nudge, Nudge) and _reached(desk, nudge.order, nudge.reminder):
            part = nudge.reminder.of_order.part
            put_off = put_off_of(view, nudge.order, part, nudge.missed, private=True)
            line = nudge_line(view.centre, replace(nudge, put_off=put_off))
            yield Item(order=nudge.order, line=line, stage=nudge.stage)


def _reached(desk: _Desk, order: Order, reminder: Reminder) -> bool:
    rungs = desk.view.centre.ladder_of(order.facts.priority).rungs
    who = rungs[min(reminder.rung, len(rungs) - 1)].who
    return who in _ABOVE["coordinator" if desk.whole else "head"]


def _priorities(desk: _Desk) -> Iterator[Item]:
    """Orders that are to go first, of which they decide."""
    for thing in today_rows.decisions(desk.view.conn, desk.view.centre.id, _LOOKED_AT):
        order = desk.load(thing.order)
        asked = order.asked
        if asked is None or not _decides(desk.actor, order):
            continue
        priority = priority_name(desk.view, asked.priority)
        line = text("today.priority", order=order_title(order), priority=priority, at=Clock(at=asked.at))
        yield Item(order=order, line=line)


def _decides(actor: Actor, order: Order) -> bool:
    asked = order.asked
    return asked is not None and bool(
        actor.roles & ABOVE_HEADS or fits(actor, asked.approver, asked.department)
    )


def _late(desk: _Desk) -> Iterator[Item]:
    """Late reports to be written by those they lead, or accepted."""
    view = desk.view
    for row in order_lists.late_reports(view.conn, view.centre.id, desk.deciding, limit=_LOOKED_AT):
        order = desk.load(row.order.id)
        which = "filed" if row.state == "filed" else "wanted"
        department = department_name(view.centre, row.department)
        line = text(f"today.late_{which}", order=order_title(order), department=department)
        yield Item(order=order, line=line, verb=LATE)


def _disputes(desk: _Desk) -> Iterator[Item]:
    """Holds of which they say whose they are."""
    view = desk.view
    for one in today_rows.disputed(view.conn, view.centre.id, desk.deciding, _LOOKED_AT):
        order = desk.load(one.order)
        hold = order.stage(one.stage).hold
        if hold is None:
            continue
        line = text(
            "today.dispute",
            order=order_title(order),
            stage=stage_name(order, one.stage),
            kind=hold_kind_name(view.centre, hold.kind),
            at=Clock(at=hold.since),
        )
        yield Item(order=order, line=line, stage=one.stage)


def _pushes(desk: _Desk) -> Iterator[Item]:
    """What they asked for and have had no answer to."""
    view = desk.view
    since = view.now - _PUSHED_WITHIN
    for one in today_rows.pushed(view.conn, view.centre.id, desk.actor.person, since, _LOOKED_AT):
        order = desk.load(one.order)
        pushed = order.stage(one.stage).pushed
        if pushed is None:
            continue
        line = text(
            "today.push",
            order=order_title(order),
            stage=stage_name(order, one.stage),
            department=department_name(view.centre, order.workflow.stage(one.stage).department),
            at=Clock(at=pushed.at),
        )
        yield Item(order=order, line=line, stage=one.stage)


def _notices(desk: _Desk) -> Iterator[Item]:
    """What a department should have acknowledged by now."""
    view = desk.view
    for thing in today_rows.receipts(view.conn, view.centre.id, _LOOKED_AT, desk.led):
        order = desk.load(thing.order)
        missing = missed(order, thing.part, now=view.now, times=view.centre.times)
        if missing is None:
            continue
        line = text(
            "today.notice",
            order=order_title(order),
            stage=stage_name(order, thing.stage or ""),
            department=department_name(view.centre, thing.owed_by),
            at=Clock(at=missing.missed_at),
        )
        yield Item(order=order, line=line, stage=thing.stage)


def _put_off(desk: _Desk) -> Iterator[Item]:
    """Questions that are not asked just now, because somebody said "later"."""
    view = desk.view
    for number in today_rows.put_off(view.conn, view.centre.id, view.now, _LOOKED_AT):
        order = desk.load(number)
        theirs = [
            one for one in quiet(view, order) if desk.covers(one.department or view.centre.coordination)
        ]
        if theirs:
            said = Listed(items=tuple(quiet_line(view, order, one, private=True) for one in theirs))
            yield Item(order=order, line=text("today.put_off_line", order=order_title(order), said=said))


def _overdue(desk: _Desk) -> Iterator[Item]:
    """Past the promised day and not delivered, the longest first."""
    return _promised(desk, date.min, desk.view.today - timedelta(days=1))


def _promises(desk: _Desk) -> Iterator[Item]:
    """Promised within three days, and not delivered."""
    return _promised(desk, desk.view.today, desk.view.today + _SOON)


def _promised(desk: _Desk, first: date, last: date) -> Iterator[Item]:
    """With them, or with those they lead."""
    view = desk.view
    rows = today_rows.promised(view.conn, view.centre.id, (first, last), desk.led)
    orders = (
        {one.id: one for one in orders_rows.load_all(view.conn, [row.id for row in rows])} if rows else {}
    )
    for order in (orders[row.id] for row in rows):
        theirs = [one for one in holders(order) if desk.covers(one.department)]
        if delivered(order) or not theirs:
            continue
        held = holder_line(view.centre, order, theirs[0])
        line = text("today.promise", order=order_title(order), promise=promise_line(view, order), held=held)
        yield Item(order=order, line=line)


def _duties(desk: _Desk) -> Iterator[Item]:
    """What those they lead owe by the clock and have not handed in, or has to be signed."""
    view = desk.view
    for day in todays(view):
        duty = view.centre.duty(day.duty)
        open_late = day.state is not DutyState.DONE and day.due_at <= view.now and desk.covers(day.department)
        if open_late or (day.state is DutyState.SIGNING and duty and desk.covers(signing(duty))):
            yield Item(order=None, line=duty_line(view, day), duty=day)


_KINDS: tuple[tuple[str, Callable[[_Desk], Iterable[Item]]], ...] = (
    ("overdue", _overdue),
    ("escalated", _escalated),
    ("late", _late),
    ("priorities", _priorities),
    ("disputes", _disputes),
    ("pushes", _pushes),
    ("notices", _notices),
    ("put_off", _put_off),
    ("duties", _duties),
    ("promises", _promises),
)
