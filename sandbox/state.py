"""Everything there is, in one place: what the bot's calls and people's actions both work on."""

from typing import Any

from sandbox.changes import Changes
from sandbox.clock import WorldClock
from sandbox.files import Files
from sandbox.model import Chat, Message, User
from sandbox.profile import Profile
from sandbox.taps import Taps
from sandbox.updates import Updates

FIRST = {
    "user": 700_000_001,
    "group": 4_000_001,
    "supergroup": 1_000_002_000_001,
    "ephemeral": 1,
    "order": 1,
    "album": 13_900_000_000_000_001,
}


class State:
    """What lasts, and what happens just now.

    ``typing`` has the machine time of the bot's last chat action by (chat, topic or 0), ``read_marks`` how far
    each (person, chat, topic or 0) has been read, as the ``order`` of a message.
    """

    def __init__(self, bot: User, *, bot_reads_all: bool) -> None:
        self.bot = bot
        self.bot_reads_all = bot_reads_all
        self.clock = WorldClock()
        self.changes = Changes()
        self.updates = Updates()
        self.files = Files()
        self.taps = Taps(self.changes)
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.actions: list[tuple[Chat, str]] = []
        self.typing: dict[tuple[int, int], float] = {}
        self.read_marks: dict[tuple[int, int, int], int] = {}
        self.profile = Profile()
        self.counters = dict(FIRST)

    def date(self) -> int:
        return int(self.clock.now().timestamp())

    def new_user_id(self) -> int:
        return self._next("user")

    def new_album(self) -> str:
        return str(self._next("album"))

    def next_order(self) -> int:
        return self._next("order")

    def new_ephemeral_id(self) -> int:
        return self._next("ephemeral")

    def new_chat(self, kind: str, **fields: Any) -> Chat:
        """Make a group, supergroup or channel; their ids tell them apart."""
        number = self._next("group" if kind == "group" else "supergroup")
        chat = Chat(id=-number, type=kind, **fields)
        self.chats[chat.id] = chat
        return chat

    def private(self, user: User) -> Chat:
        """Return the chat between a person and the bot, which exists once the person has pressed Start."""
        chat = self.chats.get(user.id)
        if chat is None:
            raise LookupError(f"{user.name} has not started the bot")
        return chat

    def knows(self, user: User) -> bool:
        """Say whether the bot has ever met this person."""
        return any(chat.member(user) for chat in self.chats.values() if chat.bot_was_here)

    def message(self, chat: Chat, message_id: int) -> Message | None:
        message = chat.messages.get(message_id)
        return None if message is None or message.deleted else message

    def _next(self, counter: str) -> int:
        number = self.counters[counter]
        self.counters[counter] = number + 1
        return number
