"""Orders of the sign shop in a database: made, moved and looked up as the handlers do it."""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import Connection

from orders import engine
from orders.checks import next_check, parts
from orders.moves import Actor, Move
from orders.order import Order, OrderId
from orders.whole_order_moves import Undo
from storage.order_book import events_rows, orders_rows
from storage.order_book.orders_rows import Checks
from tests.support.shop import LAN, MONDAY, SIGN, TIMES, Facts, Workflow

Run: TypeAlias = Callable[..., Any]
"""The fixtures ``do`` and ``ask`` of tests/storage: call a row function with a connection of its own."""


def key(text: str) -> str:
    """Good enough a folding for these names."""
    return "".join(text.lower().split("-"))


def checks_of(order: Order) -> Checks:
    looks = {part: next_check(order, part, times=TIMES) for part in parts(order)}
    return {part: at for part, at in looks.items() if at is not None}


def draft(
    conn: Connection,
    code: str = "KT-2411",
    customer: str = "khánh thy",
    *,
    company: str = "adtech",
    workflow: Workflow = SIGN,
) -> OrderId:
    blank = engine.blank(code=code, company=company, workflow=workflow)
    facts = Facts(customer=customer, title="Bảng hiệu", amount=12_000_000)
    events = engine.create(blank, facts=facts, department="sales", actor=LAN, now=MONDAY, times=TIMES)
    order = engine.apply(blank, events)
    return orders_rows.add(
        conn, order, events, code_key=key(code), customer_key=customer, checks=checks_of(order)
    )


def move(conn: Connection, order_id: OrderId, actor: Actor, wish: Move) -> Order:
    order = orders_rows.load(conn, order_id, for_update=True)
    past = events_rows.history(conn, order_id) if isinstance(wish, Undo) else ()
    made = engine.decide(order, wish, actor=actor, now=MONDAY, times=TIMES, history=past)
    after = made.after
    orders_rows.save(
        conn, order, after, made.events, checks=checks_of(after), customer_key=after.facts.customer
    )
    return after


def load(conn: Connection, order_id: OrderId) -> Order:
    return orders_rows.load(conn, order_id)
