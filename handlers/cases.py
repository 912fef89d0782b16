"""/case: complaints, purchase requests and other cases opened, listed and moved, with the same buttons as orders."""

from handlers.acting import load
from handlers.case_linking import link
from handlers.case_list import case_lines
from handlers.case_opening import Begun, begin
from handlers.case_reading import kind_in
from handlers.context import Context
from handlers.finding import FoundOrder, order_in
from handlers.order_card import post_card
from handlers.reply import Button, Reply, Text, text
from handlers.replying import personal
from handlers.reporting import report_on
from handlers.spoken import Spoken, spoken_in
from handlers.stage_keys import CASE_KIND, in_rows, key, show_key
from orders.refusals import OrderAmbiguous
from storage import order_lists

LISTED = 15  # cases with a button each; the rest is counted
COMPLAINT = "complaint"  # the kind that /complaint opens


def case(ctx: Context, args: str) -> Reply:
    """``/case [kind] [order; what about; customer; phone]``, ``/case <case> [report | order]``; without words the list."""
    spoken = spoken_in(ctx.incoming, args)
    if not args.strip() and not spoken.evidence:
        return list_cases(ctx)
    kind, rest = kind_in(ctx, args)
    if kind is None and (found := _case_named(ctx, args)):
        return _move(ctx, found)
    return begin(ctx, Begun(spoken=spoken.after_order(rest), kind=kind.id if kind else ""))


def complaint(ctx: Context, args: str) -> Reply:
    """``/complaint [order; what about; customer; phone]``: the case of that kind, where the company has one."""
    kind = ctx.centre.case(COMPLAINT)
    spoken: Spoken = spoken_in(ctx.incoming, args.strip())
    return begin(ctx, Begun(spoken=spoken, kind=kind.id if kind else ""))


def list_cases(ctx: Context) -> Reply:
    """Every case that has not ended, the newest first, and a button for each kind that can be opened."""
    lines: list[Text] = []
    keys: list[Button] = []
    left = 0
    for company in ctx.actors:
        view = ctx.view_of(company)
        rows = order_lists.live_cases(ctx.conn, company)
        left += max(0, len(rows) - LISTED)
        lines += case_lines(view, order_lists.with_stages(ctx.conn, rows[:LISTED]))
        keys += [show_key(row.id, row.code) for row in rows[:LISTED]]
    head = text("case.head", count=len(keys) + left) if keys else text("case.none")
    more = [text("case.more", count=left)] if left else []
    kinds = [
        key("button.open_case", CASE_KIND, choice=f":{at}", kind=one.names)
        for at, one in enumerate(ctx.centre.cases)
        if "auditor" not in ctx.actor.roles
    ]
    return personal(ctx.incoming, head, *lines, *more, buttons=(*in_rows(keys, 3), *in_rows(kinds, 2)))


def _case_named(ctx: Context, args: str) -> FoundOrder | None:
    try:
        found = order_in(ctx, args)
    except OrderAmbiguous:
        return None
    return found if found and found.row.case else None


def _move(ctx: Context, found: FoundOrder) -> Reply:
    """A case alone is shown; with an order it is linked to it; with anything else it is reported on."""
    if not found.rest and not ctx.incoming.attachments:
        return post_card(ctx, found.row)
    try:
        about = order_in(ctx, found.rest)
    except OrderAmbiguous:
        about = None
    order = load(ctx, found.row.id)
    if about and not about.rest and not about.row.case:
        return link(ctx, order, about.row.id)
    return report_on(ctx, order, spoken_in(ctx.incoming, found.rest))
