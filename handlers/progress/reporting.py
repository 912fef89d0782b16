"""One report on one stage: find order and stage, make the move, answer and tell; ask back where it is unclear."""

from dataclasses import replace
from datetime import date, timedelta

from handlers.context import Context
from handlers.finding import find_order, glossary_of, named_stages
from handlers.holds.going_on import going_on, held_meant, said_besides_over, says_it_goes_on
from handlers.holds.hold_kinds import hold_kind_said
from handlers.moments import moment_of
from handlers.moves.acting import Moved, act, load, stood_still
from handlers.news.receipts import receipt, receipt_keys
from handlers.news.telling import tell
from handlers.progress.albums import follow_album, gathered
from handlers.progress.asking_back import ask_back, which_day, which_order, which_stage
from handlers.progress.count_asking import all_or_why, more_or_in_all, why_rejected
from handlers.progress.counting import delivery_day
from handlers.progress.field_asking import ask_field, ask_proof
from handlers.progress.giving import given_in
from handlers.progress.moves_of_reports import Asked, Resolved, move_of
from handlers.progress.speaking_for import in_somebodys_name
from handlers.progress.spoken import Spoken, spoken_in
from handlers.progress.stage_asking import how_far
from handlers.reading.meaning import Kind
from handlers.reading.names import Found, Named
from handlers.reading.report import Report as ReadReport
from handlers.reading.report import read_report, without
from handlers.reply import Reply
from handlers.replying import here
from orders.deciding.counting import delivers
from orders.deciding.guards import running
from orders.moves import Report, StageMove
from orders.order import ACTIVE_STATES, Order
from orders.refusals import BotError
from orders.refusals.closing import EvidenceMissing, FieldsMissing
from orders.refusals.counting import DeliveryUnclear, QuantityShort, RejectsUnexplained
from orders.refusals.naming import OrderAmbiguous, StageAmbiguous
from orders.refusals.reading import DateUnclear, NothingToRecord, ReportUnclear
from orders.refusals.stale import AlreadyRecorded

REPEAT_WITHIN = timedelta(minutes=10)


def report(ctx: Context, spoken: Spoken) -> Reply:
    """Report on the order a line begins with; which order is asked with buttons where several fit."""
    try:
        found = find_order(ctx, spoken.text)
    except OrderAmbiguous as several:
        if ctx.replayed_at is not None:
            raise  # what has gone on since can be told only of one order
        return which_order(ctx, spoken, several)
    return report_on(ctx, load(ctx, found.row.id), spoken.after_order(found.rest))


def report_on(ctx: Context, order: Order, spoken: Spoken) -> Reply:
    """Report on a known order; what cannot be told from the words is asked, nothing is guessed."""
    spoken = gathered(ctx, in_somebodys_name(ctx, order.company, spoken))
    try:
        moved = _move(ctx, order, spoken)
    except StageAmbiguous as several:
        return which_stage(ctx, order, spoken, several)
    except EvidenceMissing as missing:
        return ask_proof(ctx, order, spoken.on_stage(missing.stage, None), missing)
    except FieldsMissing as missing:
        first, *others = missing.fields
        return ask_field(ctx, order, spoken.on_stage(missing.stage, None), first, alone=not others)
    except RejectsUnexplained as rejects:
        return why_rejected(ctx, order, spoken.on_stage(rejects.stage, None), rejects)
    except QuantityShort as short:
        return all_or_why(ctx, order, spoken.on_stage(short.stage, None), short)
    except DeliveryUnclear as unclear:
        return more_or_in_all(ctx, order, spoken.on_stage(unclear.stage, None), unclear)
    except DateUnclear as unclear:
        if not unclear.readings or unclear.stage is None:
            raise
        return which_day(ctx, order, spoken, unclear)
    except ReportUnclear as unclear:
        return ask_back(ctx, order, spoken, unclear)
    except NothingToRecord as nothing:
        if not ctx.private or ctx.replayed_at is not None:
            raise
        return how_far(ctx, order, nothing.stage)
    follow_album(ctx, spoken, moved)
    return moved_reply(ctx, moved)


