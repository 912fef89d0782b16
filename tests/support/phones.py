"""People who send whatever a phone can send, to a bot that runs as a whole."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

from sandbox.model import Chat, Message
from sandbox.people import Person
from tests.support.nonsense import NOT_DONE, scrap
from tests.support.workshop import Workshop

LONGEST = 4096  # characters; an app splits what is longer
CAPTION = 1024


class Phones:
    """The workshop's people and a stranger, in private, in a group the bot is in, in a topic and in a channel."""

    def __init__(self, workshop: Workshop, chance: Random) -> None:
        world = workshop.server.world
        self._world = world
        self._chance = chance
        self._stranger = world.user("Người lạ <b>&", username="nguoi_la")
        self._people = [*workshop.people, self._stranger]
        self._groups = [
            world.group("Xưởng", self._people),
            world.group("<i>Chủ đề</i>", self._people, forum=True),
        ]
        world.topics.create(self._groups[1], "In")
        self._channel = world.channel("Tin", workshop.people)
        self._sent: list[Message] = []
        self._ways: tuple[Callable[[Person, Chat], Awaitable[Message | None]], ...] = (
            self._say, self._say, self._say, self._photo, self._document, self._voice, self._place, self._card, self._album, self._edit,
            self._forge, self._forge, self._reply, self._react, self._post,
        )  # fmt: skip

    async def send_something(self) -> None:
        """What the messenger's app would not let them do is not done."""
        person = self._chance.choice(self._people)
        chat = self._chance.choice((person, person, *self._groups))
        if isinstance(chat, Person):
            chat = (await person.start()).chat if person.id not in self._world.state.chats else person.private
        with suppress(ValueError, PermissionError):
            sent = await self._chance.choice(self._ways)(person, chat)
            if sent is not None:
                self._sent.append(sent)

    async def _say(self, person: Person, chat: Chat) -> Message:
        return await person.say(chat, self._words()[:LONGEST])

    async def _reply(self, person: Person, chat: Chat) -> Message:
        said = self._world.messages(chat)
        return await person.say(
            chat, self._words()[:LONGEST], reply_to=self._chance.choice(said) if said else None
        )

    async def _photo(self, person: Person, chat: Chat) -> Message:
        return await person.photo(chat, self._words()[:CAPTION])

    async def _document(self, person: Person, chat: Chat) -> Message:
        return await person.document(
            chat, self._words()[:CAPTION], name=self._chance.choice(("bản vẽ.pdf", "<b>.exe", "📐"))
        )

    async def _voice(self, person: Person, chat: Chat) -> Message:
        return await person.voice(chat)

    async def _place(self, person: Person, chat: Chat) -> Message:
        return await person.location(chat, 10.77, 106.7)

    async def _card(self, person: Person, chat: Chat) -> Message:
        return await person.contact(chat, self._chance.choice(self._people))

    async def _album(self, person: Person, chat: Chat) -> None:
        await person.album(chat, [b"1", b"2", b"3"], self._words()[:CAPTION])

    async def _edit(self, person: Person, chat: Chat) -> None:
        own = [message for message in self._sent if message.author is person and message.media is None]
        if own:
            await person.edit(self._chance.choice(own), self._words()[:LONGEST] or "x")

    async def _forge(self, person: Person, chat: Chat) -> None:
        """Bytes in place of a button; in a stranger's hands also buttons that were shown to others."""
        said = self._world.from_bot(chat)
        if not said:
            return
        data = [scrap(self._chance).encode("utf-8", "ignore")[:64].decode("utf-8", "ignore") or "?"]
        if person is self._stranger:
            data += self._shown_to_others()
        await person.forge(self._chance.choice(said), self._chance.choice(data))

    def _shown_to_others(self) -> list[str]:
        messages = [message for other in self._people[:-1] for message in self._world.from_bot(other.private)]
        rows = [row for message in messages for row in message.inline or ()]
        return [key["callback_data"] for row in rows for key in row if "callback_data" in key]

    async def _react(self, person: Person, chat: Chat) -> None:
        said = self._world.messages(chat)
        if said:
            await person.react(self._chance.choice(said), "👍")

    async def _post(self, person: Person, chat: Chat) -> Message:
        return await person.say(self._channel, "/update DH-1 xong")

    def _words(self) -> str:
        words = scrap(self._chance)
        order = f"DH-{self._people[0].id}"
        return self._chance.choice(
            (
                words,
                f"/update {words}",
                f"/{words}",
                f"{order} gia công {self._chance.choice(NOT_DONE)}",
                f"/my {words}",
                "/help",
                "/new",
                "/lang",
                "/order",
            )
        )
