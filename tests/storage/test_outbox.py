"""Each letter is handed to one sender at a time, in order in its lane, and a dead chat delays nobody else."""

import threading
from collections import Counter
from datetime import datetime, timedelta

from storage.engine import open_store
from storage.post import outbox, outbox_adding, outbox_joining, outbox_lists, outbox_parts, said
from storage.post.outbox import Letter
from storage.post.outbox_adding import NewLetter
from storage.post.said import Said
from tests.support.stored_orders import Run

LEASE = timedelta(seconds=30)
SECONDS = 20
PAYLOAD = {"lines": ["xin chào", "你好", "\0"]}


def new(chat: int = 1, lane: str = "answers", priority: int = 0, **more: object) -> NewLetter:
    return NewLetter(company="adtech", chat=chat, lane=lane, priority=priority, payload=PAYLOAD, **more)


def add(do: Run, now: datetime, *letters: NewLetter, owner: str | None = None) -> tuple[Letter, ...]:
    return do(outbox_adding.add, letters, now=now, owner=owner, lease=LEASE)


def claim(do: Run, now: datetime, owner: str = "p1", limit: int = 9, **more: object) -> list[Letter]:
    return list(do(outbox.claim, owner=owner, now=now, lease=LEASE, limit=limit, **more))


def ids(letters: list[Letter] | tuple[Letter, ...]) -> list[int]:
    return [letter.id for letter in letters]


def test_a_letter_comes_out_as_it_went_in(do: Run, now: datetime) -> None:
    add(do, now, new(-5, thread=3, to_user=7, group_key="g", note_for="notice:1", unasked=True))
    [letter] = claim(do, now)
    assert (letter.chat, letter.thread, letter.to_user, letter.payload) == (-5, 3, 7, PAYLOAD)
    assert (letter.group_key, letter.note_for, letter.unasked, letter.made_at) == ("g", "notice:1", True, now)
    assert (letter.attempts, letter.repeated, letter.moved, letter.leased) == (1, False, False, True)


def test_a_lane_hands_out_its_first_letter_only(do: Run, now: datetime) -> None:
    first, second = add(do, now, new(), new())
    assert ids(claim(do, now)) == [first.id]
    assert claim(do, now, "p2") == []

    [held] = claim(do, now + LEASE, "p2")
    assert held.id == first.id
    assert do(outbox.later, held, now + 3 * LEASE, "429")
    assert claim(do, now + 2 * LEASE) == []

    [again] = claim(do, now + 3 * LEASE)
    assert (again.id, again.attempts) == (first.id, 3)
    assert do(outbox.sent, again, 55, now)
    assert ids(claim(do, now)) == [second.id]


def test_a_buried_letter_frees_its_lane_and_is_listed_with_its_reason(
    do: Run, ask: Run, now: datetime
) -> None:
    first, second = add(do, now, new(), new())
    [letter] = claim(do, now)
    assert do(outbox.bury, letter, "bot was blocked", now)
    assert ids(claim(do, now)) == [second.id]
    [failed] = ask(outbox_lists.failed)
    assert (failed.id, failed.chat, failed.reason, failed.payload) == (
        first.id,
        1,
        "bot was blocked",
        PAYLOAD,
    )


def test_the_more_urgent_lane_goes_first_and_other_chats_do_not_wait(do: Run, now: datetime) -> None:
    report, answer, other = add(
        do, now, new(lane="reports", priority=60), new(priority=0), new(2, "cards", priority=40)
    )
    assert ids(claim(do, now, limit=2)) == [answer.id, other.id]
    assert ids(claim(do, now)) == [report.id]


def test_lanes_the_sender_keeps_back_are_skipped(do: Run, now: datetime) -> None:
    one, two = add(do, now, new(1), new(2))
    assert ids(claim(do, now, skip=[(1, "answers"), (2, "cards")])) == [two.id]
    assert ids(claim(do, now, skip=[])) == [one.id]


def test_a_paused_chat_gets_nothing_until_then_and_a_pause_never_gets_shorter(
    do: Run, ask: Run, now: datetime
) -> None:
    until = now + timedelta(seconds=20)
    one, two = add(do, now, new(1), new(2))
    do(outbox_lists.pause, 1, until, "429")
    do(outbox_lists.pause, 1, now, "shorter")
    assert [(pause.chat, pause.reason) for pause in ask(outbox_lists.paused, now)] == [(1, "429")]
    assert ids(claim(do, now)) == [two.id]
    assert ids(claim(do, until)) == [one.id]
    assert ask(outbox_lists.paused, until) == ()


