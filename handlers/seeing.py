"""Who may see what an order costs, and whom of the customer's to call and where."""

from dataclasses import dataclass

from handlers.view import View
from orders.centre_file.centre import Centre
from orders.flow import wanted
from orders.order import Order
from storage.people import chats_rows, people_rows

PAYMENT = "payment"  # the kind of hold that money ends
_SEE_ALL = frozenset({"finance", "manager", "coordinator", "admin", "auditor"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Sees:
    """What the readers may know: ``money``, what it costs; ``customer``, whom to call and where to go."""

    money: bool
    customer: bool


ALL = Sees(money=True, customer=True)  # who says it knows it


def chat_sees(view: View, chat: int, thread: int | None, order: Order) -> Sees:
    """Amounts are for those who sell, collect and coordinate; whom to call and where, for all who work on the order.

    A private chat's id is its person's; a group is what it is bound to: one department in it that may not see is enough.
    """
    money = _money_departments(view, order)
    customer = customer_departments(view, order) | money
    if chat < 0:
        bound = chats_rows.departments_of(view.conn, chat, thread)
        here = {one.department for one in bound} if bound else {""}
        own = all(one.company == order.company for one in bound)
        return Sees(money=own and here <= money, customer=own and here <= customer)
    person = people_rows.acting(view.conn, chat, view.now)
    if person is None:
        return Sees(money=False, customer=False)
    taken_for = (*person.memberships, *person.stands_in)
    memberships = [one for one in taken_for if one.company == order.company]
    roles = {role.role for role in person.roles if role.company == order.company}
    if roles & _SEE_ALL or any(one.is_head for one in memberships):
        return ALL
    theirs = {one.department for one in memberships}
    return Sees(money=bool(theirs & money), customer=bool(theirs & customer))


def department_sees(view: View, order: Order, department: str) -> Sees:
    """What its people are told in its own chat."""
    money = department in _money_departments(view, order)
    return Sees(money=money, customer=money or department in customer_departments(view, order))


def _money_departments(view: View, order: Order) -> set[str]:
    """Those who sell it, collect it and coordinate. Who opened a case sells nothing by it."""
    selling = set() if order.case else {order.opened_by_department}
    return selling | {view.centre.coordination} | finance_departments(view)


def customer_departments(view: View, order: Order) -> set[str]:
    """Those that work on it, answer for what stops it, sell and coordinate it.

    A department whose stages this order goes without has nothing to do with its customer. Anybody may open a case about
    an order: that tells nobody whom to call, as long as it was not they who said so.
    """
    working = {one.department for one in order.workflow.stages if wanted(order, one)}
    answering = {one.hold.department for one in order.stages.values() if one.hold}
    anywhere = {one.id for one in view.centre.departments if one.acts_anywhere}
    opening = set() if order.case and order.parent is not None else {order.opened_by_department}
    return working | answering | anywhere | opening | {view.centre.coordination}


def collecting_departments(centre: Centre) -> set[str]:
    """Whoever answers for a missing payment."""
    return {kind.department for kind in centre.hold_kinds if kind.id == PAYMENT}


def finance_departments(view: View) -> set[str]:
    """Those that collect payments, and the departments of those who bear the finance role."""
    people = people_rows.with_role(view.conn, view.centre.id, "finance")
    return collecting_departments(view.centre) | {
        one.department for person in people for one in person.memberships if one.company == view.centre.id
    }
