"""Reminders in rows: one unsent digest a chat, waits that begin when it was said, and what becomes of it on the way."""

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, update

from orders.duties import DutyState
from orders.moves import Report
from orders.order import OrderId
from orders.whole_order_moves import Open
from storage import chat_moves
from storage.chasing import checks_due, digest_rows, duty_rows, reminder_rows
from storage.chasing.checks_due import DutyThing, Thing
from storage.chasing.reminder_rows import NewReminder
from storage.engine import open_store
from storage.people import chats_rows
from storage.post import outbox, outbox_adding
from storage.post.outbox_adding import NewLetter
from storage.tables.order_tables import orders
from tests.support.shop import LAN, MONDAY
from tests.support.stored_orders import draft, load, move

SECONDS = 20
GROUP, OTHER = -100, -200
HOUR = timedelta(hours=1)
DESIGN = Thing(order=OrderId(1), stage="design")

Do = Callable[..., Any]


def reminder(thing: Thing = DESIGN, *, rung: int = 0, round_: int = 0) -> NewReminder:
    return NewReminder(
        company="adtech",
        thing=thing,
        rule="update",
        missed_at=MONDAY,
        rung=rung,
        round=round_,
        department="design",
    )


def in_digest(conn: Connection, *reminders: int, chat: int = GROUP, carried: bool = True) -> int:
    """These reminders in the chat's unsent digest, and a letter that carries it."""
    digest = digest_rows.unsent(conn, "adtech", chat, None, MONDAY)
    digest_rows.add_lines(conn, digest, reminders)
    if carried:
        digest_rows.carried_by(conn, digest, write_letter(conn, digest, chat))
    return digest


def write_letter(conn: Connection, digest: int, chat: int) -> int:
    letter = NewLetter(company="adtech", chat=chat, lane="reminders", priority=20, payload={"digest": digest})
    return outbox_adding.add(conn, [letter], now=MONDAY)[0].id


def deliver(conn: Connection) -> outbox.Letter:
    [letter] = outbox.claim(conn, owner="p", now=MONDAY, lease=HOUR, limit=1)
    return letter


# --- what is due ---


def open_order(conn: Connection, code: str = "KT-2411") -> OrderId:
    order = draft(conn, code)
    move(conn, order, LAN, Open())
    move(conn, order, LAN, Report(stage="reception", done=True))
    return order


def claimed(
    conn: Connection, now: datetime, *, companies: tuple[str, ...] = ("adtech",), most: int = 9
) -> Any:
    return checks_due.claim(conn, now=now, companies=companies, most=most)


def test_what_is_due_is_claimed_and_what_is_not_is_left(do: Do) -> None:
    order = do(open_order)  # design and placement are offered; a receipt is wanted after two hours

    assert do(claimed, MONDAY + 2 * HOUR - timedelta(microseconds=1)) == ()
    assert set(do(claimed, MONDAY + 2 * HOUR)) == {
        Thing(order=order, stage="design"),
        Thing(order=order, stage="placement"),
    }
    assert len(do(claimed, MONDAY + 2 * HOUR, most=1)) == 1


def test_what_is_due_at_the_same_moment_is_claimed_by_order_and_part_and_duties_last(do: Do) -> None:
    whole = [Thing(order=do(draft, code)) for code in ("KT-1", "KT-2")]
    parts = [
        Thing(order=order, stage=stage)
        for order in (do(open_order, code) for code in ("KT-3", "KT-4"))
        for stage in ("design", "placement")
    ]
    late = Thing(order=do(draft, "KT-5"))
    day = {"day": MONDAY.date(), "due_at": MONDAY, "state": DutyState.WANTED, "next_check_at": MONDAY}
    do(partial(duty_rows.lay, company="adtech", duty="plan", department="design", **day))
    in_turn = (*whole, *parts, late, DutyThing(duty=1))

    for thing in reversed(in_turn):  # PostgreSQL finds what is equal where it was written last
        do(checks_due.look_at, {thing: MONDAY})
    assert do(claimed, MONDAY) == in_turn
    assert do(claimed, MONDAY, most=2) == (*whole, *parts[:2], DutyThing(duty=1))

    do(checks_due.look_at, {late: MONDAY - HOUR})
    assert do(claimed, MONDAY)[0] == late


