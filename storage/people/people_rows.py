"""People and what they are in each company."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    false,
    literal,
    select,
    union_all,
    update,
)

from orders.order import PersonId
from storage.statements.prepared import PreparedQuery
from storage.statements.upserts import insert_into
from storage.tables.people_tables import ASKED, memberships, persons, roles
from storage.tables.roster_tables import STOOD_IN, roster

PersonState: TypeAlias = Literal["pending", "active", "left"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    company: str
    department: str
    is_head: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    company: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """``user`` is the messenger's number for them. ``asked``: departments somebody has yet to let them into."""

    id: PersonId
    user: int
    name: str
    username: str
    language: str
    phone: str
    state: PersonState
    reachable: bool  # has pressed Start and not blocked the bot
    memberships: tuple[Membership, ...] = ()
    asked: tuple[Membership, ...] = ()
    roles: tuple[Role, ...] = ()
    stands_in: tuple[
        Membership, ...
    ] = ()  # what those are who are away and named this person as their deputy


@dataclass(frozen=True, kw_only=True, slots=True)
class Listener:
    """What of a person matters to whoever writes to them."""

    user: int
    name: str
    language: str
    reachable: bool


_ROLE, _DEPUTY = "role", "deputy"
_MEMBER = (
    memberships.c.company,
    memberships.c.department.label("what"),
    memberships.c.is_head,
    memberships.c.state.label("standing"),
)
_HAS_ROLE = (roles.c.company, roles.c.role, false(), literal(_ROLE))
_STANDING = union_all(
    select(memberships.c.person, *_MEMBER).where(
        memberships.c.person.in_(bindparam("people", expanding=True))
    ),
    select(roles.c.person, *_HAS_ROLE).where(roles.c.person.in_(bindparam("people", expanding=True))),
)
_OF_THE_ABSENT = and_(
    memberships.c.person == roster.c.person,
    memberships.c.company == roster.c.company,
    memberships.c.state == "active",
)
_LISTENER = select(persons.c.user_id, persons.c.name, persons.c.language, persons.c.reachable).where(
    persons.c.user_id == bindparam("user")
)
_PERSON = (
    persons.c.id,
    persons.c.user_id,
    persons.c.name,
    persons.c.username,
    persons.c.language,
    persons.c.phone,
    persons.c.state,
    persons.c.reachable,
)


def _with_standing(one: ColumnElement[bool], *more: Select[Any]) -> PreparedQuery:
    """One person beside each membership and each role; who has no membership is there once without."""
    member = select(*_PERSON, *_MEMBER).select_from(persons.outerjoin(memberships)).where(one)
    has_role = select(*_PERSON, *_HAS_ROLE).select_from(persons.join(roles)).where(one)
    return PreparedQuery(union_all(member, has_role, *more))


_USER = persons.c.user_id == bindparam("user")
_BY_USER = _with_standing(_USER)
_FOR_THE_ABSENT = (
    select(
        *_PERSON,
        memberships.c.company,
        memberships.c.department.label("what"),
        memberships.c.is_head,
        literal(_DEPUTY).label("standing"),
    )
    .select_from(persons.join(roster, roster.c.deputy == persons.c.id).join(memberships, _OF_THE_ABSENT))
    .where(
        _USER,
        STOOD_IN,
        roster.c.what == "leave",
        roster.c.starts_at <= bindparam("now"),
        roster.c.ends_at > bindparam("now"),
    )
)
_ACTING = _with_standing(_USER, _FOR_THE_ABSENT)
_BY_ID = _with_standing(persons.c.id == bindparam("person"))
_HOLD = select(persons.c.id).where(persons.c.id == bindparam("person")).with_for_update()
_ID_OF = select(persons.c.id).where(persons.c.user_id == bindparam("user"))
_NAMES = select(persons.c.id, persons.c.name).where(persons.c.id.in_(bindparam("people", expanding=True)))


def by_user(conn: Connection, user: int) -> PersonRow | None:
    return _one(conn, _BY_USER, {"user": user})


def acting(conn: Connection, user: int, now: datetime) -> PersonRow | None:
    """The same with what they may be taken for meanwhile, for those who are away."""
    return _one(conn, _ACTING, {"user": user, "now": now})


def listener(conn: Connection, user: int) -> Listener | None:
    row = conn.execute(_LISTENER, {"user": user}).one_or_none()
    if row is None:
        return None
    return Listener(user=row.user_id, name=row.name, language=row.language, reachable=row.reachable)


def by_id(conn: Connection, person: PersonId) -> PersonRow | None:
    return _one(conn, _BY_ID, {"person": person})


