"""A company at work in one language: its people and groups in the sandbox's Telegram, the bot, and who writes it down."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from bot.app import Running
from sandbox.model import Chat, Message, Topic
from sandbox.people import Person
from sandbox.server import TelegramServer
from storage.database import product
from tests.support.running import Hands, quiet
from tests.support.story_lines import GROUPS, HEADINGS, LANGUAGES, PEOPLE, SAID, TOPIC, WORDS
from tests.support.transcript import Transcript

INVITATION = re.compile(r"\?start=([\w-]{16,})")
REFERENCE = re.compile(r"\bDP\w{7}\b")
REACTION = "👌"
PHONES = {"vi": "vi", "zh": "zh-hans", "en": "en"}  # what Telegram says of a phone's language


@dataclass(kw_only=True)
class Company:
    """``says``, ``sends`` and ``taps`` wait until the bot has nothing left to do, then write down what was said."""

    server: TelegramServer
    bot: Running
    hands: Hands
    language: str
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Chat] = field(default_factory=dict)
    story: str = ""  # begins the keys of its title and introduction
    transcript: Transcript = field(init=False)
    topic: Topic | None = None

    def __post_init__(self) -> None:
        self._column = LANGUAGES.index(self.language)
        world = self.server.world
        phone = PHONES[self.language]
        self.people = {
            role: world.user(names[self._column], language=phone) for role, names in PEOPLE.items()
        }
        everybody = list(self.people.values())
        words = {key: texts[self._column] for key, texts in WORDS.items()}
        privates = {words["private"].format(person=one.first_name): self._private(one) for one in everybody}
        self.transcript = Transcript(
            world=world, chats=privates, people=everybody, words=words, wide=self.language == "zh"
        )
        self.transcript.lines = [
            f"# {self.transcript.narrated(words[f'{self.story}title'])}",
            "",
            self.transcript.narrated(words["intro"]),
            "",
        ]

    async def meet(self) -> None:
        """What differs from run to run is written down the same."""
        database = await asyncio.wrap_future(self.bot.store.read(product))
        with suppress(PackageNotFoundError):  # /status names the version only where the package is installed
            for name in ("Điều Phối", "dieuphoi"):
                self.hide(f"{database} · {name} {version('dieuphoi')}", "database")
        self.hide(database, "database")

    # --- what people do ---

    async def founds(self, place: str) -> None:
        """The admin makes the group with everybody in it and the bot as its administrator."""
        title = GROUPS[place][self._column]
        forum = place == "workshop"
        group = self.server.world.group(title, [*self.people.values()], bot="administrator", forum=forum)
        if forum:
            self.topic = self.server.world.topics.create(group, TOPIC[self._column])
        self.groups[place] = group
        self.transcript.chats[f"**{title}**"] = group
        await self.settled()

    async def says(self, who: str, where: str, line: str, **more: Any) -> None:
        """``where``: a group, or "private"; ``line``: a key of the story's lines, else the words themselves."""
        chat = self._chat(who, where)
        await self.people[who].say(chat, self.line(line), **self._topic(where), **more)
        await self.settled(chat)

    async def answers(self, who: str, where: str, line: str) -> None:
        """Reply to the last thing the bot said there."""
        await self.says(who, where, line, reply_to=self._shown(who, where)[-1])

    async def sends_photo(self, who: str, where: str, line: str) -> None:
        sent = await self.people[who].photo(self._chat(who, where), self.line(line), **self._topic(where))
        await self._reacted(sent)

    async def sends_file(self, who: str, where: str, line: str) -> None:
        name = self.line("drawing_name")
        sent = await self.people[who].document(
            self._chat(who, where), self.line(line), name=name, **self._topic(where)
        )
        await self._reacted(sent)

    async def taps(self, who: str, where: str, verb: str, choice: str = "", *, stale: bool = False) -> None:
        """Press the newest button of that verb; ``stale``: the oldest one ever shown, though it is gone by now."""
        message, button = self._button(who, where, verb, choice, stale=stale)
        tap = await self.people[who].tap(message, button["callback_data"], stale=stale)
        await tap.answer()
        chat = self._chat(who, where)
        self.transcript.tapped(self.people[who], chat, button["text"], tap.text)
        await self.settled(chat)

    async def replies_with_file(self, who: str, where: str, line: str) -> None:
        """A drawing in reply to the last thing the bot said there."""
        name = self.line("drawing_name")
        last = self._shown(who, where)[-1]
        sent = await self.people[who].document(
            self._chat(who, where), self.line(line), name=name, reply_to=last, **self._topic(where)
        )
        await self._reacted(sent)

    async def starts(self, who: str, payload: str = "") -> None:
        await self.people[who].start(payload)
        await self.settled(self._chat(who, "private"))

    # --- what is written down ---

    def heading(self, key: str) -> None:
        self.transcript.heading(HEADINGS[key][self._column])

    def remark(self, key: str, **params: str) -> None:
        self.transcript.remark(self.line(key).format(**params))

    async def settled(self, chat: Chat | None = None) -> None:
        """Wait until the bot has done all; ``chat``: where something was said to it."""
        await quiet(self.bot, self.server)
        self.transcript.look(chat)

    def hide(self, real: str, key: str) -> None:
        """In the transcript ``real``, which differs each time, reads like this."""
        self.transcript.hides[real] = self.line(key)

    def line(self, key: str) -> str:
        texts = SAID.get(key) or WORDS.get(key)
        return texts[self._column] if texts else key

    def invitation(self, who: str) -> str:
        """The token of the last invitation that person was given."""
        [token] = INVITATION.findall(self._shown(who, "private")[-1].text)[:1]
        return str(token)

    def reference(self, who: str, where: str) -> str:
        """The code on the last card to pay by."""
        [code] = set(REFERENCE.findall(self._shown(who, where)[-1].text))
        return str(code)

    # --- how ---

    def _chat(self, who: str, where: str) -> Chat:
        return self._private(self.people[who]) if where == "private" else self.groups[where]

    def _private(self, person: Person) -> Chat:
        """There before its person has pressed Start, so that it can be watched."""
        return self.server.state.chats.setdefault(person.id, Chat(id=person.id, type="private", peer=person))

    def _topic(self, where: str) -> Mapping[str, Any]:
        return {"thread": self.topic} if where == "workshop" else {}

    def _shown(self, who: str, where: str) -> list[Message]:
        return self.server.world.from_bot(self._chat(who, where), to=self.people[who])

    def _button(
        self, who: str, where: str, verb: str, choice: str, *, stale: bool
    ) -> tuple[Message, dict[str, Any]]:
        shown = self._shown(who, where)
        for message in shown if stale else reversed(shown):
            layouts = [*(version.inline for version in message.history if stale), message.inline]
            for button in (one for rows in layouts for row in rows or () for one in row):
                data = button.get("callback_data", "")
                if data.split(":")[0] == verb and (not choice or choice in data.split(":")):
                    return message, button
        labels = [one.buttons for one in shown[-3:]]
        raise LookupError(f"no button {verb} {choice} for {who} in {where}; the last messages have {labels}")

    async def _reacted(self, sent: Message) -> None:
        """The reaction leaves beside the answer."""
        await self.server.world.wait_for(lambda: REACTION in sent.emoji)
        await self.settled(sent.chat)
