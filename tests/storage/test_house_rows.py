"""Dialogs, kept reports, the audit trail, settings and leases."""

from datetime import datetime, timedelta

from storage import audit, leases, settings_rows
from storage.engine import Store
from storage.intake import dialogs, kept_reports
from storage.intake.dialogs import Dialog
from storage.intake.kept_reports import AT_MOST, Kept
from storage.post import said
from storage.post.said import Said
from tests.support.stored_orders import Run

SPAN = timedelta(seconds=15)
SECONDS = 20


def question(
    do: Run, now: datetime, kind: str, *, chat: int = 5, thread: int | None = None, user: int = 9
) -> int:
    return do(
        dialogs.ask,
        company="adtech",
        chat=chat,
        thread=thread,
        user=user,
        kind=kind,
        data={"order": 12},
        now=now,
        expires_at=now + SPAN,
    )


def test_a_later_question_takes_the_place_of_an_earlier_one_there(do: Run, ask: Run, now: datetime) -> None:
    first = question(do, now, "reason")
    second = question(do, now, "photo")
    elsewhere = question(do, now, "date", thread=4)
    assert second > first
    assert ask(dialogs.open_for, 5, None, 9, now) == Dialog(
        id=second,
        company="adtech",
        chat=5,
        thread=None,
        user=9,
        kind="photo",
        data={"order": 12},
        expires_at=now + SPAN,
    )
    assert ask(dialogs.open_for, 5, 4, 9, now).id == elsewhere
    assert ask(dialogs.open_for, 5, None, 10, now) is None
    assert not do(dialogs.close, first)
    assert do(dialogs.close, second)
    assert ask(dialogs.open_for, 5, None, 9, now) is None


def test_what_asks_for_money_can_be_edited_however_late_it_is_paid(do: Run, ask: Run, now: datetime) -> None:
    for message, note in enumerate(("notice:1:2", "payment:7", "payment_text:7")):
        do(said.remember, note, Said(chat=5, thread=None, message_id=message), now)
    assert do(said.prune, now + SPAN) == 1
    assert [ask(said.note_of, 5, message) for message in range(3)] == [None, "payment:7", "payment_text:7"]


def test_numbers_of_questions_are_never_given_twice(do: Run, now: datetime) -> None:
    first = question(do, now, "reason")
    do(dialogs.close, first)
    assert question(do, now, "reason") > first


def test_a_reply_counts_for_the_question_in_that_message_alone(do: Run, ask: Run, now: datetime) -> None:
    number = question(do, now, "reason", thread=4)
    do(said.remember, f"dialog:{number}", Said(chat=5, thread=4, message_id=70), now)
    do(said.remember, "notice:12:8", Said(chat=5, thread=4, message_id=71), now)
    assert ask(dialogs.open_for, 5, 4, 9, now, reply_to=70).id == number
    assert ask(dialogs.open_for, 5, 4, 9, now, reply_to=71) is None
    assert ask(dialogs.open_for, 5, 4, 9, now, reply_to=72) is None
    assert ask(dialogs.open_for, 5, 4, 10, now, reply_to=70) is None


def test_a_question_is_over_when_its_time_is(do: Run, ask: Run, now: datetime) -> None:
    number = question(do, now, "new")
    later = now + SPAN
    assert ask(dialogs.open_for, 5, None, 9, later) is None
    assert do(dialogs.prune, later) == 0
    assert do(dialogs.prune, later + SPAN) == 1
    assert not do(dialogs.close, number)


def test_a_stranger_s_reports_are_kept_in_order_and_not_without_end(do: Run, ask: Run, now: datetime) -> None:
    for number in range(AT_MOST):
        assert do(kept_reports.keep, 9, "adtech", {"n": number}, now + timedelta(seconds=number))
    assert not do(kept_reports.keep, 9, "adtech", {"n": 99}, now)
    assert do(kept_reports.keep, 10, None, {"n": 0}, now)
    kept = do(kept_reports.of, 9)
    assert [one.body["n"] for one in kept] == list(range(AT_MOST))
    second = kept[1]
    assert second == Kept(id=second.id, company="adtech", body={"n": 1}, at=now + timedelta(seconds=1))
    do(kept_reports.correct, second.id, {"n": 7})
    do(kept_reports.forget, [one.id for one in kept if one != second])
    assert [one.body for one in do(kept_reports.of, 9)] == [{"n": 7}]
    do(kept_reports.forget, [second.id])
    assert do(kept_reports.prune, now + SPAN) == 1


