"""Each update is applied once, in order within its chat, whoever dies or hangs in between."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from storage import settings_rows
from storage.engine import Store, open_store
from storage.intake import inbox
from storage.intake.inbox import InboxRow, NewUpdate
from storage.stores.errors import LeaseLost
from tests.support.stored_orders import Run

LEASE = timedelta(seconds=30)
SECONDS = 20


def arrived(number: int, chat: str = "a", bot: int = 1) -> NewUpdate:
    return NewUpdate(bot=bot, update_id=number, chat_key=chat, raw={"update_id": number})


def put(do: Run, now: datetime, *updates: NewUpdate) -> tuple[int, ...]:
    return do(inbox.put, updates, now)


def claim(do: Run, owner: str, now: datetime) -> InboxRow | None:
    return do(inbox.claim_chat, owner=owner, now=now, lease=LEASE)


def go_on(do: Run, row: InboxRow, owner: str, now: datetime) -> InboxRow | None:
    return do(inbox.next_of, row, owner=owner, now=now, lease=LEASE)


def test_the_same_update_is_stored_once_and_another_bot_s_beside_it(do: Run, ask: Run, now: datetime) -> None:
    assert len(put(do, now, arrived(1), arrived(2), arrived(1))) == 2
    assert put(do, now, arrived(2)) == ()
    assert len(put(do, now, arrived(1, bot=2))) == 1
    assert ask(inbox.waiting).count == 3


def test_a_claim_takes_the_chat_and_the_next_update_comes_after_the_first(do: Run, now: datetime) -> None:
    put(do, now, arrived(7, "a"), arrived(3, "a"), arrived(5, "b"))

    first = claim(do, "w1", now)
    assert (first.update_id, first.attempts, first.raw) == (7, 1, {"update_id": 7})
    assert claim(do, "w2", now).update_id == 5
    assert claim(do, "w3", now) is None

    do(inbox.done, first, now)
    second = go_on(do, first, "w1", now)
    assert (second.update_id, second.attempts) == (3, 1)
    assert claim(do, "w3", now) is None
    do(inbox.done, second, now)
    assert go_on(do, second, "w1", now) is None
    put(do, now, arrived(8, "a"))
    assert claim(do, "w3", now).update_id == 8


def test_the_chat_that_waits_longest_comes_first(do: Run, now: datetime) -> None:
    put(do, now, arrived(1, "z"), arrived(2, "a"), arrived(3, "m"))
    assert [claim(do, f"w{n}", now).chat_key for n in range(3)] == ["z", "a", "m"]


def test_done_is_undone_with_the_command_it_belongs_to(do: Run, ask: Run, now: datetime) -> None:
    put(do, now, arrived(1))
    row = claim(do, "w1", now)

    def fail(conn: Connection) -> None:
        inbox.done(conn, row, now)
        settings_rows.put(conn, "effect", 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do(fail)
    assert ask(settings_rows.get, "effect") is None
    again = go_on(do, row, "w1", now)
    assert (again.id, again.attempts) == (row.id, 2)


def test_a_worker_that_died_is_followed_by_another_and_a_poisonous_update_is_buried(
    do: Run, ask: Run, now: datetime
) -> None:
    put(do, now, arrived(1), arrived(2))
    for attempt in (1, 2, 3):
        row = claim(do, f"w{attempt}", now)
        assert (row.update_id, row.attempts) == (1, attempt)
        assert claim(do, "other", now + LEASE - timedelta(seconds=1)) is None
        now += LEASE
    row = claim(do, "w4", now)
    assert row.attempts == 4
    do(inbox.bury, row, "three times no answer", now)
    assert go_on(do, row, "w4", now).update_id == 2
    [buried] = ask(inbox.buried)
    assert (buried.update_id, buried.reason, buried.ended_at) == (1, "three times no answer", now)


def test_a_worker_that_wakes_up_late_applies_nothing(do: Run, ask: Run, now: datetime) -> None:
    put(do, now, arrived(1))
    slept = claim(do, "w1", now)
    taken = claim(do, "w2", now + LEASE)

    def apply(conn: Connection, row: InboxRow, name: str) -> None:
        settings_rows.put(conn, name, 1)
        inbox.done(conn, row, now)

    with pytest.raises(LeaseLost):
        do(apply, slept, "late")
    do(apply, taken, "in time")
    with pytest.raises(LeaseLost):
        do(inbox.bury, slept, "?", now)
    assert ask(settings_rows.get, "late") is None
    assert ask(settings_rows.get, "in time") == 1
    assert not do(inbox.renew, slept, now=now, lease=LEASE)
    assert go_on(do, slept, "w1", now) is None


def test_a_late_worker_does_not_take_the_chat_back(do: Run, now: datetime) -> None:
    put(do, now, arrived(1))
    slept = claim(do, "w1", now)
    claim(do, "w2", now + LEASE)
    assert go_on(do, slept, "w1", now + LEASE) is None


def test_a_lease_can_be_renewed_and_given_back(do: Run, now: datetime) -> None:
    put(do, now, arrived(1))
    row = claim(do, "w1", now)
    assert do(inbox.renew, row, now=now + LEASE, lease=LEASE)
    assert claim(do, "w2", now + LEASE) is None
    assert do(inbox.release, row)
    assert claim(do, "w2", now).attempts == 1


def test_what_was_applied_is_forgotten_later_and_what_was_buried_is_kept(
    do: Run, ask: Run, now: datetime
) -> None:
    put(do, now, arrived(1), arrived(2), arrived(3))
    row = claim(do, "w", now)
    do(inbox.done, row, now)
    row = go_on(do, row, "w", now)
    do(inbox.bury, row, "bad", now)
    later = now + timedelta(days=3)
    assert do(inbox.prune, now) == 0
    assert do(inbox.prune, later) == 1
    assert len(ask(inbox.buried)) == 1
    assert do(inbox.prune_buried, now) == 0
    assert do(inbox.prune_buried, later) == 1
    assert ask(inbox.buried) == ()
    assert ask(inbox.waiting).oldest_at == now


def test_two_claimers_never_have_the_same_chat(database_url: str, do: Run, now: datetime) -> None:
    """Eight workers in two processes' worth of stores; every chat's updates are applied in order, each once."""
    put(do, now, *[arrived(number, chat=f"chat{number % 5}") for number in range(60)])
    stores = [open_store(database_url) for _ in range(2)]
    working: Counter[str] = Counter()
    applied: list[tuple[str, int]] = []
    guard = threading.Lock()

    def work(store: Store, owner: str) -> None:
        def write(command):  # noqa: ANN001 - a row function with its arguments bound
            return store.write(command).result(SECONDS)

        row = write(lambda conn: inbox.claim_chat(conn, owner=owner, now=now, lease=LEASE))
        while row is not None:
            with guard:
                working[row.chat_key] += 1
                assert working[row.chat_key] == 1
                applied.append((row.chat_key, row.update_id))
            with guard:
                working[row.chat_key] -= 1

            def finish(conn: Connection, row: InboxRow = row) -> InboxRow | None:
                inbox.done(conn, row, now)
                return inbox.next_of(conn, row, owner=owner, now=now, lease=LEASE) or inbox.claim_chat(
                    conn, owner=owner, now=now, lease=LEASE
                )

            row = write(finish)

    failures: list[BaseException] = []

    def guarded(store: Store, owner: str) -> None:
        try:
            work(store, owner)
        except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(stores[n % 2], f"w{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    for store in stores:
        store.close()
    assert failures == []
    assert sorted(number for _, number in applied) == list(range(60))
    for chat in range(5):
        in_chat = [number for key, number in applied if key == f"chat{chat}"]
        assert in_chat == sorted(in_chat)


def test_claims_made_at_the_same_moment_get_different_chats(postgresql_url: str, now: datetime) -> None:
    store = open_store(postgresql_url)
    store.write(lambda conn: inbox.put(conn, [arrived(n, chat=str(n)) for n in range(4)], now)).result(
        SECONDS
    )
    together = threading.Barrier(4)

    def claim_together(conn: Connection, owner: str) -> str:
        together.wait(SECONDS)
        row = inbox.claim_chat(conn, owner=owner, now=now, lease=LEASE)
        together.wait(SECONDS)  # nobody has committed yet
        assert row is not None
        return row.chat_key

    futures = [store.write(lambda conn, n=n: claim_together(conn, f"w{n}")) for n in range(4)]
    assert {future.result(SECONDS) for future in futures} == {"0", "1", "2", "3"}
    store.close()


def test_updates_become_visible_in_the_order_of_their_numbers(postgresql_url: str, now: datetime) -> None:
    """Two replicas take a webhook each: the later one waits until the earlier one is stored."""
    store = open_store(postgresql_url)
    entered, leave = threading.Event(), threading.Event()

    def slowly(conn: Connection) -> None:
        inbox.put(conn, [arrived(1)], now)
        entered.set()
        leave.wait(SECONDS)

    slow = store.write(slowly)
    entered.wait(SECONDS)
    quick = store.write(lambda conn: inbox.put(conn, [arrived(2)], now))
    waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    while not store.read(lambda conn: conn.exec_driver_sql(waits).scalar_one()).result(SECONDS):
        assert not quick.done()
    assert store.write(lambda c: inbox.claim_chat(c, owner="w", now=now, lease=LEASE)).result(SECONDS) is None
    leave.set()
    slow.result(SECONDS)
    quick.result(SECONDS)
    claimed = store.write(lambda c: inbox.claim_chat(c, owner="w", now=now, lease=LEASE)).result(SECONDS)
    assert claimed is not None
    assert claimed.update_id == 1
    store.close()
