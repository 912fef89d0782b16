"""Chats, what they are bound to, and what happens when one gets a new id or throws the bot out."""

from datetime import datetime, timedelta

from storage import chat_moves
from storage.intake import dialogs
from storage.people import chats_rows
from storage.people.chats_rows import Binding
from storage.post import cards_rows, outbox, outbox_adding, outbox_lists, said
from storage.post.outbox_adding import NewLetter
from storage.post.said import Said
from tests.support.stored_orders import Run

OLD, NEW = -500, -100500
LEASE = timedelta(seconds=30)


def see(do: Run, now: datetime, chat: int = OLD, title: str = "Thiết kế") -> None:
    do(chats_rows.see, chat, kind="group", title=title, now=now)


def bound(department: str, thread: int | None = None, *, chat: int = OLD, enrols: bool = False) -> Binding:
    return Binding(chat=chat, thread=thread, company="adtech", department=department, enrols=enrols)


def want(do: Run, ref: str = "design", chat: int = OLD, **more: object) -> int:
    asked = {"kind": "tray", "company": "adtech", "thread": None, "version": 1, **more}
    return do(cards_rows.want, ref=ref, chat=chat, **asked)


def ask_tu(do: Run, now: datetime, chat: int = OLD, kind: str = "reason", user: int = 9) -> int:
    return do(
        dialogs.ask,
        company="adtech",
        chat=chat,
        thread=None,
        user=user,
        kind=kind,
        data={},
        now=now,
        expires_at=now + LEASE,
    )


def test_a_chat_is_known_by_its_latest_title_and_comes_back_when_seen_again(
    do: Run, ask: Run, now: datetime
) -> None:
    see(do, now)
    do(chats_rows.set_language, OLD, "vi+zh-Hans")
    do(chats_rows.set_rights, OLD, {"can_pin": True})
    assert do(chat_moves.mark_gone, OLD, now)
    assert not do(chat_moves.mark_gone, OLD, now)
    assert ask(chats_rows.by_id, OLD).state == "gone"
    see(do, now, title="Thiết kế 2")
    row = ask(chats_rows.by_id, OLD)
    assert (row.title, row.state, row.language, row.rights) == (
        "Thiết kế 2",
        "active",
        "vi+zh-Hans",
        {"can_pin": True},
    )
    assert ask(chats_rows.by_id, NEW) is None


def test_a_topic_has_its_own_departments_or_those_of_its_group(do: Run, ask: Run, now: datetime) -> None:
    see(do, now)
    do(chats_rows.bind, OLD, None, "adtech", ["sales", "design"])
    do(chats_rows.bind, OLD, 7, "adtech", ["production"], enrols=True)
    assert ask(chats_rows.departments_of, OLD, None) == (bound("design"), bound("sales"))
    assert ask(chats_rows.departments_of, OLD, 8) == (bound("design"), bound("sales"))
    assert ask(chats_rows.departments_of, OLD, 7) == (bound("production", 7, enrols=True),)
    assert ask(chats_rows.destinations, "adtech", "production") == ((OLD, 7),)
    assert ask(chats_rows.destinations, "adtech", "sales") == ((OLD, None),)
    assert [row.id for row in ask(chats_rows.of_company, "adtech")] == [OLD]
    assert len(ask(chats_rows.bindings_of, "adtech")) == 3

    do(chats_rows.bind, OLD, None, "adtech", ["finance"])
    assert ask(chats_rows.departments_of, OLD, None) == (bound("finance"),)
    assert do(chats_rows.unbind, OLD, None)
    assert not do(chats_rows.unbind, OLD, None)
    assert ask(chats_rows.departments_of, OLD, 8) == ()


