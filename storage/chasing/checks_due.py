"""What has to be looked at now: things are claimed with their orders locked, and put off until their next look."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    select,
    update,
)

from orders.checks import part_owed, stage_and_department
from orders.order import OrderId
from storage.chasing.due_query import MONEY, find
from storage.tables.duty_tables import duties
from storage.tables.order_tables import orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks


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
    .values(next_check_at=bindparam("at"), settled=bindparam("is_settled"))
)
_OWED_NO_MORE = delete(owed_checks).where(*_THIS_OWED)


def claim(conn: Connection, *, now: datetime, companies: Collection[str], most: int) -> tuple[AnyThing, ...]:
    """What is due, those that wait longest first, each in its turn; at most so many of each kind.

    They and their orders belong to this transaction. What another one has in hand is passed over, and more looked for (then
    it may be some more): fewer means that there is nothing else. Read them again before judging: somebody may have changed
    one just before it was locked.
    """
    ours: Sequence[tuple[Any, ...]] = ()
    for wanted in count(
        most, most
    ):  # from the first one each time: what was in hand just now may be done meanwhile
        due = find(conn, now=now, companies=companies, most=wanted)
        ours = [one for one in due if one[-1]]
        if len(ours) == len(due) or len(ours) >= most or len(due) < wanted:
            break
    return tuple(
        [
            DutyThing(duty=duty) if duty else Thing.of(order, part) if marked else Thing(order, part or None)
            for _, duty, order, part, marked, _ in sorted(ours)
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
            its_money = {"its_instalment": thing.instalment, "is_settled": at is None}
            conn.execute(_LOOK_AT_MONEY, values | its_money)
        elif thing.owed_by:
            its = {"its_order": thing.order, "its_part": thing.part}
            conn.execute(_LOOK_AT_OWED if at else _OWED_NO_MORE, its | ({"at": at} if at else {}))
        elif thing.stage is None:
            conn.execute(_LOOK_AT_ORDER, values)
        else:
            conn.execute(_LOOK_AT_STAGE, {**values, "its_stage": thing.stage})
