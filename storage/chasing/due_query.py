"""What is due, of all kinds at once and by their indexes; on PostgreSQL with their orders locked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.types import NullType

from storage.statements.prepared import PreparedQuery
from storage.tables.duty_tables import duties
from storage.tables.moment import Moment
from storage.tables.order_tables import orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks

MONEY = "$"  # before the id of an instalment

_NONE: ColumnElement[int] = literal_column("0")
_WHOLE: ColumnElement[str] = literal_column("''")


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """Where things of one kind stand. ``turn``: sorts what is due at the same moment, ``marked``: ``part`` says what they are."""

    name: str
    table: Table
    turn: tuple[ColumnElement[Any], ...]
    order: ColumnElement[int] = _NONE
    part: ColumnElement[str] = _WHOLE
    marked: bool = False
    duty: ColumnElement[int] = _NONE

    def due(self, dialect: str, companies: Collection[ColumnElement[str]], *, most: int) -> Select[Any]:
        """The columns are such that rows sort as they stand, and nothing has to be made of any: who asks compares moments."""
        at = type_coerce(self.table.c.next_check_at, NullType).label("at")
        shown = (self.duty.label("duty"), self.order.label("order_id"), self.part.label("part"))
        marked: ColumnElement[int] = literal_column(str(int(self.marked)))
        columns: tuple[ColumnElement[Any], ...] = (at, *shown, marked.label("marked"))
        limit = literal_column(str(most), Integer)
        found = select(*columns).order_by(self.table.c.next_check_at, *self.turn).limit(limit)
        if dialect == "sqlite":
            # Not the company's own column: without statistics SQLite goes through all that a company has instead.
            company = func.coalesce(self.table.c.company, "")
            return found.where(self.table.c.next_check_at <= _NOW, company.in_(companies))
        # Of two moments PostgreSQL does not see, which it takes for a short span. Otherwise it plans anew each time, for
        # longer than it then takes, as a plan for these very values seems cheaper.
        due = self.table.c.next_check_at.between(_hidden(_EVER), _hidden(_NOW))
        found = found.where(due, self.table.c.company.in_(companies))
        return found.with_for_update(skip_locked=True) if self.order is _NONE else found


def _hidden(moment: ColumnElement[datetime]) -> ColumnElement[datetime]:
    return select(moment).scalar_subquery()


_NOW: BindParameter[datetime] = bindparam("now", type_=Moment)
_EVER: BindParameter[datetime] = bindparam("ever", datetime(1970, 1, 1, tzinfo=UTC), type_=Moment)
_KINDS = (
    _Kind(
        name="stages_due",
        table=stages,
        turn=(stages.c.order_id, stages.c.stage),
        order=stages.c.order_id,
        part=stages.c.stage,
    ),
    _Kind(name="orders_due", table=orders, turn=(orders.c.id,), order=orders.c.id),
    _Kind(
        name="owed_due",
        table=owed_checks,
        turn=(owed_checks.c.order_id, owed_checks.c.part),
        order=owed_checks.c.order_id,
        part=owed_checks.c.part,
        marked=True,
    ),
    _Kind(
        name="money_due",
        table=instalment_checks,
        turn=(instalment_checks.c.order_id, instalment_checks.c.instalment),
        order=instalment_checks.c.order_id,
        part=literal_column(f"'{MONEY}'", Text) + instalment_checks.c.instalment,
        marked=True,
    ),
    _Kind(name="duties_due", table=duties, turn=(duties.c.id,), duty=duties.c.id),
)


def find(
    conn: Connection, *, now: datetime, companies: Collection[str], most: int
) -> Sequence[tuple[Any, ...]]:
    """Of each kind so many: when, duty, order, part, whether it is marked, and is ours.

    A duty that another one has in hand is left out, an order that it has is told but not ours.
    """
    if not companies:
        return ()
    theirs = {_company(number): company for number, company in enumerate(sorted(companies))}
    asked = _look(conn.dialect.name, len(companies), most=most)
    return asked.tuples(conn, {"now": now, **theirs})


@lru_cache(maxsize=64)
def _look(dialect: str, companies: int, *, most: int) -> PreparedQuery:
    """One statement asks for all of them: on PostgreSQL the way there and back is most of what a look costs."""
    theirs = [bindparam(_company(number), type_=Text) for number in range(companies)]
    found = union_all(*(select(kind.due(dialect, theirs, most=most).subquery(kind.name)) for kind in _KINDS))
    if dialect == "sqlite":  # nobody else writes meanwhile
        return PreparedQuery(select(found.subquery("all_due"), literal_column("1").label("ours")))
    due = found.cte("due")
    ids = func.array(select(due.c.order_id).scalar_subquery())
    # All of them at once by their index: it costs less than to lock each where it is found.
    its = select(orders.c.id).where(orders.c.id == func.any(ids))
    locked = its.with_for_update(skip_locked=True).cte("locked")
    ours = or_(locked.c.id.is_not(None), due.c.duty > _NONE).label("ours")
    whole = due.outerjoin(locked, locked.c.id == due.c.order_id)
    return PreparedQuery(select(due, ours).select_from(whole))


def _company(number: int) -> str:
    return f"company_{number}"
