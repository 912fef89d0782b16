"""When each part of an order is looked at next, as stored: to be held against what its events say, and put right."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from orders.order import OrderId
from storage.chasing import instalment_rows
from storage.chasing.checks_due import Thing
from storage.chasing.due_query import MONEY
from storage.statements.upserts import insert_into
from storage.tables.order_tables import orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks

Clocks: TypeAlias = Mapping[str | None, datetime | None]
"""By part of the order, None for the order as a whole; a part without a row is not in it."""

_IDS: BindParameter[Collection[int]] = bindparam("ids", expanding=True)
_OF_ORDERS = select(orders.c.id, orders.c.next_check_at).where(orders.c.id.in_(_IDS))
_OF_STAGES = select(stages.c.order_id, stages.c.stage, stages.c.next_check_at).where(
    stages.c.order_id.in_(_IDS)
)
_OF_OWED = select(owed_checks.c.order_id, owed_checks.c.part, owed_checks.c.next_check_at).where(
    owed_checks.c.order_id.in_(_IDS)
)
_OF_MONEY = select(
    instalment_checks.c.order_id, (MONEY + instalment_checks.c.instalment), instalment_checks.c.next_check_at
).where(instalment_checks.c.order_id.in_(_IDS))
_SET_ORDER = update(orders).where(orders.c.id == bindparam("its_order")).values(next_check_at=bindparam("at"))
_SET_STAGE = (
    update(stages)
    .where(stages.c.order_id == bindparam("its_order"), stages.c.stage == bindparam("its_stage"))
    .values(next_check_at=bindparam("at"))
)


def stored(conn: Connection, ids: Collection[OrderId]) -> Mapping[OrderId, Clocks]:
    asked = {"ids": sorted(ids)}
    found: dict[OrderId, dict[str | None, datetime | None]] = defaultdict(dict)
    for order, at in conn.execute(_OF_ORDERS, asked):
        found[OrderId(order)][None] = at
    for query in (_OF_STAGES, _OF_OWED, _OF_MONEY):
        for order, part, at in conn.execute(query, asked):
            found[OrderId(order)][part] = at
    return found


def put_right(conn: Connection, company: str, thing: Thing, at: datetime) -> None:
    """Whatever is there, or is not: look at it then."""
    its = {"its_order": thing.order, "at": at}
    if thing.instalment:
        instalment_rows.fell_due(conn, company, thing.order, {thing.instalment: at})
    elif thing.owed_by:
        row = {"order_id": thing.order, "part": thing.part, "company": company, "next_check_at": at}
        new = insert_into(conn, owed_checks).values(row)
        conn.execute(
            new.on_conflict_do_update(index_elements=["order_id", "part"], set_={"next_check_at": at})
        )
    elif thing.stage is None:
        conn.execute(_SET_ORDER, its)
    else:
        conn.execute(_SET_STAGE, {**its, "its_stage": thing.stage})