def test_everything_that_names_a_group_follows_it_to_its_new_id(do: Run, ask: Run, now: datetime) -> None:
    see(do, now)
    do(chats_rows.bind, OLD, None, "adtech", ["design"])
    do(chats_rows.set_language, OLD, "zh-Hans")
    want(do)
    [card] = do(cards_rows.claim, owner="p", now=now, lease=LEASE, limit=5)
    do(cards_rows.shown, card, 1, 44)
    letters = [
        NewLetter(company="adtech", chat=OLD, lane=lane, priority=0, payload={})
        for lane in ("answers", "cards")
    ]
    do(outbox_adding.add, letters, now=now)
    do(outbox_lists.pause, OLD, now + LEASE, "429")
    do(said.remember, "dialog:1", Said(chat=OLD, thread=None, message_id=44), now)
    ask_tu(do, now)

    assert do(chat_moves.migrate, OLD, NEW, now)
    assert not do(chat_moves.migrate, OLD, NEW, now)

    row = ask(chats_rows.by_id, NEW)
    assert (row.title, row.company, row.language, row.state, row.kind) == (
        "Thiết kế",
        "adtech",
        "zh-Hans",
        "active",
        "supergroup",
    )
    assert (ask(chats_rows.by_id, OLD).state, ask(chat_moves.current, OLD)) == ("gone", NEW)
    assert ask(chats_rows.destinations, "adtech", "design") == ((NEW, None),)
    waiting = do(outbox.claim, owner="p", now=now, lease=LEASE, limit=5)
    assert [(letter.chat, letter.moved) for letter in waiting] == [(NEW, True), (NEW, True)]
    [card] = do(cards_rows.claim, owner="p", now=now, lease=LEASE, limit=5)
    assert (card.chat, card.message_id, card.shown) == (NEW, None, 0)
    assert ask(dialogs.open_for, NEW, None, 9, now) is not None
    assert ask(said.note_of, OLD, 44) is None


def test_a_move_told_after_the_new_group_was_seen_loses_nothing_and_doubles_nothing(
    do: Run, ask: Run, now: datetime
) -> None:
    see(do, now)
    see(do, now, NEW, title="mới")
    do(chats_rows.bind, OLD, None, "adtech", ["design", "sales"])
    do(chats_rows.bind, NEW, None, "adtech", ["design"])
    for chat in (OLD, NEW):
        want(do, chat=chat)
        ask_tu(do, now, chat, kind=f"asked in {chat}")
    want(do, "sales")
    ask_tu(do, now, kind="other", user=10)
    assert do(chat_moves.migrate, OLD, NEW, now)
    assert ask(chats_rows.departments_of, NEW, None) == (bound("design", chat=NEW), bound("sales", chat=NEW))
    assert [card.ref for card in do(cards_rows.claim, owner="p", now=now, lease=LEASE, limit=9)] == [
        "design",
        "sales",
    ]
    assert ask(dialogs.open_for, NEW, None, 9, now).kind == f"asked in {NEW}"
    assert ask(dialogs.open_for, NEW, None, 10, now).kind == "other"


def test_a_move_of_an_unknown_chat_changes_nothing(do: Run, ask: Run, now: datetime) -> None:
    assert not do(chat_moves.migrate, OLD, NEW, now)
    assert ask(chat_moves.current, OLD) == OLD


def test_a_group_that_is_gone_is_told_nothing_more(do: Run, ask: Run, now: datetime) -> None:
    see(do, now)
    do(chats_rows.bind, OLD, None, "adtech", ["design"])
    want(do)
    do(
        outbox_adding.add,
        [NewLetter(company="adtech", chat=OLD, lane="cards", priority=0, payload={})],
        now=now,
    )
    do(chat_moves.mark_gone, OLD, now)
    assert ask(chats_rows.destinations, "adtech", "design") == ()
    assert do(outbox.claim, owner="p", now=now, lease=LEASE, limit=5) == ()
    assert do(cards_rows.claim, owner="p", now=now, lease=LEASE, limit=5) == ()
    assert [letter.reason for letter in ask(outbox_lists.failed)] == ["chat gone"]
    assert ask(chats_rows.departments_of, OLD, None) == (bound("design"),)