def test_the_trail_is_told_latest_first(do: Run, ask: Run, now: datetime) -> None:
    for act in ("invite", "bind"):
        do(audit.note, company="adtech", who=None, act=act, subject="design", data={"uses": 3}, now=now)
    assert [entry.act for entry in ask(audit.recent, "adtech")] == ["bind", "invite"]
    assert [entry.data for entry in ask(audit.recent, "adtech", 1)] == [{"uses": 3}]
    assert ask(audit.recent, "other") == ()


def test_a_setting_is_put_read_and_taken_once(do: Run, ask: Run, store: Store) -> None:
    assert ask(settings_rows.get, "offset") is None
    do(settings_rows.put, "offset", {"seconds": 5})
    do(settings_rows.put, "offset", {"seconds": 6})
    assert ask(settings_rows.get, "offset") == {"seconds": 6}
    do(settings_rows.put, "code", "hash")
    assert not do(settings_rows.take, "code", "other")
    takers = [store.write(lambda conn: settings_rows.take(conn, "code", "hash")) for _ in range(8)]
    assert sum(taker.result(SECONDS) for taker in takers) == 1


def test_a_lease_has_one_holder_and_a_new_epoch_for_each(do: Run, ask: Run, now: datetime) -> None:
    first = do(leases.take, "polling", owner="p1", now=now, span=SPAN)
    assert do(leases.take, "polling", owner="p2", now=now, span=SPAN) is None
    assert do(leases.take, "delivery", owner="p2", now=now, span=SPAN) is not None
    assert ask(leases.holds, first, now)
    assert not ask(leases.holds, first, now + SPAN)

    longer = do(leases.renew, first, now=now + SPAN / 2, span=SPAN)
    assert ask(leases.holds, longer, now + SPAN)

    second = do(leases.take, "polling", owner="p2", now=now + 2 * SPAN, span=SPAN)
    assert second.epoch > first.epoch
    assert not ask(leases.holds, longer, now)
    assert do(leases.renew, longer, now=now + 2 * SPAN, span=SPAN) is None
    assert not do(leases.release, longer)
    assert do(leases.release, second)
    third = do(leases.take, "polling", owner="p1", now=now + 2 * SPAN, span=SPAN)
    assert third.epoch > second.epoch
    assert (
        do(leases.renew, longer, now=now + 2 * SPAN, span=SPAN) is None
    )  # what it held before is not what it holds
    assert not do(leases.release, longer)
    assert ask(leases.holds, third, now + 2 * SPAN)


def test_a_lease_taken_before_the_clock_was_set_back_is_over(do: Run, ask: Run, now: datetime) -> None:
    """Its holder is dead or has noticed; one whose clock is a little ahead keeps it."""
    first = do(leases.take, "polling", owner="p1", now=now, span=SPAN)
    assert do(leases.take, "polling", owner="p2", now=now - 4 * SPAN, span=SPAN) is None
    hour_ago = now - timedelta(hours=1)
    second = do(leases.take, "polling", owner="p2", now=hour_ago, span=SPAN)
    assert second.epoch > first.epoch
    assert not ask(leases.holds, first, hour_ago)
    assert do(leases.renew, first, now=hour_ago, span=SPAN) is None


def test_of_several_who_want_a_lease_one_gets_it(store: Store, now: datetime) -> None:
    futures = [
        store.write(lambda conn, n=n: leases.take(conn, "polling", owner=f"p{n}", now=now, span=SPAN))
        for n in range(8)
    ]
    assert sum(future.result(SECONDS) is not None for future in futures) == 1
