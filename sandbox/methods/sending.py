"""sendMessage, the senders of files, albums, places and contacts, and copies."""

import time
from typing import Any

from sandbox import access, keyboards, media
from sandbox.methods import outgoing
from sandbox.methods.registry import method
from sandbox.model import Media
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.shapes import message_json
from sandbox.wire import Upload
from sandbox.world import World

KINDS_SENT = ("photo", "document", "voice", "video", "audio", "animation")
PICTURES = {"photo", "video"}


@method("sendMessage")
def send_message(world: World, p: Params) -> Any:
    if not p.text("text"):
        raise bad_request("message text is empty")
    return message_json(outgoing.send(world, p, None, outgoing.written(world, p, "text")))


def _sender(kind: str) -> None:
    @method(f"send{kind.capitalize()}")
    def send_file(world: World, p: Params) -> Any:
        words = outgoing.written(world, p, "caption")
        content = file_content(world, p, kind, p.values.get(kind), p.values)
        return message_json(outgoing.send(world, p, content, words))


for _kind in KINDS_SENT:
    _sender(_kind)


@method("sendLocation")
def send_location(world: World, p: Params) -> Any:
    point = {"latitude": p.values["latitude"], "longitude": p.values["longitude"]}
    if not (-90 <= point["latitude"] <= 90 and -180 <= point["longitude"] <= 180):
        raise bad_request("invalid location specified")
    return message_json(outgoing.send(world, p, Media(kind="location", fields=point), ("", [])))


@method("sendContact")
def send_contact(world: World, p: Params) -> Any:
    names = ("phone_number", "first_name", "last_name", "vcard")
    card = {name: p.text(name) for name in names if p.text(name)}
    return message_json(outgoing.send(world, p, Media(kind="contact", fields=card), ("", [])))


@method("sendMediaGroup")
def send_media_group(world: World, p: Params) -> Any:
    """Send an album: everything is read and checked before the first item is stored."""
    items = p.entries("media")
    kinds = {item["type"] for item in items}
    if not 1 <= len(items) <= 10:
        raise bad_request(
            "too many messages to send as an album" if items else "there are no messages to send"
        )
    if len(kinds) > 1 and not kinds <= PICTURES:
        raise bad_request("documents and audio can't be mixed with other media types in an album")
    words = [
        outgoing.readable_text(
            world.state, item.get("caption", ""), item.get("parse_mode", ""), item.get("caption_entities", [])
        )
        for item in items
    ]
    spot = outgoing.place(world.state, p)
    contents = [file_content(world, p, item["type"], item["media"], item) for item in items]
    for content, (text, _) in zip(contents, words, strict=True):
        outgoing.check_content(content, text, p)
    album = world.state.new_album() if len(items) > 1 else None
    return [
        message_json(outgoing.deliver(world, p, spot, content=content, words=said, album=album))
        for content, said in zip(contents, words, strict=True)
    ]


@method("copyMessage")
def copy_message(world: World, p: Params) -> Any:
    """Send the same content once more, with another caption if one is given."""
    keyboard = keyboards.read(p.entry("reply_markup"))
    caption = outgoing.written(world, p, "caption")
    source = access.readable(world.state, p.values["from_chat_id"])
    spot = outgoing.place(world.state, p)
    original = world.state.message(source, p.integer("message_id"))
    if original is None:
        raise bad_request("message to copy not found")
    if original.service:
        raise bad_request("the message can't be copied")
    words = caption if p.has("caption") and original.media else (original.text, original.entities)
    copy = outgoing.deliver(world, p, spot, content=original.media, words=words, keyboard=keyboard)
    return {"message_id": copy.id}


@method("sendChatAction")
def send_chat_action(world: World, p: Params) -> bool:
    chat = access.writable(world.state, p.values["chat_id"])
    topic = access.topic_of(chat, p.integer("message_thread_id"))
    world.state.actions.append((chat, p.text("action")))
    world.state.typing[chat.id, topic.id if topic else 0] = time.monotonic()
    world.state.changes.happened()
    return True


def file_content(world: World, p: Params, kind: str, value: Any, fields: Any) -> Media:
    """Read a file from an upload, from ``attach://`` or from the id of one already sent."""
    if kind not in media.KINDS:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    if isinstance(value, str) and value.startswith("attach://"):
        value = p.uploads.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        media.check_upload(kind, value.data)
        return media.from_bytes(
            world.state.files, kind, value.data, name=value.name, mime=value.mime, fields=fields
        )
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    file = world.state.files.get(value)
    if file is None:
        raise bad_request(
            "failed to get HTTP URL content"
            if "." in value
            else "wrong remote file identifier specified: can't unserialize it"
        )
    if file.kind != kind and "photo" in (file.kind, kind):
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return media.from_file(file.kind, file, fields)
