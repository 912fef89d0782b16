"""One report on one stage: find order and stage, make the move, answer and tell; ask back where it is unclear."""

from handlers import asking
from handlers.acting import Moved, act, load
from handlers.albums import follow_album
from handlers.context import Context
from handlers.finding import find_order, glossary_of, named_stages, rows_of
from handlers.hold_kinds import hold_kind_said
from handlers.moments import moment_of
from handlers.moves_of_reports import Asked, Resolved, move_of
from handlers.order_lines import stage_lines
from handlers.reading.meaning import Kind
from handlers.reading.names import Found
from handlers.reading.report import Report as ReadReport
from handlers.reading.report import read_report
from handlers.receipts import receipt, receipt_keys
from handlers.reply import Listed, Reply, Text, text
from handlers.replying import here
from handlers.spoken import EVIDENCE, Spoken, to_json
from handlers.stage_keys import (
    AS_DONE,
    AS_NOTE,
    HOLD_AS,
    PICK_ORDER,
    PICK_STAGE,
    in_rows,
    key,
    show_key,
    stage_key,
    stage_keys,
)
from handlers.telling import tell
from handlers.wording import order_title, stage_name
from orders.deciding.guards import running
from orders.order import ACTIVE_STATES, Order
from orders.refusals import (
    BotError,
    DateUnclear,
    EvidenceMissing,
    FieldsMissing,
    OrderAmbiguous,
    ReportUnclear,
    StageAmbiguous,
    StageUnknown,
)


def report(ctx: Context, spoken: Spoken) -> Reply:
    """Report on the order a line begins with; which order is asked with buttons where several fit."""
    try:
        found = find_order(ctx, spoken.text)
    except OrderAmbiguous as several:
        return _which_order(ctx, spoken, several)
    return report_on(ctx, load(ctx, found.row.id), spoken.after_order(found.rest))


def report_on(ctx: Context, order: Order, spoken: Spoken) -> Reply:
    """Report on a known order; what cannot be told from the words is asked, nothing is guessed."""
    try:
        moved = _move(ctx, order, spoken)
    except StageAmbiguous as several:
        return _which_stage(ctx, order, spoken, several)
    except EvidenceMissing as missing:
        kinds = Listed(items=tuple(text(f"evidence.{kind}") for kind in missing.kinds), joiner="or")
        asked = text("ask.evidence", stage=stage_name(order, missing.stage), kinds=kinds)
        return _ask_missing(ctx, order, spoken.on_stage(missing.stage, None), EVIDENCE, asked)
    except FieldsMissing as missing:
        field = next(one for one in order.workflow.stage(missing.stage).fields if one.id == missing.fields[0])
        asked = text("ask.field", stage=stage_name(order, missing.stage), field=field.names)
        return _ask_missing(ctx, order, spoken.on_stage(missing.stage, None), field.id, asked)
    except ReportUnclear as unclear:
        return _ask_back(ctx, order, spoken, unclear)
    follow_album(ctx, moved)
    return moved_reply(ctx, moved)


def moved_reply(ctx: Context, moved: Moved) -> Reply:
    """Receipt to the asker's chat, notices to everybody concerned; a photo gets a reaction besides."""
    answer = here(ctx.incoming, *receipt(ctx, moved), buttons=receipt_keys(ctx, moved))
    pictured = any(one.kind in {"photo", "file", "video"} for one in ctx.incoming.attachments)
    return Reply(says=(answer, *tell(ctx, moved)), reaction="👌" if pictured else "")


def move_for(ctx: Context, spoken: Spoken) -> Moved:
    """The move of one line among several: what would be asked back is refused with its sentence instead."""
    found = find_order(ctx, spoken.text)
    return _move(ctx, load(ctx, found.row.id), spoken.after_order(found.rest))


def _move(ctx: Context, order: Order, spoken: Spoken) -> Moved:
    centre = ctx.centres[order.company]
    read = read_report(
        spoken.text,
        stages=named_stages(order.workflow),
        today=ctx.now.astimezone(centre.zone).date(),
        glossary=glossary_of(centre),
    )
    stage = spoken.stage or _stage_meant(ctx, order, read)
    move = move_of(read, order.stage(stage), spoken, _resolved(ctx, order, read, spoken))
    if isinstance(move, Asked):
        raise _about(order, ReportUnclear(stage=stage, why=move.why, text=spoken.text))
    return act(ctx, order, move)


