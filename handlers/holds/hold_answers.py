"""Whose a hold is: its department says "ours" or "not ours", by tap or in words; the coordinator decides."""

import re
from dataclasses import asdict

from handlers import asking
from handlers.context import Context
from handlers.holds.hold_keys import decide_label
from handlers.moves.acting import Moved, act, load
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import Spoken, source_of
from handlers.progress.stage_taps import fresh, order_of
from handlers.reading.fold import folded
from handlers.reply import Reply, text
from handlers.replying import personal
from handlers.stage_keys import DECIDE_HOLD, HOLD_OURS, NOT_OURS, in_rows, stage_key
from handlers.tap_data import TapData
from handlers.wording import order_title, stage_name
from orders.deciding.holding import may_answer
from orders.legal import accepted
from orders.moves import AnswerHold, DecideHold
from orders.order import Order, OrderId
from orders.refusals.stale import TapUnreadable
from storage.intake import dialogs
from storage.intake.dialogs import Dialog

_US = r"(?:cua )?(?:(?:ben|bo phan|phong|to|viec|phan|loi|chuyen)(?: cua)? )+(?:toi|minh|em|anh|chi|chung toi|chung em|bon em|tui|ta)"
_NOT_OURS = re.compile(
    rf"(?:da |thua )?(?:khong|ko|k|hong|dau|chang)(?: co)? phai (?:la |do |tai )?{_US}\b.*"
    r"|(?:这|这个|那)?(?:不是|不归|不属于|不关|不在)(?:我们|我方|咱们?|本部门).*"
    r"|(?:this is |it is |it's |that's )?not (?:ours|us|our (?:side|department|job|problem|fault|thing))\b.*",
    re.DOTALL,
)
_OURS = re.compile(
    rf"(?:da |vang |ok |u |uh )?(?:(?:dung|phai)(?: roi)?,? )?(?:la |do )?{_US}(?: roi| lo| go| xu ly| nhan)?"
    r"|(?:对|是的?|好的?)?[,，]?(?:是|归|属于)(?:我们|我方|咱们?|本部门)(?:的|这边|这边的|管|负责)?"
    r"|(?:yes,? )?(?:it's |it is |that's |that is )?(?:ours|us|our (?:side|department|job|problem))"
)


def ours(ctx: Context, tap: TapData) -> Reply:
    move = AnswerHold(stage=tap.stage, version=tap.version, ours=True, source=source_of(ctx.incoming))
    return moved_reply(ctx, act(ctx, order_of(ctx, tap), move))


def not_ours(ctx: Context, tap: TapData) -> Reply:
    """Why not is asked for: the coordinator needs it to decide."""
    order = order_of(ctx, tap)
    fresh(order, tap)
    lines = order_title(order), text("ask.why_not_ours")
    return asking.ask(ctx, "not_ours", asdict(tap), *lines, placeholder="ask.reason")


def why_not_ours(ctx: Context, dialog: Dialog) -> Reply:
    tap = TapData(**dialog.data)
    order = load(ctx, OrderId(tap.order))
    move = AnswerHold(
        stage=tap.stage,
        version=tap.version,
        ours=False,
        decider=ctx.centres[order.company].coordination,
        note=ctx.incoming.text.strip(),
        source=source_of(ctx.incoming),
    )
    dialogs.close(ctx.conn, dialog.id)
    return moved_reply(ctx, act(ctx, order, move))


def decide(ctx: Context, tap: TapData) -> Reply:
    """First tap: whose it is; a tap with a department says so."""
    order = order_of(ctx, tap)
    centre = ctx.centres[order.company]
    if not tap.choice:
        fresh(order, tap)
        keys = [
            stage_key(order, tap.stage, DECIDE_HOLD, decide_label(centre, one.id), choice=one.id)
            for one in centre.departments
        ]
        asked = text("ask.whose_hold", stage=stage_name(order, tap.stage))
        return personal(ctx.incoming, order_title(order), asked, buttons=in_rows(keys, 2))
    if tap.choice not in {one.id for one in centre.departments}:
        raise TapUnreadable
    source = source_of(ctx.incoming)
    move = DecideHold(stage=tap.stage, version=tap.version, department=tap.choice, source=source)
    return moved_reply(ctx, act(ctx, order, move))


def said_whose(ctx: Context, order: Order, spoken: Spoken) -> Moved | None:
    """What those who are asked say: "bên tôi", or "không phải bên tôi, …"; None where the words say neither."""
    if not spoken.stage or order.stage(spoken.stage).hold is None:
        return None
    words = folded(spoken.text).text.strip(" .!。！")
    yes, no = _OURS.fullmatch(words), _NOT_OURS.fullmatch(words)
    if not (yes or no) or not accepted(may_answer, order, spoken.stage, ctx.actors[order.company]):
        return None
    move = AnswerHold(
        stage=spoken.stage,
        version=spoken.version,
        ours=bool(yes),
        decider="" if yes else ctx.centres[order.company].coordination,
        note="" if yes else spoken.text.strip(),
        evidence=spoken.evidence,
        source=spoken.source,
    )
    return act(ctx, order, move)


TAPS = {HOLD_OURS: ours, NOT_OURS: not_ours, DECIDE_HOLD: decide}
DIALOGS = {"not_ours": why_not_ours}
