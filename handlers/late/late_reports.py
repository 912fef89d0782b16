"""/late: why a promise was broken, asked part by part of whoever had the order; accepted or returned by coordination."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NoReturn

from handlers import asking
from handlers.changes.changing import allowed, promise
from handlers.context import Context
from handlers.finding import find_order
from handlers.late.late_lines import file_keys, judge_keys, late_lines, mark, readdress_keys
from handlers.moves.acting import act, load, order_tapped
from handlers.parts import day_meant
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reading.fold import fold
from handlers.reply import Button, Reply, text
from handlers.replying import personal
from handlers.stage_keys import (
    LATE,
    LATE_ACCEPT,
    LATE_CAUSE,
    LATE_DAY,
    LATE_MOVE,
    LATE_RETURN,
    LATE_TO,
    in_rows,
    key,
    show_key,
)
from handlers.tap_data import TapData
from handlers.unclear_keys import reading_keys, unclear_line
from handlers.wording import department_name, order_title, titled
from orders import rights
from orders.deciding.late_reporting import may_accept_late, may_file_late, may_return_late
from orders.legal import accepted
from orders.moves import Actor
from orders.order import LateReport, Order, OrderId
from orders.refusals import BotError
from orders.refusals.reading import DateUnclear
from orders.refusals.stale import TapUnreadable
from orders.refusals.whole_order import NoLateReport
from orders.whole_order_moves import AcceptLate, FileLate, ReturnLate
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.order_book import order_lists

KIND, BACK = "late", "late_back"
PARTS = ("cause", "measure", "responsible", "new_on")
LISTED = 15


def late(ctx: Context, args: str) -> Reply:
    """``/late <order> [cause; measure; responsible; new day]``; alone, the reports that wait for the asker."""
    if not args.strip():
        return _list(ctx)
    found = find_order(ctx, args, ended_too=True)
    order = load(ctx, found.row.id)
    pieces = [piece.strip() for piece in found.rest.replace("；", ";").split(";") if piece.strip()]
    return _open(ctx, order, pieces)


def tapped(ctx: Context, tap: TapData) -> Reply:
    return _open(ctx, order_tapped(ctx, tap), ())


def answered(ctx: Context, dialog: Dialog) -> Reply:
    """One part in words."""
    order = load(ctx, OrderId(dialog.data["order"]))
    dialogs.close(ctx.conn, dialog.id)
    words = ctx.incoming.text.strip()
    return _filled(ctx, order, dialog.data["given"], [words] if words else [])


def cause_picked(ctx: Context, tap: TapData) -> Reply:
    number, _, cause = tap.choice.partition(":")
    order = order_tapped(ctx, tap)
    if cause not in {one.id for one in ctx.centres[order.company].causes_of_delay}:
        raise TapUnreadable
    given = asking.kept_for(ctx, number, KIND).data["given"]
    return _go_on(ctx, order, {**given, "cause": cause})


def day_picked(ctx: Context, tap: TapData) -> Reply:
    """One of the days that were meant, perhaps."""
    number, _, day = tap.choice.partition(":")
    order = order_tapped(ctx, tap)
    try:
        new_on = date.fromisoformat(day)
    except ValueError:
        raise TapUnreadable from None
    given = asking.kept_for(ctx, number, KIND).data["given"]
    return _go_on(ctx, order, {**given, "new_on": new_on.isoformat()})


def accept(ctx: Context, tap: TapData) -> Reply:
    order = order_tapped(ctx, tap)
    if _another(order, tap):
        return shown(ctx, order)
    return moved_reply(ctx, act(ctx, order, AcceptLate(source=source_of(ctx.incoming))))


def give_back(ctx: Context, tap: TapData) -> Reply:
    """Why is asked for."""
    order = order_tapped(ctx, tap)
    _check(order, may_return_late, ctx)
    return shown(ctx, order) if _another(order, tap) else _ask_why(ctx, order, "")


def readdress(ctx: Context, tap: TapData) -> Reply:
    """First tap: which department; then why."""
    order = order_tapped(ctx, tap)
    _check(order, may_return_late, ctx)
    departments = ctx.centres[order.company].departments
    if tap.choice:
        if tap.choice not in {one.id for one in departments}:
            raise TapUnreadable
        return _ask_why(ctx, order, tap.choice)
    own = order.late_report.department if order.late_report else ""
    keys = [
        key("button.plain", LATE_TO, order=order.id, version=tap.version, choice=one.id, name=one.names)
        for one in departments
        if one.id != own
    ]
    return personal(ctx.incoming, order_title(order), text("late.whose"), buttons=in_rows(keys, 2))


def why_back(ctx: Context, dialog: Dialog) -> Reply:
    order = load(ctx, OrderId(dialog.data["order"]))
    dialogs.close(ctx.conn, dialog.id)
    move = ReturnLate(
        department=dialog.data["department"],
        note=ctx.incoming.text.strip(),
        source=source_of(ctx.incoming),
    )
    return moved_reply(ctx, act(ctx, order, move))


def promise_moved(ctx: Context, tap: TapData) -> Reply:
    """The new day of the report is promised, for the reason it gives in words."""
    order = order_tapped(ctx, tap)
    allowed(ctx, order)
    report = order.late_report
    if report is None or report.new_on is None:
        raise TapUnreadable
    listed = report.cause in {one.id for one in ctx.centres[order.company].causes_of_delay}
    return promise(ctx, order, report.new_on, report.measure if listed else report.cause)


def _open(ctx: Context, order: Order, pieces: Sequence[str]) -> Reply:
    """The form, for those who are asked; to everybody else how it stands."""
    report = order.late_report
    if report is None:
        _raise(NoLateReport(), order)
    return filed(ctx, order, pieces) or shown(ctx, order)


def filed(ctx: Context, order: Order, pieces: Sequence[str]) -> Reply | None:
    """The parts in their order, and a question for the next one; None for who is not asked for the report."""
    report = order.late_report
    if report is None or not accepted(may_file_late, order, ctx.actors[order.company]):
        return None
    return _filled(ctx, order, {}, pieces) if _is_asked(ctx, order, report) else None


def _is_asked(ctx: Context, order: Order, report: LateReport) -> bool:
    """Coordination may write any; it is asked for its own, and otherwise reads."""
    actor = ctx.actors[order.company]
    return rights.belongs_to(actor, report.department) or not rights.may_decide_hold(actor)


def _filled(ctx: Context, order: Order, given: Mapping[str, str], pieces: Sequence[str]) -> Reply:
    """What is said of the parts that are missing, in their order."""
    filled = dict(given)
    for part, words in zip([one for one in PARTS if one not in given], pieces, strict=False):
        try:
            filled[part] = _meant(ctx, order, part, words)
        except DateUnclear as unclear:
            return _ask(ctx, order, filled, unclear)
    return _go_on(ctx, order, filled)


def _meant(ctx: Context, order: Order, part: str, words: str) -> str:
    if part == "new_on":
        return day_meant(ctx, words).isoformat()
    if part == "cause":
        causes = ctx.centres[order.company].causes_of_delay
        said = fold(words)
        return next((one.id for one in causes if said in map(fold, one.words)), words)
    return words


def _go_on(ctx: Context, order: Order, given: Mapping[str, str]) -> Reply:
    """The next part is asked; the whole report is recorded."""
    _check(order, may_file_late, ctx)
    if any(part not in given for part in PARTS):
        return _ask(ctx, order, given)
    move = FileLate(
        cause=given["cause"],
        measure=given["measure"],
        responsible=given["responsible"],
        new_on=date.fromisoformat(given["new_on"]),
        decider=ctx.centres[order.company].coordination,
        source=source_of(ctx.incoming),
    )
    return moved_reply(ctx, act(ctx, order, move))


def _ask(ctx: Context, order: Order, given: Mapping[str, str], unclear: DateUnclear | None = None) -> Reply:
    part = next(one for one in PARTS if one not in given)
    kept: dict[str, Any] = {"order": order.id, "given": dict(given)}
    lines = [order_title(order), *unclear_line(unclear), text(f"late.ask_{part}")]

    def buttons_of(number: str) -> asking.Rows:
        keys: list[Button] = reading_keys(LATE_DAY, order, number, unclear)
        if part == "cause":
            keys = [
                key("button.plain", LATE_CAUSE, order=order.id, choice=f"{number}:{one.id}", name=one.names)
                for one in ctx.centres[order.company].causes_of_delay
            ]
        return in_rows(keys, 2)

    return asking.ask(ctx, KIND, kept, *lines, buttons_of=buttons_of, says_how=True)


def _ask_why(ctx: Context, order: Order, department: str) -> Reply:
    kept = {"order": order.id, "department": department}
    asked = text("late.why_to" if department else "late.why_back")
    return asking.ask(ctx, BACK, kept, order_title(order), asked, placeholder="ask.reason")


def shown(ctx: Context, order: Order) -> Reply:
    report = order.late_report
    if report is None:
        raise NoLateReport
    actor = ctx.actors[order.company]
    keys: tuple[tuple[Button, ...], ...] = ()
    if accepted(may_accept_late, order, actor):
        keys = judge_keys(order, report)
    elif accepted(may_file_late, order, actor):
        keys = file_keys(order) if _is_asked(ctx, order, report) else readdress_keys(order, report)
    lines = late_lines(ctx.view_of(order.company), order, report)
    return personal(ctx.incoming, *lines, buttons=(*keys, (show_key(order.id),)))


def _list(ctx: Context) -> Reply:
    """Those that the asker's departments have to write, or to accept."""
    rows = [
        row
        for company, actor in ctx.actors.items()
        for row in order_lists.late_reports(ctx.conn, company, actor.departments, limit=LISTED)
    ][:LISTED]
    if not rows:
        return personal(ctx.incoming, text("late.nothing"))
    lines = [
        text(
            "late.listed",
            order=titled(row.order.code, row.order.customer),
            department=department_name(ctx.centres[row.order.company], row.department),
            state=text(f"late.state_{row.state}"),
        )
        for row in rows
    ]
    keys = [key("button.plain", LATE, order=row.order.id, name=row.order.code) for row in rows]
    return personal(ctx.incoming, text("late.list"), *lines, buttons=in_rows(keys))


def _another(order: Order, tap: TapData) -> bool:
    """Whether the report was written anew since the button was drawn."""
    return order.late_report is not None and tap.version != mark(order.late_report)


def _check(order: Order, guard: Callable[[Order, Actor], None], ctx: Context) -> None:
    """Refused before anything is asked."""
    try:
        guard(order, ctx.actors[order.company])
    except BotError as refusal:
        _raise(refusal, order)


def _raise(refusal: BotError, order: Order) -> NoReturn:
    refusal.about = order
    raise refusal


TAPS = {
    LATE: tapped,
    LATE_CAUSE: cause_picked,
    LATE_DAY: day_picked,
    LATE_ACCEPT: accept,
    LATE_RETURN: give_back,
    LATE_TO: readdress,
    LATE_MOVE: promise_moved,
}
DIALOGS = {KIND: answered, BACK: why_back}
