"""Topics of a forum: made, renamed, closed, and gone without a word."""

from sandbox.model import GENERAL, Chat, Topic, User
from sandbox.posting import compose, post, service
from sandbox.shapes import without_none
from sandbox.state import State


class Topics:
    def __init__(self, state: State) -> None:
        self._state = state

    def open_forum(self, chat: Chat) -> None:
        """Give a supergroup its General topic, which messages never name."""
        chat.is_forum = True
        chat.topics[GENERAL] = Topic(id=GENERAL, chat=chat, name="General")
        chat.last_message_id = max(chat.last_message_id, GENERAL)
        self._state.changes.happened()

    def create(
        self, chat: Chat, name: str, by: User | None = None, *, color: int = 7322096, emoji: str | None = None
    ) -> Topic:
        creator = by or next(m.user for m in chat.members.values() if m.status == "creator")
        line = compose(self._state, chat, sender=creator)
        topic = Topic(
            id=line.id, chat=chat, name=name, icon_color=color, icon_custom_emoji_id=emoji, creation=line
        )
        chat.topics[topic.id] = topic
        line.topic = topic
        line.service["forum_topic_created"] = without_none(
            name=name, icon_color=color, icon_custom_emoji_id=emoji
        )
        post(self._state, line)
        return topic

    def rename(self, topic: Topic, name: str, by: User) -> None:
        topic.name = name
        service(self._state, topic.chat, by, topic, forum_topic_edited={"name": name})

    def close(self, topic: Topic, by: User) -> None:
        topic.closed = True
        service(self._state, topic.chat, by, topic, forum_topic_closed={})

    def reopen(self, topic: Topic, by: User) -> None:
        topic.closed = False
        service(self._state, topic.chat, by, topic, forum_topic_reopened={})

    def hide_general(self, chat: Chat, by: User, *, hidden: bool) -> None:
        chat.general.hidden = chat.general.closed = hidden
        if hidden:
            service(self._state, chat, by, general_forum_topic_hidden={})
        else:
            service(self._state, chat, by, general_forum_topic_unhidden={})

    def delete(self, topic: Topic) -> None:
        """Take a topic away with all it holds. Telegram sends no update about it."""
        del topic.chat.topics[topic.id]
        for message in topic.chat.messages.values():
            if message.topic is topic:
                message.deleted = True
        self._state.changes.happened()
