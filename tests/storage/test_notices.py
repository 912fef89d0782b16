"""Notices and what departments owe of them, as rows."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from orders.centre_file.workflow import Workflow
from orders.moves import Acknowledge, Report
from orders.order import OrderId
from orders.whole_order_moves import Open, Pause
from storage.chasing import checks_due
from storage.chasing.checks_due import Thing
from storage.order_book import orders_rows
from tests.support.shop import DIEU, LAN, MONDAY, member, named, stage
from tests.support.stored_orders import Run, draft, move

SHIPPING = Workflow(
    id="shipping",
    names=named("shipping"),
    stages=(
        stage("note", "sales", notifies=["warehouse", "trucks"]),
        stage("loading", "warehouse", "note"),
    ),
)
HOUR = timedelta(hours=1)
KHO = member(31, "warehouse")


def noted(conn: Connection) -> OrderId:
    order = draft(conn, workflow=SHIPPING)
    move(conn, order, LAN, Open())
    move(conn, order, LAN, Report(stage="note", done=True))
    return order


def due(conn: Connection, now: Any) -> set[Thing]:
    return set(checks_due.claim(conn, now=now, companies=["adtech"], most=9))


def test_a_notice_is_stored_with_its_stage_and_read_as_it_was(do: Run) -> None:
    order = do(noted)

    after = do(move, order, KHO, Acknowledge(stage="note"))

    assert do(orders_rows.load, order) == after
    assert after.stage("note").notice is not None


def test_each_department_that_owes_a_receipt_is_looked_at_by_itself(do: Run) -> None:
    order = do(noted)
    kho = Thing(order=order, stage="note", owed_by="warehouse")
    xe = Thing(order=order, stage="note", owed_by="trucks")
    loading = Thing(order=order, stage="loading")

    assert do(due, MONDAY + HOUR) == set()
    assert do(due, MONDAY + 2 * HOUR) == {kho, xe, loading}
    assert do(checks_due.earliest, ["adtech"]) == MONDAY + 2 * HOUR

    do(checks_due.look_at, {xe: MONDAY + 5 * HOUR, loading: MONDAY + 6 * HOUR})
    do(move, order, KHO, Acknowledge(stage="note"))
    assert do(due, MONDAY + 4 * HOUR) == {xe}  # the move says anew when


def test_what_is_no_longer_owed_is_not_looked_at_again(do: Run) -> None:
    order = do(noted)
    do(move, order, KHO, Acknowledge(stage="note"))
    kho = Thing(order=order, stage="note", owed_by="warehouse")

    do(checks_due.look_at, {kho: MONDAY})
    do(checks_due.look_at, {Thing(order=order, stage="note", owed_by="trucks"): None})

    assert do(due, MONDAY) == set()


def test_an_order_that_stands_still_is_still_asked_for_its_receipts(do: Run) -> None:
    order = do(noted)
    do(move, order, DIEU, Pause(note="chờ khách"))

    assert {one.owed_by for one in do(due, MONDAY + 2 * HOUR)} == {"warehouse", "trucks"}
