"""What all sending methods share: place, reply, content, rights, keyboard, in the order Telegram checks them."""

import time
from dataclasses import dataclass
from typing import Any

from sandbox import access, formatting, keyboards
from sandbox.keyboards import Keyboard
from sandbox.media import kind_of
from sandbox.model import Chat, Media, Message, Topic, User
from sandbox.params import Params
from sandbox.posting import compose, compose_ephemeral, post
from sandbox.refusal import bad_request
from sandbox.shapes import user_json
from sandbox.state import State
from sandbox.world import World

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
EPHEMERAL_WINDOW = 15.0
NO_KEYBOARD = Keyboard()
Words = tuple[str, list[dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a message goes and what it answers."""

    chat: Chat
    topic: Topic | None
    thread: int | None
    reply_to: Message | None
    quote: dict[str, Any] | None


def written(world: World, p: Params, name: str) -> Words:
    """Read ``text`` or ``caption`` with its markup."""
    explicit = p.entries("entities" if name == "text" else "caption_entities")
    return readable_text(world.state, p.text(name), p.text("parse_mode"), explicit)


def readable_text(state: State, source: str, parse_mode: str, explicit: list[Any]) -> Words:
    text, entities = formatting.read(source, parse_mode, explicit)

    def whole_user(user_id: int) -> dict[str, Any]:
        user = state.users.get(user_id)
        return user_json(user or User(id=user_id, first_name=""))

    return text, formatting.mention_users(entities, whole_user)


def place(state: State, p: Params) -> Place:
    chat = access.writable(state, p.values["chat_id"])
    thread = p.integer("message_thread_id")
    topic = access.topic_of(chat, thread)
    reply_to = access.replied(state, chat, p.entry("reply_parameters"))
    if topic is None and reply_to is not None and reply_to.chat is chat:
        topic = reply_to.topic
    return Place(
        chat=chat,
        topic=topic,
        thread=thread if thread and topic is None else None,
        reply_to=reply_to,
        quote=_quote(p.entry("reply_parameters"), reply_to),
    )


def check_content(content: Media | None, text: str, p: Params) -> None:
    if content is None:
        if formatting.shows_nothing(text) and not p.entry("link_preview_options").get("url"):
            raise bad_request("message text is empty" if not p.text("text") else "text must be non-empty")
        if len(text) > TEXT_LIMIT:
            raise bad_request("message is too long")
    elif len(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")


def send(world: World, p: Params, content: Media | None, words: Words) -> Message:
    """Do everything a send does once its content has been read, and return the new message."""
    keyboard = keyboards.read(p.entry("reply_markup"))
    spot = place(world.state, p)
    return deliver(world, p, spot, content=content, words=words, keyboard=keyboard)


def deliver(
    world: World,
    p: Params,
    spot: Place,
    *,
    content: Media | None,
    words: Words,
    keyboard: Keyboard = NO_KEYBOARD,
    album: str | None = None,
) -> Message:
    """Check and post one message whose place has already been found."""
    state, (text, entities) = world.state, words
    check_content(content, text, p)
    access.need_to_send(state, spot.chat, kind_of(content), spot.topic)
    keyboards.check(keyboard.inline, in_private=spot.chat.private)
    fields: dict[str, Any] = {
        "sender": None if spot.chat.type == "channel" else state.bot,
        "sender_chat": spot.chat if spot.chat.type == "channel" else None,
        "author": state.bot,
        "topic": spot.topic, "thread": spot.thread, "reply_to": spot.reply_to, "quote": spot.quote,
        "text": text, "entities": entities, "media": content, "album": album,
        "inline": keyboard.inline, "reply_keyboard": keyboard.reply,
        "silent": p.flag("disable_notification"), "protected": p.flag("protect_content"),
        "link_preview": _preview(p.entry("link_preview_options")),
    }  # fmt: skip
    message = _made(world, p, spot, fields)
    post(state, message)
    return message


def _made(world: World, p: Params, spot: Place, fields: dict[str, Any]) -> Message:
    asked = p.entry("ephemeral_message_parameters")
    if not asked:
        return compose(world.state, spot.chat, **fields)
    receiver = ephemeral_receiver(world, spot, asked)
    tap = world.state.taps.get(asked.get("callback_query_id", ""))
    if asked.get("replace_callback_query_message"):
        if tap is None or tap.message.ephemeral_id is not None:
            raise bad_request("MESSAGE_ID_INVALID")
        fields["replaces"] = tap.message
    return compose_ephemeral(world.state, spot.chat, receiver, **fields)


def ephemeral_receiver(world: World, spot: Place, asked: dict[str, Any]) -> User:
    """Return who may get a message only they see.

    A bot in charge may write so at any time; another one only within seconds of a press or of an
    ephemeral message from that person. Telegram does not document these refusals.
    """
    state, chat = world.state, spot.chat
    receiver = state.users.get(asked["receiver_user_id"])
    if not chat.grouped or receiver is None:
        raise bad_request("PEER_ID_INVALID")
    if receiver.is_bot:
        raise bad_request("USER_IS_BOT")
    if not chat.here(receiver):
        raise bad_request("USER_NOT_PARTICIPANT")
    tap = state.taps.get(asked.get("callback_query_id", ""))
    pressed = tap is not None and tap.user is receiver and tap.message.chat is chat
    fresh_press = pressed and tap is not None and tap.age <= EPHEMERAL_WINDOW
    asked_by = spot.reply_to
    fresh_word = (
        asked_by is not None
        and asked_by.ephemeral_id is not None
        and asked_by.author is receiver
        and time.monotonic() - asked_by.born <= EPHEMERAL_WINDOW
    )
    if not (access.bot_member(state, chat).in_charge or fresh_press or fresh_word):
        raise bad_request("CHAT_ADMIN_REQUIRED")
    return receiver


def _quote(parameters: dict[str, Any], reply_to: Message | None) -> dict[str, Any] | None:
    wanted = parameters.get("quote")
    if not wanted or reply_to is None:
        return None
    if wanted not in reply_to.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"text": wanted, "position": parameters.get("quote_position", 0), "is_manual": True}


def _preview(options: dict[str, Any]) -> dict[str, Any] | None:
    return {name: value for name, value in options.items() if value} or None
