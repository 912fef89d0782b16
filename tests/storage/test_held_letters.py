"""Lesson 3: what is too much for a group waits in the outbox, and nothing of it is lost or said twice."""

from datetime import datetime, timedelta

from storage import chat_moves
from storage.chasing import unsaid
from storage.people import chats_rows
from storage.post import held_letters, outbox, outbox_adding, outbox_lists
from storage.post.held_letters import Waiting
from storage.post.outbox import Letter
from storage.post.outbox_adding import NewLetter
from tests.support.stored_orders import Run

LEASE = timedelta(seconds=30)
HOUR = timedelta(hours=1)
GROUP = -100


def new(note: str = "", thread: int | None = None, chat: int = GROUP) -> NewLetter:
    return NewLetter(
        company="adtech", chat=chat, thread=thread, lane="reminders", priority=20, payload={"n": note},
        note_for=note, unasked=True,
    )  # fmt: skip


def add(do: Run, now: datetime, *letters: NewLetter) -> tuple[Letter, ...]:
    return do(outbox_adding.add, letters, now=now)


def claimed(do: Run, now: datetime) -> list[Letter]:
    return list(do(outbox.claim, owner="p", now=now, lease=LEASE, limit=9))


def held(do: Run, now: datetime, *letters: NewLetter, until: datetime) -> list[Letter]:
    kept = []
    for one in letters:
        add(do, now, one)
        [letter] = claimed(do, now)
        assert do(held_letters.hold, letter, until, now)
        kept.append(letter)
    return kept


def test_what_is_kept_back_lets_its_lane_go_on_and_comes_back_with_all_that_waits_there_in_order(
    do: Run, ask: Run, now: datetime
) -> None:
    first, second = held(do, now, new("a"), new("b"), until=now + HOUR)
    held(do, now, new("c", thread=7), new("d", chat=-200), until=now + 2 * HOUR)
    [later] = held(do, now, new("e"), until=now + 3 * HOUR)
    assert claimed(do, now + 9 * HOUR) == []
    assert ask(outbox_lists.waiting).count == 0
    assert ask(held_letters.earliest) == now + HOUR
    assert ask(held_letters.held_in, [GROUP]) == {
        (GROUP, None): Waiting(letters=3, until=now + HOUR),
        (GROUP, 7): Waiting(letters=1, until=now + 2 * HOUR),
    }
    assert do(held_letters.due, now + HOUR - timedelta(seconds=1)) is None

    place, letters = do(held_letters.due, now + HOUR)
    assert (place.chat, place.thread, place.since) == (GROUP, None, now)
    assert [one.id for one in letters] == [first.id, second.id, later.id]

    do(held_letters.put_off, letters, now + 4 * HOUR)
    assert do(held_letters.due, now + HOUR) is None
    do(held_letters.let_go, letters[:1], now + 5 * HOUR)
    [again] = claimed(do, now + 5 * HOUR)
    assert (again.id, again.attempts, again.held_since, again.repeated) == (first.id, 1, now, False)


def test_only_whoever_has_the_letter_may_keep_it_back(do: Run, now: datetime) -> None:
    add(do, now, new())
    [mine] = claimed(do, now)
    [theirs] = claimed(do, now + LEASE)
    assert not do(held_letters.hold, mine, now + HOUR, now)
    assert do(held_letters.hold, theirs, now + HOUR, now)


def test_a_days_messages_are_counted_by_place_each_once(do: Run, ask: Run, now: datetime) -> None:
    letters = add(do, now, new(), new(), new(thread=7), new(chat=-200))
    for letter, at in zip(letters, (now, now + HOUR, now, now), strict=True):
        do(held_letters.count, letter, at)
    do(held_letters.count, letters[0], now + 2 * HOUR)
    assert ask(held_letters.spent, GROUP, None, now) == (2, now + HOUR)
    assert ask(held_letters.spent, GROUP, None, now + HOUR) == (1, now + HOUR)
    assert ask(held_letters.spent, GROUP, 7, now) == (1, now)
    assert ask(held_letters.spent, GROUP, 8, now) == (0, None)


