"""Edits and deletions of messages everybody sees."""

from typing import Any

from sandbox import access, keyboards
from sandbox.keyboards import Rows
from sandbox.methods import outgoing
from sandbox.methods.registry import method
from sandbox.methods.sending import file_content
from sandbox.model import Chat, Media, Message
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.shapes import message_json
from sandbox.world import World

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
CAPTIONED = {"photo", "video", "animation", "audio", "document", "voice"}
EXCHANGEABLE = CAPTIONED - {"voice"}
DELETABLE_FOR = 48 * 3600
Words = tuple[str, list[dict[str, Any]]]


@method("editMessageText")
def edit_text(world: World, p: Params) -> Any:
    if not p.text("text"):
        raise bad_request("message text is empty")
    words = outgoing.written(world, p, "text")
    rows = keyboards.read(p.entry("reply_markup")).inline
    message = own_message(world, p)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    if len(words[0]) > outgoing.TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    outgoing.check_content(None, words[0], p)
    return change(world, message, words, None, rows)


@method("editMessageCaption")
def edit_caption(world: World, p: Params) -> Any:
    words = outgoing.written(world, p, "caption")
    rows = keyboards.read(p.entry("reply_markup")).inline
    message = own_message(world, p)
    if message.media is None or message.media.kind not in CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    if len(words[0]) > outgoing.CAPTION_LIMIT:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    return change(world, message, words, message.media, rows)


@method("editMessageMedia")
def edit_media(world: World, p: Params) -> Any:
    item = p.entry("media")
    words = outgoing.readable_text(
        world.state, item.get("caption", ""), item.get("parse_mode", ""), item.get("caption_entities", [])
    )
    rows = keyboards.read(p.entry("reply_markup")).inline
    message = own_message(world, p)
    if message.media is not None and message.media.kind not in EXCHANGEABLE:
        raise bad_request("message media can't be edited")
    content = file_content(world, p, item["type"], item["media"], item)
    outgoing.check_content(content, words[0], p)
    return change(world, message, words, content, rows)


@method("editMessageReplyMarkup")
def edit_reply_markup(world: World, p: Params) -> Any:
    rows = keyboards.read(p.entry("reply_markup")).inline
    message = own_message(world, p)
    return change(world, message, (message.text, message.entities), message.media, rows)


def own_message(world: World, p: Params) -> Message:
    """Return a message that the bot may edit. Its age does not matter."""
    if not p.integer("message_id"):
        raise bad_request("message identifier is not specified")
    state = world.state
    chat = access.writable(state, p.values.get("chat_id", ""))
    message = state.message(chat, p.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    foreign = message.author is not state.bot and not (
        chat.type == "channel" and access.bot_member(state, chat).may("can_edit_messages")
    )
    if foreign or message.service or message.reply_keyboard is not None:
        raise bad_request("message can't be edited")
    return message


def change(world: World, message: Message, words: Words, content: Media | None, rows: Rows | None) -> Any:
    """Put new content in place of the old. Without a keyboard in the call the old keyboard goes."""
    keyboards.check(rows, in_private=message.chat.private)
    rewrite(world, message, words, content, rows)
    return message_json(message)


def rewrite(world: World, message: Message, words: Words, content: Media | None, rows: Rows | None) -> None:
    if (message.text, message.entities, message.media, message.inline) == (*words, content, rows):
        raise bad_request(SAME)
    message.history.append(message.version())
    message.text, message.entities = words
    message.media, message.inline = content, rows
    message.edited_at = world.state.date()
    world.state.changes.happened()


@method("deleteMessage")
def delete_message(world: World, p: Params) -> bool:
    chat = access.writable(world.state, p.values["chat_id"])
    message = world.state.message(chat, p.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _delete(world, chat, [message])
    return True


@method("deleteMessages")
def delete_messages(world: World, p: Params) -> bool:
    """Delete what is there; one that cannot be deleted fails them all."""
    ids = p.entries("message_ids")
    if not 1 <= len(ids) <= 100:
        raise bad_request(
            "too many message identifiers specified" if ids else "message identifiers are not specified"
        )
    chat = access.writable(world.state, p.values["chat_id"])
    found = [world.state.message(chat, each) for each in ids]
    _delete(world, chat, [message for message in found if message is not None])
    return True


def _delete(world: World, chat: Chat, messages: list[Message]) -> None:
    state = world.state
    may_all = chat.private or access.bot_member(state, chat).may("can_delete_messages")
    for message in messages:
        too_old = state.date() - message.date >= DELETABLE_FOR
        made_topic = "forum_topic_created" in message.service
        if too_old or made_topic or not (may_all or message.author is state.bot):
            raise bad_request("message can't be deleted")
    for message in messages:
        message.deleted = True
        if message in chat.pinned:
            chat.pinned.remove(message)
    state.changes.happened()
