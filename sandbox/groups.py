"""What happens to a whole chat: upgraded, renamed, deleted; messages pinned."""

from sandbox.members import Members
from sandbox.model import Chat, Message, User
from sandbox.posting import service
from sandbox.shapes import message_json
from sandbox.state import State


class Groups:
    def __init__(self, state: State, members: Members) -> None:
        self._state = state
        self._members = members

    def upgrade(self, chat: Chat, by: User | None = None) -> Chat:
        """Turn a basic group into a supergroup: a new chat with a new id, where no old message id counts."""
        if chat.type != "group":
            raise ValueError("only a basic group can be upgraded")
        by = by or self._members.owner(chat)
        new = self._state.new_chat("supergroup", title=chat.title, members=dict(chat.members))
        new.bot_was_here = chat.bot_was_here
        new.last_bot = chat.last_bot
        service(self._state, chat, by, migrate_to_chat_id=new.id)
        chat.migrated_to = new
        service(self._state, new, by, migrate_from_chat_id=chat.id)
        return new

    def rename(self, chat: Chat, title: str, by: User) -> None:
        chat.title = title
        service(self._state, chat, by, new_chat_title=title)

    def delete(self, chat: Chat) -> None:
        """Delete a chat for all; the bot learns it from the refusal of its next call."""
        chat.deleted = True
        self._state.changes.happened()

    def pin(self, message: Message, by: User) -> None:
        chat = message.chat
        if message not in chat.pinned:
            chat.pinned.append(message)
            chat.pinned.sort(key=lambda pinned: -pinned.id)
        shown = message_json(message, nested=True)
        service(self._state, chat, by, message.topic, pinned_message=shown)

    def unpin(self, message: Message) -> None:
        message.chat.pinned.remove(message)
        self._state.changes.happened()
