"""Stages that are looked for to be asked after, or because of whom they were given to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, or_, select

from orders.order import OrderId, PersonId
from storage.order_book.order_lists import BY_DUE, STAGES, StageRow, read_stage_row
from storage.tables.order_tables import ASSIGNED, LIVE, orders, stages

PushKind: TypeAlias = Literal["stuck", "department"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which stages are to be asked after: of a kind, or (``department``) all that one department holds."""

    kind: PushKind
    pushed_before: datetime
    department: str = ""


_NOT_PUSHED = or_(stages.c.pushed_at.is_(None), stages.c.pushed_at <= bindparam("pushed_before"))
_OF_A_KIND: Mapping[PushKind, ColumnElement[bool]] = {
    "stuck": stages.c.hold.is_not(None),
    "department": stages.c.holder == bindparam("department"),
}
_TO_PUSH = {
    kind: STAGES.where(_NOT_PUSHED, of_kind).order_by(*BY_DUE).limit(bindparam("limit"))
    for kind, of_kind in _OF_A_KIND.items()
}
_GIVEN = (
    select(stages.c.order_id, stages.c.stage)
    .join(orders, orders.c.id == stages.c.order_id)
    .where(
        ASSIGNED,
        stages.c.assigned_to == bindparam("person"),
        stages.c.company == bindparam("company"),
        stages.c.state.not_in([literal_column("'done'"), literal_column("'skipped'")]),
        LIVE,
    )
    .order_by(stages.c.order_id, stages.c.stage)
)


def to_push(conn: Connection, company: str, wanted: Wanted, *, limit: int) -> tuple[StageRow, ...]:
    """Stages of a kind that were not asked after since ``pushed_before``, those due first."""
    asked = {
        "company": company,
        "pushed_before": wanted.pushed_before,
        "department": wanted.department,
        "limit": limit,
    }
    return tuple(read_stage_row(row) for row in conn.execute(_TO_PUSH[wanted.kind], asked))


def given_to(conn: Connection, company: str, person: PersonId) -> tuple[tuple[OrderId, str], ...]:
    """Order and stage of everything that was given to this person and is not done."""
    wanted = {"company": company, "person": person}
    return tuple((OrderId(row.order_id), row.stage) for row in conn.execute(_GIVEN, wanted))