def _resolved(ctx: Context, order: Order, read: ReadReport, spoken: Spoken) -> Resolved:
    centre = ctx.centres[order.company]
    estimate = moment_of(read.estimate, centre, ctx.now) if read.estimate else None
    if read.estimate and estimate is None and not read.fraction_or_date:
        raise DateUnclear(text=spoken.text, readings=tuple(read.estimate.candidates))
    stuck = read.meaning is not None and read.meaning.kind is Kind.STUCK
    return Resolved(estimate=estimate, hold=hold_kind_said(centre, spoken.text) if stuck else None)


def _stage_meant(ctx: Context, order: Order, read: ReadReport) -> str:
    """The stage named; without a name the only open one that is the person's own."""
    match = read.stage
    if match.hit:
        return match.hit
    if match.found is Found.NEAR:
        raise _about(order, StageUnknown(text=read.note[:40], near=match.hits))
    fitting = match.hits or tuple(stage.id for stage in order.workflow.stages)
    being_done = tuple(one for one in fitting if order.stage(one).state in ACTIVE_STATES)
    if not being_done and not match.hits:
        _in_work(order)
    own = ctx.actors[order.company].departments
    mine = tuple(one for one in being_done if order.workflow.stage(one).department in own)
    for several in (mine, being_done):
        if len(several) == 1:
            return several[0]
    raise _about(order, StageAmbiguous(text=read.note[:40], stages=mine or being_done or fitting))


def _in_work(order: Order) -> None:
    """A draft, a paused or an ended order has no stage to ask about."""
    try:
        running(order)
    except BotError as refusal:
        raise _about(order, refusal) from None


def _about(order: Order, refusal: BotError) -> BotError:
    refusal.about = order
    return refusal


def _which_order(ctx: Context, spoken: Spoken, several: OrderAmbiguous) -> Reply:
    kept = asking.wait_for(ctx, "which_order", {"spoken": to_json(spoken), "rest": several.rest})
    keys = [
        key(
            "button.order",
            PICK_ORDER,
            order=row.id,
            choice=kept,
            code=row.code,
            title=row.title or row.customer,
        )
        for row in rows_of(ctx, several.codes)
    ]
    return Reply(says=(here(ctx.incoming, text("ask.which_order"), buttons=in_rows(keys, 1)),))


def _which_stage(ctx: Context, order: Order, spoken: Spoken, several: StageAmbiguous) -> Reply:
    kept = asking.wait_for(ctx, "which_stage", to_json(spoken))
    keys = [
        stage_key(
            order, one, PICK_STAGE, text("button.stage", stage_name=stage_name(order, one)), choice=kept
        )
        for one in several.stages
    ]
    asked = here(ctx.incoming, order_title(order), text("ask.which_stage"), buttons=in_rows(keys, 2))
    return Reply(says=(asked,))


def _ask_missing(ctx: Context, order: Order, spoken: Spoken, wants: str, asked: Text) -> Reply:
    kept = {"order": order.id, "wants": wants, "spoken": to_json(spoken)}
    return asking.ask(ctx, "missing", kept, order_title(order), asked)


def _ask_back(ctx: Context, order: Order, spoken: Spoken, unclear: ReportUnclear) -> Reply:
    """A question is answered with how the stage stands; the rest is asked with buttons."""
    stage = unclear.stage
    if unclear.why == "question":
        lines = stage_lines(ctx.view_of(order.company), order, stage)
        legal = stage_keys(order, stage, ctx.actors[order.company])
        return Reply(says=(here(ctx.incoming, *lines, buttons=(*legal, (show_key(order.id),))),))
    kept = asking.wait_for(ctx, "unclear", to_json(spoken))
    if unclear.why == "hold_kind":
        centre = ctx.centres[order.company]
        kinds = [
            stage_key(
                order, stage, HOLD_AS, text("button.plain", name=kind.names), choice=f"{kind.id}:{kept}"
            )
            for kind in centre.hold_kinds
        ]
        asked = text("ask.hold_kind", stage=stage_name(order, stage))
        return Reply(says=(here(ctx.incoming, order_title(order), asked, buttons=in_rows(kinds, 2)),))
    done = stage_key(order, stage, AS_DONE, text("button.done"), choice=kept, style="success")
    note = stage_key(order, stage, AS_NOTE, text("button.only_note"), choice=kept)
    asked = text("ask.unclear", stage=stage_name(order, stage), words=spoken.text)
    keys = ((done, note), (show_key(order.id),))
    return Reply(says=(here(ctx.incoming, order_title(order), asked, buttons=keys),))
