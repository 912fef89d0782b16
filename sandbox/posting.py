"""How a message comes into a chat, changes there, and reaches the bot."""

from typing import Any

from sandbox import privacy
from sandbox.model import GENERAL, Chat, Message, Topic, User
from sandbox.shapes import message_json
from sandbox.state import State


def compose(state: State, chat: Chat, **fields: Any) -> Message:
    """Make a message with the chat's next id; nobody sees it before ``post``."""
    chat.last_message_id += 1
    message = Message(
        id=chat.last_message_id, chat=chat, date=state.date(), order=state.next_order(), **fields
    )
    _place(message)
    return message


def compose_ephemeral(state: State, chat: Chat, receiver: User, **fields: Any) -> Message:
    """Make a message for one person's eyes; it takes no message id from the chat."""
    number = state.new_ephemeral_id()
    return Message(
        id=0, chat=chat, date=state.date(), order=state.next_order(), receiver=receiver,
        ephemeral_id=number, **fields,
    )  # fmt: skip


def post(state: State, message: Message) -> None:
    """Put a composed message into its chat and tell the bot, if it may hear it."""
    chat = message.chat
    if message.ephemeral_id is not None:
        chat.ephemeral[message.ephemeral_id] = message
    else:
        chat.messages[message.id] = message
    if not message.by_bot:
        message.meant_for = privacy.meant_for(state, message)
    elif message.ephemeral_id is None and not message.service:
        chat.last_bot = message.sender
    _tell(state, message, "channel_post" if chat.type == "channel" else "message")


def edited(state: State, message: Message) -> None:
    """Tell the bot that a person has changed a message."""
    message.edited_at = state.date()
    _tell(state, message, "edited_channel_post" if message.chat.type == "channel" else "edited_message")


def service(
    state: State, chat: Chat, sender: User | None, topic: Topic | None = None, **what: Any
) -> Message:
    """Post one of Telegram's own lines about the chat."""
    message = compose(state, chat, sender=sender, topic=topic, service=what)
    if chat.type == "channel":
        message.sender, message.sender_chat = None, chat
    post(state, message)
    return message


def _tell(state: State, message: Message, kind: str) -> None:
    if privacy.hears(state, message):
        state.updates.put(kind, message_json(message), lane=f"messages {message.chat.id}")
    state.changes.happened()


def _place(message: Message) -> None:
    """A message in a topic answers the topic's first line; elsewhere a reply starts a thread."""
    topic = message.topic
    if topic is not None and topic.id == GENERAL:
        message.topic = topic = None
    if topic is not None and message.reply_to is None and topic.creation is not None:
        message.reply_to, message.implicit_reply = topic.creation, True
    replied = message.reply_to
    if replied is not None and message.chat.type == "supergroup" and not message.chat.is_forum:
        message.thread = replied.thread or replied.id
