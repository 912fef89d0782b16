"""/push: ask now how an order stands, or all that are late, silent, stuck or with one department."""

from handlers.context import Context
from handlers.finding import glossary_of, named_stages
from handlers.moves.acting import act, load, order_tapped
from handlers.overviews.kinds import Kind, named
from handlers.progress.spoken import source_of
from handlers.pushes.orders_named import Wish, Wishes, leading_orders, orders_named
from handlers.pushes.push_messages import Asked, with_ball
from handlers.pushes.push_telling import pushed
from handlers.pushes.ripe_stages import AT_ONCE, Ripe, held_by, of_kind
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
from orders.order import Order, OrderId
from orders.refusals import BotError
from orders.refusals.access import AuditorOnlyReads, NotAllowed
from orders.refusals.asking import AllPushedLately, NothingToPush, PushedLately
from orders.refusals.stale import TapUnreadable
from storage.statements.undo_points import UndoPoint

_KINDS: tuple[Kind, ...] = ("late", "silent", "wordless", "stuck")


def push(ctx: Context, args: str) -> Reply:
    """``/push <orders> [stage] [comment]`` or ``/push <late | silent | no word | stuck | department> [comment]``."""
    words = args.strip()
    if not words:
        keys = [key(f"push.{kind}_key", PUSH, stage=ctx.company, choice=kind) for kind in _KINDS]
        return personal(ctx.incoming, text("push.whom"), buttons=in_rows(keys))
    kind, match = named(words, _KINDS)
    if kind is not None:
        return _order_behind(ctx, words, match) or _all(ctx, of_kind(ctx, kind), words[match.span[1] :])
    department = match_stage(
        words, tuple(Named(id=one.id, names=one.words) for one in ctx.centre.departments)
    )
    if department.found is Found.EXACT and department.hit:
        found = _order_behind(ctx, words, department)
        return found or _all(ctx, held_by(ctx, department.hit), words[department.span[1] :])
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
    return _all(ctx, of_kind(ctx, kind), "")


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


def _all(ctx: Context, found: Ripe, rest: str) -> Reply:
    comment = _comment(rest)
    asked = [one for place in found.ripe[:AT_ONCE] if (one := _still_pushed(ctx, place, comment)) is not None]
    if asked:
        return pushed(ctx, asked, more=len(found.ripe) > AT_ONCE)
    if found.lately and not found.ripe:
        raise AllPushedLately(number=len(found.lately), again_at=min(found.lately) + AGAIN_AFTER)
    raise NothingToPush


def _still_pushed(ctx: Context, place: tuple[OrderId, str], comment: str) -> Asked | None:
    """None for a stage that was done, or asked after, since it was looked for."""
    try:
        order, stage = place
        return _push(ctx, load(ctx, order), stage, comment)
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
