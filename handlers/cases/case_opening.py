"""A case is opened: from one line, from a photo, or asked for bit by bit; anybody may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers import asking
from handlers.cases.case_births import bear, taken_over
from handlers.cases.case_codes import next_code
from handlers.cases.case_keys import case_keys, order_keys
from handlers.cases.case_reading import kind_in, read_case
from handlers.context import Context
from handlers.finding import find_order, rows_of
from handlers.open_questions import WANTS_ORDER
from handlers.order_cards.order_lines import fact_lines
from handlers.progress.albums import follow_album, gathered
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import Spoken, evidence_in, from_json, to_json
from handlers.reply import Button, Reply, Text, text
from handlers.seeing import chat_sees
from handlers.stage_keys import CASE_KIND, CASE_PARENT, in_rows, key
from handlers.tap_data import TapData
from handlers.wording import titled
from orders.centre_file.centre import Case
from orders.facts import Facts
from orders.order import Order, OrderId
from orders.refusals.cases import CaseNeedsOrder, CaseUnknown
from orders.refusals.naming import OrderAmbiguous
from orders.refusals.stale import TapUnreadable
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.order_book import order_finding, orders_rows
from storage.order_book.order_finding import OrderRow

CASE = "case"
KIND, ORDER, ABOUT = "kind", WANTS_ORDER, "about"  # what is asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A case as far as it is known. ``parent``: the order it is about, where it was picked and not typed."""

    spoken: Spoken
    kind: str = ""
    parent: int = 0

    def to_json(self) -> dict[str, Any]:
        return {"spoken": to_json(self.spoken), "kind": self.kind, "parent": self.parent}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Begun":
        return cls(spoken=from_json(kept["spoken"]), kind=kept["kind"], parent=kept["parent"])


def begin(ctx: Context, begun: Begun) -> Reply:
    """Open it, or ask for what is missing: the kind, the order where its code needs one, what it is about."""
    if not begun.kind:
        return _ask_kind(ctx, begun)
    kind = _kind(ctx, begun.kind)
    line = read_case(ctx, begun.spoken.text)
    row = order_finding.by_id(ctx.conn, OrderId(begun.parent)) if begun.parent else line.row
    parent = _order_of(ctx, row)
    if parent is None and kind.code.needs_order:
        return _ask_order(ctx, begun, rows_of(ctx, line.orders))
    spoken = gathered(ctx, begun.spoken)
    if not (line.says_something or spoken.evidence):
        asked = text("case.ask_about" if parent else "case.ask_about_whom")
        return ask(ctx, begun, ABOUT, *_head(kind, parent), asked)
    return _open(ctx, kind, replace(begun, spoken=spoken), parent, line.facts)


def ask(ctx: Context, begun: Begun, wants: str, *lines: Text) -> Reply:
    return asking.ask(ctx, CASE, {**begun.to_json(), "wants": wants}, *lines)


def kind_picked(ctx: Context, tap: TapData) -> Reply:
    """The answer to "what kind?": of what was kept, or (without a number) of nothing said yet."""
    number, _, place = tap.choice.partition(":")
    kinds = ctx.centre.cases
    at = int(place) if place.isascii() and place.isdecimal() else len(kinds)
    if at >= len(kinds):
        raise TapUnreadable
    if not number:
        return begin(ctx, Begun(spoken=Spoken(text=""), kind=kinds[at].id, parent=tap.order))
    kept = Begun.from_json(asking.kept_for(ctx, number, CASE).data)
    return begin(ctx, replace(kept, kind=kinds[at].id))


def parent_picked(ctx: Context, tap: TapData) -> Reply:
    """The answer to "about which order?"."""
    kept = Begun.from_json(asking.kept_for(ctx, tap.choice, CASE).data)
    return begin(ctx, replace(kept, parent=tap.order))


def answered(ctx: Context, asked: Dialog) -> Reply:
    """The same in words, or with a picture of what it is about."""
    begun, said = Begun.from_json(asked.data), ctx.incoming.text.strip()
    dialogs.close(ctx.conn, asked.id)
    match asked.data["wants"]:
        case "kind":
            kind, rest = kind_in(ctx, said)
            words = "; ".join(one for one in (begun.spoken.text, rest) if one)
            spoken = replace(begun.spoken, text=words) if kind else begun.spoken
            return begin(ctx, replace(begun, kind=kind.id if kind else "", spoken=spoken))
        case "order":
            return _order_said(ctx, begun, said)
    shown = evidence_in(ctx.incoming.attachments)
    words = "; ".join(one for one in (begun.spoken.text, said) if one)
    spoken = replace(begun.spoken, text=words, evidence=(*begun.spoken.evidence, *shown))
    return begin(ctx, replace(begun, spoken=replace(spoken, album=ctx.incoming.album or spoken.album)))


