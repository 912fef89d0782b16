"""Who may see what an order costs."""

from handlers.view import View
from orders.centre import Centre
from orders.order import Order
from storage import chats_rows, people_rows

PAYMENT = "payment"  # the kind of hold that money ends
_SEE_MONEY = frozenset({"finance", "manager", "coordinator", "admin", "auditor"})


def chat_sees_money(view: View, chat: int, thread: int | None, order: Order) -> bool:
    """Amounts are for those who sell, collect and coordinate: the opener's department, coordination, finance, and heads.

    A private chat's id is its person's; a group is what it is bound to: one department in it that may not see is enough.
    """
    money = money_departments(view, order)
    if chat < 0:
        bound = chats_rows.departments_of(view.conn, chat, thread)
        return bool(bound) and all(one.company == order.company and one.department in money for one in bound)
    person = people_rows.by_user(view.conn, chat)
    if person is None:
        return False
    own = [one for one in person.memberships if one.company == order.company]
    roles = {role.role for role in person.roles if role.company == order.company}
    return bool(roles & _SEE_MONEY) or any(one.is_head or one.department in money for one in own)


def money_departments(view: View, order: Order) -> set[str]:
    """Those who sell it, collect it and coordinate."""
    return {order.opened_by_department, view.centre.coordination} | _finance_departments(view)


def collecting_departments(centre: Centre) -> set[str]:
    """Whoever answers for a missing payment."""
    return {kind.department for kind in centre.hold_kinds if kind.id == PAYMENT}


def _finance_departments(view: View) -> set[str]:
    """Those that collect, and the departments of those who bear the finance role."""
    people = people_rows.with_role(view.conn, view.centre.id, "finance")
    return collecting_departments(view.centre) | {
        one.department for person in people for one in person.memberships if one.company == view.centre.id
    }