def test_answers_are_born_leased_and_seen_by_others_when_the_lease_ends(do: Run, now: datetime) -> None:
    [answer] = add(do, now, new(), owner="p1")
    assert (answer.leased, answer.attempts, answer.repeated) == (True, 1, False)
    assert claim(do, now, "p2") == []
    assert do(outbox.sent, answer, 5, now)

    [lost] = add(do, now, new(), owner="p1")
    [found] = claim(do, now + LEASE, "p2")
    assert (found.id, found.attempts, found.repeated) == (lost.id, 2, True)
    assert not do(outbox.sent, lost, 6, now)
    assert do(outbox.sent, found, 7, now)


def test_an_answer_is_not_born_leased_behind_what_another_has_to_say_first(do: Run, now: datetime) -> None:
    def leased(*letters: NewLetter, at: datetime = now) -> list[bool]:
        return [letter.leased for letter in add(do, at, *letters, owner="p1")]

    assert leased(new(1), new(1), new(2)) == [True, True, True]
    assert leased(new(1)) == [True]  # behind its own only
    add(do, now, new(3))
    assert leased(new(3), new(3, "cards"), new(4)) == [False, True, True]
    add(do, now, new(5), owner="p2")
    assert leased(new(5)) == [False]
    add(do, now, new(6), owner="p1")
    assert leased(new(6), at=now + LEASE) == [False]
    do(outbox_lists.pause, 7, now + LEASE, "429")
    assert leased(new(7)) == [False]


def test_what_was_surely_not_said_is_no_repeat_and_what_may_have_been_is_marked(
    do: Run, now: datetime
) -> None:
    add(do, now, new())
    [letter] = claim(do, now)
    do(outbox.later, letter, now, "no connection")
    [letter] = claim(do, now)
    assert (letter.attempts, letter.repeated) == (2, False)
    [letter] = claim(do, now + LEASE)
    assert (letter.attempts, letter.repeated) == (3, True)
    do(outbox.later, letter, now, "429")
    [letter] = claim(do, now)
    assert letter.repeated


def test_letters_not_begun_are_given_back_uncounted(do: Run, now: datetime) -> None:
    add(do, now, new(1), new(2))
    letters = claim(do, now)
    assert do(outbox.renew, letters, now=now + LEASE, lease=LEASE) == 2
    assert claim(do, now + LEASE, "p2") == []
    assert do(outbox.release, letters) == 2
    again = claim(do, now, "p2")
    assert [(letter.attempts, letter.repeated) for letter in again] == [(1, False), (1, False)]
    assert do(outbox.release, letters) == 2  # the fence is the attempt; the owner of both is this test


def test_a_sent_letter_with_a_note_is_remembered_by_its_message(do: Run, ask: Run, now: datetime) -> None:
    add(do, now, new(-5, thread=3, note_for="notice:12:8"), new(6, note_for="notice:12:8"), new(7))
    for number, letter in enumerate(claim(do, now), start=100):
        assert do(outbox.sent, letter, number, now)
        assert not do(outbox.sent, letter, number, now)
    assert ask(said.messages_of, "notice:12:8") == (
        Said(chat=-5, thread=3, message_id=100),
        Said(chat=6, thread=None, message_id=101),
    )
    assert ask(said.note_of, -5, 100) == "notice:12:8"
    assert ask(said.note_of, 7, 102) is None
    do(said.remember, "other", Said(chat=1, thread=None, message_id=1), now)
    do(said.forget, "notice:12:8")
    assert ask(said.messages_of, "notice:12:8") == ()
    assert do(said.prune, now + LEASE) == 1


def test_what_is_taken_back_is_withdrawn_unsent_and_told_where_it_was_said(
    do: Run, ask: Run, now: datetime
) -> None:
    add(do, now, new(1, note_for="notice:12:8"), new(2, note_for="notice:12:8"), new(3, note_for="other"))
    [first] = claim(do, now, limit=1)
    do(outbox.sent, first, 100, now)
    assert do(outbox.take_back, "notice:12:8") == (Said(chat=1, thread=None, message_id=100),)
    assert [letter.chat for letter in claim(do, now)] == [3]
    assert ask(outbox_lists.waiting).count == 1


