"""The world for tests and for the web chat: make people and chats, look at screens, wait for things."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sandbox.groups import Groups
from sandbox.members import Members, usual_rights
from sandbox.model import GENERAL, Chat, Member, Message, Topic, User
from sandbox.people import Person
from sandbox.state import State
from sandbox.topics import Topics

T = TypeVar("T")


class World:
    """``members``, ``groups`` and ``topics`` change chats; a ``Person`` speaks and taps."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.members = Members(state)
        self.groups = Groups(state, self.members)
        self.topics = Topics(state)

    @property
    def bot(self) -> User:
        return self.state.bot

    def user(
        self, name: str, *, last_name: str | None = None, username: str | None = None, language: str | None = "vi", phone: str | None = None,
        is_bot: bool = False, user_id: int | None = None, note: str = "",
    ) -> Person:  # fmt: skip
        """Make a person, or another bot."""
        person = Person(
            state=self.state,
            id=user_id or self.state.new_user_id(),
            first_name=name,
            last_name=last_name,
            username=username,
            language_code=language,
            is_bot=is_bot,
            phone=phone,
            note=note,
        )
        self.state.users[person.id] = person
        self.state.changes.happened()
        return person

    def person(self, user_id: int) -> Person:
        user = self.state.users[user_id]
        assert isinstance(user, Person)
        return user

    def group(
        self, title: str, members: Sequence[User], *, kind: str = "supergroup", forum: bool = False,
        bot: str | None = "member",
    ) -> Chat:  # fmt: skip
        """Make a ``group`` or ``supergroup``; the first member owns it, and adds the bot (``administrator``)."""
        chat = self.state.new_chat(kind, title=title)
        self._people(chat, members)
        if forum:
            self.topics.open_forum(chat)
        if bot is not None:
            self.members.add(chat, self.bot, rights=usual_rights(chat) if bot == "administrator" else None)
        return chat

    def channel(self, title: str, members: Sequence[User], *, bot: bool = True) -> Chat:
        chat = self.state.new_chat("channel", title=title)
        self._people(chat, members)
        if bot:
            self.members.add(chat, self.bot)
        return chat

    def messages(
        self, chat: Chat, *, thread: Topic | int | None = None, to: Person | None = None
    ) -> list[Message]:
        """Return what is on the screen, oldest first: in one topic or all, ephemeral ones only ``to`` their person."""
        shown: Iterable[Message] = [m for m in chat.messages.values() if not m.deleted]
        if to is not None:
            shown = [*shown, *chat.ephemeral.values()]
            shown = sorted((m for m in shown if to.sees(m)), key=lambda m: m.order)
            replaced = {m.replaces for m in shown}
            shown = [m for m in shown if m not in replaced]
        wanted = thread.id if isinstance(thread, Topic) else thread
        return [m for m in shown if wanted is None or (m.topic.id if m.topic else GENERAL) == wanted]

    def from_bot(
        self, chat: Chat, *, thread: Topic | int | None = None, to: Person | None = None
    ) -> list[Message]:
        """Return only what the bot has said."""
        return [
            m for m in self.messages(chat, thread=thread, to=to) if m.sender is self.bot and not m.service
        ]

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 10.0) -> T:  # noqa: ASYNC109 - bounds the wait of a test
        """Return the first truthy answer of ``predicate``, asked again at every change of the world."""
        return await self.state.changes.wait_for(predicate, timeout)

    async def wait_for_message(
        self,
        chat: Chat,
        text: str = "",
        *,
        thread: Topic | int | None = None,
        to: Person | None = None,
        after: Message | None = None,
        timeout: float = 10.0,  # noqa: ASYNC109 - bounds the wait of a test
    ) -> Message:
        """Return the bot's first message that contains ``text``, counting only those later than ``after``."""

        def found() -> Message | None:
            said = self.from_bot(chat, thread=thread, to=to)
            return next(
                (m for m in said if text in m.text and (after is None or m.order > after.order)), None
            )

        try:
            message = await self.wait_for(found, timeout)
        except TimeoutError:
            said = [m.text for m in self.from_bot(chat, thread=thread, to=to)]
            raise TimeoutError(f"the bot did not say {text!r}; it said {said}") from None
        assert message is not None
        return message

    def _people(self, chat: Chat, people: Sequence[User]) -> None:
        for person in people:
            status = "member" if chat.members else "creator"
            chat.members[person.id] = Member(user=person, status=status)
