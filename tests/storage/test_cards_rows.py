"""A live card shows what is wanted, one edit at a time, and its version only rises."""

from dataclasses import replace
from datetime import datetime, timedelta

from orders.order import OrderId
from orders.whole_order_moves import Open
from storage.post import cards_rows, outbox_lists
from storage.post.cards_rows import Card
from tests.support.shop import LAN
from tests.support.stored_orders import Run, draft, move

LEASE = timedelta(seconds=30)


def want(
    do: Run, version: int = 1, *, kind: str = "order", ref: str = "12", chat: int = 5, afresh: bool = False
) -> int:
    return do(
        cards_rows.want,
        kind=kind,
        ref=ref,
        company="adtech",
        chat=chat,
        thread=3,
        version=version,
        afresh=afresh,
    )


def claim(do: Run, now: datetime, owner: str = "p1") -> list[Card]:
    return list(do(cards_rows.claim, owner=owner, now=now, lease=LEASE, limit=9))


def test_a_card_is_posted_once_and_edited_when_more_is_wanted(do: Run, ask: Run, now: datetime) -> None:
    number = want(do, 4)
    [card] = claim(do, now)
    assert (card.id, card.kind, card.ref, card.chat, card.thread, card.message_id) == (
        number,
        "order",
        "12",
        5,
        3,
        None,
    )
    assert (card.wanted, card.shown) == (4, 0)
    assert claim(do, now, "p2") == []
    assert do(cards_rows.shown, card, 4, 70)
    assert claim(do, now) == []

    do(cards_rows.bump_order, OrderId(12), 9)
    do(cards_rows.bump_order, OrderId(13), 20)
    [card] = claim(do, now)
    assert (card.message_id, card.wanted, card.shown) == (70, 9, 4)


def test_what_changes_beside_the_order_is_shown_too_and_hides_no_later_version(
    do: Run, now: datetime
) -> None:
    want(do, 4)
    [card] = claim(do, now)
    do(cards_rows.shown, card, 4, 70)
    for version in (4, 5):
        do(cards_rows.bump_order, OrderId(12), version)
        [card] = claim(do, now)
        assert card.wanted > card.shown
        do(cards_rows.shown, card, card.wanted, 70)
    assert claim(do, now) == []


def test_what_is_wanted_during_an_edit_is_shown_by_the_next(do: Run, now: datetime) -> None:
    want(do, 4)
    [card] = claim(do, now)
    do(cards_rows.bump_order, OrderId(12), 5)
    assert claim(do, now) == []
    do(cards_rows.shown, card, 4, 70)
    [again] = claim(do, now)
    assert (again.wanted, again.shown, again.message_id) == (5, 4, 70)


def test_a_card_wanted_again_in_its_place_is_the_same_one(do: Run, now: datetime) -> None:
    number = want(do, 4)
    [card] = claim(do, now)
    do(cards_rows.shown, card, 4, 70)
    assert want(do, 2) == number
    assert claim(do, now) == []
    assert want(do, 4, chat=6) != number
    assert want(do, 4, afresh=True) == number
    assert {one.message_id for one in claim(do, now)} == {None}


def test_a_sender_whose_card_was_posted_afresh_meanwhile_is_told(do: Run, now: datetime) -> None:
    want(do, 4)
    [card] = claim(do, now)
    want(do, 4, afresh=True)
    assert not do(cards_rows.shown, card, 4, 70)
    assert [one.message_id for one in claim(do, now)] == [None]


def test_trays_count_their_own_changes(do: Run, now: datetime) -> None:
    want(do, kind="tray", ref="design")
    want(do, kind="tray", ref="sales", chat=6)
    for card in claim(do, now):
        do(cards_rows.shown, card, card.wanted, 70)
    do(cards_rows.bump_tray, "adtech", "design")
    do(cards_rows.bump_tray, "adtech", "design")
    do(cards_rows.bump_tray, "other", "sales")
    assert [(card.ref, card.wanted) for card in claim(do, now)] == [("design", 3)]


def test_a_move_outdates_the_orders_cards_and_the_trays_it_is_in_and_no_others(
    do: Run, now: datetime
) -> None:
    order = do(move, do(draft), LAN, Open())
    want(do, ref=str(order.id))
    want(do, ref=str(order.id), chat=6)
    for kind, ref in (
        ("order", str(order.id + 1)),
        ("tray", "sales"),
        ("tray", "design"),
        ("tray", "layout"),
    ):
        want(do, kind=kind, ref=ref)
    for card in claim(do, now):
        do(cards_rows.shown, card, card.wanted, 70)
    do(cards_rows.bump_all, order, {"sales", "design"})
    do(cards_rows.bump_all, replace(order, company="other"), {"layout"})
    found = [(card.kind, card.chat, card.wanted) for card in claim(do, now)]
    assert found == [("order", 5, order.version), ("order", 6, order.version), ("tray", 5, 2), ("tray", 5, 2)]


def test_a_card_waits_for_its_time_its_chat_and_its_lease(do: Run, now: datetime) -> None:
    want(do)
    [card] = claim(do, now)
    assert do(cards_rows.later, card, now + timedelta(seconds=5), "429")
    assert claim(do, now) == []
    do(outbox_lists.pause, 5, now + timedelta(seconds=20), "429")
    assert claim(do, now + timedelta(seconds=10)) == []
    [card] = claim(do, now + timedelta(seconds=20))
    [taken] = claim(do, now + timedelta(seconds=20) + LEASE, "p2")
    assert not do(cards_rows.shown, card, 1, 70)
    assert do(cards_rows.shown, taken, 1, 71)


def test_a_card_that_is_dropped_is_claimed_no_more(do: Run, now: datetime) -> None:
    want(do, 4)
    [card] = claim(do, now)
    do(cards_rows.shown, card, 4, 70)
    do(cards_rows.bump_order, OrderId(12), 5)
    [card] = claim(do, now)
    assert do(cards_rows.drop, card)
    assert not do(cards_rows.drop, card)
    assert claim(do, now) == []


def test_a_card_nobody_wants_in_a_place_is_no_longer_kept(do: Run, now: datetime) -> None:
    want(do, 4)
    place = {"kind": "order", "ref": "12", "company": "adtech", "chat": 5}
    assert not do(cards_rows.unwant, **place, thread=None)
    assert do(cards_rows.unwant, **place, thread=3)
    assert claim(do, now) == []
