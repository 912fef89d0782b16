"""/my: what I owe now, mine first, then what I touched, then by due time; each a tap away from a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from handlers.context import Context
from handlers.duties.duty_lists import mine as duties_owed
from handlers.order_cards.tray import line_of
from handlers.overviews.daily_wishes import offered
from handlers.overviews.owed_lines import Owed, note_of_list
from handlers.overviews.unread import unread_notices
from handlers.reply import Button, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import FILE_TEMPLATE, MY, STAGE, in_rows, key, show_key
from handlers.tap_data import TapData
from handlers.wording import titled
from storage.chasing.checks_due import Thing
from storage.order_book import order_lists, workflow_rows
from storage.order_book.order_finding import OrderRow
from storage.order_book.order_lists import StageRow

MENU = "menu:update"  # what the menu of open stages is remembered by: a file in reply to it is reports
LISTED = 15  # lines with a button each; the rest is counted


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenStages:
    """How many the asker has, and the first of them."""

    count: int
    rows: Sequence[StageRow]

    @property
    def unlisted(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnList:
    """Everything that waits for somebody, as numbered lines, and a button for each. ``note``: by what its numbers are found again."""

    count: int
    lines: Sequence[Text]
    keys: Sequence[Button]
    note: str


def my(ctx: Context, _args: str) -> Reply:
    """Everything that waits for the asker and their departments, in all their companies."""
    found = owed(ctx)
    if found is None:
        return personal(ctx.incoming, text("my.nothing"), keyboard="private" if ctx.private else "")
    head = text("my.head", count=found.count)
    buttons = (*in_rows(found.keys, 2), *offered(ctx))
    return personal(ctx.incoming, head, *found.lines, buttons=buttons, note_for=found.note)


def owed(ctx: Context) -> OwnList | None:
    """None: nothing waits."""
    mine = open_stages(ctx)
    wholes = [
        row
        for company, actor in ctx.actors.items()
        for row in order_lists.whole_orders(ctx.conn, company, tuple(actor.departments))
    ]
    besides = [*unread_notices(ctx), *duties_owed(ctx)]
    listed = [*(_of_stage(ctx, row) for row in mine.rows), *map(_of_whole, wholes[:LISTED]), *besides]
    if not (mine.count or listed):
        return None
    lines = [text("my.line", number=number, line=one.line) for number, one in enumerate(listed, start=1)]
    if mine.unlisted:
        lines.append(text("my.more", count=mine.unlisted))
    lines.append(text("daily.how"))
    return OwnList(
        count=mine.count + len(wholes) + len(besides),
        lines=lines,
        keys=[one.key(number) for number, one in enumerate(listed, start=1)],
        note=note_of_list(listed),
    )


def _of_stage(ctx: Context, row: StageRow) -> Owed:
    thing = Thing(order=row.order_id, stage=row.stage)
    return Owed(thing=thing, line=line_of(ctx.view, row), key=partial(stage_button, ctx, row))


def _of_whole(row: OrderRow) -> Owed:
    """A draft, or a paused order."""
    line = text(f"my.{row.state}", order=titled(row.code, row.customer))
    return Owed(
        thing=Thing(order=row.id), line=line, key=lambda number: show_key(row.id, f"{number}. {row.code}")
    )


def open_stages_menu(ctx: Context, asked: Text) -> Reply:
    """Which of my open stages is meant: ``/update`` without arguments, or a key of the keyboard. Two taps make a report."""
    mine = open_stages(ctx)
    if not mine.count:
        return personal(ctx.incoming, text("my.nothing_open"))
    lines = [asked, *(_numbered(ctx, row, number) for number, row in enumerate(mine.rows, start=1))]
    keys = stage_buttons(ctx, mine.rows)
    if mine.unlisted:
        lines += [text("my.more", count=mine.unlisted), text("my.by_file")]
        keys.append(key("button.file_template", FILE_TEMPLATE, choice="report"))
    return personal(ctx.incoming, *lines, buttons=in_rows(keys, 1), note_for=MENU)


def _numbered(ctx: Context, row: StageRow, number: int) -> Text:
    return text("my.line", number=number, line=line_of(ctx.view, row))


def tapped(ctx: Context, _tap: TapData) -> Reply:
    """The same by button."""
    return my(ctx, "")


def open_stages(ctx: Context) -> OpenStages:
    """The asker's open stages in all their companies, nearest first."""
    count = 0
    rows: list[StageRow] = []
    for company, actor in ctx.actors.items():
        count += order_lists.count_mine(ctx.conn, company, actor.departments)
        rows += order_lists.mine(ctx.conn, company, actor.departments, ctx.me.id, limit=LISTED - len(rows))
    return OpenStages(count=count, rows=rows)


def stage_buttons(
    ctx: Context, rows: Sequence[StageRow], *, verb: str = STAGE, choice: str = ""
) -> list[Button]:
    """Numbered, as their lines are."""
    return [
        stage_button(ctx, row, number, verb=verb, choice=choice) for number, row in enumerate(rows, start=1)
    ]


def stage_button(ctx: Context, row: StageRow, number: int, *, verb: str = STAGE, choice: str = "") -> Button:
    return key(
        "button.my_stage",
        verb,
        order=row.order_id,
        stage=row.stage,
        version=row.version,
        choice=choice,
        number=number,
        code=row.code,
        stage_name=workflow_rows.load(ctx.conn, row.workflow).stage(row.stage).names,
    )


TAPS = {MY: tapped}
