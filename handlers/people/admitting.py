"""Letting people in: by ADMINS, by the set-up code, by an invitation, by writing in a group that takes people in."""

from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection

from handlers.chats.tongues import of_messenger
from handlers.context import Context
from handlers.people import entry_codes
from handlers.people.entering import Doorstep
from orders.order import PersonId
from orders.refusals.access import InviteInvalid
from orders.refusals.stale import NothingChanged
from storage import audit
from storage.people import invites, memberships, people_rows
from storage.people.people_rows import PersonRow, Role

Place: TypeAlias = Context | Doorstep

ADMIN = "admin"
HEAD = "head"  # the role an invitation gives besides
LEFT = "left"
PUT_OUT = "person.removed"  # in the trail: from the department in its data, or from all of the company


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """``waits``: somebody who was put out; a link alone does not bring them back."""

    company: str
    department: str
    waits: bool = False


def admit(place: Place, admins: frozenset[int]) -> bool:
    """Let in whom ADMINS names, and who writes in a group that takes people in. Says whether rights were given."""
    sender = place.incoming.sender
    if sender is not None and sender.id in admins:
        return make_admin(place)
    return isinstance(place, Doorstep) and _by_group(place)


def person_of(place: Place) -> PersonRow:
    """The sender's row; whoever was unknown has one from now on."""
    if isinstance(place, Context):
        return place.me
    sender = place.incoming.sender
    assert sender is not None
    person = people_rows.add(
        place.conn,
        user=sender.id,
        name=sender.name,
        username=sender.username,
        language=of_messenger(sender.language),
        now=place.now,
    )
    if place.person is not None:
        people_rows.rename(place.conn, person, name=sender.name, username=sender.username)
    row = people_rows.by_id(place.conn, person)
    assert row is not None
    return row


def make_admin(place: Place) -> bool:
    """Admin of every company; with nothing to work in there, a member of its coordination."""
    row = person_of(place)
    lacking = [company for company in place.centres if Role(company=company, role=ADMIN) not in row.roles]
    for company in lacking:
        memberships.grant(place.conn, row.id, company, ADMIN)
        if all(one.company != company for one in row.memberships):
            memberships.join(place.conn, row.id, company, place.centres[company].coordination, place.now)
        _note(place, company, row.id, "admin.named", {})
    return bool(lacking)


def put_out(conn: Connection, person: PersonRow, company: str, department: str = "") -> bool:
    """Whether they were removed from where they are not in now: only somebody's decision brings them back.

    Whoever is in the company still, or again, may be brought by a link into departments they were never removed from.
    """
    own = {one.department for one in person.memberships if one.company == company}
    if department in own:
        return False
    if person.state == LEFT:
        return True
    done = audit.done_to(conn, company, f"person:{person.id}", PUT_OUT)
    removed = {one.data["department"] for one in done}
    inside = bool(own) or any(one.company == company for one in person.roles)
    return bool(removed & {department, ""} if inside else removed)


def by_invitation(place: Place, token: str) -> Invited:
    """Take one use of an invitation. Raises InviteInvalid; NothingChanged (nothing may be kept then) for who is in."""
    invite = invites.use(place.conn, entry_codes.hashed_token(token), place.now)
    if invite is None or invite.company not in place.centres:
        raise InviteInvalid
    company = invite.company
    department = place.centres[company].department_or_coordination(invite.department).id
    row = person_of(place)
    data = {"department": department, "role": invite.role, "invited_by": invite.made_by}
    if put_out(place.conn, row, company, department):
        memberships.ask(place.conn, row.id, company, department, place.now)
        return Invited(company=company, department=department, waits=True)
    head = invite.role == HEAD
    if any(
        (one.company, one.department) == (company, department) and one.is_head >= head
        for one in row.memberships
    ):
        raise NothingChanged
    memberships.join(place.conn, row.id, company, department, place.now, is_head=head)
    _note(place, company, row.id, "invite.used", data)
    return Invited(company=company, department=department)


def _by_group(step: Doorstep) -> bool:
    """Only a group of one department takes people in, and nobody back who was put out."""
    if len(step.bindings) != 1 or not step.bindings[0].enrols or step.incoming.kind not in {"message", "tap"}:
        return False
    [bound] = step.bindings
    if step.person is not None and put_out(step.conn, step.person, bound.company, bound.department):
        return False
    row = person_of(step)
    memberships.join(step.conn, row.id, bound.company, bound.department, step.now)
    _note(step, bound.company, row.id, "group.enrolled", {"department": bound.department, "chat": bound.chat})
    return True


def _note(place: Place, company: str, person: PersonId, act: str, data: dict[str, object]) -> None:
    subject = f"person:{person}"
    audit.note(place.conn, company=company, who=person, act=act, subject=subject, data=data, now=place.now)
