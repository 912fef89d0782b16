"""A person with a phone: says things, sends files, taps buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox import media, writing
from sandbox.formatting import plain_text
from sandbox.keyboards import each_button
from sandbox.model import Chat, Media, Message, Topic, User
from sandbox.posting import edited, post
from sandbox.shapes import chat_json, inaccessible_json, message_json, user_json
from sandbox.state import State
from sandbox.taps import Tap
from sandbox.updates import PRESS


@dataclass(kw_only=True, eq=False)
class Person(User):
    """What a person does raises PermissionError or LookupError where Telegram's app would not let them.

    ``note`` says who they are to whoever plays them: "department · role".
    """

    state: State = field(repr=False)
    note: str = ""

    @property
    def private(self) -> Chat:
        """The chat with the bot, there once ``start`` has been called."""
        return self.state.private(self)

    async def start(self, payload: str = "") -> Message:
        """Press Start, perhaps behind a deep link; also lifts a block."""
        chat = self.state.chats.setdefault(self.id, Chat(id=self.id, type="private", peer=self))
        chat.blocked = False
        chat.bot_was_here = True
        return await self.say(chat, f"/start {payload}".strip())

    async def say(
        self,
        chat: Chat,
        text: str,
        *,
        reply_to: Message | None = None,
        thread: Topic | int | None = None,
        as_channel: Chat | None = None,
        ephemeral: bool = False,
    ) -> Message:
        """Send text. ``ephemeral`` is for commands whose menu entry says that only the bot shall see them."""
        message = self._compose(
            chat, None, text, reply_to=reply_to, thread=thread, as_channel=as_channel, ephemeral=ephemeral
        )
        post(self.state, message)
        return message

    async def photo(
        self, chat: Chat, caption: str = "", *, data: bytes = b"a picture", **where: Any
    ) -> Message:
        return self._send(chat, self._file("photo", data), caption, **where)

    async def document(
        self, chat: Chat, caption: str = "", *, data: bytes = b"a file", name: str = "drawing.pdf",
        mime: str = "application/pdf", **where: Any,
    ) -> Message:  # fmt: skip
        return self._send(chat, self._file("document", data, name=name, mime=mime), caption, **where)

    async def voice(
        self, chat: Chat, caption: str = "", *, data: bytes = b"a voice", duration: int = 3, **where: Any
    ) -> Message:
        return self._send(chat, self._file("voice", data, fields={"duration": duration}), caption, **where)

    async def video(self, chat: Chat, caption: str = "", *, data: bytes = b"a film", **where: Any) -> Message:
        return self._send(chat, self._file("video", data), caption, **where)

    async def location(self, chat: Chat, latitude: float, longitude: float, **where: Any) -> Message:
        point = {"latitude": latitude, "longitude": longitude}
        return self._send(chat, Media(kind="location", fields=point), "", **where)

    async def contact(self, chat: Chat, of: User | None = None, **where: Any) -> Message:
        """Share a phone number; without a name, one's own."""
        person = of or self
        card: dict[str, Any] = {"phone_number": person.phone or "", "first_name": person.first_name}
        if person.last_name:
            card["last_name"] = person.last_name
        return self._send(chat, Media(kind="contact", fields=card | {"user_id": person.id}), "", **where)

    async def album(
        self, chat: Chat, items: Sequence[bytes], caption: str = "", *, kind: str = "photo", **where: Any
    ) -> list[Message]:
        """Send several photos or documents as one; the first bears the caption."""
        number = self.state.new_album()
        words = [caption, *[""] * (len(items) - 1)]
        return [
            self._send(chat, self._file(kind, data), text, album=number, **where)
            for data, text in zip(items, words, strict=True)
        ]

    async def edit(self, message: Message, text: str) -> None:
        """Change the words of one's own message."""
        if message.author is not self:
            raise PermissionError(f"{self.name} did not write this")
        message.history.append(message.version())
        message.text, message.entities = plain_text(text)
        edited(self.state, message)

    async def delete(self, message: Message) -> None:
        """Take a message away. Bots are not told."""
        message.deleted = True
        self.state.changes.happened()

    async def tap(self, message: Message, button: str, *, stale: bool = False) -> Tap:
        """Press the button with this label or data; ``stale`` also looks at what an edit has taken away.

        Where the whole message has been deleted meanwhile, the bot is shown no more than where it was.
        """
        if not stale:
            self._must_see(message)
        return await self.forge(message, _find(message, button, stale=stale)["callback_data"])

    async def forge(self, message: Message, data: str) -> Tap:
        """Press a button that need not be there, as a changed client can."""
        if not self._reaches(message):
            raise LookupError(f"{self.name} does not see this message")
        tap = self.state.taps.press(self, message, data)
        payload = {
            "id": tap.id,
            "from": user_json(self),
            "message": inaccessible_json(message) if message.deleted else message_json(message),
            "chat_instance": str(abs(message.chat.id) * 7919),
            "data": data,
        }
        self.state.updates.put("callback_query", payload, lane=f"taps {self.id}", keep=PRESS)
        self.state.changes.happened()
        return tap

    async def press(self, chat: Chat, label: str) -> Message:
        """Press a key of the keyboard that stands in place of the person's own."""
        key = next((key for key in self.keys(chat) if key["text"] == label), None)
        if key is None:
            raise LookupError(f"no key {label!r} among {[each['text'] for each in self.keys(chat)]}")
        return await (self.contact(chat) if key.get("request_contact") else self.say(chat, label))

    def keys(self, chat: Chat) -> list[dict[str, Any]]:
        """Return the keys of the keyboard the bot has last shown in this chat and not removed since."""
        shown = [m.reply_keyboard for m in chat.messages.values() if m.reply_keyboard and not m.deleted]
        rows = shown[-1].get("keyboard", []) if shown else []
        return [{"text": key} if isinstance(key, str) else key for row in rows for key in row]

    async def react(self, message: Message, *emoji: str) -> None:
        """Set one's reactions to exactly these; only an admin bot that asked hears of it."""
        old = message.reactions.pop(self.id, [])
        new = [{"type": "emoji", "emoji": each} for each in emoji]
        if new:
            message.reactions[self.id] = new
        bot = message.chat.member(self.state.bot)
        if bot is not None and bot.in_charge:
            payload = {
                "chat": chat_json(message.chat), "message_id": message.id, "user": user_json(self),
                "date": self.state.date(), "old_reaction": old, "new_reaction": new,
            }  # fmt: skip
            self.state.updates.put("message_reaction", payload, lane=f"reactions {message.chat.id}")
        self.state.changes.happened()

    def sees(self, message: Message) -> bool:
        """Say whether this message is on the person's screen."""
        return not message.deleted and self._reaches(message)

    def _reaches(self, message: Message) -> bool:
        for_all = message.ephemeral_id is None
        return message.chat.here(self) and (for_all or self in {message.receiver, message.author})

    def _file(
        self,
        kind: str,
        data: bytes,
        *,
        name: str = "",
        mime: str = "",
        fields: Mapping[str, Any] | None = None,
    ) -> Media:
        return media.from_bytes(self.state.files, kind, data, name=name, mime=mime, fields=fields or {})

    def _send(
        self, chat: Chat, content: Media, caption: str, *, album: str | None = None, **where: Any
    ) -> Message:
        message = self._compose(chat, content, caption, **where)
        message.album = album
        post(self.state, message)
        return message

    def _compose(self, chat: Chat, content: Media | None, text: str, **where: Any) -> Message:
        return writing.compose_as(self.state, self, chat, content, text, **where)

    def _must_see(self, message: Message) -> None:
        if not self.sees(message):
            raise LookupError(f"{self.name} does not see this message")


def _find(message: Message, button: str, *, stale: bool) -> dict[str, Any]:
    layouts = [message.inline, *(version.inline for version in reversed(message.history) if stale)]
    for rows in layouts:
        exact = [each for each in each_button(rows) if button in (each["text"], each.get("callback_data"))]
        close = [each for each in each_button(rows) if button in each["text"]]
        found = exact or close
        if found and "callback_data" in found[0]:
            return found[0]
    raise LookupError(f"no button {button!r} to press among {message.buttons}")