def names(conn: Connection, people: Collection[PersonId]) -> Mapping[PersonId, str]:
    rows = conn.execute(_NAMES, {"people": sorted(set(people))})
    return {PersonId(row.id): row.name for row in rows}


def members(conn: Connection, company: str, department: str | None = None) -> tuple[PersonRow, ...]:
    """Who belongs to a company, or to one of its departments; by name."""
    inside = select(memberships.c.person).where(
        memberships.c.company == company, memberships.c.state == "active"
    )
    if department is not None:
        inside = inside.where(memberships.c.department == department)
    return _people(
        conn, select(persons).where(persons.c.id.in_(inside)).order_by(persons.c.name, persons.c.id)
    )


def waiting(conn: Connection, company: str) -> tuple[PersonRow, ...]:
    """Who asked to be let in and has had no answer; in the order they asked."""
    query = (
        select(persons)
        .join(memberships, memberships.c.person == persons.c.id)
        .where(memberships.c.company == company, ASKED)
        .order_by(memberships.c.asked_at, persons.c.id)
    )
    return tuple({person.id: person for person in _people(conn, query)}.values())


def with_role(conn: Connection, company: str, role: str) -> tuple[PersonRow, ...]:
    having = select(roles.c.person).where(roles.c.company == company, roles.c.role == role)
    return _people(
        conn, select(persons).where(persons.c.id.in_(having)).order_by(persons.c.name, persons.c.id)
    )


def add(
    conn: Connection,
    *,
    user: int,
    name: str,
    username: str,
    language: str,
    now: datetime,
    state: PersonState = "pending",
) -> PersonId:
    """Note a newcomer. Somebody already known keeps everything they have; their id is returned."""
    new = insert_into(conn, persons).values(
        user_id=user,
        name=name,
        username=username,
        language=language,
        phone="",
        state=state,
        reachable=False,
        made_at=now,
    )
    conn.execute(new.on_conflict_do_nothing(index_elements=["user_id"]))
    return PersonId(conn.execute(_ID_OF, {"user": user}).scalar_one())


def hold(conn: Connection, person: PersonId) -> None:
    """Nobody lets them in, and nobody else hears them, until the transaction is over."""
    conn.execute(_HOLD, {"person": person})


def rename(conn: Connection, person: PersonId, *, name: str, username: str) -> None:
    _set(conn, person, name=name, username=username)


def set_language(conn: Connection, person: PersonId, language: str) -> None:
    _set(conn, person, language=language)


def set_reachable(conn: Connection, user: int, *, reachable: bool) -> bool:
    """Note whether the bot may write to them in private. Says whether that is news."""
    news = update(persons).where(persons.c.user_id == user, persons.c.reachable.is_not(reachable))
    return conn.execute(news.values(reachable=reachable)).rowcount == 1


def _set(conn: Connection, person: PersonId, **values: str) -> None:
    conn.execute(update(persons).where(persons.c.id == person), values)


def _one(conn: Connection, query: PreparedQuery, wanted: Mapping[str, Any]) -> PersonRow | None:
    rows = query.all(conn, wanted)
    return _read(rows[0], rows) if rows else None


def _people(
    conn: Connection, query: Select[Any], wanted: Mapping[str, Any] | None = None
) -> tuple[PersonRow, ...]:
    rows = conn.execute(query, wanted).all()
    if not rows:
        return ()
    standing: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(_STANDING, {"people": sorted({row.id for row in rows})}):
        standing[row.person].append(row)
    return tuple(_read(row, standing.get(row.id, [])) for row in rows)


def _read(row: Row[Any], standing: Sequence[Row[Any]]) -> PersonRow:
    """``standing``: a row for each membership and role; one without a company is neither."""
    inside: dict[str, list[Membership]] = {"active": [], "pending": [], _DEPUTY: []}
    having: list[Role] = []
    for one in standing:
        if one.standing == _ROLE:
            having.append(Role(company=one.company, role=one.what))
        elif one.company is not None:
            member = Membership(company=one.company, department=one.what, is_head=bool(one.is_head))
            inside[one.standing].append(member)
    return PersonRow(
        id=PersonId(row.id),
        user=row.user_id,
        name=row.name,
        username=row.username,
        language=row.language,
        phone=row.phone,
        state=row.state,
        reachable=row.reachable,
        memberships=tuple(inside["active"]),
        asked=tuple(inside["pending"]),
        roles=tuple(having),
        stands_in=tuple(inside[_DEPUTY]),
    )
