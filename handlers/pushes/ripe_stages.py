"""Which stages of a kind can be asked after now: the very ones that the chart and the board call so, looked for only until a push is full."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache

from handlers.context import Context
from handlers.moves.acting import load
from handlers.overviews.kinds import Kind, figures_among, stages_of
from handlers.view import View
from orders.deciding.pushing import AGAIN_AFTER
from orders.flow import is_past
from orders.lateness import is_overdue, is_promise_over
from orders.order import OrderId
from reports.wordless import a_working_day_before
from storage.order_book import figures_rows, push_candidates, stage_lists, workflow_rows
from storage.order_book.order_lists import StageRow
from storage.order_book.push_candidates import Candidate, MayBe
from storage.order_book.stage_lists import PushKind, Wanted

AT_ONCE = 20  # stages asked after by one command; said again it goes on with the next
MOST_LATELY = 100  # stages, or orders, looked at for when the first was asked after
_READ_AT_ONCE = 25  # orders
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ripe:
    """The stages of a kind that can be asked after now, the most pressing first, and when the others were asked after last."""

    ripe: Sequence[tuple[OrderId, str]]
    lately: Sequence[datetime]


def of_kind(ctx: Context, kind: Kind) -> Ripe:
    """Of cases too."""
    if kind == "stuck":
        return _stored(ctx, "stuck")
    assert kind != "unanswered", "no push asks after it"
    view = ctx.view_of(ctx.company)
    fresh, asked = _may_be(view, kind)
    found = _looked_at(view, kind, fresh)
    if found.ripe:
        return found
    others = _looked_at(view, kind, asked[:MOST_LATELY])
    return Ripe(ripe=(), lately=(*found.lately, *others.lately))


def held_by(ctx: Context, department: str) -> Ripe:
    return _stored(ctx, "department", department)


def _may_be(view: View, kind: MayBe) -> tuple[list[OrderId], list[OrderId]]:
    """Orders that may be of the kind, what presses most first: those with a stage that can be asked after, then all others."""
    silent_since = a_working_day_before(view.now, view.centre)
    of_order: dict[OrderId, list[Candidate]] = defaultdict(list)
    for one in push_candidates.find(
        view.conn, view.centre.id, kind, now=view.now, today=view.today, silent_since=silent_since
    ):
        of_order[one.order_id].append(one)
    since = _late_since(view, of_order) if kind == "late" else _heard_at(of_order)
    before = view.now - AGAIN_AFTER
    fresh: list[OrderId] = []
    asked: list[OrderId] = []
    for order in sorted(since, key=lambda one: (since[one], one)):
        is_ripe = any(one.pushed_at is None or one.pushed_at <= before for one in of_order[order])
        (fresh if is_ripe else asked).append(order)
    return fresh, asked


def _late_since(view: View, of_order: Mapping[OrderId, Sequence[Candidate]]) -> Mapping[OrderId, datetime]:
    """Not of what has been delivered, and may wait for its money for long."""

    @cache
    def delivered(workflow: str, held: frozenset[str]) -> bool:
        return is_past(workflow_rows.load(view.conn, workflow), held, "delivered")

    late: dict[OrderId, datetime] = {}
    for order, held in of_order.items():
        over = [one.due_at for one in held if one.due_at and is_overdue(one.due_at, view.now)]
        promised, workflow = held[0].promised_on, held[0].workflow
        waits = is_promise_over(promised, view.today, delivered=False)
        if promised and waits and not delivered(workflow, frozenset(one.stage for one in held)):
            over.append(datetime.combine(promised, time.max, UTC))
        if over:
            late[order] = min(over)
    return late


def _heard_at(of_order: Mapping[OrderId, Sequence[Candidate]]) -> Mapping[OrderId, datetime]:
    return {order: min(one.heard_at or _NEVER for one in held) for order, held in of_order.items()}


def _looked_at(view: View, kind: MayBe, orders: Sequence[OrderId]) -> Ripe:
    """No further than until a push is full."""
    ripe: list[tuple[OrderId, str]] = []
    lately: list[datetime] = []
    for start in range(0, len(orders), _READ_AT_ONCE):
        some = figures_rows.live_among(view.conn, orders[start : start + _READ_AT_ONCE])
        by_id = {one.id: one for one in some}
        for order, stage in stages_of(figures_among(view, some), kind):
            pushed = by_id[order].stage(stage).pushed
            if pushed is not None and view.now < pushed.at + AGAIN_AFTER:
                lately.append(pushed.at)
            else:
                ripe.append((order, stage))
        if len(ripe) > AT_ONCE:
            break
    return Ripe(ripe=ripe, lately=lately)


def _stored(ctx: Context, kind: PushKind, department: str = "") -> Ripe:
    def rows(before: datetime, limit: int) -> Sequence[StageRow]:
        wanted = Wanted(kind=kind, pushed_before=before, department=department)
        return stage_lists.to_push(ctx.conn, ctx.company, wanted, limit=limit)

    ripe = [(row.order_id, row.stage) for row in rows(ctx.now - AGAIN_AFTER, AT_ONCE + 1)]
    if ripe:
        return Ripe(ripe=ripe, lately=())
    asked = [load(ctx, row.order_id).stage(row.stage).pushed for row in rows(ctx.now, MOST_LATELY)]
    return Ripe(ripe=(), lately=[one.at for one in asked if one is not None])
