"""Who is who, who let them in, and an invitation is used no more often than it says."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from orders.order import PersonId
from storage.engine import Store
from storage.people import invites, memberships, people_rows, roster_rows
from storage.people.people_rows import Membership, Role
from tests.support.stored_orders import Run

SECONDS = 20


def person(do: Run, now: datetime, user: int = 500, name: str = "Tú", username: str = "TuDesign") -> PersonId:
    return do(people_rows.add, user=user, name=name, username=username, language="vi", now=now)


def test_a_newcomer_is_pending_and_known_ever_after(do: Run, ask: Run, now: datetime) -> None:
    number = person(do, now)
    assert person(do, now, name="somebody else") == number
    row = ask(people_rows.by_user, 500)
    assert (row.id, row.user, row.name, row.username, row.state) == (number, 500, "Tú", "TuDesign", "pending")
    assert ask(people_rows.by_id, number) == row
    assert ask(people_rows.by_user, 501) is None


def test_what_a_person_changes_is_kept(do: Run, ask: Run, now: datetime) -> None:
    number = person(do, now)
    do(people_rows.rename, number, name="Anh Tú\0", username="Tu2")
    do(people_rows.set_language, number, "zh-Hans")
    assert do(people_rows.set_reachable, 500, reachable=True)
    assert not do(people_rows.set_reachable, 500, reachable=True)
    row = ask(people_rows.by_user, 500)
    assert (row.name, row.username, row.language, row.reachable) == ("Anh Tú", "Tu2", "zh-Hans", True)
    assert ask(people_rows.names, [number, PersonId(77)]) == {number: "Anh Tú"}


def test_asking_gives_no_right_and_approval_does(do: Run, ask: Run, now: datetime) -> None:
    tu, minh = person(do, now), person(do, now, user=501, name="Minh")
    for one, department in ((tu, "design"), (minh, "production")):
        do(memberships.ask, one, "adtech", department, now)
    assert [row.id for row in ask(people_rows.waiting, "adtech")] == [tu, minh]
    assert ask(people_rows.members, "adtech") == ()
    assert ask(people_rows.by_id, tu).asked == (
        Membership(company="adtech", department="design", is_head=False),
    )

    assert do(memberships.approve, [tu], "adtech", ["production"]) == ()
    assert do(memberships.approve, [tu, PersonId(99)], "adtech", ["design"]) == (tu,)
    assert do(memberships.approve, [tu], "adtech", ["design"]) == ()
    row = ask(people_rows.by_id, tu)
    assert (row.state, row.asked) == ("active", ())
    assert row.memberships == (Membership(company="adtech", department="design", is_head=False),)
    assert do(memberships.turn_down, [tu, minh], "adtech", ["design", "production"]) == (minh,)
    assert ask(people_rows.waiting, "adtech") == ()
    assert [one.id for one in ask(people_rows.members, "adtech", "design")] == [tu]
    assert ask(people_rows.members, "adtech", "production") == ()


def test_heads_and_roles_are_per_company(do: Run, ask: Run, now: datetime) -> None:
    tu = person(do, now)
    do(memberships.join, tu, "adtech", "design", now, is_head=True)
    do(memberships.join, tu, "other", "sales", now)
    do(memberships.grant, tu, "adtech", "coordinator")
    do(memberships.grant, tu, "adtech", "coordinator")
    row = ask(people_rows.by_user, 500)
    assert {(one.company, one.is_head) for one in row.memberships} == {("adtech", True), ("other", False)}
    assert row.roles == (Role(company="adtech", role="coordinator"),)
    assert [one.id for one in ask(people_rows.with_role, "adtech", "coordinator")] == [tu]
    assert ask(people_rows.with_role, "other", "coordinator") == ()
    do(memberships.join, tu, "adtech", "design", now)
    assert not any(one.is_head for one in ask(people_rows.by_id, tu).memberships)
    assert do(memberships.revoke, tu, "adtech", "coordinator")
    assert not do(memberships.revoke, tu, "adtech", "coordinator")
    assert do(memberships.part, tu, "other", "sales")
    assert not do(memberships.part, tu, "other", "sales")


def test_leaving_ends_every_right_and_coming_back_begins_anew(do: Run, ask: Run, now: datetime) -> None:
    tu = person(do, now)
    do(memberships.join, tu, "adtech", "design", now)
    do(memberships.grant, tu, "adtech", "coordinator")
    assert do(memberships.leave, tu)
    assert not do(memberships.leave, tu)
    row = ask(people_rows.by_id, tu)
    assert (row.state, row.memberships, row.roles) == ("left", (), ())
    do(memberships.ask, tu, "adtech", "design", now)
    assert ask(people_rows.by_id, tu).state == "left", "to ask is no way back"
    assert do(memberships.approve, [tu], "adtech", ["design"]) == (tu,)
    assert ask(people_rows.by_id, tu).state == "active"


def invite(do: Run, now: datetime, token: str = "t", uses: int = 1) -> None:
    do(
        invites.add,
        token_hash=token,
        company="adtech",
        department="design",
        role="",
        uses=uses,
        expires_at=now + timedelta(days=7),
        by=PersonId(1),
        now=now,
    )


def test_an_invitation_lets_in_as_many_as_it_says_at_once_or_one_by_one(
    do: Run, store: Store, now: datetime
) -> None:
    invite(do, now, uses=5)
    together = threading.Barrier(1 if store.dialect == "sqlite" else 8)

    def use(conn: Connection) -> bool:
        together.wait(SECONDS)
        return invites.use(conn, "t", now) is not None

    futures = [store.write(use) for _ in range(16)]
    assert sum(future.result(SECONDS) for future in futures) == 5


def test_an_invitation_ends_by_its_date_or_by_being_revoked(do: Run, ask: Run, now: datetime) -> None:
    invite(do, now, "a", uses=2)
    invite(do, now, "b")
    assert [one.token_hash for one in ask(invites.open_ones, "adtech", now)] == ["a", "b"]
    used = do(invites.use, "a", now)
    assert (used.department, used.uses_left, used.made_by) == ("design", 1, 1)
    assert do(invites.use, "a", now + timedelta(days=7)) is None
    assert do(invites.revoke, "a", now)
    assert not do(invites.revoke, "a", now)
    assert do(invites.use, "a", now) is None
    assert do(invites.use, "unknown", now) is None
    assert [one.token_hash for one in ask(invites.open_ones, "adtech", now)] == ["b"]
    with pytest.raises(DBAPIError):
        invite(do, now, "b")


def test_a_deputy_is_meanwhile_taken_for_whoever_is_away(do: Run, ask: Run, now: datetime) -> None:
    tu, vy = person(do, now), person(do, now, user=501, name="Vy")
    do(memberships.join, tu, "adtech", "production", now)
    do(memberships.join, vy, "adtech", "design", now, is_head=True)
    day = timedelta(days=1)
    number = do(
        roster_rows.add,
        company="adtech",
        what="leave",
        person=vy,
        deputy=tu,
        starts_at=now,
        ends_at=now + day,
        by=vy,
        now=now,
    )
    head = Membership(company="adtech", department="design", is_head=True)
    own = Membership(company="adtech", department="production", is_head=False)

    meanwhile = ask(people_rows.acting, 500, now)
    assert (meanwhile.memberships, meanwhile.stands_in) == ((own,), (head,))
    assert ask(people_rows.by_user, 500).stands_in == ()
    for moment in (now - day, now + day):
        assert ask(people_rows.acting, 500, moment).stands_in == ()
    assert ask(roster_rows.away, "adtech", now) == {vy: tu}

    entry = ask(roster_rows.by_id, number)
    do(roster_rows.end, entry, now + day / 2)
    assert ask(people_rows.acting, 500, now + day / 2).stands_in == ()
    assert ask(roster_rows.lasting, "adtech", now + day / 2) == ()
    do(roster_rows.end, entry, now)
    assert ask(roster_rows.by_id, number) is None
