"""/push: ask now how an order stands, or all that are late, silent, stuck or with one department."""

from collections.abc import Mapping

from handlers.context import Context
from handlers.finding import glossary_of, named_stages
from handlers.moves.acting import act, load, order_tapped
from handlers.progress.spoken import source_of
from handlers.pushes.orders_named import Wish, Wishes, leading_orders, orders_named
from handlers.pushes.push_messages import Asked, with_ball
from handlers.pushes.push_telling import pushed
from handlers.reading.names import Found, Match, Named, match_stage
from handlers.refusing import refusal_line
from handlers.reply import Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import PUSH, in_rows, key
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.deciding.pushing import AGAIN_AFTER
from orders.holders import holders
from orders.moves import Push
from orders.order import Order
from orders.refusals import BotError
from orders.refusals.access import AuditorOnlyReads, NotAllowed
from orders.refusals.asking import NothingToPush, PushedLately
from orders.refusals.stale import TapUnreadable
from storage.order_book import stage_lists
from storage.order_book.order_lists import StageRow
from storage.order_book.stage_lists import PushKind, Wanted
from storage.statements.undo_points import UndoPoint

AT_ONCE = 20  # stages asked after by one command; said again it goes on with the next
SILENT_MINUTES = 480  # of working time without a word

_KINDS: Mapping[PushKind, tuple[str, ...]] = {
    "late": ("trễ", "trễ hạn", "muộn", "đơn trễ", "late", "overdue", "迟", "逾期", "延误", "超期"),
    "silent": ("im", "im lặng", "silent", "quiet", "没消息", "未更新", "沉默", "没动静"),
    "stuck": ("kẹt", "đang kẹt", "stuck", "on hold", "卡住", "异常"),
}
_NAMED = tuple(Named(id=kind, names=words) for kind, words in _KINDS.items())


def push(ctx: Context, args: str) -> Reply:
    """``/push <orders> [stage] [comment]`` or ``/push <late | silent | stuck | department> [comment]``."""
    words = args.strip()
    if not words:
        keys = [key(f"push.{kind}_key", PUSH, stage=ctx.company, choice=kind) for kind in _KINDS]
        return personal(ctx.incoming, text("push.whom"), buttons=in_rows(keys))
    match = match_stage(words, _NAMED)
    kind = next((one for one in _KINDS if match.found is Found.EXACT and one == match.hit), None)
    if kind is not None:
        return _order_behind(ctx, words, match) or _all_of(ctx, kind, "", words[match.span[1] :])
    named = tuple(Named(id=one.id, names=one.words) for one in ctx.centre.departments)
    department = match_stage(words, named)
    if department.found is Found.EXACT and department.hit:
        rest = words[department.span[1] :]
        return _order_behind(ctx, words, department) or _all_of(ctx, "department", department.hit, rest)
    wishes = orders_named(ctx, words)
    [wish, *others] = wishes.orders
    if wish.order is not None and not (others or wishes.between or wishes.unread):
        return pushed(ctx, _of_order(ctx, wish.order, wish.words))
    return _of_several(ctx, wishes)


def tapped(ctx: Context, tap: TapData) -> Reply:
    """Of a stage's menu: that stage; of the menu of /push: all of a kind."""
    if tap.order:
        order = order_tapped(ctx, tap)
        if tap.stage not in order.stages:
            raise TapUnreadable
        return pushed(ctx, [_push(ctx, order, tap.stage, "")])
    kind = next((one for one in _KINDS if one == tap.choice), None)
    if kind is None or tap.stage != ctx.company:
        raise TapUnreadable
    return _all_of(ctx, kind, "", "")


def _order_behind(ctx: Context, words: str, match: Match) -> Reply | None:
    """Of "thiết kế 2411" nobody means the whole department: the line as it should be typed, to be copied."""
    codes, rest = leading_orders(ctx, words[match.span[1] :])
    if not codes:
        return None
    said = f"{words[: match.span[1]]}: {rest}" if rest else words[: match.span[1]]
    return personal(ctx.incoming, text("push.order_first", codes=codes, words=said))


