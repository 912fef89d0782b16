"""/update: progress as people type it; every line of a message is a report of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from handlers.context import Context
from handlers.files import begin, table_in
from handlers.finding import begins_with_order
from handlers.moves.acting import Moved
from handlers.news.receipts import receipt_short
from handlers.news.telling import tell
from handlers.overviews.my import open_stages_menu
from handlers.progress.reporting import move_for, report
from handlers.progress.spoken import spoken_in
from handlers.reading.lines import Split, split_reports
from handlers.refusing import refusal_line
from handlers.reply import Button, Reply, Say, Text, text
from handlers.replying import here
from handlers.stage_keys import in_rows, undo_key
from orders.refusals import BotError
from orders.refusals.naming import OrderUnknown
from storage.statements.undo_points import UndoPoint

LINES_AT_MOST = 20
UNDOS_PER_ROW = 3


def update(ctx: Context, args: str) -> Reply:
    """``/update <order> <stage> …``; without arguments the person's open stages as buttons, two taps to report.

    With nothing but a workbook or a CSV file each of its lines is a report.
    """
    if not args.strip():
        file = table_in(ctx.incoming)
        return begin(ctx, file, "report") if file else open_stages_menu(ctx, text("my.which"))
    return say_report(ctx, args, commanded=True)


def say_report(ctx: Context, words: str, *, commanded: bool) -> Reply:
    """Report one line, or several at once."""
    split = split_reports(words, lambda line: begins_with_order(ctx, line), most=LINES_AT_MOST)
    if len(split.reports) <= 1 and not split.unread:
        try:
            return report(ctx, spoken_in(ctx.incoming, words, commanded=commanded))
        except OrderUnknown:
            from handlers.duties.duties import by_name  # noqa: PLC0415 - which answers by what is reported here

            if answer := by_name(ctx, words):
                return answer
            raise
    return _several(ctx, split, commanded=commanded)


def _several(ctx: Context, split: Split, *, commanded: bool) -> Reply:
    """Each line is recorded or refused by itself; one answer lists what became of each."""
    answers: list[Text] = []
    notices: list[Say] = []
    backs: list[Button] = []
    for number, line in enumerate(split.reports, start=1):
        spoken = spoken_in(ctx.incoming, line, commanded=commanded)
        became = by_itself(ctx, partial(move_for, ctx, spoken))
        answers.append(text("update.numbered", number=number, line=became.line))
        notices += became.notices
        backs += became.back_on(number)
    if split.unread:
        answers.append(text("update.too_many", left=len(split.unread), first=split.unread[0][:40]))
    return Reply(says=(here(ctx.incoming, *answers, buttons=in_rows(backs, UNDOS_PER_ROW)), *notices))


@dataclass(frozen=True, kw_only=True, slots=True)
class Became:
    """What became of one of several reports: its receipt or its refusal in a line, and who else hears of it."""

    line: Text
    notices: tuple[Say, ...] = ()
    recorded: bool = False
    back: Button | None = None  # takes it back

    def back_on(self, number: int) -> list[Button]:
        """Below several lines, by the number of its own."""
        return [replace(self.back, label=text("button.undo_of", which=str(number)))] if self.back else []


def by_itself(ctx: Context, make: Callable[[], Moved]) -> Became:
    """One of several reports: where it is refused the others stand."""
    undo_point = UndoPoint(ctx.conn)
    try:
        moved = make()
        undo_point.commit()
    except BotError as refusal:
        undo_point.rollback()
        return Became(line=refusal_line(ctx, refusal))
    back = replace(
        undo_key(moved.after, moved.events[0].move), label=text("button.undo_of", which=moved.after.code)
    )
    return Became(line=receipt_short(ctx, moved), notices=tell(ctx, moved), recorded=True, back=back)