def test_what_was_taken_back_while_it_waited_is_not_said_and_where_others_say_it_they_are_named(
    do: Run, ask: Run, now: datetime
) -> None:
    kept = held(do, now, new("a"), new("b"), new("c"), until=now + HOUR)
    do(outbox.take_back, "a")
    _, letters = do(held_letters.due, now + HOUR)
    assert [one.id for one in letters] == [one.id for one in kept[1:]]

    [together] = add(do, now, new())
    do(held_letters.join, letters, together, now + HOUR)
    assert do(held_letters.due, now + 9 * HOUR) is None
    assert do(held_letters.take_back, "x") == ()
    [joined] = do(held_letters.take_back, "c")
    assert (joined.id, joined.chat, joined.message) == (together.id, GROUP, None)
    assert do(held_letters.take_back, "c") == ()
    items = ask(held_letters.items, together.id)
    assert [(one.letter, one.taken_back) for one in items] == [(kept[1].id, False), (kept[2].id, True)]

    [letter] = claimed(do, now + HOUR)
    assert do(outbox.sent, letter, 55, now)
    [joined] = do(held_letters.take_back, "b")
    assert joined.message == 55


def test_it_follows_its_group_and_ends_with_it(do: Run, now: datetime) -> None:
    do(chats_rows.see, GROUP, kind="group", title="x", now=now)
    [kept] = held(do, now, new(), until=now + HOUR)
    do(chat_moves.migrate, GROUP, -1000, now)
    place, [letter] = do(held_letters.due, now + HOUR)
    assert (letter.id, place.chat, letter.moved) == (kept.id, -1000, True)
    do(chat_moves.mark_gone, -1000, now)
    assert do(held_letters.due, now + HOUR) is None


def test_what_others_were_to_say_ends_with_the_group_too(do: Run, ask: Run, now: datetime) -> None:
    do(chats_rows.see, GROUP, kind="group", title="x", now=now)
    kept = held(do, now, new(), new(), until=now + HOUR)
    [together] = add(do, now, new())
    do(held_letters.join, kept, together, now)
    do(chat_moves.mark_gone, GROUP, now)
    buried = ask(outbox_lists.failed)
    assert {one.id for one in buried} == {together.id, *(one.id for one in kept)}


def test_a_group_that_moved_has_heard_what_it_heard(do: Run, ask: Run, now: datetime) -> None:
    do(chats_rows.see, GROUP, kind="group", title="x", now=now)
    add(do, now, new("a"), new("b"))
    for ago, message in ((timedelta(days=3), 54), (HOUR, 55)):
        [letter] = claimed(do, now)
        do(held_letters.count, letter, now - ago)
        do(outbox.sent, letter, message, now)
    do(chat_moves.migrate, GROUP, -1000, now)
    assert ask(held_letters.spent, -1000, None, now - timedelta(days=9)) == (1, now - HOUR)
    assert ask(held_letters.spent, GROUP, None, now - timedelta(days=9)) == (1, now - timedelta(days=3))


def test_what_a_letter_given_up_left_behind_is_found(do: Run, ask: Run, now: datetime) -> None:
    kept = held(do, now, new(), until=now + HOUR)
    add(do, now, new())
    [together] = claimed(do, now)
    do(held_letters.join, kept, together, now)
    assert ask(unsaid.left_behind, ["adtech"], most=9) == ()
    do(outbox.bury, together, "as an earlier version did", now)
    [found] = ask(unsaid.left_behind, ["adtech"], most=9)
    assert found.chat == GROUP
    assert do(held_letters.part, together, now) == 1
    assert ask(unsaid.left_behind, ["adtech"], most=9) == ()


def test_what_is_kept_back_after_a_try_that_failed_is_no_trouble_of_its_own(
    do: Run, ask: Run, now: datetime
) -> None:
    add(do, now, new("a"))
    [letter] = claimed(do, now)
    do(outbox.later, letter, now + LEASE, "502 Bad Gateway")
    [again] = claimed(do, now + LEASE)
    assert do(held_letters.hold, again, now + HOUR, now)
    assert ask(unsaid.unsayable, ["adtech"], since=now, most=9) == ()
