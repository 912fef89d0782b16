"""/board: all live orders by stage; what is late, stuck, waiting for approval, payment or material, or left alone, apart (S0-10)."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from handlers.cases.case_list import case_lines
from handlers.context import Context
from handlers.nudges.nudge_lines import AnyNudge, any_line
from handlers.order_cards.order_lines import days_late_of
from handlers.order_cards.tray import line_of
from handlers.overviews.kind_lists import LISTED, kind_list
from handlers.overviews.kinds import named
from handlers.overviews.unanswered import unanswered, with_nobody
from handlers.reading.fold import fold
from handlers.reply import Clock, Reply, Text, text
from handlers.replying import public
from handlers.view import View
from handlers.wording import department_name, titled
from orders.centre_file.workflow import Stage
from orders.flow import is_past
from orders.lateness import is_overdue, is_promise_over
from orders.order import OrderId, StageState
from storage.order_book import board_rows, case_rows, order_lists, workflow_rows
from storage.order_book.board_rows import BoardOrder, BoardStage

SHOWN = 10  # lines of a section: with every section full still a message or two
CODES = 12  # of one stage
_PAGE = re.compile(r"([1-9]\d?)?", re.ASCII)

# Told apart because each has its own cure: the department that answers, the approver, money, material.
_TROUBLES: tuple[tuple[str, Callable[[BoardStage], bool]], ...] = (
    ("payment", lambda stage: stage.hold == "payment"),
    ("material", lambda stage: stage.hold == "material"),
    ("stuck", lambda stage: stage.hold not in {"", "payment", "material"}),
    ("approval", lambda stage: not stage.hold and stage.state is StageState.APPROVAL),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """What of a company's board was asked for; ``held``: the stages of each order that somebody holds."""

    orders: Mapping[OrderId, BoardOrder]
    cases: Collection[OrderId]
    stages: Sequence[BoardStage]
    held: Mapping[OrderId, Sequence[str]]
    unanswered: Sequence[AnyNudge]

    @property
    def anything(self) -> bool:
        return bool(self.orders or self.cases or self.unanswered)


def board(ctx: Context, args: str) -> Reply:
    """``/board [department | customer | word | kind [page]]``."""
    kind, match = named(args, LISTED)
    if kind is not None and (page := _PAGE.fullmatch(args[match.span[1] :].strip())):
        return kind_list(ctx, kind, int(page[0] or 1))
    lines: list[Text] = []
    for company in ctx.actors:
        view = ctx.view_of(company)
        shown = _asked_for(view, board_rows.read(ctx.conn, company), args)
        if shown.anything:
            lines += _company_lines(view, shown, named=len(ctx.actors) > 1)
    if not lines:
        return public(
            ctx.incoming, text("board.nothing_found", words=args) if args.strip() else text("board.empty")
        )
    return public(ctx.incoming, *lines)


def _asked_for(view: View, board: board_rows.Board, args: str) -> _Shown:
    wanted = fold(args)
    department = view.centre.find_department(args, fold) if wanted else None
    if department is not None:
        there = {stage.order_id for stage in board.stages if stage.holder == department.id}
        found = [order for order in board.orders if order.id in there]
    elif wanted:
        found = [one for one in board.orders if wanted in fold(f"{one.code} {one.customer} {one.title}")]
    else:
        found = list(board.orders)
    orders = {order.id: order for order in found if not order.case}
    held: dict[OrderId, list[str]] = defaultdict(list)
    for stage in board.stages:
        held[stage.order_id].append(stage.stage)
    ids = {order.id for order in found}

    def fits(nudge: AnyNudge) -> bool:
        """What is of no order is a department's."""
        if nudge.reminder.duty is None:
            return nudge.reminder.of_order.order in ids
        return not wanted or (department is not None and nudge.reminder.department == department.id)

    return _Shown(
        orders=orders,
        cases={order.id for order in found if order.case},
        stages=[stage for stage in board.stages if stage.order_id in orders],
        held=held,
        unanswered=[nudge for nudge in unanswered(view) if fits(nudge)],
    )


def _company_lines(view: View, shown: _Shown, *, named: bool) -> list[Text]:
    lines = [text("board.head", count=len(shown.orders))]
    if named:
        lines.insert(0, text("word.name", name=view.centre.company.names))
    lines += _late(view, shown)
    lines += _troubles(view, shown)
    lines += _left_alone(view, shown)
    return [*lines, *_by_stage(view, shown), *_cases(view, shown)]


def _late(view: View, shown: _Shown) -> list[Text]:
    """Each order once, whatever makes it late; the longest first."""
    late = sorted(_late_since(view, shown).items(), key=lambda one: (one[1][0], one[0]))
    lines = [_late_line(view, shown.orders[order], stage) for order, (_, stage) in late[:SHOWN]]
    return _section("late", len(late), lines, rest="board.more_late")