def _order_said(ctx: Context, begun: Begun, said: str) -> Reply:
    try:
        found = find_order(ctx, said, ended_too=True)
    except OrderAmbiguous as several:
        return _ask_order(ctx, begun, rows_of(ctx, several.codes))
    words = "; ".join(one for one in (begun.spoken.text, found.rest) if one)
    return begin(ctx, replace(begun, parent=found.row.id, spoken=replace(begun.spoken, text=words)))


def _ask_kind(ctx: Context, begun: Begun) -> Reply:
    if not ctx.centre.cases:
        raise CaseUnknown(case="", known=())

    def buttons_of(number: str) -> tuple[tuple[Button, ...], ...]:
        keys = [
            key("button.plain", CASE_KIND, choice=f"{number}:{at}", name=one.names)
            for at, one in enumerate(ctx.centre.cases)
        ]
        return in_rows(keys, 2)

    kept = {**begun.to_json(), "wants": KIND}
    return asking.ask(ctx, CASE, kept, text("case.which_kind"), buttons_of=buttons_of)


def _ask_order(ctx: Context, begun: Begun, rows: Sequence[OrderRow]) -> Reply:
    def buttons_of(number: str) -> tuple[tuple[Button, ...], ...]:
        return in_rows(order_keys(rows, CASE_PARENT, choice=number), 2)

    kept = {**begun.to_json(), "wants": ORDER}
    return asking.ask(ctx, CASE, kept, text("case.ask_order"), buttons_of=buttons_of)


def _kind(ctx: Context, kind: str) -> Case:
    found = ctx.centre.case(kind)
    if found is None:
        raise CaseUnknown(case=kind, known=tuple(one.id for one in ctx.centre.cases))
    return found


def _order_of(ctx: Context, row: OrderRow | None) -> Order | None:
    """The order itself; what is said of a case is about the order of that case."""
    if row is None:
        return None
    if row.company != ctx.company:
        raise TapUnreadable
    order = orders_rows.load(ctx.conn, row.id)
    if not order.case:
        return order
    return None if order.parent is None else orders_rows.load(ctx.conn, order.parent)


def _head(kind: Case, parent: Order | None) -> tuple[Text, ...]:
    if parent is None:
        return (text("case.begun", kind=kind.names),)
    return (text("case.begun_of", kind=kind.names, order=titled(parent.code, parent.facts.customer)),)


def _open(ctx: Context, kind: Case, begun: Begun, parent: Order | None, said: Facts) -> Reply:
    """The receipt shows what was understood; the first stage's department has it at once."""
    if parent is None and kind.code.needs_order:
        raise CaseNeedsOrder
    code = next_code(ctx, ctx.centre, kind, parent.code if parent else "")
    moved = bear(
        ctx,
        kind,
        code=code,
        company=ctx.company,
        facts=_with_order(said, parent),
        parent=parent.id if parent else None,
        evidence=begun.spoken.evidence,
        source=begun.spoken.source,
    )
    follow_album(ctx, begun.spoken, moved)
    reply = moved_reply(ctx, moved)
    first, *others = reply.says
    title, *rest = first.lines
    chat = ctx.incoming.chat
    sees = chat_sees(ctx.view, chat.id, chat.thread, moved.after)  # what the order told was not said here
    told = (title, *fact_lines(ctx.view, moved.after, sees=sees), *rest)
    keys = (*case_keys(ctx, moved.after), *first.buttons)
    return Reply(says=(replace(first, lines=told, buttons=keys), *others), reaction=reply.reaction)


def _with_order(said: Facts, parent: Order | None) -> Facts:
    """What was said, and of the order what was not: whoever speaks up is a contact of the order's customer."""
    if parent is None:
        return said
    known = taken_over(parent)
    return replace(
        known,
        title=said.title,
        requirements=said.requirements,
        contact=said.contact or said.customer or known.contact,
        phone=said.phone or known.phone,
        address=said.address or known.address,
    )


TAPS = {CASE_KIND: kind_picked, CASE_PARENT: parent_picked}
DIALOGS = {CASE: answered}
