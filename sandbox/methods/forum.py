"""Topics of a forum."""

from typing import Any

from sandbox import access
from sandbox.methods.registry import method
from sandbox.model import Chat, Topic
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.shapes import topic_json
from sandbox.world import World

NO_RIGHT = "not enough rights to manage forum topics"


@method("createForumTopic")
def create_forum_topic(world: World, p: Params) -> Any:
    chat = _forum(world, p)
    if not 1 <= len(p.text("name").strip()) <= 128:
        raise bad_request("TOPIC_TITLE_EMPTY" if not p.text("name").strip() else "TOPIC_TITLE_TOO_LONG")
    topic = world.topics.create(
        chat, p.text("name").strip(), world.bot, color=p.integer("icon_color") or 7322096,
        emoji=p.text("icon_custom_emoji_id") or None,
    )  # fmt: skip
    return topic_json(topic)


@method("editForumTopic")
def edit_forum_topic(world: World, p: Params) -> bool:
    topic = _topic(world, p)
    if topic.name == p.text("name"):
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.topics.rename(topic, p.text("name") or topic.name, world.bot)
    return True


@method("closeForumTopic")
def close_forum_topic(world: World, p: Params) -> bool:
    topic = _topic(world, p)
    _must_change(now=topic.closed, wanted=True)
    world.topics.close(topic, world.bot)
    return True


@method("reopenForumTopic")
def reopen_forum_topic(world: World, p: Params) -> bool:
    topic = _topic(world, p)
    _must_change(now=topic.closed, wanted=False)
    world.topics.reopen(topic, world.bot)
    return True


@method("deleteForumTopic")
def delete_forum_topic(world: World, p: Params) -> bool:
    world.topics.delete(_topic(world, p))
    return True


@method("unpinAllForumTopicMessages")
def unpin_all_forum_topic_messages(world: World, p: Params) -> bool:
    topic = _topic(world, p)
    for message in [each for each in topic.chat.pinned if each.topic is topic]:
        world.groups.unpin(message)
    return True


@method("closeGeneralForumTopic")
def close_general(world: World, p: Params) -> bool:
    general = _forum(world, p).general
    _must_change(now=general.closed, wanted=True)
    world.topics.close(general, world.bot)
    return True


@method("reopenGeneralForumTopic")
def reopen_general(world: World, p: Params) -> bool:
    general = _forum(world, p).general
    _must_change(now=general.closed, wanted=False)
    world.topics.reopen(general, world.bot)
    return True


@method("hideGeneralForumTopic")
def hide_general(world: World, p: Params) -> bool:
    chat = _forum(world, p)
    _must_change(now=chat.general.hidden, wanted=True)
    world.topics.hide_general(chat, world.bot, hidden=True)
    return True


@method("unhideGeneralForumTopic")
def unhide_general(world: World, p: Params) -> bool:
    chat = _forum(world, p)
    _must_change(now=chat.general.hidden, wanted=False)
    world.topics.hide_general(chat, world.bot, hidden=False)
    return True


def _forum(world: World, p: Params) -> Chat:
    chat = access.writable(world.state, p.values["chat_id"])
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    access.need_right(world.state, chat, "can_manage_topics", NO_RIGHT)
    return chat


def _topic(world: World, p: Params) -> Topic:
    chat = access.writable(world.state, p.values["chat_id"])
    return access.forum_topic(world.state, chat, p.integer("message_thread_id"))


def _must_change(*, now: bool, wanted: bool) -> None:
    if now is wanted:
        raise bad_request("TOPIC_NOT_MODIFIED")
