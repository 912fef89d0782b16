"""The numbered lines of somebody's own list, found again from what its message is remembered by: any of them is answered by its number."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from handlers.context import Context
from handlers.duties.duty_rights import may_hand_in, signs
from handlers.progress.speaking_for import in_somebodys_name
from handlers.progress.spoken import spoken_in
from handlers.reading.courtesy import is_courtesy
from handlers.reply import Button, Text
from orders.checks import Rule
from orders.duties import DutyDay
from orders.order import OrderId
from orders.rights import belongs_to, may_speak_for
from storage.chasing import duty_rows
from storage.chasing.checks_due import AnyThing, DutyThing, Thing
from storage.chasing.digest_rows import Line
from storage.chasing.reminder_rows import Reminder
from storage.order_book import orders_rows

OWED = "owed"
CALLED = "called"  # a roll-call: nobody has asked for it, so it hides no list that somebody has
OF_DUTY = "duty"  # a message about one duty, which may be answered below it
_ITEM = re.compile(r"(?P<kind>[do])(?P<ref>[^~,]+)(?:~(?P<since>\d+))?")
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """What waits for somebody: how it is said, and what opens it, labelled with its number.

    ``since``: of a notice, from when on it is to be acknowledged: another one is not what the list asked for.
    """

    thing: AnyThing
    line: Text
    key: Callable[[int], Button]
    since: datetime | None = None


def note_of_list(owed: Iterable[Owed]) -> str:
    return f"{OWED}:{','.join(map(_item, owed))}"


def note_of_duty(day: DutyDay) -> str:
    return f"{OF_DUTY}:{_of_day(day.id)}"


def note_of_duties(days: Iterable[DutyDay], *, called: bool = False) -> str:
    """Of a numbered list of nothing else."""
    return f"{CALLED if called else OWED}:{','.join(_of_day(day.id) for day in days)}"


def _item(one: Owed) -> str:
    if isinstance(one.thing, DutyThing):
        return _of_day(one.thing.duty)
    return f"o{one.thing.ref}" + (f"~{int(one.since.timestamp())}" if one.since else "")


def _of_day(number: int) -> str:
    return f"d{number}"


def owed_lines(ctx: Context, which: str) -> Mapping[int, Line]:
    """Only those of the reader's companies."""
    found: dict[int, Line] = {}
    for number, item in enumerate(which.split(","), start=1):
        read = _ITEM.fullmatch(item)
        reminder = (_of_duty if read["kind"] == "d" else _of_order)(ctx, read) if read else None
        if reminder is not None:
            found[number] = Line(reminder=reminder, number=number)
    return found


def _of_duty(ctx: Context, read: re.Match[str]) -> Reminder | None:
    day = duty_rows.readable_one(ctx.conn, int(read["ref"]))
    if day is None or day.company not in ctx.actors or not _concerns(ctx, day):
        return None
    thing = DutyThing(duty=day.id)
    return _asked(ctx, thing, Rule.DUE, company=day.company, department=day.department)


def _concerns(ctx: Context, day: DutyDay) -> bool:
    """Who neither hands it in nor signs it only talks about it, unless they pass on what somebody told them.

    In private there is nobody to talk to: who may hand it in for others is asked whether they do.
    """
    actor, duty = ctx.actors[day.company], ctx.centres[day.company].duty(day.duty)
    if belongs_to(actor, day.department) or (duty is not None and signs(actor, duty)):
        return True
    if may_speak_for(actor, day.department) and _told_by_somebody(ctx, day):
        return True
    asked = ctx.private and day.handed is None and may_hand_in(actor, day)
    return asked and not is_courtesy(ctx.incoming.text)


def _told_by_somebody(ctx: Context, day: DutyDay) -> bool:
    first, *_ = ctx.incoming.text.split("\n", 1)
    spoken = spoken_in(ctx.incoming, first, commanded=False)
    return bool(in_somebodys_name(ctx, day.company, spoken).on_behalf)


def _of_order(ctx: Context, read: re.Match[str]) -> Reminder | None:
    thing = Thing.named(read["ref"])
    order = orders_rows.load(ctx.conn, OrderId(thing.order))
    if order.company not in ctx.actors:
        return None
    if not thing.owed_by:
        department = (
            order.workflow.stage(thing.stage).department if thing.stage else order.opened_by_department
        )
        return _asked(ctx, thing, Rule.UPDATE, company=order.company, department=department)
    notice = order.stage(thing.stage or "").notice
    due = notice.awaited.get(thing.owed_by) if notice else None
    same = due is not None and read["since"] == str(int(due.timestamp()))
    asked = _asked(ctx, thing, Rule.NOTICE, company=order.company, department=thing.owed_by)
    return replace(asked, missed_at=due if due is not None and same else _NEVER)


def _asked(ctx: Context, thing: AnyThing, rule: Rule, *, company: str, department: str) -> Reminder:
    """As if it had been a reminder."""
    return Reminder(
        id=0,
        company=company,
        thing=thing,
        rule=rule.value,
        missed_at=ctx.now,
        rung=0,
        round=0,
        department=department,
        made_at=ctx.now,
        said_at=ctx.now,
    )
