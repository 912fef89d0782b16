"""/my: what I owe now, mine first, then what I touched, then by due time; each a tap away from a report."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.reply import Button, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import STAGE, in_rows, key, show_key
from handlers.tray import line_of
from handlers.wording import titled
from storage import order_lists, workflow_rows
from storage.order_lists import StageRow

LISTED = 15  # lines with a button each; the rest is counted


def my(ctx: Context, _args: str) -> Reply:
    """Everything that waits for the asker and their departments, in all their companies."""
    rows = open_stages(ctx)
    wholes = [
        row
        for company, actor in ctx.actors.items()
        for row in order_lists.whole_orders(ctx.conn, company, tuple(actor.departments))
    ]
    if not rows and not wholes:
        return personal(ctx.incoming, text("my.nothing"), keyboard="private" if ctx.private else "")
    lines: list[Text] = [text("my.head", count=len(rows) + len(wholes))]
    for number, row in enumerate(rows[:LISTED], start=1):
        lines.append(text("my.line", number=number, line=line_of(ctx.view, row)))
    lines += [text(f"my.{row.state}", order=titled(row.code, row.customer)) for row in wholes[:LISTED]]
    if len(rows) > LISTED:
        lines.append(text("my.more", count=len(rows) - LISTED))
    keys = stage_buttons(ctx, rows[:LISTED])
    keys += [show_key(row.id, row.code) for row in wholes[:LISTED]]
    return personal(ctx.incoming, *lines, buttons=in_rows(keys, 2), note_for="list")


def open_stages_menu(ctx: Context) -> Reply:
    """``/update`` without arguments: which of my open stages? Two taps make a report."""
    rows = open_stages(ctx)
    if not rows:
        return personal(ctx.incoming, text("my.nothing_open"))
    lines = [text("my.which")]
    if len(rows) > LISTED:
        lines.append(text("my.more", count=len(rows) - LISTED))
    return personal(ctx.incoming, *lines, buttons=in_rows(stage_buttons(ctx, rows[:LISTED]), 1))


def open_stages(ctx: Context) -> Sequence[StageRow]:
    """The asker's open stages in all their companies, nearest first."""
    return [
        row
        for company, actor in ctx.actors.items()
        for row in order_lists.mine(ctx.conn, company, tuple(actor.departments), ctx.me.id)
    ]


def stage_buttons(
    ctx: Context, rows: Sequence[StageRow], *, verb: str = STAGE, choice: str = ""
) -> list[Button]:
    """Numbered, as their lines are."""
    return [
        key(
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
        for number, row in enumerate(rows, start=1)
    ]
