"""The kinds in which orders stand, by the words people use for them: the same orders in the chart, on the board and in a push."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Literal, TypeAlias

from handlers.overviews.unanswered import has_nobody
from handlers.reading.names import Found, Match, Named, match_stage
from handlers.view import View
from orders.order import Order, OrderId
from reports.figures import Ball, Figures, Standing
from storage.order_book import figures_rows

Kind: TypeAlias = Literal["late", "silent", "wordless", "stuck", "unanswered"]

WORDS: Mapping[Kind, tuple[str, ...]] = {
    "late": ("trễ", "trễ hạn", "muộn", "đơn trễ", "late", "overdue", "迟", "逾期", "延误", "超期"),
    "silent": ("im", "im lặng", "silent", "quiet", "无消息", "没消息", "未更新", "沉默", "没动静"),
    "wordless": ("không tin", "không có tin", "chưa có tin", "no word", "wordless", "整天没消息", "一整天没消息", "没人报"),
    "stuck": ("kẹt", "đang kẹt", "stuck", "on hold", "卡住", "异常"),
    "unanswered": ("chưa trả lời", "không ai trả lời", "unanswered", "没人回", "没人回复", "无人回复"),
}  # fmt: skip


def named(words: str, kinds: Sequence[Kind]) -> tuple[Kind | None, Match]:
    """The kind that words begin with, and where its name ends."""
    match = match_stage(words, tuple(Named(id=kind, names=WORDS[kind]) for kind in kinds))
    if match.found is not Found.EXACT:
        return None, match
    return next((kind for kind in kinds if kind == match.hit), None), match


def figures_of(view: View) -> Figures:
    """Of all that has not ended."""
    return figures_among(view, figures_rows.live_orders(view.conn, view.centre.id))


def figures_among(view: View, orders: Sequence[Order]) -> Figures:
    """Of these alone: how each of them stands is the same among all."""
    return Figures.of(orders, centre=view.centre, now=view.now, deaf=lambda one: has_nobody(view, one))


def late_balls(figures: Figures) -> list[Ball]:
    """What makes orders late, the longest first."""
    return sorted(figures.balls_of(Standing.LATE), key=_since)


def silent_balls(figures: Figures) -> list[Ball]:
    """Where a word was due and has not come, of orders that are in time; the longest first."""
    return sorted(figures.balls_of(Standing.SILENT), key=_since)


def stages_of(figures: Figures, kind: Kind) -> list[tuple[OrderId, str]]:
    """The stages somebody can be asked after because of it: of a draft or a paused order there is none."""
    if kind == "wordless":
        return [(one.order, stage) for one in figures.wordless for stage in one.stages]
    balls = late_balls(figures) if kind == "late" else silent_balls(figures)
    return [(one.order, one.place) for one in balls if one.stage is not None]


def _since(ball: Ball) -> tuple[datetime, OrderId]:
    if ball.since is None and ball.promised_on is not None:
        return datetime.combine(ball.promised_on, time.max, UTC), ball.order
    return ball.since or datetime.max.replace(tzinfo=UTC), ball.order
