"""What a person writes, as Telegram shows it: under whose name, where, and whether it is allowed at all."""

from typing import Any

from sandbox import media
from sandbox.formatting import plain_text
from sandbox.model import GENERAL, Chat, Media, Message, Topic, User
from sandbox.posting import compose, compose_ephemeral
from sandbox.shapes import ANONYMOUS_ADMIN, CHANNEL_BOT
from sandbox.state import State


def compose_as(
    state: State,
    person: User,
    chat: Chat,
    content: Media | None,
    text: str,
    *,
    reply_to: Message | None = None,
    thread: Topic | int | None = None,
    as_channel: Chat | None = None,
    ephemeral: bool = False,
) -> Message:
    """Make a person's message; a reply to an ephemeral one is seen by the bot alone, too."""
    topic = _topic(chat, thread, reply_to)
    _must_be_allowed(chat, person, content, topic)
    words, entities = plain_text(text)
    if content is None and not words:
        raise ValueError("Telegram's app sends no empty message")
    fields = _shown_as(chat, person, as_channel) | {
        "author": person, "media": content, "text": words, "entities": entities, "reply_to": reply_to,
        "topic": topic,
    }  # fmt: skip
    if ephemeral or (reply_to is not None and reply_to.ephemeral_id is not None):
        return compose_ephemeral(state, chat, state.bot, **fields)
    return compose(state, chat, **fields)


def _shown_as(chat: Chat, person: User, as_channel: Chat | None) -> dict[str, Any]:
    member = chat.member(person)
    if as_channel is not None:
        return {"sender": CHANNEL_BOT, "sender_chat": as_channel}
    if chat.type == "channel":
        return {"sender": None, "sender_chat": chat}
    if member is not None and member.anonymous:
        return {"sender": ANONYMOUS_ADMIN, "sender_chat": chat, "signature": member.title}
    return {"sender": person}


def _must_be_allowed(chat: Chat, person: User, content: Media | None, topic: Topic | None) -> None:
    if chat.private:
        if chat.blocked:
            raise PermissionError(f"{person.name} has blocked the bot")
        return
    member = chat.member(person)
    if member is None or not member.present:
        raise PermissionError(f"{person.name} is not in {chat.title}")
    if member.in_charge:
        return
    permission = media.kind_of(content).permission
    own = member.permissions if member.status == "restricted" else chat.permissions
    if chat.type == "channel" or permission not in own & chat.permissions:
        raise PermissionError(f"{person.name} may not send {media.kind_of(content).words} to {chat.title}")
    if topic is not None and topic.closed:
        raise PermissionError(f"{topic.name} is closed")


def _topic(chat: Chat, thread: Topic | int | None, reply_to: Message | None) -> Topic | None:
    if not chat.is_forum:
        return None
    if isinstance(thread, Topic):
        return thread
    if thread is None and reply_to is not None:
        return reply_to.topic
    return chat.topics[thread or GENERAL]
