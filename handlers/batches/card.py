"""How a file fares, as one message that is edited: being read, what it would do, how far it is, what came of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.batches.lines import ITEM
from handlers.reply import Button, Clock, Document, Lane, Listed, Param, Say, Table, Text, text
from handlers.reply_json import text_from_json
from handlers.stage_keys import (
    FILE_AGAIN,
    FILE_DROP,
    FILE_LINES,
    FILE_RUN,
    FILE_TEMPLATE,
    FILE_UNDO,
    in_rows,
    key,
)
from handlers.view import View
from handlers.wording import person_name
from storage.intake import batch_lines, batch_rows
from storage.intake.batch_lines import LineRow, LineState
from storage.intake.batch_rows import Batch, BatchState

SHOWN = 5  # refused lines on the card; all of them are in a file for the asking
SHOWN_WORDS = 40  # characters of what a line is found by
MOST = 1_000  # lines of that file
REFUSED = (LineState.BAD, LineState.LEFT, LineState.KEPT)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Counts:
    """How many lines stand how, and what those of one state lead to."""

    states: Mapping[LineState, int]
    what: Mapping[LineState, Mapping[str, int]] = field(default_factory=dict)

    def of(self, *states: LineState) -> int:
        return sum(self.states.get(one, 0) for one in states)

    def things(self, state: LineState) -> int:
        """The same without lines that only add to what another opens."""
        return self.of(state) - self.what.get(state, {}).get(ITEM, 0)


def lay(view: View, number: int) -> Say | None:
    """The card as it is now; None where the file is forgotten."""
    batch = batch_rows.by_id(view.conn, number)
    if batch is None:
        return None
    counts = _counted(view, batch)
    lines, keys = _LAID[batch.state](view, batch, counts)
    head = text("batch.head", file=batch.file_name, by=person_name(view, batch.person))
    return Say(
        lines=(head, *lines), chat=batch.chat, thread=batch.thread, lane=Lane.CARDS, buttons=in_rows(keys, 2)
    )


def unread(view: View, batch: Batch) -> Document:
    """The lines that were not done, each with its reason."""
    rows = batch_lines.first(view.conn, batch.id, REFUSED, MOST)
    head = (text("batch.column_number"), text("batch.column_line"), text("batch.column_reason"))
    table = Table(
        title=text("batch.unread"),
        head=head,
        rows=tuple((row.number, _words(row), _reason(row)) for row in rows),
    )
    return Document(
        name=f"batch-{batch.id}.xlsx",
        tables=(table,),
        lines=tuple(_refused_line(row) for row in rows[:SHOWN]),
    )


def _counted(view: View, batch: Batch) -> _Counts:
    states: Counter[LineState] = Counter()
    what: dict[LineState, Counter[str]] = {}
    for one in batch_lines.tallies(view.conn, batch.id):
        states[one.state] += one.lines
        what.setdefault(one.state, Counter())[one.what] += one.lines
    return _Counts(states=states, what=what)


_Laid = tuple[list[Text], list[Button]]


def _wanted(_: View, batch: Batch, __: _Counts) -> _Laid:
    return [text("batch.waits") if batch.trouble else text("batch.reading")], []


def _failed(_: View, batch: Batch, __: _Counts) -> _Laid:
    line = text_from_json(batch.trouble) if batch.trouble else text("batch.nothing_to_do")
    again = key("button.file_again", FILE_AGAIN, order=batch.id)
    return [line], [again, _template_key("open" if batch.kind == "open" else "report")]


def _ready(view: View, batch: Batch, counts: _Counts) -> _Laid:
    good, bad = counts.things(LineState.READY), counts.of(LineState.BAD)
    lines = (
        [text(f"batch.ready_{batch.kind}", count=good, what=_by_kind(counts, LineState.READY))]
        if good
        else []
    )
    if not good:
        lines.append(text("batch.nothing_to_do"))
    before = batch_rows.same_file(view.conn, batch)
    if before is not None:
        lines.append(text("batch.same_file", at=Clock(at=before.made_at)))
    lines += _refused(view, batch, counts, "batch.bad", LineState.BAD)
    keys = []
    if good:
        label = "button.file_open" if batch.kind == "open" else "button.file_run"
        keys.append(key(label, FILE_RUN, order=batch.id, style="success", count=good))
        keys.append(key("button.file_drop", FILE_DROP, order=batch.id))
    return lines, [*keys, *([_lines_key(batch)] if bad > SHOWN else [])]


def _dropped(_: View, __: Batch, ___: _Counts) -> _Laid:
    return [text("batch.dropped")], []


def _running(_: View, __: Batch, counts: _Counts) -> _Laid:
    past = counts.of(LineState.DONE, LineState.LEFT)
    return [text("batch.running", done=past, total=past + counts.of(LineState.READY))], []


def _done(view: View, batch: Batch, counts: _Counts) -> _Laid:
    done = counts.things(LineState.DONE)
    lines = [text(f"batch.done_{batch.kind}", count=done, what=_by_kind(counts, LineState.DONE))]
    lines += _refused(view, batch, counts, "batch.left", LineState.LEFT)
    if bad := counts.of(LineState.BAD):
        lines.append(text("batch.bad_before", count=bad))
    keys = [key("button.file_undo", FILE_UNDO, order=batch.id)] if done else []
    return lines, [*keys, *([_lines_key(batch)] if counts.of(*REFUSED) else [])]


def _undoing(_: View, __: Batch, counts: _Counts) -> _Laid:
    past = counts.of(LineState.UNDONE, LineState.KEPT)
    return [text("batch.undoing", done=past, total=past + counts.of(LineState.DONE))], []


def _undone(view: View, batch: Batch, counts: _Counts) -> _Laid:
    by = person_name(view, batch.taken_back_by)
    lines = [text(f"batch.undone_{batch.kind}", count=counts.things(LineState.UNDONE), by=by)]
    lines += _refused(view, batch, counts, "batch.kept", LineState.KEPT)
    return lines, [_lines_key(batch)] if counts.of(LineState.KEPT) > SHOWN else []


def _refused(view: View, batch: Batch, counts: _Counts, head: str, state: LineState) -> list[Text]:
    count = counts.of(state)
    if not count:
        return []
    shown = batch_lines.first(view.conn, batch.id, [state], SHOWN)
    more = [text("batch.more", count=count - SHOWN)] if count > SHOWN else []
    return [text(head, count=count), *map(_refused_line, shown), *more]


def _refused_line(row: LineRow) -> Text:
    return text("batch.line", number=row.number, words=_words(row), reason=_reason(row))


def _reason(row: LineRow) -> Param:
    return text_from_json(row.reason) if row.reason else ""


def _words(row: LineRow) -> str:
    """How a person finds the line: the order, or the customer."""
    named = next((row.cells[part] for part in ("order", "code", "customer") if row.cells.get(part)), "")
    return str(named)[:SHOWN_WORDS] if isinstance(named, str | int) else ""


def _by_kind(counts: _Counts, state: LineState) -> Listed:
    kinds = sorted(counts.what.get(state, {}).items(), key=lambda pair: -pair[1])
    return Listed(
        items=tuple(text("batch.so_many", number=many, what=text(f"event.{what}")) for what, many in kinds)
    )


def _lines_key(batch: Batch) -> Button:
    return key("button.file_lines", FILE_LINES, order=batch.id)


def _template_key(kind: str) -> Button:
    return key("button.file_template", FILE_TEMPLATE, choice=kind)


_LAID: Mapping[BatchState, Callable[[View, Batch, _Counts], _Laid]] = {
    BatchState.WANTED: _wanted,
    BatchState.FAILED: _failed,
    BatchState.READY: _ready,
    BatchState.DROPPED: _dropped,
    BatchState.RUNNING: _running,
    BatchState.DONE: _done,
    BatchState.UNDOING: _undoing,
    BatchState.UNDONE: _undone,
}
