"""/audit: what was asked about an order, of whom, when and by which rule; alone, who used what right lately."""

from collections.abc import Sequence
from itertools import groupby

from handlers.audit import audit_lines
from handlers.audit.accounting import Accounted, accounted
from handlers.context import Context
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
from storage.order_book import events_rows, orders_rows

OVERSEERS = frozenset({"admin", "auditor", "coordinator", "manager"})
ACTS = 30  # the latest
REMINDERS = 80  # the latest; the message is split as far as it has to be


def audit(ctx: Context, args: str) -> Reply:
    """``/audit [order]``. It names who was told, so it is answered where nobody else reads."""
    if not ctx.private:
        return personal(ctx.incoming, text("audit.in_private"))
    if not args.strip():
        return _acts(ctx)
    order = orders_rows.load(ctx.conn, find_order(ctx, args, ended_too=True).row.id)
    if not ctx.actors[order.company].roles & OVERSEERS:  # of that company of a holding
        raise NotAllowed(who_may=tuple(f"role:{role}" for role in sorted(OVERSEERS)))
    return _asked(ctx, order)


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
    if found[REMINDERS:]:
        lines.append(text("audit.earlier", number=len(found) - REMINDERS))
    lines += _chases(view, order, found[-REMINDERS:])
    if words:
        lines += [Text(key=""), text("audit.words")]
        lines += [audit_lines.word_line(view, order, one, undone.get(one.move)) for one in words]
    return Reply(says=(here(ctx.incoming, *lines, buttons=((show_key(order.id),),)),))


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
