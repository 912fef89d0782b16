"""A person with a phone: says things, sends files, taps buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox import media
from sandbox.formatting import plain_text
from sandbox.keyboards import each_button
from sandbox.model import GENERAL, Chat, Media, Message, Topic, User
from sandbox.posting import compose, compose_ephemeral, edited, post
from sandbox.shapes import ANONYMOUS_ADMIN, CHANNEL_BOT, chat_json, message_json, user_json
from sandbox.state import State
from sandbox.taps import Tap
from sandbox.updates import PRESS


@dataclass(kw_only=True, eq=False)
class Person(User):
    """What a person does raises PermissionError or LookupError where Telegram's app would not let them."""

    state: State = field(repr=False)

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
        """Press the button with this label or data; ``stale`` also looks at what an edit has taken away."""
        return await self.forge(message, _find(message, button, stale=stale)["callback_data"])

    async def forge(self, message: Message, data: str) -> Tap:
        """Press a button that need not be there, as a changed client can."""
        self._must_see(message)
        tap = self.state.taps.press(self, message, data)
        payload = {
            "id": tap.id,
            "from": user_json(self),
            "message": message_json(message),
            "chat_instance": str(abs(message.chat.id) * 7919),
            "data": data,
        }
        self.state.updates.put("callback_query", payload, lane=f"taps {self.id}", keep=PRESS)
        self.state.changes.happened()
        return tap

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
        if message.deleted or not message.chat.here(self):
            return False
        return message.ephemeral_id is None or self in {message.receiver, message.author}

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

    def _compose(
        self,
        chat: Chat,
        content: Media | None,
        text: str,
        *,
        reply_to: Message | None = None,
        thread: Topic | int | None = None,
        as_channel: Chat | None = None,
        ephemeral: bool = False,
    ) -> Message:
        topic = _topic(chat, thread, reply_to)
        self._must_be_allowed(chat, content, topic)
        words, entities = plain_text(text)
        if content is None and not words:
            raise ValueError("Telegram's app sends no empty message")
        fields = self._shown_as(chat, as_channel) | {
            "author": self, "media": content, "text": words, "entities": entities, "reply_to": reply_to,
            "topic": topic,
        }  # fmt: skip
        if ephemeral or (reply_to is not None and reply_to.ephemeral_id is not None):
            return compose_ephemeral(self.state, chat, self.state.bot, **fields)
        return compose(self.state, chat, **fields)

    def _shown_as(self, chat: Chat, as_channel: Chat | None) -> dict[str, Any]:
        member = chat.member(self)
        if as_channel is not None:
            return {"sender": CHANNEL_BOT, "sender_chat": as_channel}
        if chat.type == "channel":
            return {"sender": None, "sender_chat": chat}
        if member is not None and member.anonymous:
            return {"sender": ANONYMOUS_ADMIN, "sender_chat": chat, "signature": member.title}
        return {"sender": self}

    def _must_be_allowed(self, chat: Chat, content: Media | None, topic: Topic | None) -> None:
        if chat.private:
            if chat.blocked:
                raise PermissionError(f"{self.name} has blocked the bot")
            return
        member = chat.member(self)
        if member is None or not member.present:
            raise PermissionError(f"{self.name} is not in {chat.title}")
        if member.in_charge:
            return
        permission = media.kind_of(content).permission
        own = member.permissions if member.status == "restricted" else chat.permissions
        if chat.type == "channel" or permission not in own & chat.permissions:
            raise PermissionError(f"{self.name} may not send {media.kind_of(content).words} to {chat.title}")
        if topic is not None and topic.closed:
            raise PermissionError(f"{topic.name} is closed")

    def _must_see(self, message: Message) -> None:
        if not self.sees(message):
            raise LookupError(f"{self.name} does not see this message")


def _topic(chat: Chat, thread: Topic | int | None, reply_to: Message | None) -> Topic | None:
    if not chat.is_forum:
        return None
    if isinstance(thread, Topic):
        return thread
    if thread is None and reply_to is not None:
        return reply_to.topic
    return chat.topics[thread or GENERAL]


def _find(message: Message, button: str, *, stale: bool) -> dict[str, Any]:
    layouts = [message.inline, *(version.inline for version in reversed(message.history) if stale)]
    for rows in layouts:
        exact = [each for each in each_button(rows) if button in (each["text"], each.get("callback_data"))]
        close = [each for each in each_button(rows) if button in each["text"]]
        found = exact or close
        if found and "callback_data" in found[0]:
            return found[0]
    raise LookupError(f"no button {button!r} to press among {message.buttons}")