def says_something(ctx: Context, order: Order, words: str) -> bool:
    """Whether what stands below a message about an order is more than thanks."""
    read = read_on(ctx, order, words)
    told = _named(read) or read.meaning or read.quantity or read.estimate
    return bool(told or ctx.incoming.attachments or says_it_goes_on(order, words))


def spoken_on(ctx: Context, order: Order, stage: str, words: str) -> Spoken:
    """Words on that stage, unless they name another."""
    named = _named(read_on(ctx, order, words))
    return spoken_in(ctx.incoming, words, commanded=False).on_stage("" if named else stage, None)


def _named(read: ReadReport) -> tuple[str, ...]:
    """Where a message is about one stage already, a word that is only like another's name is no name."""
    return () if read.stage.found is Found.NEAR else read.stage.hits


def note_on(ctx: Context, order: Order, spoken: Spoken) -> Reply:
    """What was said or shown is kept with its stage as a report that closes nothing."""
    spoken = gathered(ctx, spoken)
    move = Report(
        stage=spoken.stage,
        version=spoken.version,
        note=spoken.text,
        evidence=spoken.evidence,
        source=spoken.source,
        on_behalf=spoken.on_behalf,
        spoken_for=spoken.spoken_for,
    )
    moved = act(ctx, order, move)
    follow_album(ctx, spoken, moved)
    return moved_reply(ctx, moved)


def moved_reply(ctx: Context, moved: Moved) -> Reply:
    """Receipt to the asker's chat, notices to everybody concerned; a photo gets a reaction besides."""
    note = f"receipt:{moved.after.id}:{moved.events[0].move}"
    answer = here(ctx.incoming, *receipt(ctx, moved), buttons=receipt_keys(ctx, moved), note_for=note)
    pictured = any(one.kind in {"photo", "file", "video"} for one in ctx.incoming.attachments)
    return Reply(says=(answer, *tell(ctx, moved)), reaction="👌" if pictured else "")


def move_for(ctx: Context, spoken: Spoken) -> Moved:
    """The move of one line among several: what would be asked back is refused with its sentence instead."""
    found = find_order(ctx, spoken.text)
    return move_on(ctx, load(ctx, found.row.id), spoken.after_order(found.rest))


def move_on(ctx: Context, order: Order, spoken: Spoken) -> Moved:
    """The same on a known order."""
    spoken = gathered(ctx, in_somebodys_name(ctx, order.company, spoken))
    moved = _move(ctx, order, spoken)
    follow_album(ctx, spoken, moved)
    return moved


def _move(ctx: Context, order: Order, spoken: Spoken) -> Moved:
    return act(ctx, order, move_meant(ctx, order, _read(ctx, order, spoken), spoken))


def _read(ctx: Context, order: Order, spoken: Spoken) -> ReadReport:
    read = read_on(ctx, order, spoken.text)
    return _taken(read, spoken.take) if spoken.take else read


def move_meant(ctx: Context, order: Order, read: ReadReport, spoken: Spoken) -> StageMove:
    """The move that what was read asks for; nothing is written. What would be asked back is raised."""
    named = _named(read)
    said = without(spoken.text, read.stage.span) if named else spoken.text
    held = "" if named or spoken.stage else held_meant(ctx, order, said)
    stage = spoken.stage or held or _stage_meant(ctx, order, read, spoken.text)
    if (besides := said_besides_over(order, stage, said)) is not None:
        return _goes_on(ctx, order, spoken.on_stage(stage, spoken.version), besides)
    if read.note and spoken.stage and stage not in _named(read) and read.stage.hits:
        read = replace(
            read, note=spoken.text.strip()
        )  # what is like a name, or another stage's, is none here
    if given := given_in(ctx, order, stage, read, spoken):
        return given
    move = move_of(read, order, stage, spoken, _resolved(ctx, order, read, spoken, stage))
    if isinstance(move, Asked):
        raise _about(order, ReportUnclear(stage=stage, why=move.why, text=spoken.text))
    return move


