"""Answers to what a report left open: which order, which stage, done or a note, what kind of hold, what is missing."""

import re
from dataclasses import replace
from datetime import date

from handlers import asking
from handlers.context import Context
from handlers.holds.hold_kinds import says_only_stuck
from handlers.moves.acting import act, load
from handlers.parts import SHOWN
from handlers.progress.answers_read import answer_meant, field_of
from handlers.progress.asking_back import ask_back
from handlers.progress.field_asking import ask_field
from handlers.progress.reporting import moved_reply, note_on, read_on, report_on
from handlers.progress.spoken import PROOFS, Spoken, evidence_in, from_json, spoken_in
from handlers.progress.stage_taps import ask_hold_reason, order_of, with_reason
from handlers.reading.meaning import Kind, Shade
from handlers.reading.report import Report
from handlers.reply import Reply, text
from handlers.stage_keys import (
    AS_AMOUNT,
    AS_DAY,
    AS_DAY_OF,
    AS_DONE,
    AS_FIELD,
    AS_NOTE,
    AS_SIGNED,
    HOLD,
    HOLD_AS,
    PICK_FOR_PHOTO,
    PICK_ORDER,
    PICK_STAGE,
    stage_key,
)
from handlers.tap_data import TapData
from handlers.wording import order_title, stage_name
from orders.centre_file.workflow import RequiredField
from orders.order import Order, OrderId
from orders.refusals.closing import FieldUnreadable
from orders.refusals.reading import ReportUnclear
from orders.refusals.stale import TapUnreadable
from storage.intake import dialogs
from storage.intake.dialogs import Dialog

_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)(?:day)?\b", re.IGNORECASE)
# A name that ends like a weekday, beside the word for a place: "Hoc Mon workshop". Alone it may as well be a day.
_PLACE_WITH_A_DAY = re.compile(
    r"(?=.*\b(?:workshop|factory|plant|district|xuong|xưởng)\b)(?!(?:By|On|Next|This|Until|Before|After|From|Till)\s)"
    r"(?:(?:at|tai|tại|o|ở|xuong|xưởng|workshop)\s+)*[A-Z][a-z]+ (?:Mon|Sun|Sat|Thu|Wed)"
    r"(?:\s+(?:workshop|factory|plant|district))?[\s.!]*"
)