def _late_since(view: View, shown: _Shown) -> Mapping[OrderId, tuple[datetime, BoardStage | None]]:
    """Since when an order is late, and by which stage; None: past its promised day."""
    zone = view.centre.zone
    late: dict[OrderId, tuple[datetime, BoardStage | None]] = {}
    for order in shown.orders.values():
        held = shown.held.get(order.id, ())
        passed = is_past(workflow_rows.load(view.conn, order.workflow), held, "delivered")
        if order.promised_on and is_promise_over(order.promised_on, view.today, delivered=passed):
            late[order.id] = datetime.combine(order.promised_on, time.max, zone), None
    for stage in shown.stages:
        if stage.due_at and is_overdue(stage.due_at, view.now) and stage.order_id not in late:
            late[stage.order_id] = stage.due_at, stage
    return late


def _late_line(view: View, order: BoardOrder, stage: BoardStage | None) -> Text:
    name = titled(order.code, order.customer)
    if stage is None or stage.due_at is None:
        assert order.promised_on is not None, "late by the one or by the other"
        days = days_late_of(order.promised_on, view.today)
        return text("board.late_line", order=name, promised=order.promised_on, count=days)
    return text(
        "board.overdue_line",
        order=name,
        stage=workflow_rows.load(view.conn, order.workflow).stage(stage.stage).names,
        department=department_name(view.centre, stage.holder),
        due=Clock(at=stage.due_at),
    )


def _troubles(view: View, shown: _Shown) -> list[Text]:
    """Each section as its stages fall due. What has gone on since the board was read is one of those that are counted."""
    found = [(name, [stage for stage in shown.stages if fits(stage)]) for name, fits in _TROUBLES]
    shown_of = {name: [(one.order_id, one.stage) for one in stages[:SHOWN]] for name, stages in found}
    whole = order_lists.stages_of(view.conn, {order for places in shown_of.values() for order, _ in places})
    return [
        line
        for name, stages in found
        for line in _section(
            name, len(stages), [line_of(view, whole[one]) for one in shown_of[name] if one in whole]
        )
    ]


def _left_alone(view: View, shown: _Shown) -> list[Text]:
    """What somebody has to step in for: there is nobody to ask, or nobody who answers."""
    nobody = with_nobody(view, shown.stages)
    silent = [any_line(view.centre, nudge) for nudge in shown.unanswered[:SHOWN]]
    lines = [_nobody_line(view, shown, stage) for stage in nobody[:SHOWN]]
    how = [text("board.nobody_how")] if nobody else []
    return [
        *_section("nobody", len(nobody), lines),
        *how,
        *_section("unanswered", len(shown.unanswered), silent, rest="board.more_unanswered"),
    ]


def _nobody_line(view: View, shown: _Shown, stage: BoardStage) -> Text:
    order = shown.orders[stage.order_id]
    return text(
        "board.nobody_line",
        order=titled(order.code, order.customer),
        stage=workflow_rows.load(view.conn, order.workflow).stage(stage.stage).names,
        department=department_name(view.centre, stage.holder),
    )


def _section(name: str, count: int, lines: Collection[Text], *, rest: str = "board.more") -> list[Text]:
    """``rest``: says how many more there are, and the way to them."""
    if not count:
        return []
    more = [text(rest, count=count - len(lines))] if count > len(lines) else []
    return [Text(key=""), text(f"board.{name}", count=count), *lines, *more]


def _by_stage(view: View, shown: _Shown) -> list[Text]:
    """Where everything lies, in the order of each workflow; orders that stand still as a whole last."""
    lying: dict[tuple[str, str], list[str]] = defaultdict(list)
    stages: dict[tuple[str, str], tuple[int, Stage]] = {}
    for one in shown.stages:
        order = shown.orders[one.order_id]
        workflow = workflow_rows.load(view.conn, order.workflow)
        place = (workflow.id, one.stage)
        if place not in stages:
            stages[place] = (list(workflow.by_id).index(one.stage), workflow.stage(one.stage))
        lying[place].append(order.code)
    lines = [
        text(
            "board.stage",
            stage=stage.names,
            department=department_name(view.centre, stage.department),
            count=len(lying[place]),
            codes=_few(lying[place]),
        )
        for place, (_, stage) in sorted(stages.items(), key=lambda one: (one[0][0], one[1][0], one[0][1]))
    ]
    standing = [order for order in shown.orders.values() if order.id not in shown.held]
    lines += [
        text(f"board.{order.state}", order=titled(order.code, order.customer)) for order in standing[:SHOWN]
    ]
    if len(standing) > SHOWN:
        lines.append(text("board.more", count=len(standing) - SHOWN))
    return [Text(key=""), *lines] if lines else []


def _cases(view: View, shown: _Shown) -> list[Text]:
    """The newest first."""
    if not shown.cases:
        return []
    newest = [row for row in case_rows.live_cases(view.conn, view.centre.id) if row.id in shown.cases]
    rows = order_lists.with_stages(view.conn, newest[:SHOWN])
    rest = [text("board.more", count=len(newest) - SHOWN)] if len(newest) > SHOWN else []
    return [Text(key=""), text("board.cases", count=len(newest)), *case_lines(view, rows), *rest]


def _few(codes: Sequence[str]) -> str:
    """The first of them, and how many more."""
    rest = len(codes) - CODES
    return ", ".join(codes[:CODES]) + (f" … +{rest}" if rest > 0 else "")
