"""Stages that may be late, silent or of an order without a word, by a few columns of theirs: all that are so, and some more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select

from orders.order import OrderId, StageState
from storage.tables.moment import Moment
from storage.tables.order_tables import HELD, orders, stages

MayBe: TypeAlias = Literal["late", "silent", "wordless"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    order_id: OrderId
    stage: str
    workflow: str  # found by workflow_rows.load
    promised_on: date | None
    due_at: datetime | None
    heard_at: datetime | None
    pushed_at: datetime | None


_UNESTIMATED = or_(stages.c.estimate.is_(None), stages.c.estimate <= bindparam("now"))
_IN_TIME = or_(stages.c.due_at.is_(None), stages.c.due_at >= bindparam("now"))
_RECEIPT_IN_TIME = and_(
    stages.c.state == StageState.OFFERED.value,
    stages.c.confirm_by > bindparam("now"),
    stages.c.hold.is_(None),
)
_WORD_IN_TIME = and_(
    stages.c.state == StageState.ACTIVE.value, stages.c.estimate > bindparam("now"), stages.c.hold.is_(None)
)
_MAY_BE: Mapping[MayBe, ColumnElement[bool]] = {
    "late": or_(stages.c.due_at < bindparam("now"), orders.c.promised_on < bindparam("today")),
    "silent": and_(_IN_TIME, func.coalesce(~or_(_RECEIPT_IN_TIME, _WORD_IN_TIME), True)),
    "wordless": and_(
        orders.c.opened_at < bindparam("silent_since"),
        or_(stages.c.reported_at.is_(None), stages.c.reported_at < bindparam("silent_since")),
        stages.c.hold.is_(None),
        _UNESTIMATED,
    ),
}
_FOUND = {
    kind: select(
        stages.c.order_id,
        stages.c.stage,
        orders.c.workflow,
        orders.c.promised_on,
        stages.c.due_at,
        func.coalesce(stages.c.reported_at, stages.c.since, type_=Moment).label("heard_at"),
        stages.c.pushed_at,
    )
    .join(orders, orders.c.id == stages.c.order_id)
    .where(stages.c.company == bindparam("company"), HELD, may_be)
    .order_by(stages.c.order_id, stages.c.stage)
    for kind, may_be in _MAY_BE.items()
}


def find(
    conn: Connection, company: str, kind: MayBe, *, now: datetime, today: date, silent_since: datetime
) -> list[Candidate]:
    """``silent_since``: from when on a word was to be heard, for an order not to be without one."""
    asked = {"company": company, "now": now, "today": today, "silent_since": silent_since}
    return [
        Candidate(
            order_id=OrderId(row.order_id),
            stage=row.stage,
            workflow=row.workflow,
            promised_on=row.promised_on,
            due_at=row.due_at,
            heard_at=row.heard_at,
            pushed_at=row.pushed_at,
        )
        for row in conn.execute(_FOUND[kind], asked)
    ]
