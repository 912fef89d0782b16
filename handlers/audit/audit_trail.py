"""/audit: what was asked about an order, of whom, when and by which rule; alone, who used what right lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Generic, TypeVar

from handlers.audit import audit_lines
from handlers.audit.accounting import Accounted, accounted
from handlers.audit.duty_accounts import duty_accounts
from handlers.context import Context
from handlers.duties.duties import NamedDuty, named_in
from handlers.duties.duty_lines import duty_line
from handlers.finding import find_order
from handlers.reply import Reply, Text, text
from handlers.replying import here, personal
from handlers.stage_keys import show_key
from handlers.view import View
from handlers.wording import order_title
from orders.events import Kind
from orders.order import Order
from orders.refusals.access import NotAllowed
from storage import audit as acts
from storage.chasing import duty_rows
from storage.order_book import events_rows, orders_rows

T = TypeVar("T")

DUTY_DAYS = timedelta(days=7)
OVERSEERS = frozenset({"admin", "auditor", "coordinator", "manager"})
ACTS = 30  # the latest
REMINDERS = 80  # the latest; the message is split as far as it has to be
WORDS = 40  # pushes and delays asked for, the latest
OF_A_DAY = 15  # acts, and reminders, of a duty on one day, the latest


def audit(ctx: Context, args: str) -> Reply:
    """``/audit [order or duty]``. It names who was told, so it is answered where nobody else reads."""
    if not ctx.private:
        return personal(ctx.incoming, text("audit.in_private"))
    if not args.strip():
        return _acts(ctx)
    duty = next((one for one in named_in(ctx, args) if one.in_full), None)
    if duty is not None:
        return _of_duty(ctx, duty)
    order = orders_rows.load(ctx.conn, find_order(ctx, args, ended_too=True).row.id)
    _may_oversee(ctx, order.company)
    return _asked(ctx, order)


def _may_oversee(ctx: Context, company: str) -> None:
    """In that company of a holding."""
    if not ctx.actors[company].roles & OVERSEERS:
        raise NotAllowed(who_may=tuple(f"role:{role}" for role in sorted(OVERSEERS)))


def _of_duty(ctx: Context, named: NamedDuty) -> Reply:
    """Of its last days how each stands, what was done with it, and whoever was told of it."""
    _may_oversee(ctx, named.company)
    view = ctx.view_of(named.company)
    duty = view.centre.duty(named.duty)
    since = duty_rows.since(ctx.conn, named.company, view.today - DUTY_DAYS)
    days = [day for day in since if day.duty == named.duty and day.day <= view.today]
    found = duty_accounts(ctx.conn, view.centre, duty, days) if duty is not None else ()
    told = [one for account in found for one in account.told]
    params = {"duty": named.duty if duty is None else duty.names, "reminders": len(told), "days": len(days)}
    lines = [Text(key="audit.duty_head", params=params), *_doubts(told)]
    for account in found:
        lines += [
            Text(key=""),
            text("audit.duty_day", day=account.day.day, line=duty_line(view, account.day)),
        ]
        acted, theirs = _latest(account.acts, OF_A_DAY), _latest(account.told, OF_A_DAY)
        lines += [*acted.earlier, *(audit_lines.act_line(view, one) for one in acted.shown), *theirs.earlier]
        for _, chase in groupby(sorted(theirs.shown, key=_by_chase), key=_by_chase):
            several = list(chase)
            lines.append(audit_lines.duty_missed_line(view, several[0].told.reminder))
            lines += [audit_lines.told_line(view, one) for one in several]
    return personal(ctx.incoming, *lines)


def _acts(ctx: Context) -> Reply:
    entries = acts.recent(ctx.conn, ctx.company, ACTS)
    if not entries:
        return personal(ctx.incoming, text("audit.no_acts"))
    lines = [audit_lines.act_line(ctx.view, one) for one in entries]
    return personal(ctx.incoming, text("audit.acts_head", number=len(entries)), *lines, text("audit.how"))


def _asked(ctx: Context, order: Order) -> Reply:
    view = ctx.view_of(order.company)
    found = accounted(ctx.conn, view.centre, order, ctx.now)
    events = events_rows.of_kinds(ctx.conn, order.id, [Kind.PUSHED, Kind.PUT_OFF, Kind.UNDONE])
    undone = {one.data["move"]: one for one in events if one.kind is Kind.UNDONE}
    words = [one for one in events if one.kind is not Kind.UNDONE]
    if not (found or words):
        return personal(
            ctx.incoming, text("audit.never", order=order_title(order)), buttons=((show_key(order.id),),)
        )
    pushes = sum(one.kind is Kind.PUSHED and one.move not in undone for one in words)
    said = sum(one.told.reminder.said_at is not None for one in found)
    lines = [text("audit.head", order=order_title(order), reminders=said, pushes=pushes)]
    if said < len(found):
        lines.append(text("audit.head_unsaid", number=len(found) - said))
    lines += _doubts(found)
    reminded, said_by = _latest(found, REMINDERS), _latest(words, WORDS)
    lines += [*reminded.earlier, *_chases(view, order, reminded.shown)]
    if words:
        lines += [Text(key=""), text("audit.words"), *said_by.earlier]
        lines += [audit_lines.word_line(view, order, one, undone.get(one.move)) for one in said_by.shown]
    return Reply(says=(here(ctx.incoming, *lines, buttons=((show_key(order.id),),)),))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Latest(Generic[T]):
    """``earlier``: a line that says how many more there were, if there were."""

    shown: Sequence[T]
    earlier: tuple[Text, ...]


def _latest(found: Sequence[T], most: int) -> _Latest[T]:
    over = len(found) - most
    earlier = (text("audit.earlier", number=over),) if over > 0 else ()
    return _Latest(shown=found[-most:], earlier=earlier)


def _doubts(found: Sequence[Accounted]) -> list[Text]:
    """Whether the rules account for all of it, first."""
    if not found:
        return []
    doubted = sum(bool(one.account.doubts) for one in found)
    return [text("audit.doubted", number=doubted) if doubted else text("audit.accounted")]


def _chases(view: View, order: Order, found: Sequence[Accounted]) -> list[Text]:
    """What was missing, and below it whoever was told of it."""
    lines: list[Text] = []
    for _, chase in groupby(sorted(found, key=_by_chase), key=_by_chase):
        several = list(chase)
        lines += [Text(key=""), audit_lines.missed_line(view, order, several[0].told.reminder)]
        lines += [audit_lines.told_line(view, one) for one in several]
    return lines


def _by_chase(one: Accounted) -> tuple[object, ...]:
    about = one.told.reminder
    return (about.missed_at, about.thing.ref, about.rule)
