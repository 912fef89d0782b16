"""/case: complaints, purchase requests and other cases opened, listed and moved, with the same buttons as orders."""

from typing import get_args

from handlers.cases.case_filter import OPEN, CaseFilter, filter_in
from handlers.cases.case_linking import link
from handlers.cases.case_list import case_lines
from handlers.cases.case_opening import Begun, begin
from handlers.cases.case_reading import kind_in
from handlers.context import Context
from handlers.finding import FoundOrder, order_in, rows_of, suggested
from handlers.moves.acting import load
from handlers.order_cards.order_card import post_card
from handlers.progress.reporting import report_on
from handlers.progress.spoken import Spoken, spoken_in
from handlers.reading.codes import coded
from handlers.reply import Button, Param, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import CASE_KIND, CASE_LIST, in_rows, key, show_key
from handlers.tap_data import TapData
from orders.refusals.naming import CaseCodeUnknown, OrderAmbiguous
from orders.refusals.stale import TapUnreadable
from storage.order_book import case_rows, order_lists
from storage.order_book.case_rows import Wanted, WhichCases

LISTED = 15  # cases with a button each; the rest is counted
COMPLAINT = "complaint"  # the kind that /complaint opens


def case(ctx: Context, args: str) -> Reply:
    """``/case [kind] [order; what about; customer; phone]``, ``/case <case> [report | order]``, ``/case [kind] [mine | all]``."""
    spoken = spoken_in(ctx.incoming, args)
    wanted = filter_in(ctx, args) if args.strip() else OPEN
    if wanted is not None and not spoken.evidence:
        return list_cases(ctx, wanted)
    kind, rest = kind_in(ctx, args)
    if kind is None and (found := _case_named(ctx, args)):
        return _move(ctx, found)
    return begin(ctx, Begun(spoken=spoken.after_order(rest), kind=kind.id if kind else ""))


def complaint(ctx: Context, args: str) -> Reply:
    """``/complaint [order; what about; customer; phone]``: the case of that kind, where the company has one."""
    kind = ctx.centre.case(COMPLAINT)
    spoken: Spoken = spoken_in(ctx.incoming, args.strip())
    return begin(ctx, Begun(spoken=spoken, kind=kind.id if kind else ""))


def list_cases(ctx: Context, wanted: CaseFilter) -> Reply:
    """The newest first, with buttons to see others and to open each kind that there is."""
    lines: list[Text] = []
    keys: list[Button] = []
    counted = 0
    for company, actor in ctx.actors.items():
        whose = Wanted(which=wanted.which, kind=wanted.kind, person=ctx.me.id, departments=actor.departments)
        count, rows = case_rows.newest(ctx.conn, company, whose, limit=LISTED - len(keys))
        counted += count
        lines += case_lines(ctx.view_of(company), order_lists.with_stages(ctx.conn, rows))
        keys += [show_key(row.id, row.code) for row in rows]
    kind = ctx.centre.case(wanted.kind)
    of_kind: dict[str, Param] = {"kind": kind.names} if kind else {}
    head = (
        Text(key=f"case.head_{wanted.which}" + ("_of" if kind else ""), params=of_kind, count=counted)
        if counted
        else Text(key="case.none_of" if kind else f"case.none_{wanted.which}", params=of_kind)
    )
    more = [text("case.more", count=counted - len(keys))] if counted > len(keys) else []
    others = [
        key(f"button.cases_{which}", CASE_LIST, stage=ctx.company, choice=f"{which}:{wanted.kind}")
        for which in get_args(WhichCases)
        if which != wanted.which
    ]
    kinds = [
        key("button.open_case", CASE_KIND, stage=ctx.company, choice=f":{at}", kind=one.names)
        for at, one in enumerate(ctx.centre.cases)
        if "auditor" not in ctx.actor.roles
    ]
    buttons = (*in_rows(keys, 3), *in_rows(others, 2), *in_rows(kinds, 2))
    return personal(ctx.incoming, head, *lines, *more, buttons=buttons)


def others_listed(ctx: Context, tap: TapData) -> Reply:
    """Another list of the same kind of case, by button."""
    wanted, _, kind = tap.choice.partition(":")
    which = next((one for one in get_args(WhichCases) if one == wanted), None)
    if which is None:
        raise TapUnreadable
    return list_cases(ctx, CaseFilter(which=which, kind=kind))


def _case_named(ctx: Context, args: str) -> FoundOrder | None:
    """Raises CaseCodeUnknown for what is nobody's code and comes near to one."""
    try:
        found = order_in(ctx, args)
    except OrderAmbiguous:
        return None
    if found is None and (code := coded(args)) and not rows_of(ctx, (code,)):
        unknown = suggested(ctx, CaseCodeUnknown(text=code))
        if unknown.near or "/" in code:
            raise unknown
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


TAPS = {CASE_LIST: others_listed}
