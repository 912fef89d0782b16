"""What people call the things that are looked at: an order by its code, a duty by its name."""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Connection

from handlers.duties.duty_lines import name_of
from handlers.reply import Param
from orders.centre_file.centre import Centre
from orders.order import OrderId
from storage.chasing import duty_rows
from storage.chasing.checks_due import AnyThing, DutyThing
from storage.order_book import order_finding


def names_of(conn: Connection, centre: Centre, things: Iterable[AnyThing], *, most: int) -> tuple[Param, ...]:
    """Of so many of them, each once."""
    called = dict.fromkeys(one if isinstance(one, DutyThing) else one.order for one in things)
    return tuple(
        dict.fromkeys(
            _duty(conn, centre, one) if isinstance(one, DutyThing) else _order(conn, one)
            for one in islice(called, most)
        )
    )


def _order(conn: Connection, number: OrderId) -> Param:
    row = order_finding.by_id(conn, number)
    return str(number) if row is None else row.code


def _duty(conn: Connection, centre: Centre, thing: DutyThing) -> Param:
    named = duty_rows.named(conn, thing.duty)
    return thing.ref if named is None else name_of(centre, named[1])
