"""The sandbox's world outlives its process: everything people see comes back, and no number is given twice."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from sandbox.keeping import SCHEMA, Keeping, Label, Unreadable, forget, kept_label, read_back
from sandbox.kept_world import MARGIN
from sandbox.model import Chat
from sandbox.people import Person
from sandbox.screens import screen_json
from sandbox.server import TelegramServer
from tests.sandbox.bot_client import BotClient

LABEL = Label(id="abc", demo="vi")


class Days:
    """A world with a bit of everything in it, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = TelegramServer()
        self.troubles: list[OSError] = []

    def keeping(self) -> Keeping:
        return Keeping(self.server.state, self.folder, LABEL, failed=self.troubles.append)

    async def kept(self, *, stopped: bool) -> None:
        """Keep what there is: at an end in good order, or as a kill would leave it."""
        keeping = self.keeping()
        running = asyncio.create_task(keeping.run())
        await until(lambda: kept_label(self.folder) is not None)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        if stopped:
            await keeping.close()

    def come_back(self) -> TelegramServer:
        server = TelegramServer()
        read_back(self.folder, server.state)
        return server


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "world")


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - a file tells nobody that it was written
            await asyncio.sleep(0.02)


async def lived(days: Days) -> tuple[Person, Person, Chat]:
    world = days.server.world
    lan, tu = world.user("Lan", note="Sales · head", username="lan"), world.user("Tú", phone="+84901")
    await lan.start("hello")
    group = world.group("Xưởng", [lan, tu], forum=True, bot="administrator")
    topic = world.topics.create(group, "In")
    first = await tu.photo(group, "done", data=b"a photo", thread=topic)
    answer = await lan.say(group, "thanks", reply_to=first)
    await lan.edit(answer, "many thanks")
    await tu.react(answer, "👍")
    world.groups.pin(first, lan)
    gone = await tu.say(group, "oops")
    await tu.delete(gone)
    await lan.say(group, "/only", ephemeral=True)
    world.members.restrict(group, tu, {"can_send_messages"})
    world.state.read_marks[lan.id, group.id, 0] = answer.order
    return lan, tu, group


def seen(server: TelegramServer, who: int) -> list[object]:
    """All that is on this person's screens, as a browser is told it."""
    person = server.world.person(who)
    chats = [chat for chat in server.state.chats.values() if chat.here(person)]
    return [[screen_json(one) for one in server.world.messages(chat, to=person)] for chat in chats]


async def test_everything_people_saw_is_on_their_screens_again(days: Days):
    lan, tu, group = await lived(days)
    await days.kept(stopped=True)
    back = days.come_back()
    for person in (lan, tu):
        assert seen(back, person.id) == seen(days.server, person.id)
    here = back.state.chats[group.id]
    assert back.world.person(lan.id).note == "Sales · head"
    assert [message.id for message in here.pinned] == [message.id for message in group.pinned]
    assert here.members[tu.id].permissions == {"can_send_messages"}
    assert [topic.name for topic in here.topics.values()] == ["General", "In"]
    assert back.state.read_marks == days.server.state.read_marks
    [photo] = [one for one in here.messages.values() if one.media]
    assert photo.data == b"a photo"
    assert photo.topic is here.topics[photo.topic.id] if photo.topic else False
    assert kept_label(days.folder) == LABEL


async def test_people_go_on_where_they_were(days: Days):
    lan, _, group = await lived(days)
    await days.kept(stopped=True)
    back = days.come_back()
    again, here = back.world.person(lan.id), back.state.chats[group.id]
    said = await again.say(here, "good morning")
    assert said.id == group.last_message_id + 1
    await again.edit(said, "good day")
    stranger = back.world.user("Nga")
    assert stranger.id not in days.server.state.users


async def test_updates_the_bot_has_not_fetched_wait_for_it_still(days: Days):
    await lived(days)
    waiting = [update.body() for update in days.server.state.updates.pending()]
    await days.kept(stopped=True)
    back = days.come_back()
    await back.start()
    try:
        async with aiohttp.ClientSession() as session:
            fetched = await BotClient(back, session).do("getUpdates")
    finally:
        await back.stop()
    assert waiting
    assert fetched == waiting


async def test_after_a_kill_no_number_is_given_twice(days: Days):
    """What happened after the last keeping is lost, but the bot remembers its numbers."""
    lan, _, group = await lived(days)
    await days.kept(stopped=False)
    lost = [await lan.say(group, f"lost {number}") for number in range(20)]
    lost_updates = {update.id for update in days.server.state.updates.pending()}
    lost_file = (await lan.photo(group, data=b"lost")).media
    back = days.come_back()
    here, again = back.state.chats[group.id], back.world.person(lan.id)
    said = await again.photo(here, "new")
    assert said.id > group.last_message_id + MARGIN / 2
    assert said.order > lost[-1].order
    assert said.media
    assert lost_file
    assert said.media.files[-1].id != lost_file.files[-1].id
    fresh = [update.id for update in back.state.updates.pending() if update.payload.get("caption") == "new"]
    assert fresh
    assert min(fresh) > max(lost_updates)


async def test_a_change_is_kept_within_a_second(days: Days):
    lan, _, group = await lived(days)
    keeping = days.keeping()
    running = asyncio.create_task(keeping.run())
    await lan.say(group, "first words")
    try:
        await until(lambda: "first words" in _file(days))
        begun = asyncio.get_running_loop().time()
        await lan.say(group, "the last words")
        await until(lambda: "the last words" in _file(days))
        assert asyncio.get_running_loop().time() - begun < 3  # a second, on a machine that has other work
    finally:
        running.cancel()


def _file(days: Days) -> str:
    file = days.folder / "world.json"
    return file.read_text() if file.exists() else ""


async def test_nothing_is_kept_of_a_world_that_is_not_ready(days: Days):
    await lived(days)
    await days.keeping().close()
    assert kept_label(days.folder) is None


@pytest.mark.parametrize("spoilt", ["", "[]", "{", '{"schema": 0}'])
async def test_what_cannot_be_read_is_said_so(days: Days, spoilt: str):
    days.folder.mkdir()
    (days.folder / "world.json").write_text(spoilt)
    with pytest.raises(Unreadable):
        kept_label(days.folder)


async def test_a_world_that_lacks_a_part_is_said_so(days: Days):
    await lived(days)
    await days.kept(stopped=True)
    file = days.folder / "world.json"
    whole = json.loads(file.read_text())
    assert whole["schema"] == SCHEMA
    del whole["world"]["users"][0]
    file.write_text(json.dumps(whole))
    with pytest.raises(Unreadable):
        days.come_back()


async def test_a_world_is_forgotten_whole(days: Days):
    await lived(days)
    await days.kept(stopped=True)
    forget(days.folder)
    forget(days.folder)
    assert kept_label(days.folder) is None
    assert not days.folder.exists()


async def test_a_folder_that_cannot_be_written_is_told_and_stops_nobody(days: Days, tmp_path: Path):
    await lived(days)
    days.folder.write_text("in the way")
    keeping = days.keeping()
    running = asyncio.create_task(keeping.run())
    await until(lambda: bool(days.troubles))
    assert not running.done()
    running.cancel()
