"""Topics: where messages go, and topics that are closed or gone."""

import pytest

from tests.sandbox.bot_client import telegram


async def test_messages_of_a_topic_carry_it_and_answer_its_first_line():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], forum=True, bot="administrator")
        topic = server.world.topics.create(group, "In ấn")
        await bot.updates()
        await mai.say(group, "trong chủ đề", thread=topic)
        await mai.say(group, "ở General")
        inside, general = [update["message"] for update in await bot.updates()]
        assert (inside["message_thread_id"], inside["is_topic_message"]) == (topic.id, True)
        assert "forum_topic_created" in inside["reply_to_message"]
        assert "message_thread_id" not in general
        assert "reply_to_message" not in general


async def test_the_bot_answers_into_a_topic_and_never_names_general():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], forum=True)
        topic = server.world.topics.create(group, "In ấn")
        await bot.do("sendMessage", chat_id=group.id, text="vào đây", message_thread_id=topic.id)
        await bot.do("sendMessage", chat_id=group.id, text="ra ngoài")
        assert [m.text for m in server.world.from_bot(group, thread=topic)] == ["vào đây"]
        assert [m.text for m in server.world.from_bot(group, thread=1)] == ["ra ngoài"]
        for thread in (1, 4711):
            refused = await bot.refused("sendMessage", chat_id=group.id, text="x", message_thread_id=thread)
            assert refused == "Bad Request: message thread not found"


async def test_a_reply_lands_in_the_topic_of_what_it_answers():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], forum=True)
        topic = server.world.topics.create(group, "In ấn")
        question = await mai.say(group, "?", thread=topic)
        await bot.do("sendMessage", chat_id=group.id, text="!", reply_parameters={"message_id": question.id})
        assert [m.text for m in server.world.from_bot(group, thread=topic)] == ["!"]


async def test_a_closed_topic_takes_words_only_from_those_who_manage_topics():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu], forum=True)
        topic = server.world.topics.create(group, "In ấn")
        server.world.topics.close(topic, mai)
        here = {"chat_id": group.id, "message_thread_id": topic.id}
        assert await bot.refused("sendMessage", text="x", **here) == "Bad Request: TOPIC_CLOSED"
        with pytest.raises(PermissionError):
            await tu.say(group, "x", thread=topic)
        server.world.members.promote(group, server.world.bot)
        await bot.do("sendMessage", text="x", **here)


async def test_a_topic_vanishes_without_an_update():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], forum=True, bot="administrator")
        topic = server.world.topics.create(group, "In ấn")
        await bot.updates()
        server.world.topics.delete(topic)
        assert await bot.do("getUpdates") == []
        refused = await bot.refused("sendMessage", chat_id=group.id, text="x", message_thread_id=topic.id)
        assert refused == "Bad Request: message thread not found"


async def test_the_bot_manages_topics_with_the_right_to():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], forum=True, bot="administrator")
        await bot.updates()
        made = await bot.do("createForumTopic", chat_id=group.id, name="Giao hàng")
        here = {"chat_id": group.id, "message_thread_id": made["message_thread_id"]}
        await bot.do("editForumTopic", **here, name="Giao nhận")
        await bot.do("closeForumTopic", **here)
        assert await bot.refused("closeForumTopic", **here) == "Bad Request: TOPIC_NOT_MODIFIED"
        await bot.do("reopenForumTopic", **here)
        await bot.do("hideGeneralForumTopic", chat_id=group.id)
        lines = [[key for key in update["message"] if "topic_" in key][-1] for update in await bot.updates()]
        assert lines == [
            "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
            "general_forum_topic_hidden",
        ]  # fmt: skip
        await bot.do("deleteForumTopic", **here)
        server.world.members.demote(group, server.world.bot)
        refused = await bot.refused("createForumTopic", chat_id=group.id, name="x")
        assert refused == "Bad Request: not enough rights to manage forum topics"


async def test_a_reply_in_a_plain_supergroup_starts_a_thread_that_is_no_topic():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        first = await mai.say(group, "một")
        await mai.say(group, "hai", reply_to=first)
        message = (await bot.updates())[-1]["message"]
        assert message["message_thread_id"] == first.id
        assert "is_topic_message" not in message
        await bot.do("sendMessage", chat_id=group.id, text="ba", message_thread_id=first.id)
