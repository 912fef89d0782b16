"""A workbook to fill in: the headings in the reader's language, and of reports the asker's own open stages."""

from handlers.batches.headings import Kind
from handlers.context import Context
from handlers.reply import Document, Listed, Param, Table, text
from storage.order_book import order_lists, workflow_rows

COLUMNS = {
    "report": ("order", "stage", "state", "quantity", "rejected", "date", "note"),
    "open": (
        "code",
        "customer",
        "title",
        "promised_on",
        "amount",
        "contact",
        "phone",
        "address",
        "requirements",
    ),
}
MOST = 500  # open stages in it


def template(ctx: Context, kind: Kind) -> Document:
    rows = _open_stages(ctx) if kind == "report" else ()
    head = tuple(text(f"batch.head_{one}") for one in COLUMNS[kind])
    table = Table(title=text(f"batch.sheet_{kind}"), head=head, rows=rows)
    return Document(
        name=f"{kind}.xlsx", tables=(table,), lines=(text("batch.headings", headings=Listed(items=head)),)
    )


def _open_stages(ctx: Context) -> tuple[tuple[Param | None, ...], ...]:
    empty = (None,) * (len(COLUMNS["report"]) - 2)
    rows = (
        row
        for company, actor in ctx.actors.items()
        for row in order_lists.mine(ctx.conn, company, actor.departments, ctx.me.id, limit=MOST)
    )
    return tuple(
        (row.code, workflow_rows.load(ctx.conn, row.workflow).stage(row.stage).names, *empty) for row in rows
    )
