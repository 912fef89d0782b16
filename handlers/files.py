"""A file of many lines is sent: it is fetched, shown what it would lead to, and waits for one yes. Nothing is done before."""

from collections.abc import Collection

from handlers import asking
from handlers.batches.card import unread
from handlers.batches.headings import Kind
from handlers.batches.template import template
from handlers.context import Context
from handlers.incoming import Attachment, Incoming
from handlers.new_orders.kinds_of_orders import kinds_to_open
from handlers.noting import note_act
from handlers.progress.spoken import from_json
from handlers.reply import NOTHING, Reply, text
from handlers.replying import here, personal
from handlers.stage_keys import (
    FILE_AGAIN,
    FILE_DROP,
    FILE_LINES,
    FILE_MEANT,
    FILE_RUN,
    FILE_TEMPLATE,
    FILE_UNDO,
)
from handlers.tap_data import TapData
from orders.events import Source
from orders.refusals.access import AuditorOnlyReads
from orders.refusals.files import BatchNotYours, BatchOver, TableUnreadable
from orders.refusals.stale import TapUnreadable
from storage.intake import batch_rows
from storage.intake.batch_rows import QUIET, Batch, BatchState, NewBatch
from storage.post import cards_rows

LARGEST = 20 * 2**20  # bytes; the messenger hands out no more
_ENDS = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv")
_MIMES = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel",
        "text/csv",
        "text/tab-separated-values",
    }
)
_MAY_TAKE_BACK = frozenset({"coordinator", "manager", "admin"})


def table_in(incoming: Incoming) -> Attachment | None:
    """The workbook or CSV file that came along."""
    return next(
        (one for one in incoming.attachments if one.kind == "file" and is_table(one.name, one.mime)),
        None,
    )


def is_table(name: str, mime: str = "") -> bool:
    return name.lower().endswith(_ENDS) or mime in _MIMES


def begin(ctx: Context, file: Attachment, kind: Kind | None, *, quiet: bool = False) -> Reply:
    """Want the file; the card that shows how it fares is posted at once, and edited until it is done.

    ``quiet``: it may be something else altogether; nothing is said of it before it has turned out to be lines to be done.
    """
    if file.size > LARGEST:
        raise TableUnreadable(trouble="large")
    source = Source(chat=ctx.incoming.chat.id, message=ctx.incoming.message, update=ctx.incoming.update)
    return _wanted(ctx, source, (file.file_id, file.unique_id, file.name), QUIET if quiet else kind)


def begin_kept(ctx: Context, tap: TapData) -> Reply:
    """The same of a file that was sent without a word, and kept until its sender said what it is."""
    spoken = from_json(asking.kept_for(ctx, tap.choice, "picture").data)
    file = next((one for one in spoken.evidence if one.kind == "file" and is_table(one.name)), None)
    if file is None or spoken.source is None:
        raise TapUnreadable
    return _wanted(ctx, spoken.source, (file.file_id, file.unique_id, file.name), None)


def _wanted(ctx: Context, source: Source, file: tuple[str, str, str], kind: str | None) -> Reply:
    if "auditor" in ctx.actor.roles:
        raise AuditorOnlyReads
    if kind == "open":
        kinds_to_open(ctx)
    chat = ctx.incoming.chat
    number = batch_rows.add(
        ctx.conn,
        NewBatch(
            company=ctx.company,
            kind=kind or "",
            person=ctx.me.id,
            chat=chat.id,
            thread=chat.thread,
            message=source.message,
            update=source.update,
            file_id=file[0],
            unique_id=file[1],
            file_name=file[2],
        ),
        ctx.present,
    )
    if kind != QUIET:
        cards_rows.want(
            ctx.conn,
            kind="batch",
            ref=str(number),
            company=ctx.company,
            chat=chat.id,
            thread=chat.thread,
            version=1,
        )
    return NOTHING


def run(ctx: Context, tap: TapData) -> Reply:
    """The one yes."""
    batch = _own(ctx, tap)
    _on(ctx, batch, {BatchState.READY}, BatchState.RUNNING)
    _note(ctx, batch, "file.run")
    return Reply(toast=text("batch.toast_running"))


def drop(ctx: Context, tap: TapData) -> Reply:
    batch = _own(ctx, tap)
    _on(ctx, batch, {BatchState.READY}, BatchState.DROPPED)
    return Reply(toast=text("batch.toast_dropped"))


def again(ctx: Context, tap: TapData) -> Reply:
    """Fetch it once more."""
    batch = _own(ctx, tap)
    _on(ctx, batch, {BatchState.FAILED}, BatchState.WANTED, attempts=0, trouble=None, next_try_at=None)
    return Reply(toast=text("batch.toast_again"))


def undo(ctx: Context, tap: TapData) -> Reply:
    """Take all of it back; what each line needs for that is asked of whoever tapped."""
    batch = _batch(ctx, tap)
    roles = ctx.actors[batch.company].roles
    if batch.person != ctx.me.id and not roles & _MAY_TAKE_BACK:
        raise BatchNotYours(by=batch.person)
    _on(ctx, batch, {BatchState.DONE}, BatchState.UNDOING, taken_back_by=ctx.me.id)
    _note(ctx, batch, "file.undo")
    return Reply(toast=text("batch.toast_undoing"))


def lines(ctx: Context, tap: TapData) -> Reply:
    """The lines that were not done, as a workbook."""
    batch = _batch(ctx, tap)
    line = text("batch.unread_file", file=batch.file_name)
    return Reply(says=(here(ctx.incoming, line, document=unread(ctx.view, batch)),))


def sample(ctx: Context, tap: TapData) -> Reply:
    """A workbook to fill in."""
    kind: Kind = "open" if tap.choice == "open" else "report"
    return personal(ctx.incoming, text(f"batch.template_{kind}"), document=template(ctx, kind))


def _own(ctx: Context, tap: TapData) -> Batch:
    batch = _batch(ctx, tap)
    if batch.person != ctx.me.id:
        raise BatchNotYours(by=batch.person)
    return batch


def _batch(ctx: Context, tap: TapData) -> Batch:
    batch = batch_rows.by_id(ctx.conn, tap.order, for_update=True)
    if batch is None or batch.company not in ctx.actors:
        raise TapUnreadable
    return batch


def _on(
    ctx: Context, batch: Batch, states: Collection[BatchState], becomes: BatchState, **values: object
) -> None:
    if batch.state not in states:
        raise BatchOver
    batch_rows.change(ctx.conn, batch.id, batch.state, becomes, **values)
    cards_rows.bump_batch(ctx.conn, batch.company, batch.id)


def _note(ctx: Context, batch: Batch, act: str) -> None:
    data = {"file": batch.file_name, "kind": batch.kind}
    subject = f"file:{batch.id}"
    note_act(ctx, act, subject, data, company=batch.company)


TAPS = {
    FILE_RUN: run,
    FILE_DROP: drop,
    FILE_AGAIN: again,
    FILE_UNDO: undo,
    FILE_LINES: lines,
    FILE_TEMPLATE: sample,
    FILE_MEANT: begin_kept,
}