def test_neighbours_of_one_kind_may_be_said_together(do: Run, now: datetime) -> None:
    letters = add(
        do,
        now,
        new(group_key="g", thread=2),
        new(group_key="g", thread=2),
        new(group_key="g", thread=2),
        new(group_key="g"),
        new(group_key="g", thread=2),
        new(2),
        new(2),
    )
    grouped, single = claim(do, now)
    together = do(outbox_joining.companions, grouped, owner="p1", now=now, lease=LEASE, limit=5)
    assert ids(together) == ids(letters[1:3])
    assert do(outbox_joining.companions, single, owner="p1", now=now, lease=LEASE, limit=5) == ()
    for letter in (grouped, *together):
        assert do(outbox.sent, letter, 9, now)
    assert ids(claim(do, now)) == [letters[3].id]


def test_a_long_message_goes_on_with_the_part_that_was_not_sent(do: Run, now: datetime) -> None:
    add(do, now, new())
    [letter] = claim(do, now)
    made = do(outbox_parts.split, letter, [{"html": "1"}, {"html": "2"}])
    assert [(part.part, part.payload) for part in made] == [(1, {"html": "1"}), (2, {"html": "2"})]
    assert do(outbox_parts.part_sent, letter, 1, 70, now)
    assert not do(outbox_parts.part_sent, letter, 1, 71, now)
    [again] = claim(do, now + LEASE)
    parts = do(outbox_parts.split, again, [{"html": "laid out otherwise"}])
    assert [(part.payload, part.message_id) for part in parts] == [({"html": "1"}, 70), ({"html": "2"}, None)]


def test_the_backlog_and_the_old_are_counted(do: Run, ask: Run, now: datetime) -> None:
    add(do, now, new(unasked=True), new(unasked=True), new(), new(2, unasked=True))
    assert (ask(outbox_lists.waiting).count, ask(outbox_lists.waiting).oldest_at) == (4, now)
    [letter, _] = claim(do, now)
    do(outbox_parts.split, letter, [{"html": "1"}])
    do(outbox.sent, letter, 1, now)
    assert do(outbox_lists.prune, now) == 0
    assert do(outbox_lists.prune, now + LEASE) == 1
    assert ask(outbox_lists.waiting).count == 3


def test_four_senders_send_twenty_letters_twenty_times(database_url: str, do: Run, now: datetime) -> None:
    add(do, now, *[new(chat=number % 7) for number in range(20)])
    stores = [open_store(database_url) for _ in range(4)]
    sends: Counter[int] = Counter()
    order: dict[int, list[int]] = {}
    guard, together = threading.Lock(), threading.Barrier(4)

    def send(number: int) -> None:
        store = stores[number]
        together.wait(SECONDS)
        for _ in range(200):
            letters = store.write(
                lambda conn: outbox.claim(conn, owner=f"p{number}", now=now, lease=LEASE, limit=3)
            ).result(SECONDS)
            for letter in letters:
                with guard:
                    sends[letter.id] += 1
                    order.setdefault(letter.chat, []).append(letter.id)
                store.write(lambda conn, one=letter: outbox.sent(conn, one, one.id, now)).result(SECONDS)
            if sum(sends.values()) >= 20:
                return

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    for store in stores:
        store.close()
    assert (len(sends), set(sends.values())) == (20, {1})
    assert all(numbers == sorted(numbers) for numbers in order.values())


def test_a_chat_that_is_down_costs_the_others_nothing(sqlite_url: str, now: datetime) -> None:
    """Behind the head of a lane nothing is looked at: claims cost the same with 20 letters there or 5,000."""
    store = open_store(sqlite_url)

    def steps_of_a_claim() -> int:
        steps = 0

        def count() -> None:
            nonlocal steps
            steps += 1

        def counted(conn) -> int:  # noqa: ANN001 - a SQLAlchemy connection
            raw = conn.connection.driver_connection
            raw.set_progress_handler(count, 1)
            outbox.claim(conn, owner="p", now=now, lease=LEASE, limit=5)
            raw.set_progress_handler(None, 1)
            raise ZeroDivisionError

        store.write(counted).exception(SECONDS)
        return steps

    def fill(count: int) -> None:
        store.write(lambda c: outbox_adding.add(c, [new(1)] * count, now=now)).result(SECONDS)

    fill(20)
    few = steps_of_a_claim()
    fill(5000)
    assert steps_of_a_claim() < 2 * few
    store.close()
