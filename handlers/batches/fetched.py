"""What becomes of a file between the wish for it and its preview: tries to fetch it, its reading, its lines as they are kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from handlers.batches.headings import Headed, Kind, is_heading, under_headings
from handlers.reading.tables_in import read_sheets
from handlers.reply import Text, text
from handlers.reply_json import text_to_json
from orders.refusals import BotError
from storage.intake import batch_lines, batch_rows
from storage.intake.batch_lines import LineRow
from storage.intake.batch_rows import QUIET, Batch, BatchState
from storage.post import cards_rows


def read_file(batch: Batch, content: bytes) -> Headed:
    """The lines of the file. Raises TableUnreadable."""
    kinds: dict[str, Kind] = {"open": "open", "report": "report"}
    return under_headings(read_sheets(content, is_heading), kinds.get(batch.kind))


def begun(conn: Connection, batch: Batch) -> bool:
    """A try to fetch it. False: it is no longer wanted. What a try that was broken off has kept is forgotten."""
    batch_lines.forget(conn, batch.id)
    return batch_rows.change(
        conn, batch.id, BatchState.WANTED, BatchState.WANTED, attempts=batch.attempts + 1
    )


def put_off(conn: Connection, batch: Batch, next_try_at: datetime, *, counted: bool) -> None:
    """The messenger does not hand it out just now; not ``counted``: it said itself when to come again."""
    if not _still_ours(conn, batch):
        return
    attempts = batch.attempts + 1 if counted else batch.attempts
    waits = text_to_json(text("batch.waits"))
    batch_rows.change(
        conn,
        batch.id,
        BatchState.WANTED,
        BatchState.WANTED,
        attempts=attempts,
        next_try_at=next_try_at,
        trouble=waits,
    )
    cards_rows.bump_batch(conn, batch.company, batch.id)


def failed(conn: Connection, batch: Batch, trouble: Text) -> None:
    """It cannot be read. Where that took a while the card is posted anew: nobody looks at an old one any more."""
    if not _still_ours(conn, batch):
        return
    batch_lines.forget(conn, batch.id)
    if batch.kind == QUIET:
        batch_rows.change(conn, batch.id, BatchState.WANTED, BatchState.DROPPED)
        return
    written = text_to_json(trouble)
    batch_rows.change(conn, batch.id, BatchState.WANTED, BatchState.FAILED, trouble=written)
    _card(conn, batch, afresh=batch.trouble is not None)
    cards_rows.bump_batch(conn, batch.company, batch.id)


def keep(conn: Connection, batch: Batch, rows: Sequence[LineRow]) -> None:
    """A part of the lines, as they were looked through."""
    if _still_ours(conn, batch):
        batch_lines.put(conn, batch.id, rows)


def shown(conn: Connection, batch: Batch, kind: Kind) -> None:
    """All of it is looked through: the card shows what it would lead to."""
    if not _still_ours(conn, batch):
        return
    batch_rows.change(
        conn, batch.id, BatchState.WANTED, BatchState.READY, kind=kind, trouble=None, next_try_at=None
    )
    if batch.kind == QUIET:
        _card(conn, batch, afresh=False)
    cards_rows.bump_batch(conn, batch.company, batch.id)


def _card(conn: Connection, batch: Batch, *, afresh: bool) -> None:
    cards_rows.want(
        conn,
        kind="batch",
        ref=str(batch.id),
        company=batch.company,
        chat=batch.chat,
        thread=batch.thread,
        version=1,
        afresh=afresh,
    )


def _still_ours(conn: Connection, batch: Batch) -> bool:
    """Whether no other process has begun to read it meanwhile."""
    row = batch_rows.by_id(conn, batch.id, for_update=True)
    return row is not None and row.state is BatchState.WANTED and row.attempts == batch.attempts + 1


def trouble_of(refusal: BotError) -> Text:
    """Its sentence, where nobody is asking just now."""
    trouble = refusal.params.get("trouble")
    return Text(key=refusal.key, params={"trouble": text(f"table.{trouble}")} if trouble else {})
