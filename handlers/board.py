"""/board: all live orders by stage; what is late, stuck, waiting for approval, payment or material apart (S0-10)."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from handlers.case_list import case_lines
from handlers.context import Context
from handlers.order_lines import days_late_of
from handlers.reading.fold import fold
from handlers.reply import Reply, Text, text
from handlers.replying import public
from handlers.tray import line_of
from handlers.view import View
from handlers.wording import department_name, titled
from orders.flow import is_past
from orders.order import StageState
from storage import order_lists, workflow_rows
from storage.order_lists import BoardRow, StageRow

# Told apart because each has its own cure: the promise, the department that answers, the approver, money, material.
_TROUBLES: tuple[tuple[str, Callable[[View, BoardRow, StageRow | None], bool]], ...] = (
    ("late", lambda view, row, stage: stage is None and _days_late(view, row) > 0),
    ("payment", lambda _, __, stage: stage is not None and stage.hold == "payment"),
    ("material", lambda _, __, stage: stage is not None and stage.hold == "material"),
    ("stuck", lambda _, __, stage: stage is not None and stage.hold not in {"", "payment", "material"}),
    (
        "approval",
        lambda _, __, stage: stage is not None and not stage.hold and stage.state is StageState.APPROVAL,
    ),
)


def board(ctx: Context, args: str) -> Reply:
    """``/board [department | customer | word]``."""
    lines: list[Text] = []
    for company in ctx.actors:
        view = ctx.view_of(company)
        rows = _filtered(view, order_lists.board(ctx.conn, company), args)
        if rows:
            lines += _company_lines(view, rows, named=len(ctx.actors) > 1)
    if not lines:
        return public(
            ctx.incoming, text("board.nothing_found", words=args) if args.strip() else text("board.empty")
        )
    return public(ctx.incoming, *lines)


def _filtered(view: View, rows: Iterable[BoardRow], args: str) -> list[BoardRow]:
    wanted = fold(args)
    if not wanted:
        return list(rows)
    department = view.centre.find_department(args, fold)
    if department is not None:
        return [row for row in rows if any(stage.holder == department.id for stage in row.stages)]
    return [row for row in rows if wanted in fold(f"{row.order.code} {row.order.customer} {row.order.title}")]


def _company_lines(view: View, rows: list[BoardRow], *, named: bool) -> list[Text]:
    cases = [row for row in rows if row.order.case]
    rows = [row for row in rows if not row.order.case]
    lines = [text("board.head", count=len(rows))]
    if named:
        lines.insert(0, text("word.name", name=view.centre.company.names))
    for trouble, fits in _TROUBLES:
        lines += _section(trouble, _trouble_lines(view, rows, fits))
    return [*lines, *_by_stage(view, rows), *_section("cases", case_lines(view, cases))]


def _trouble_lines(
    view: View, rows: list[BoardRow], fits: Callable[[View, BoardRow, StageRow | None], bool]
) -> list[Text]:
    found: list[Text] = []
    for row in rows:
        if fits(view, row, None) and row.order.promised_on is not None:
            found.append(
                text(
                    "board.late_line",
                    order=titled(row.order.code, row.order.customer),
                    promised=row.order.promised_on,
                    count=_days_late(view, row),
                )
            )
        found += [line_of(view, stage) for stage in row.stages if fits(view, row, stage)]
    return found


def _days_late(view: View, row: BoardRow) -> int:
    """Whole days past the promise; what has been delivered keeps no promise waiting."""
    workflow = workflow_rows.load(view.conn, row.order.workflow)
    if is_past(workflow, [stage.stage for stage in row.stages], "delivered"):
        return 0
    return days_late_of(row.order.promised_on, view.today)


def _section(name: str, lines: list[Text]) -> list[Text]:
    return [Text(key=""), text(f"board.{name}", count=len(lines)), *lines] if lines else []


def _by_stage(view: View, rows: list[BoardRow]) -> list[Text]:
    """Where everything lies, in the order of the workflow; orders that stand still as a whole last."""
    lying: dict[tuple[str, str], list[str]] = defaultdict(list)
    standing = [row for row in rows if not row.stages]
    lines: list[Text] = []
    names = {}
    for row in rows:
        workflow = workflow_rows.load(view.conn, row.order.workflow)
        for place, stage in enumerate(workflow.stages):
            for one in row.stages:
                if one.stage == stage.id:
                    lying[f"{place:02}", stage.id].append(row.order.code)
                    names[stage.id] = (stage.names, department_name(view.centre, stage.department))
    lines += [
        text(
            "board.stage",
            stage=names[stage][0],
            department=names[stage][1],
            count=len(codes),
            codes=", ".join(codes),
        )
        for (_, stage), codes in sorted(lying.items())
    ]
    lines += [
        text(f"board.{row.order.state}", order=titled(row.order.code, row.order.customer)) for row in standing
    ]
    return [Text(key=""), *lines] if lines else []