def test_what_another_has_in_hand_is_passed_over_for_what_is_due_after_it(postgresql_url: str) -> None:
    due = MONDAY + 24 * HOUR
    theirs_now, looked = threading.Event(), threading.Event()

    def hold(conn: Connection) -> tuple[Any, ...]:
        theirs = claimed(conn, due, most=2)
        theirs_now.set()
        assert looked.wait(SECONDS)
        return theirs

    with closing(open_store(postgresql_url)) as one, closing(open_store(postgresql_url)) as other:

        def claim(most: int) -> tuple[Any, ...]:
            return one.write(lambda conn: claimed(conn, due, most=most)).result(SECONDS)

        first, second, third, fourth = (
            Thing(order=one.write(partial(draft, code=code)).result(SECONDS))
            for code in ("KT-1", "KT-2", "KT-3", "KT-4")
        )
        holding = other.write(hold)
        try:
            assert theirs_now.wait(SECONDS)
            assert claim(1) == (third,)
            assert [claim(most) for most in (2, 3, 4)] == [
                (third, fourth)
            ] * 3  # as many as it asks for, or all there are
        finally:
            looked.set()
        assert holding.result(SECONDS) == (first, second)
        assert claim(2) == (first, second)


@pytest.mark.parametrize("meanwhile", ["done", "overdue"])
def test_what_others_do_between_two_looks_hides_nothing_and_shows_nothing_twice(
    meanwhile: str, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two orders are in another's hands at the first look: they are done by the second, or something overdue stands before them."""
    due = MONDAY + 24 * HOUR
    theirs_now, looked = threading.Event(), threading.Event()
    find = checks_due.find

    with closing(open_store(postgresql_url)) as one, closing(open_store(postgresql_url)) as other:
        first, second, third, fourth, later = (
            Thing(order=one.write(partial(draft, code=code)).result(SECONDS))
            for code in ("KT-1", "KT-2", "KT-3", "KT-4", "KT-5")
        )
        one.write(lambda conn: checks_due.look_at(conn, {later: due + HOUR})).result(SECONDS)

        def hold(conn: Connection) -> None:
            claimed(conn, due, most=2)
            theirs_now.set()
            assert looked.wait(SECONDS)
            checks_due.look_at(conn, {first: due + HOUR, second: due + HOUR})

        holding = other.write(hold)

        def found(conn: Connection, **asked: Any) -> Any:
            rows = find(conn, **asked)
            monkeypatch.undo()
            if meanwhile == "overdue":
                other.write(partial(checks_due.look_at, looks={later: MONDAY - HOUR})).result(SECONDS)
            else:
                looked.set()
                holding.result(SECONDS)
            return rows

        try:
            assert theirs_now.wait(SECONDS)
            monkeypatch.setattr(checks_due, "find", found)
            most = 2 if meanwhile == "done" else 3
            ours = one.write(lambda conn: claimed(conn, due, most=most)).result(SECONDS)
        finally:
            looked.set()
    assert ours == ((third, fourth) if meanwhile == "done" else (later, third, fourth))


def test_a_draft_is_due_as_a_whole(do: Do) -> None:
    order = do(draft)

    assert do(claimed, MONDAY + 24 * HOUR) == (Thing(order=order),)


def test_what_belongs_to_no_company_of_the_centre_files_is_left(do: Do) -> None:
    do(open_order)

    assert do(claimed, MONDAY + 99 * HOUR, companies=("elsewhere",)) == ()
    assert do(checks_due.earliest, ("elsewhere",)) is None


def test_a_thing_put_off_is_due_again_then_and_one_without_a_clock_stays_without(do: Do) -> None:
    order = do(open_order)
    design, placement = Thing(order=order, stage="design"), Thing(order=order, stage="placement")

    do(checks_due.look_at, {design: MONDAY + 5 * HOUR, placement: None, Thing(order=order): MONDAY})

    assert do(checks_due.earliest, ("adtech",)) == MONDAY + 5 * HOUR
    do(checks_due.look_at, {placement: MONDAY})
    assert do(claimed, MONDAY + 9 * HOUR) == (design,)


def test_looking_changes_no_version(do: Do) -> None:
    order = do(open_order)
    before = do(load, order)

    do(checks_due.look_at, {Thing(order=order, stage="design"): MONDAY})

    assert do(load, order) == before


def test_an_order_somebody_has_in_hand_is_passed_over(postgresql_url: str) -> None:
    store = open_store(postgresql_url)
    try:
        order = store.write(open_order).result(SECONDS)

        def meanwhile(conn: Connection) -> Any:
            conn.execute(update(orders).where(orders.c.id == order).values(title="x"))
            return store.write(lambda other: claimed(other, MONDAY + 9 * HOUR)).result(SECONDS)

        assert store.write(meanwhile).result(SECONDS) == ()
        assert len(store.write(lambda conn: claimed(conn, MONDAY + 9 * HOUR)).result(SECONDS)) == 2
    finally:
        store.close()


@pytest.mark.parametrize(
    "thing", [DESIGN, Thing(order=OrderId(12)), Thing(order=OrderId(12), stage="note", owed_by="warehouse")]
)
def test_a_thing_is_known_by_its_name(thing: Thing) -> None:
    assert Thing.named(thing.ref) == thing


# --- reminders and digests ---


def test_a_chase_is_told_in_the_order_it_was_made_and_knows_what_is_on_its_way(do: Do) -> None:
    first = do(reminder_rows.add, reminder(), MONDAY)
    assert [one.on_its_way for one in do(reminder_rows.chase, DESIGN)] == [False]

    do(in_digest, first, carried=False)
    assert [one.on_its_way for one in do(reminder_rows.chase, DESIGN)] == [True]

    do(reminder_rows.add, reminder(rung=2), MONDAY + HOUR)
    do(reminder_rows.add, reminder(Thing(order=OrderId(1))), MONDAY)
    assert [(one.rung, one.made_at) for one in do(reminder_rows.chase, DESIGN)] == [
        (0, MONDAY),
        (2, MONDAY + HOUR),
    ]


def test_there_is_one_unsent_digest_a_chat_topic_and_company(do: Do) -> None:
    digest = do(digest_rows.unsent, "adtech", GROUP, None, MONDAY)

    assert do(digest_rows.unsent, "adtech", GROUP, None, MONDAY) == digest
    others = {
        do(digest_rows.unsent, *place, MONDAY)
        for place in (("adtech", GROUP, 7), ("adtech", OTHER, None), ("b", GROUP, None))
    }
    assert len(others | {digest}) == 4


def test_a_digest_without_a_letter_asks_for_one(do: Do) -> None:
    digest = do(in_digest, do(reminder_rows.add, reminder(), MONDAY), carried=False)
    assert [one.id for one in do(digest_rows.without_letter)] == [digest]

    do(digest_rows.carried_by, digest, do(write_letter, digest, GROUP))
    assert do(digest_rows.without_letter) == ()


def test_a_closed_digest_keeps_its_numbers_and_takes_no_more(do: Do) -> None:
    first, second, third = (
        do(reminder_rows.add, reminder(Thing(order=OrderId(n))), MONDAY) for n in (1, 2, 3)
    )
    digest = do(in_digest, first, second, third)

    do(digest_rows.close, digest, {third: 1, first: 2})

    assert [(one.reminder.id, one.number) for one in do(digest_rows.lines, digest)] == [
        (first, 2),
        (second, None),
        (third, 1),
    ]
    assert do(digest_rows.by_id, digest).state == "closed"
    assert do(digest_rows.unsent, "adtech", GROUP, None, MONDAY) != digest


def test_the_wait_begins_once_when_the_first_message_was_said(do: Do) -> None:
    number = do(reminder_rows.add, reminder(), MONDAY)
    digest = do(in_digest, number)
    do(digest_rows.close, digest, {number: 1})

    assert do(digest_rows.said, digest, MONDAY + HOUR)
    assert do(reminder_rows.said, [number], MONDAY + HOUR) == (DESIGN,)
    assert not do(digest_rows.said, digest, MONDAY + 2 * HOUR)
    assert do(reminder_rows.said, [number], MONDAY + 2 * HOUR) == ()

    [chased] = do(reminder_rows.chase, DESIGN)
    assert (chased.said_at, chased.on_its_way) == (MONDAY + HOUR, False)
    assert do(digest_rows.by_id, digest, for_update=True).said_at == MONDAY + HOUR


def test_a_buried_letter_loses_its_digest_and_another_takes_its_place(do: Do) -> None:
    number = do(reminder_rows.add, reminder(), MONDAY)
    digest = do(in_digest, number)

    do(lambda conn: outbox.bury(conn, deliver(conn), "refused", MONDAY))

    assert [one.on_its_way for one in do(reminder_rows.chase, DESIGN)] == [False]
    assert do(digest_rows.without_letter) == ()
    assert do(digest_rows.unsent, "adtech", GROUP, None, MONDAY) != digest
    assert do(digest_rows.by_id, digest).state == "lost"


def test_an_empty_digest_is_no_longer_on_its_way(do: Do) -> None:
    digest = do(in_digest, do(reminder_rows.add, reminder(), MONDAY))

    do(digest_rows.empty, digest)

    assert [one.on_its_way for one in do(reminder_rows.chase, DESIGN)] == [False]
    assert do(digest_rows.unsent, "adtech", GROUP, None, MONDAY) != digest


# --- chats that move or are gone ---


def seen(conn: Connection, chat: int) -> None:
    chats_rows.see(conn, chat, kind="group", title="x", now=MONDAY)


def test_digests_follow_a_group_to_its_new_id(do: Do) -> None:
    do(seen, GROUP)
    digest = do(in_digest, do(reminder_rows.add, reminder(), MONDAY))

    do(chat_moves.migrate, GROUP, OTHER, MONDAY)

    assert do(digest_rows.unsent, "adtech", OTHER, None, MONDAY) == digest
    assert [one.on_its_way for one in do(reminder_rows.chase, DESIGN)] == [True]


def test_where_a_digest_waits_under_the_new_id_the_old_one_is_lost_and_its_lines_are_made_anew(
    do: Do,
) -> None:
    do(seen, GROUP)
    do(seen, OTHER)
    old = do(in_digest, do(reminder_rows.add, reminder(), MONDAY))
    new = do(in_digest, do(reminder_rows.add, reminder(Thing(order=OrderId(2))), MONDAY), chat=OTHER)

    do(chat_moves.migrate, GROUP, OTHER, MONDAY)

    assert do(digest_rows.by_id, old).state == "lost"
    assert do(digest_rows.unsent, "adtech", OTHER, None, MONDAY) == new
    assert [one.on_its_way for one in do(reminder_rows.chase, DESIGN)] == [False]


def test_the_digests_of_a_chat_that_is_gone_are_lost(do: Do) -> None:
    do(seen, GROUP)
    digest = do(in_digest, do(reminder_rows.add, reminder(), MONDAY))

    do(chat_moves.mark_gone, GROUP, MONDAY)

    assert do(digest_rows.by_id, digest).state == "lost"


def test_a_sweep_that_waited_for_another_finds_the_letter_it_has_just_written(postgresql_url: str) -> None:
    """Asked in one statement, the letter would be looked for as things stood before the wait: there was none."""
    one, two = open_store(postgresql_url), open_store(postgresql_url)
    locked, waiting = threading.Event(), threading.Event()
    try:
        digest = one.write(lambda conn: digest_rows.unsent(conn, "adtech", GROUP, None, MONDAY)).result(
            SECONDS
        )

        def post(conn: Connection) -> None:
            assert [one.id for one in digest_rows.without_letter(conn)] == [digest]
            locked.set()
            assert waiting.wait(SECONDS)
            digest_rows.carried_by(conn, digest, write_letter(conn, digest, GROUP))

        posting = one.write(post)
        assert locked.wait(SECONDS)
        joining = two.write(lambda conn: digest_rows.unsent(conn, "adtech", GROUP, None, MONDAY))
        while not one.read(_somebody_waits).result(SECONDS):
            pass
        waiting.set()
        posting.result(SECONDS)
        assert joining.result(SECONDS) == digest
    finally:
        one.close()
        two.close()


def _somebody_waits(conn: Connection) -> bool:
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(conn.exec_driver_sql(waits).scalar_one())


def test_unheard_since_is_when_it_was_first_made_after_it_was_last_heard(do: Do) -> None:
    """However often it was made again meanwhile."""
    other = Thing(order=OrderId(2), stage="design")
    made = [do(reminder_rows.add, reminder(round_=number), MONDAY + number * HOUR) for number in range(5)]
    never = do(reminder_rows.add, reminder(other), MONDAY + 7 * HOUR)
    assert do(reminder_rows.unheard_since, [made[4], never]) == {
        made[4]: MONDAY,
        never: MONDAY + 7 * HOUR,
    }
    do(reminder_rows.said, [made[1]], MONDAY + 9 * HOUR)
    assert do(reminder_rows.unheard_since, [made[4], made[2]]) == dict.fromkeys(
        (made[4], made[2]), MONDAY + 2 * HOUR
    )
    do(reminder_rows.said, [made[4]], MONDAY + 9 * HOUR)
    assert do(reminder_rows.unheard_since, [made[4]]) == {}


@pytest.mark.parametrize(
    ("end", "left"), [("said", [1]), ("not noted", [1]), ("buried", [0, 1]), ("lost", [0, 1])]
)
def test_what_became_of_a_digest_is_known_of_each_line(do: Do, end: str, left: list[int]) -> None:
    """Its first line stands in the message, the second had no room: the next digest of the place may take what was not read."""
    made = [do(reminder_rows.add, reminder(round_=number), MONDAY) for number in range(2)]
    digest = do(in_digest, *made)
    do(digest_rows.close, digest, {made[0]: 1})
    assert [one.on_its_way for one in do(reminder_rows.chase, DESIGN)] == [True, True]

    def ends(conn: Connection) -> None:
        if end == "lost":
            digest_rows.lose(conn, GROUP)
        elif end == "buried":
            outbox.bury(conn, deliver(conn), "refused", MONDAY)
        else:
            outbox.sent(conn, deliver(conn), 7, MONDAY)
            if end == "said":
                digest_rows.said(conn, digest, MONDAY)

    do(ends)
    assert [(one.on_its_way, one.failed) for one in do(reminder_rows.chase, DESIGN)] == [
        (False, end != "said")
    ] * 2
    following = do(digest_rows.by_id, do(in_digest, do(reminder_rows.add, reminder(rung=1), MONDAY)))
    assert [one.id for one in do(digest_rows.left_unread, following)] == [made[number] for number in left]
    elsewhere = do(digest_rows.by_id, do(digest_rows.unsent, "adtech", OTHER, None, MONDAY))
    assert do(digest_rows.left_unread, elsewhere) == ()
