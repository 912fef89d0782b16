"""What has to be looked at now: things are claimed with their orders locked, and put off until their next look."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    true,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.types import NullType

from orders.checks import part_owed, stage_and_department
from orders.order import OrderId
from storage.tables.duty_tables import duties
from storage.tables.moment import Moment
from storage.tables.order_tables import orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks

MONEY = "$"  # before the id of an instalment


class Thing(NamedTuple):
    """A stage of an order, or (None) the order as a whole; with ``owed_by`` what that department owes of the stage.

    With ``instalment``, and no stage: that part of its price. A tuple, because a sweep that comes to five hundred makes
    as many: a frozen dataclass takes thrice the time.
    """

    order: OrderId
    stage: str | None = None
    owed_by: str = ""
    instalment: str = ""

    @property
    def kind(self) -> str:
        if self.instalment:
            return "money"
        if self.owed_by:
            return "owed"
        return "order" if self.stage is None else "stage"

    @property
    def part(self) -> str | None:
        """As ``orders.checks`` calls it; of an instalment, which it does not know, its id with a mark."""
        if self.instalment:
            return f"{MONEY}{self.instalment}"
        return part_owed(self.stage or "", self.owed_by) if self.owed_by else self.stage

    @property
    def ref(self) -> str:
        return str(self.order) if self.part is None else f"{self.order}:{self.part}"

    @property
    def turn(self) -> tuple[bool, int, str]:
        """Sorts what is due at the same moment: by order and part, duties last."""
        return False, self.order, self.part or ""

    @classmethod
    def of(cls, order: OrderId, part: str | None) -> "Thing":
        if part and part.startswith(MONEY):
            return cls(order=order, instalment=part.removeprefix(MONEY))
        stage, department = stage_and_department(part)
        return cls(order=order, stage=stage, owed_by=department)

    @classmethod
    def named(cls, ref: str) -> "Thing":
        order, _, part = ref.partition(":")
        return cls.of(OrderId(int(order)), part or None)


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyThing:
    """A duty on one day, by the number of its row."""

    duty: int

    @property
    def kind(self) -> str:
        return "duty"

    @property
    def ref(self) -> str:
        return str(self.duty)

    @property
    def turn(self) -> tuple[bool, int, str]:
        return True, self.duty, ""


AnyThing: TypeAlias = Thing | DutyThing


def named(kind: str, ref: str) -> AnyThing:
    """What reminders are kept under."""
    return DutyThing(duty=int(ref)) if kind == "duty" else Thing.named(ref)


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

    def due(self, dialect: str) -> Select[Any]:
        """The columns are such that rows sort as they stand, and nothing has to be made of any: who asks compares moments."""
        at = type_coerce(self.table.c.next_check_at, NullType).label("at")
        shown = (self.duty.label("duty"), self.order.label("order_id"), self.part.label("part"))
        marked: ColumnElement[int] = literal_column(str(int(self.marked)))
        columns: tuple[ColumnElement[Any], ...] = (at, *shown, marked.label("marked"))
        found = select(*columns).order_by(self.table.c.next_check_at, *self.turn)
        if dialect == "sqlite":
            return self._on_sqlite(found)
        return (
            self._itself_locked(found)
            if self.order is _NONE or self.table is orders
            else self._order_locked(found)
        )

    def _on_sqlite(self, found: Select[Any]) -> Select[Any]:
        """Nobody else writes meanwhile. What is due is read from its index alone.

        Not the company's own column: without statistics SQLite goes through all that a company has instead.
        """
        company = func.coalesce(self.table.c.company, "")
        return found.where(self.table.c.next_check_at <= _NOW, company.in_(_COMPANIES)).limit(_MOST)

    def _itself_locked(self, found: Select[Any]) -> Select[Any]:
        return self._in_span(found).limit(_MOST).with_for_update(skip_locked=True)

    def _order_locked(self, found: Select[Any]) -> Select[Any]:
        """One order after the other, and no more than are handed out: no plan can read, or lock, all that there are."""
        its = self._in_span(found).subquery()
        order = select(orders.c.id).where(orders.c.id == its.c.order_id).with_for_update(skip_locked=True)
        return select(its).join(order.lateral(), true()).limit(_MOST)

    def _in_span(self, found: Select[Any]) -> Select[Any]:
        """Of two moments PostgreSQL does not see, which it takes for a short span.

        Otherwise it plans anew each time, for longer than it then takes, as a plan for these very values seems cheaper.
        """
        due = self.table.c.next_check_at.between(_hidden(_EVER), _hidden(_NOW))
        return found.where(due, self.table.c.company.in_(_COMPANIES))


def _hidden(moment: ColumnElement[datetime]) -> ColumnElement[datetime]:
    return select(moment).scalar_subquery()


_NOW: BindParameter[datetime] = bindparam("now", type_=Moment)
_EVER: BindParameter[datetime] = bindparam("ever", datetime(1970, 1, 1, tzinfo=UTC), type_=Moment)
_COMPANIES: BindParameter[Collection[str]] = bindparam("companies", expanding=True)
_MOST: BindParameter[int] = bindparam("most", type_=Integer, literal_execute=True)
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


def _all_due(dialect: str) -> CompoundSelect[Any]:
    """One statement asks for all of them: on PostgreSQL the way there and back is most of what a look costs."""
    return union_all(*(select(kind.due(dialect).subquery(kind.name)) for kind in _KINDS))


_DUE = {dialect: _all_due(dialect) for dialect in ("sqlite", "postgresql")}
_EARLIEST = [
    select(table.c.next_check_at)
    .where(table.c.next_check_at.is_not(None), table.c.company.in_(bindparam("companies", expanding=True)))
    .order_by(table.c.next_check_at)
    .limit(1)
    for table in (stages, orders, owed_checks, instalment_checks, duties)
]
_LOOK_AT_STAGE = (
    update(stages)
    .where(
        stages.c.order_id == bindparam("its_order"),
        stages.c.stage == bindparam("its_stage"),
        stages.c.next_check_at.is_not(None),
    )
    .values(next_check_at=bindparam("at"))
)
_LOOK_AT_ORDER = (
    update(orders)
    .where(orders.c.id == bindparam("its_order"), orders.c.next_check_at.is_not(None))
    .values(next_check_at=bindparam("at"))
)
_THIS_OWED = (
    owed_checks.c.order_id == bindparam("its_order"),
    owed_checks.c.part == bindparam("its_part"),
)
_LOOK_AT_OWED = update(owed_checks).where(*_THIS_OWED).values(next_check_at=bindparam("at"))
_LOOK_AT_DUTY = (
    update(duties)
    .where(duties.c.id == bindparam("its_duty"), duties.c.next_check_at.is_not(None))
    .values(next_check_at=bindparam("at"))
)
_LOOK_AT_MONEY = (
    update(instalment_checks)
    .where(
        instalment_checks.c.order_id == bindparam("its_order"),
        instalment_checks.c.instalment == bindparam("its_instalment"),
    )
    .values(next_check_at=bindparam("at"))
)
_OWED_NO_MORE = delete(owed_checks).where(*_THIS_OWED)


def claim(conn: Connection, *, now: datetime, companies: Collection[str], most: int) -> tuple[AnyThing, ...]:
    """What is due, those that wait longest first, each in its turn; at most so many of each kind.

    They and their orders belong to this transaction; what another one has in hand is passed over. Read them again before
    judging: somebody may have changed one just before it was locked.
    """
    asked = {"now": now, "companies": sorted(companies), "most": most}
    found = sorted(conn.execute(_DUE[conn.dialect.name], asked).all(), key=tuple)
    return tuple(
        [
            DutyThing(duty=duty)
            if duty
            else Thing.of(order, part)
            if marked
            else Thing(order=order, stage=part or None)
            for _, duty, order, part, marked in found
        ]
    )


def earliest(conn: Connection, companies: Collection[str]) -> datetime | None:
    """The next moment at which anything is due."""
    found = [conn.execute(query, {"companies": sorted(companies)}).scalar() for query in _EARLIEST]
    return min((one for one in found if one is not None), default=None)


def look_at(conn: Connection, looks: Mapping[AnyThing, datetime | None]) -> None:
    """Look at each again then; None: no clock runs there. What has lost its clock meanwhile stays without one."""
    for thing, at in looks.items():
        if isinstance(thing, DutyThing):
            conn.execute(_LOOK_AT_DUTY, {"its_duty": thing.duty, "at": at})
            continue
        values = {"its_order": thing.order, "at": at}
        if thing.instalment:
            conn.execute(_LOOK_AT_MONEY, {**values, "its_instalment": thing.instalment})
        elif thing.owed_by:
            its = {"its_order": thing.order, "its_part": thing.part}
            conn.execute(_LOOK_AT_OWED if at else _OWED_NO_MORE, its | ({"at": at} if at else {}))
        elif thing.stage is None:
            conn.execute(_LOOK_AT_ORDER, values)
        else:
            conn.execute(_LOOK_AT_STAGE, {**values, "its_stage": thing.stage})
