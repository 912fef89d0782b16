"""What a person does at the page: says, sends, taps, presses, reacts, edits, joins."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from sandbox.keyboards import each_button
from sandbox.model import Chat, Message
from sandbox.pages import attachments
from sandbox.pages.entities import followed
from sandbox.pages.rooms import Room
from sandbox.world import World

PATIENCE = 15.0
Form = Any
Answer = dict[str, Any]


class Doing:
    """Each deed takes a room and a form, and answers what the script at the page shall know."""

    def __init__(self, world: World) -> None:
        self._world = world

    def deeds(self) -> dict[str, Callable[[Room, Form], Awaitable[Answer]]]:
        return {
            "start": self.start, "say": self.say, "tap": self.tap, "press": self.press, "react": self.react,
        }  # fmt: skip

    async def start(self, room: Room, form: Form) -> Answer:
        await room.person.start(str(form.get("payload", "")))
        return {}

    async def say(self, room: Room, form: Form) -> Answer:
        """Send what the composer holds: words, files, a voice note, a place; or the new words of an old message."""
        chat, text = _chat(room), str(form.get("text", ""))
        if form.get("edit"):
            await room.person.edit(self._message(room, form["edit"]), text)
            return {}
        where = self._where(room, form)
        match form.get("do"):
            case "voice":
                await room.person.voice(chat, text, data=attachments.chime(), duration=1, **where)
            case "location":
                await room.person.location(chat, float(form["latitude"]), float(form["longitude"]), **where)
            case _:
                await self._words_and_files(room, text, form, where)
        return {}

    async def tap(self, room: Room, form: Form) -> Answer:
        """Press an inline button, and wait for the bot's answer as the app does.

        What is pressed may have been on the screen a moment ago: the bot has to cope with that, as with a real one.
        """
        message, data = self._message(room, form["message"]), str(form["data"])
        layouts = [message.inline, *(version.inline for version in message.history)]
        if not any(each.get("callback_data") == data for rows in layouts for each in each_button(rows)):
            raise LookupError("no such button")
        tap = await room.person.forge(message, data)
        try:
            await tap.answer(PATIENCE)
        except TimeoutError:
            return {"answered": False}
        private = f"/as/{room.person.id}/{room.person.id}"
        url = followed(tap.url, bot=self._world.bot.username or "", private=private)
        return {"answered": True, "text": tap.text, "alert": tap.alert, "url": url}

    async def press(self, room: Room, form: Form) -> Answer:
        await room.person.press(_chat(room), str(form["key"]))
        return {}

    async def react(self, room: Room, form: Form) -> Answer:
        """Set a reaction, or take it away where it stands already."""
        message, emoji = self._message(room, form["message"]), str(form["emoji"])
        given = [each.get("emoji") for each in message.reactions.get(room.person.id, [])]
        await room.person.react(message, *([] if emoji in given else [emoji]))
        return {}

    async def _words_and_files(self, room: Room, text: str, form: Form, where: dict[str, Any]) -> None:
        person, chat = room.person, _chat(room)
        files = [each for each in form.getall("files", ()) if isinstance(each, FileField) and each.filename]
        loaded = [(each, each.file.read()) for each in files]
        plain = bool(form.get("as_files"))
        pictures = [data for _, data in loaded if attachments.is_picture(data) and not plain]
        others = [(each, data) for each, data in loaded if plain or not attachments.is_picture(data)]
        if len(pictures) > 1:
            await person.album(chat, pictures, text, **where)
        elif pictures:
            await person.photo(chat, text, data=pictures[0], **where)
        for number, (each, data) in enumerate(others):
            caption = text if number == 0 and not pictures else ""
            if attachments.is_sound(data) and not plain:
                await person.voice(chat, caption, data=data, **where)
            else:
                mime = each.content_type or "application/octet-stream"
                await person.document(chat, caption, data=data, name=each.filename, mime=mime, **where)
        if not loaded and text.strip():
            secret = self._only_for_the_bot(room, text)
            await person.say(chat, text, ephemeral=secret, **where)

    def _where(self, room: Room, form: Form) -> dict[str, Any]:
        place: dict[str, Any] = {"thread": room.topic} if room.topic is not None else {}
        if form.get("reply_to"):
            place["reply_to"] = self._message(room, form["reply_to"])
        return place

    def _only_for_the_bot(self, room: Room, text: str) -> bool:
        """A command whose menu entry is ephemeral goes to the bot unseen by the group."""
        chat = _chat(room)
        if chat.private or not text.startswith("/"):
            return False
        name, _, at = text.split(maxsplit=1)[0][1:].partition("@")
        if at and at.lower() != (self._world.bot.username or "").lower():
            return False
        menu = self._world.state.profile.menu(chat, room.person)
        return any(each["command"] == name and each.get("is_ephemeral") for each in menu)

    def _message(self, room: Room, key: Any) -> Message:
        """Find a message by the name its bubble has."""
        chat, kind, number = _chat(room), str(key)[:1], int(str(key)[1:])
        return chat.ephemeral[number] if kind == "e" else chat.messages[number]


def _chat(room: Room) -> Chat:
    if room.chat is None:
        raise LookupError(f"{room.person.name} has not started the bot")
    return room.chat


def is_scripted(request: web.Request) -> bool:
    """The page's own script asks for JSON; a form sent without it wants a page back."""
    return "application/json" in request.headers.get("Accept", "")
