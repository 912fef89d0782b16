"""Edits and deletions of messages that one person sees."""

from sandbox import access, keyboards
from sandbox.methods import outgoing
from sandbox.methods.editing import rewrite
from sandbox.methods.registry import method
from sandbox.methods.sending import file_content
from sandbox.model import Message
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.world import World


@method("editEphemeralMessageText", "editEphemeralMessageCaption")
def edit_words(world: World, p: Params) -> bool:
    name = "text" if p.has("text") else "caption"
    words = outgoing.written(world, p, name)
    rows = keyboards.read(p.entry("reply_markup")).inline
    message = _message(world, p)
    if message.media is None and len(words[0]) > outgoing.TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if message.media is not None and len(words[0]) > outgoing.CAPTION_LIMIT:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    keyboards.check(rows, in_private=False)
    rewrite(world, message, words, message.media, rows)
    return True


@method("editEphemeralMessageMedia")
def edit_media(world: World, p: Params) -> bool:
    item = p.entry("media")
    words = outgoing.readable_text(
        world.state, item.get("caption", ""), item.get("parse_mode", ""), item.get("caption_entities", [])
    )
    rows = keyboards.read(p.entry("reply_markup")).inline
    message = _message(world, p)
    content = file_content(world, p, item["type"], item["media"], item)
    outgoing.check_content(content, words[0], p)
    keyboards.check(rows, in_private=False)
    rewrite(world, message, words, content, rows)
    return True


@method("editEphemeralMessageReplyMarkup")
def edit_reply_markup(world: World, p: Params) -> bool:
    rows = keyboards.read(p.entry("reply_markup")).inline
    message = _message(world, p)
    keyboards.check(rows, in_private=False)
    rewrite(world, message, (message.text, message.entities), message.media, rows)
    return True


@method("deleteEphemeralMessage")
def delete(world: World, p: Params) -> bool:
    _message(world, p).deleted = True
    world.state.changes.happened()
    return True


def _message(world: World, p: Params) -> Message:
    chat = access.writable(world.state, p.values["chat_id"])
    message = chat.ephemeral.get(p.integer("ephemeral_message_id"))
    if message is None or message.deleted or message.author is not world.bot:
        raise bad_request("MESSAGE_ID_INVALID")
    if message.receiver is None or message.receiver.id != p.integer("receiver_user_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    return message