def _of_several(ctx: Context, wishes: Wishes) -> Reply:
    """Each order by itself; the answer names those nobody was asked about, and why."""
    asked: list[Asked] = []
    unasked: list[Text] = []
    unread = wishes.unread
    for wish in wishes.orders:
        if len(asked) >= AT_ONCE:
            unread = wish.typed
            break
        undo_point = UndoPoint(ctx.conn)
        try:
            asked += _of_wish(ctx, wish)
        except BotError as refusal:
            undo_point.rollback()
            unasked.append(_why_not(ctx, wish, refusal))
        else:
            undo_point.commit()
    unasked += [text("push.between", first=first, last=last) for first, last in wishes.between]
    if unread:
        unasked.append(text("push.too_many", first=unread))
    if not asked:
        return personal(ctx.incoming, text("push.not_sent"), *unasked)
    return pushed(ctx, asked, besides=[text("push.not_sent"), *unasked] if unasked else ())


def _of_wish(ctx: Context, wish: Wish) -> list[Asked]:
    if wish.order is None:
        raise wish.refused or NothingToPush
    return _of_order(ctx, wish.order, wish.words)


def _why_not(ctx: Context, wish: Wish, refusal: BotError) -> Text:
    line = refusal_line(ctx, refusal)
    if wish.order is not None:
        line = text("receipt.short", order=order_title(wish.order), line=line)
    return text("push.unasked", line=line)


def _of_order(ctx: Context, order: Order, rest: str) -> list[Asked]:
    """The stage that is named, or every one somebody holds."""
    match = match_stage(rest, named_stages(order.workflow), glossary_of(ctx.centres[order.company]))
    if match.hit and match.span[0] == 0 and match.found is Found.EXACT:
        comment = _comment(rest[match.span[1] :])
        return [_push(ctx, order, match.hit, comment)]
    comment = _comment(rest)
    held = [one.stage for one in holders(order) if one.stage is not None]
    if not held:
        held = [order.workflow.stages[0].id]  # the refusal says why there is nothing to ask
    asked: list[Asked] = []
    lately: PushedLately | None = None
    for stage in held:
        try:
            one = _push(ctx, order, stage, comment)
        except PushedLately as refusal:
            lately = refusal
            continue
        asked.append(one)
        order = one.order
    if not asked and lately is not None:
        raise lately
    return asked


def _comment(rest: str) -> str:
    """What stands behind the order or the kind, without the sign that leads to it."""
    return rest.strip().lstrip(":：,，;；–-").strip()


def _all_of(ctx: Context, kind: PushKind, department: str, rest: str) -> Reply:
    wanted = Wanted(
        kind=kind,
        now=ctx.now,
        silent_since=ctx.centre.calendar.take_working(ctx.now, SILENT_MINUTES),
        pushed_before=ctx.now - AGAIN_AFTER,
        department=department,
    )
    rows = stage_lists.to_push(ctx.conn, ctx.company, wanted, limit=AT_ONCE + 1)
    if not rows:
        raise NothingToPush
    comment = _comment(rest)
    asked = [one for row in rows[:AT_ONCE] if (one := _still_pushed(ctx, row, comment)) is not None]
    if not asked:
        raise NothingToPush
    return pushed(ctx, asked, more=len(rows) > AT_ONCE)


def _still_pushed(ctx: Context, row: StageRow, comment: str) -> Asked | None:
    """None for a stage that was done, or asked after, since it was looked for."""
    try:
        return _push(ctx, load(ctx, row.order_id), row.stage, comment)
    except (AuditorOnlyReads, NotAllowed):
        raise
    except BotError:
        return None


def _push(ctx: Context, order: Order, stage: str, note: str) -> Asked:
    moved = act(ctx, order, Push(stage=stage, note=note, source=source_of(ctx.incoming)))
    return Asked(
        order=moved.after,
        stage=stage,
        department=with_ball(moved.after, stage),
        move=moved.events[0].move,
        by=ctx.me.id,
        comment=note,
    )


TAPS = {PUSH: tapped}