def _goes_on(ctx: Context, order: Order, spoken: Spoken, besides: str) -> StageMove:
    """What stopped the stage is over, and what was said besides stands with it: a day, how much is done, a note."""
    said = replace(spoken, text=besides)
    read = _read(ctx, order, said)
    resolved = _resolved(ctx, order, read, said, spoken.stage)
    return going_on(spoken, besides, move_of(read, order, spoken.stage, said, resolved))


def read_on(ctx: Context, order: Order, words: str) -> ReadReport:
    """What words say of an order's stages, at the time they were said."""
    centre = ctx.centres[order.company]
    return read_report(
        words,
        stages=named_stages(order.workflow),
        now=ctx.now.astimezone(centre.zone),
        glossary=glossary_of(centre),
        holds=tuple(Named(id=kind.id, names=kind.words) for kind in centre.hold_kinds),
    )


def _taken(read: ReadReport, take: str) -> ReadReport:
    """A "3/5" once it is known for an amount or a day."""
    if take == "amount":
        return replace(read, fraction_or_date=False, estimate=None)
    return replace(read, fraction_or_date=False, quantity=None)


def _resolved(ctx: Context, order: Order, read: ReadReport, spoken: Spoken, stage: str) -> Resolved:
    centre = ctx.centres[order.company]
    reading = read.estimate
    if reading and spoken.day:
        reading = replace(reading, day=date.fromisoformat(spoken.day), candidates=(), refused=None)
    on = None
    if read.quantity is not None and delivers(order.workflow.stage(stage)):
        today = ctx.now.astimezone(centre.zone).date()
        on = delivery_day(reading.day if reading else None, today)
        reading = None if on else reading
        on = on or today
    estimate = moment_of(reading, centre, ctx.now) if reading else None
    if reading and estimate is None and not read.fraction_or_date:
        raise _about(order, DateUnclear(text=spoken.text, readings=tuple(reading.candidates), stage=stage))
    stuck = read.meaning is not None and read.meaning.kind is Kind.STUCK
    hold = hold_kind_said(centre, spoken.text) if stuck else None
    return Resolved(estimate=estimate, hold=hold, delivered_on=on)


def _stage_meant(ctx: Context, order: Order, read: ReadReport, said: str) -> str:
    """The stage named; without a name the only open one that is the person's own."""
    match = read.stage
    if match.hit:
        return match.hit
    stood_still(ctx, order, None)
    if read.meaning is not None and read.meaning.kind is Kind.DONE:
        _not_twice(ctx, order)
    if match.found is Found.NEAR:
        raise _about(order, StageAmbiguous(text=said[slice(*match.span)], stages=match.hits))
    fitting = match.hits or tuple(stage.id for stage in order.workflow.stages)
    being_done = tuple(one for one in fitting if order.stage(one).state in ACTIVE_STATES)
    if not being_done and not match.hits:
        _in_work(order)
    own = ctx.actors[order.company].departments
    mine = tuple(one for one in being_done if order.workflow.stage(one).department in own)
    for several in (mine, being_done):
        if len(several) == 1:
            return several[0]
    raise _about(
        order,
        StageAmbiguous(text=said[slice(*match.span)] or said[:40], stages=mine or being_done or fitting),
    )


def _not_twice(ctx: Context, order: Order) -> None:
    """A "done" that names no stage, said again at once, is a repeat: it must not close the next stage."""
    for record in order.stages.values():
        if record.done_by == ctx.me.id and record.done_at and ctx.now - record.done_at < REPEAT_WITHIN:
            raise _about(
                order, AlreadyRecorded(what="done", stage=record.id, by=record.done_by, at=record.done_at)
            )


def _in_work(order: Order) -> None:
    """A draft, a paused or an ended order has no stage to ask about."""
    try:
        running(order)
    except BotError as refusal:
        raise _about(order, refusal) from None


def _about(order: Order, refusal: BotError) -> BotError:
    refusal.about = order
    return refusal
