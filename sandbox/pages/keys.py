"""What stands below a room for this person: the composer, the bot's keyboard, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.model import Message
from sandbox.pages.bubbles import key_of
from sandbox.pages.rooms import Room


@dataclass(frozen=True, kw_only=True)
class Composer:
    """``why_not`` names the reason nothing can be written; ``answering`` the message the bot wants answered."""

    why_not: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    placeholder: str = ""
    answering: str = ""


def composer_of(room: Room, messages: Sequence[Message]) -> Composer:
    why_not = _why_not(room)
    if why_not:
        return Composer(why_not=why_not)
    asked = next((m for m in reversed(messages) if m.reply_keyboard and _meant_for(room, m)), None)
    markup: dict[str, Any] = asked.reply_keyboard or {} if asked is not None else {}
    placeholder = markup.get("input_field_placeholder", "")
    if asked is not None and markup.get("force_reply"):
        answered = any(m.order > asked.order and m.author is room.person for m in messages)
        return Composer() if answered else Composer(placeholder=placeholder, answering=key_of(asked))
    rows = tuple(tuple(_label(key) for key in row) for row in markup.get("keyboard", ()))
    return Composer(rows=rows, placeholder=placeholder)


def _why_not(room: Room) -> str:
    chat = room.chat
    if chat is None:
        return "start"
    if chat.private:
        return "blocked" if chat.blocked else ""
    member = chat.member(room.person)
    if member is None or member.in_charge:
        return ""
    if chat.type == "channel":
        return "read_only"
    own = member.permissions if member.status == "restricted" else chat.permissions
    if "can_send_messages" not in own & chat.permissions:
        return "read_only"
    return "closed" if room.topic is not None and room.topic.closed else ""


def _meant_for(room: Room, message: Message) -> bool:
    """A selective keyboard is for whom the message answers or names."""
    assert message.reply_keyboard is not None
    if not message.reply_keyboard.get("selective") or room.private:
        return True
    answered = message.reply_to is not None and message.reply_to.author is room.person
    named = any(
        e.get("user", {}).get("id") == room.person.id for e in message.entities if e["type"] == "text_mention"
    )
    return answered or named


def _label(key: Any) -> str:
    return key if isinstance(key, str) else str(key["text"])
