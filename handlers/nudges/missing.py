"""What is missing of a thing of an order: what its events say, and of an instalment what the money says."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from handlers.money.payment_lines import asked_by_then, asked_of, asked_of_all
from handlers.money.payment_lines import demanded as standing_of
from handlers.seeing import collecting_departments
from orders.calendars.deadlines import after
from orders.centre_file.centre import Centre
from orders.centre_file.instalments import Instalment
from orders.checks import Awaited, awaited, parts
from orders.order import Order, OrderId
from payments import collecting
from payments.collecting import Demanded
from reminders.rules import Missed, pressing
from storage.chasing.checks_due import Thing


def things_of(order: Order) -> tuple[Thing, ...]:
    """Whatever of the order a clock may run on, and the parts of its price that have fallen due."""
    of_work = (Thing.of(order.id, part) for part in parts(order))
    fallen = (one.id for one in order.workflow.instalments if collecting.due_since(order, one) is not None)
    return (*of_work, *(Thing(order=order.id, instalment=one) for one in fallen))


def missing_of(conn: Connection, centre: Centre, order: Order, thing: Thing, now: datetime) -> Missed | None:
    """The most pressing that is missing now."""
    return pressing(clocks_of(conn, centre, order, thing), now=now)


def clocks_of(
    conn: Connection,
    centre: Centre,
    order: Order,
    thing: Thing,
    *,
    then: datetime | None = None,
    asked: Callable[[], Sequence[Demanded]] | None = None,
) -> tuple[Awaited, ...]:
    """Every clock that runs on it; with ``then`` (and ``order`` as it was) those that ran at that moment.

    ``asked``: what was asked for the order, for who has it at hand.
    """
    if not thing.instalment:
        return awaited(order, thing.part, times=centre.times)

    def pay_by(instalment: Instalment, asked_at: datetime) -> datetime:
        return after(instalment.pay_within or centre.defaults.pay_within, asked_at, centre.calendar)

    department = min(collecting_departments(centre), default="")
    fallen = collecting.claims(order, asked() if asked is not None else demanded(conn, order, then))
    return tuple(
        clock
        for claim in fallen
        if claim.instalment.id == thing.instalment
        for clock in collecting.awaited(claim, department=department, pay_by=pay_by)
    )


def demanded(conn: Connection, order: Order, then: datetime | None = None) -> tuple[Demanded, ...]:
    """What was asked for the order and how it stands, or stood ``then``, the oldest first."""
    return standing_of(asked_of(conn, order.id) if then is None else asked_by_then(conn, order.id, then))


def demanded_of(conn: Connection, orders: Collection[OrderId]) -> Mapping[OrderId, tuple[Demanded, ...]]:
    """The same of several orders; one for which nothing was asked is not in it."""
    return {order: standing_of(asked) for order, asked in asked_of_all(conn, orders).items()}
