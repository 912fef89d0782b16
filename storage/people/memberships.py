"""How people come to belong to a department or to have a role, and cease to."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, update

from orders.order import PersonId
from storage.statements.upserts import insert_into
from storage.tables.people_tables import ASKED, memberships, persons, roles


def ask(conn: Connection, person: PersonId, company: str, department: str, now: datetime) -> None:
    """Note that somebody wants in. It gives no right until it is approved; who had left has left until then."""
    new = insert_into(conn, memberships).values(
        person=person, company=company, department=department, is_head=False, state="pending", asked_at=now
    )
    conn.execute(new.on_conflict_do_nothing(index_elements=["person", "company", "department"]))


def join(
    conn: Connection, person: PersonId, company: str, department: str, now: datetime, *, is_head: bool = False
) -> None:
    """Let somebody in at once; whoever is in becomes head, or ceases to be."""
    standing = {"is_head": is_head, "state": "active"}
    new = insert_into(conn, memberships).values(
        person=person, company=company, department=department, asked_at=now, **standing
    )
    conn.execute(new.on_conflict_do_update(index_elements=["person", "company", "department"], set_=standing))
    _activate(conn, (person,))


def approve(
    conn: Connection, people: Collection[PersonId], company: str, departments: Collection[str]
) -> tuple[PersonId, ...]:
    """Let in those of ``people`` who are still waiting for these departments; return them."""
    let_in = (
        update(memberships)
        .where(*_waiting(people, company, departments))
        .values(state="active")
        .returning(memberships.c.person)
    )
    approved = tuple(sorted({PersonId(person) for person in conn.execute(let_in).scalars()}))
    _activate(conn, approved)
    return approved


def turn_down(
    conn: Connection, people: Collection[PersonId], company: str, departments: Collection[str]
) -> tuple[PersonId, ...]:
    """Forget that they asked; return those who were still waiting."""
    gone = delete(memberships).where(*_waiting(people, company, departments)).returning(memberships.c.person)
    return tuple(sorted({PersonId(person) for person in conn.execute(gone).scalars()}))


def part(conn: Connection, person: PersonId, company: str, department: str) -> bool:
    """Leave one department. Says whether they were in it."""
    gone = delete(memberships).where(
        memberships.c.person == person,
        memberships.c.company == company,
        memberships.c.department == department,
    )
    return conn.execute(gone).rowcount == 1


def grant(conn: Connection, person: PersonId, company: str, role: str) -> None:
    """Give a role; it makes a newcomer an active person."""
    new = insert_into(conn, roles).values(person=person, company=company, role=role)
    conn.execute(new.on_conflict_do_nothing(index_elements=["person", "company", "role"]))
    _activate(conn, (person,))


def revoke(conn: Connection, person: PersonId, company: str, role: str) -> bool:
    gone = delete(roles).where(roles.c.person == person, roles.c.company == company, roles.c.role == role)
    return conn.execute(gone).rowcount == 1


def leave(conn: Connection, person: PersonId) -> bool:
    """End every right at once. Says whether there was anything to end."""
    gone = update(persons).where(persons.c.id == person, persons.c.state != "left").values(state="left")
    conn.execute(delete(memberships).where(memberships.c.person == person))
    conn.execute(delete(roles).where(roles.c.person == person))
    return conn.execute(gone).rowcount == 1


def _waiting(
    people: Collection[PersonId], company: str, departments: Collection[str]
) -> tuple[ColumnElement[bool], ...]:
    return (
        memberships.c.person.in_(sorted(people)),
        memberships.c.company == company,
        memberships.c.department.in_(sorted(departments)),
        ASKED,
    )


def _activate(conn: Connection, people: Collection[PersonId]) -> None:
    conn.execute(update(persons).where(persons.c.id.in_(people)).values(state="active"))
