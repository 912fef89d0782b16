"""What tests about people and chats need of a company besides talk: rows, sent letters, the bot's own life in chats."""

from dataclasses import replace
from itertools import count
from typing import Any

from handlers.incoming import Chat, Incoming, Membership, Sender
from storage.people import people_rows
from storage.people.people_rows import PersonRow
from storage.post import outbox
from tests.support.company import BOT, Company, Heard

MESSAGES = count(70_000)


def person(company: Company, name: str) -> PersonRow:
    user = company.sender(name).id
    row = company.store.read(lambda conn: people_rows.by_user(conn, user)).result()
    assert row is not None, name
    return row


def known(company: Company, name: str) -> bool:
    user = company.sender(name).id
    return company.store.read(lambda conn: people_rows.by_user(conn, user)).result() is not None


def departments(company: Company, name: str) -> list[str]:
    return [one.department for one in person(company, name).memberships]


def do(company: Company, fn: Any, /, *args: Any, **more: Any) -> Any:
    return company.store.write(lambda conn: fn(conn, *args, **more)).result()


def ask(company: Company, fn: Any, /, *args: Any, **more: Any) -> Any:
    return company.store.read(lambda conn: fn(conn, *args, **more)).result()


def deliver(company: Company, heard: Heard) -> None:
    """Everything that was answered arrives."""
    for letter in heard.handled.letters:
        do(company, outbox.sent, letter, next(MESSAGES), company.now)


def named(company: Company, *admins: str) -> None:
    """ADMINS names these."""
    users = frozenset(company.sender(name).id for name in admins)
    company.around = replace(company.around, admins=users)


def link_in(heard: Heard) -> str:
    """The token of the invitation that was just made."""
    [picture] = [say.picture for say in heard.says if say.picture]
    return str(picture.data["link"]).partition("?start=")[2]


def membership(company: Company, chat: Chat, *, by: str = "An", **standing: Any) -> Heard:
    """The bot's own standing in a chat changes."""
    return company.hears(
        Incoming(
            update=next(MESSAGES),
            kind="membership",
            chat=chat,
            sender=company.sender(by),
            at=company.now,
            membership=Membership(**standing),
        )
    )


def moved(company: Company, old: int, new: int, *, title: str = "") -> Heard:
    chat = Chat(id=old, kind="group", title=title)
    return company.hears(
        Incoming(
            update=next(MESSAGES),
            kind="migrated",
            chat=chat,
            sender=company.sender("An"),
            at=company.now,
            migrated_to=new,
        )
    )


def bot_sender() -> Sender:
    return Sender(id=BOT.id, name="bot", is_bot=True)