def picked_order(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which order?": what was said is done on the one chosen."""
    kept = asking.kept_for(ctx, tap.choice, "which_order").data
    order = order_of(ctx, tap, staged=False)
    return report_on(ctx, order, from_json(kept["spoken"]).after_order(kept["rest"]))


def picked_stage(ctx: Context, tap: TapData) -> Reply:
    spoken = from_json(asking.kept_for(ctx, tap.choice, "which_stage").data)
    return report_on(ctx, order_of(ctx, tap), spoken.on_stage(tap.stage, tap.version))


def as_done(ctx: Context, tap: TapData) -> Reply:
    spoken = from_json(asking.kept_for(ctx, tap.choice, "unclear").data)
    return report_on(ctx, order_of(ctx, tap), spoken.as_done().on_stage(tap.stage, tap.version))


def as_note(ctx: Context, tap: TapData) -> Reply:
    """The words are kept as a note: a report that closes nothing."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "unclear").data)
    return note_on(ctx, order_of(ctx, tap), spoken.on_stage(tap.stage, tap.version))


def picture_of(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which work is this photo of?": it is kept with that stage as a report that closes nothing."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "picture").data)
    return note_on(ctx, order_of(ctx, tap), spoken.on_stage(tap.stage, tap.version))


def hold_as(ctx: Context, tap: TapData) -> Reply:
    """The answer to "what kind of hold?": the reason has been said already, unless it was only that it is stuck.

    Without a kind: that what was said is the reason; which kind it is has to be asked yet.
    """
    kind, _, kept = tap.choice.partition(":")
    spoken = from_json(asking.kept_for(ctx, kept, "unclear").data)
    order = order_of(ctx, tap)
    if not kind:
        return ask_back(ctx, order, spoken, ReportUnclear(stage=tap.stage, why="hold_kind", text=spoken.text))
    meant = replace(tap, verb=HOLD, choice=kind)
    if says_only_stuck(read_on(ctx, order, spoken.text).note):
        return ask_hold_reason(ctx, order, meant)
    move = with_reason(ctx, order, meant, spoken.text)
    return moved_reply(ctx, act(ctx, order, move))


def as_amount(ctx: Context, tap: TapData) -> Reply:
    """A "3/5" that says how much of it is done."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "unclear").data)
    return report_on(ctx, order_of(ctx, tap), replace(spoken, take="amount").on_stage(tap.stage, tap.version))


def as_day(ctx: Context, tap: TapData) -> Reply:
    """A "3/5" that is the day it will be done."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "unclear").data)
    return report_on(ctx, order_of(ctx, tap), replace(spoken, take="day").on_stage(tap.stage, tap.version))


def as_day_of(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which day?"."""
    kept, _, day = tap.choice.partition(":")
    spoken = from_json(asking.kept_for(ctx, kept, "unclear").data)
    try:
        date.fromisoformat(day)
    except ValueError:
        raise TapUnreadable from None
    return report_on(ctx, order_of(ctx, tap), replace(spoken, day=day).on_stage(tap.stage, tap.version))


def as_field(ctx: Context, tap: TapData) -> Reply:
    """A choice, one of the things an answer may mean, or what was said besides is what was missing."""
    number, _, value = tap.choice.partition(":")
    kept = asking.kept_for(ctx, number, "missing").data
    order = order_of(ctx, tap)
    if kept["wants"] in PROOFS:
        raise TapUnreadable
    answer = _tapped_answer(field_of(order, tap.stage, kept["wants"]), value) or kept["offered"]
    spoken = from_json(kept["spoken"]).with_field(kept["wants"], answer)
    return report_on(ctx, order, spoken.on_stage(tap.stage, tap.version))


def _tapped_answer(field: RequiredField, value: str) -> str:
    if not field.choices:
        return value
    place = int(value) if value.isascii() and value.isdecimal() else len(field.choices)
    if place >= len(field.choices):
        raise TapUnreadable
    return field.choices[place].id


def as_signed(ctx: Context, tap: TapData) -> Reply:
    """The picture that came with the report is the signed paper."""
    kept = asking.kept_for(ctx, tap.choice, "missing").data
    spoken = from_json(kept["spoken"]).as_signed()
    return report_on(ctx, order_of(ctx, tap), spoken.on_stage(tap.stage, tap.version))


def missing_given(ctx: Context, dialog: Dialog) -> Reply:
    """The photo or the field a stage could not be closed without: the report is made again with it."""
    kept = dialog.data
    order = load(ctx, OrderId(kept["order"]))
    spoken = from_json(kept["spoken"])
    words = ctx.incoming.text
    if kept["kind"] not in {"", "text"}:
        return _typed(ctx, order, dialog, spoken)
    read = read_on(ctx, order, words)
    if kept["wants"] in PROOFS and not evidence_in(ctx.incoming.attachments) and _is_progress(read):
        stage = "" if read.stage.hits else spoken.stage
        return report_on(ctx, order, spoken_in(ctx.incoming, words).on_stage(stage, None))
    if kept["kind"] == "text" and _says_not_known(read, words):
        return _not_the_field(ctx, order, dialog, spoken.stage)
    dialogs.close(ctx.conn, dialog.id)
    return report_on(ctx, order, spoken.with_answer(kept["wants"], ctx.incoming))


def _typed(ctx: Context, order: Order, asked: Dialog, spoken: Spoken) -> Reply:
    """A choice, a number, an amount or a day, in words; what may mean several is asked again with a button for each."""
    field = field_of(order, spoken.stage, asked.data["wants"])
    dialogs.close(ctx.conn, asked.id)
    try:
        answer = answer_meant(ctx, spoken.stage, field, ctx.incoming.text)
    except FieldUnreadable as unclear:
        return ask_field(ctx, order, spoken, field.id, unclear=unclear if unclear.text else None)
    return report_on(ctx, order, spoken.with_answer(field.id, ctx.incoming).with_field(field.id, answer))


def _is_progress(read: Report) -> bool:
    """Words instead of the picture that was asked for, and that are a report of their own."""
    stuck = read.meaning is not None and read.meaning.kind is Kind.STUCK
    when = read.estimate is not None and read.estimate.day is not None
    return bool(read.stage.hits or read.quantity or stuck or when)


def _says_not_known(read: Report, said: str) -> bool:
    """Nothing that would be a place of production: "not known yet", "tomorrow", "where?". "Hoc Mon" is no Monday."""
    if read.meaning is None or (read.meaning.shade is Shade.ESTIMATE and _PLACE_WITH_A_DAY.fullmatch(said)):
        return False
    if read.meaning.kind is not Kind.NOT_YET:
        return read.meaning.kind is Kind.STUCK
    if (
        read.meaning.shade is Shade.ESTIMATE
    ):  # of words like 号 and 明 alone nobody can tell when it will be known
        return read.estimate is not None or _WEEKDAY.search(said) is not None
    return read.meaning.shade is not Shade.UNCLEAR


def _not_the_field(ctx: Context, order: Order, asked: Dialog, stage: str) -> Reply:
    """The stage stays open, and so does the question; whether it was the answer after all is for them to say."""
    said = ctx.incoming.text.strip()
    field = field_of(order, stage, asked.data["wants"])
    line = text("ask.not_the_field", words=said[:SHOWN], field=field.names, stage=stage_name(order, stage))

    def buttons_of(number: str) -> asking.Rows:
        label = text("button.as_it_is")
        return ((stage_key(order, stage, AS_FIELD, label, choice=f"{number}:"),),)

    kept = {**asked.data, "offered": said}
    return asking.ask(ctx, "missing", kept, order_title(order), line, buttons_of=buttons_of)


TAPS = {
    PICK_ORDER: picked_order,
    PICK_STAGE: picked_stage,
    AS_DONE: as_done,
    AS_NOTE: as_note,
    AS_AMOUNT: as_amount,
    AS_DAY: as_day,
    AS_DAY_OF: as_day_of,
    AS_FIELD: as_field,
    AS_SIGNED: as_signed,
    HOLD_AS: hold_as,
    PICK_FOR_PHOTO: picture_of,
}

DIALOGS = {"missing": missing_given}
