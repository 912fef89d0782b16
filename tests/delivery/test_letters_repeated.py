"""A message comes twice only when nobody can know whether it came once, and then it says so."""

import asyncio
import sqlite3
from contextlib import closing
from threading import Event

import pytest
from sqlalchemy import select

from bot.delivery.office import LEASE
from handlers.reply import Say
from storage import leases
from storage.stores.errors import StoreUnavailable
from storage.tables.post_tables import outbox
from tests.support.posting import delivering, process, words


async def test_an_answer_lost_on_the_way_back_leads_to_one_copy_more_marked_as_such(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai", language="en")
        rig.server.faults.plan("drop_after", method="sendMessage")
        await rig.say(Say(lines=(words("2411 done"),), to_user=mai.id))
        assert rig.texts(mai.private) == ["2411 done"]
        assert await rig.waiting() == 1
        rig.skip(16)
        await rig.deliver()
        assert rig.texts(mai.private) == ["2411 done", "(sent again)\n2411 done"]
        assert await rig.waiting() == 0


async def test_a_connection_refused_before_anything_left_leads_to_no_mark(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        await rig.server.stop()
        await rig.say(Say(lines=(words("chào"),), to_user=mai.id))
        await rig.server.start()
        rig.skip(2)
        await rig.deliver()
        assert rig.texts(mai.private) == ["chào"]


async def test_letters_of_a_process_that_died_come_marked_only_if_they_were_in_flight(database_url: str):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai"), await rig.person("Tú")
        hang = rig.server.faults.plan("hang", method="sendMessage", chat=mai.id, seconds=60)
        in_flight = await rig.stored(Say(lines=(words("một"),), to_user=mai.id), hurried=True)
        behind = await rig.stored(Say(lines=(words("hai"),), to_user=mai.id), hurried=True)
        await rig.hurry(in_flight)
        await rig.hurry(behind)
        await rig.stored(Say(lines=(words("khác"),), to_user=tu.id))
        await rig.world.wait_for(lambda: hang.left == 0)
        await rig.tasks.close()  # as good as dead: nothing is written down any more
        async with process(database_url, rig.server, owner="two") as second:
            second.skip(16)
            await second.post._office.hold()
            await second.deliver()
            hang.release()
            assert second.texts(mai.private)[-2:] == ["(gửi lại)\nmột", "hai"]
            assert second.texts(tu.private) == ["khác"]


async def test_a_process_that_stood_still_sends_nothing_it_no_longer_holds(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        [letter] = await rig.stored(Say(lines=(words("một"),), to_user=mai.id), hurried=True)
        rig.skip(16)
        async with process(database_url, rig.server, owner="two") as second:
            second.skip(16)
            await second.post._office.hold()
            await second.deliver()
        rig.skip(16)
        await rig.hurry([letter])
        await rig.in_flight()
        assert rig.texts(mai.private) == ["(gửi lại)\nmột"]


async def test_a_long_upload_keeps_its_lease(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=60)
        await rig.hurry(await rig.stored(Say(lines=(words("một"),), to_user=mai.id), hurried=True))
        await rig.world.wait_for(lambda: hang.left == 0)
        for _ in range(4):
            rig.skip(6)
            assert not await rig.post._round()
        hang.release()
        await rig.deliver()
        assert rig.texts(mai.private) == ["một"]


async def test_a_message_whose_answer_never_comes_is_given_up_in_the_end(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.server.faults.plan("drop_before", times=100, method="sendMessage")
        await rig.stored(Say(lines=(words("chào"),), to_user=mai.id))
        for _ in range(12):
            await rig.deliver()
            rig.skip(16)
        [reason] = await rig.buried()
        assert reason == "NoAnswerEver: no answer in 10 attempts"
        assert len(rig.server.journal.of("sendMessage")) == 10


async def test_what_the_messenger_took_is_noted_as_soon_as_the_database_is_back(sqlite_url: str):
    async with delivering(sqlite_url, patience=0.1) as rig:
        mai = await rig.person("Mai")
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=60)
        await rig.hurry(await rig.stored(Say(lines=(words("một"),), to_user=mai.id), hurried=True))
        await rig.world.wait_for(lambda: hang.left == 0)
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            hang.release()
            with pytest.raises(StoreUnavailable):
                await rig.post._take()
        await rig.in_flight()
        assert await rig.waiting() == 0
        assert rig.texts(mai.private) == ["một"]


async def test_a_graceful_stop_lets_what_is_in_flight_arrive_and_takes_nothing_more(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=60)
        rig.tasks.start(rig.post.run(), name="post")
        says = [Say(lines=(words(said),), to_user=mai.id) for said in ("một", "hai")]
        await rig.hurry(await rig.stored(*says, hurried=True))
        await rig.world.wait_for(lambda: hang.left == 0)
        stopping = asyncio.ensure_future(rig.post.stop(5))
        await asyncio.sleep(0)
        hang.release()
        await stopping
        assert rig.texts(mai.private) == ["một"]
        async with process(database_url, rig.server, owner="two") as second:
            await second.deliver()
            assert second.texts(mai.private) == ["một", "hai"]


async def test_on_postgresql_only_the_process_in_office_sends(postgresql_url: str):
    async with delivering(postgresql_url) as one, process(postgresql_url, one.server, owner="two") as two:
        mai = await one.person("Mai")
        await two.hurry(await two.stored(Say(lines=(words("từ hai"),), to_user=mai.id), hurried=True))
        await two.deliver()
        assert one.texts(mai.private) == []
        await one.deliver()
        assert one.texts(mai.private) == ["từ hai"]
        await one.post.stop(1)
        assert await two.post._office.hold()
        await two.say(Say(lines=(words("nay do hai"),), to_user=mai.id))
        assert one.texts(mai.private)[-1] == "nay do hai"


async def test_a_process_put_out_of_office_while_it_slept_sends_nothing_more(postgresql_url: str):
    async with delivering(postgresql_url) as one, process(postgresql_url, one.server, owner="two") as two:
        mai = await one.person("Mai")
        [letter] = await one.stored(Say(lines=(words("một"),), to_user=mai.id), hurried=True)
        two.skip(16)
        assert await two.post._office.hold()
        one.post._until[letter.id] = one.clock.machine_now().replace(year=2100)
        one.post._in_hand[letter.id] = (letter,)
        await one.post._carry(*await one.addressed([letter]))
        assert one.server.journal.of("sendMessage") == []


async def test_whoever_is_in_office_when_the_clock_is_set_back_stays_there_and_is_replaced_in_time(
    postgresql_url: str,
):
    async with delivering(postgresql_url) as one, process(postgresql_url, one.server, owner="two") as two:
        mai = await one.person("Mai")
        one.skip(-3600)
        await one.say(Say(lines=(words("một"),), to_user=mai.id))
        assert not await two.post._office.hold()
        [letter] = await one.stored(Say(lines=(words("hai"),), to_user=mai.id), hurried=True)
        two.skip(16)
        await two.deliver()
        await one.hurry([letter])
        await one.deliver()
        assert one.texts(mai.private) == ["một", "(gửi lại)\nhai"]


async def test_an_office_of_an_earlier_epoch_sends_nothing_though_the_process_is_in_office_again(
    postgresql_url: str,
):
    """It slept through another's time in office, and is elected anew by its own name."""
    async with delivering(postgresql_url) as one, process(postgresql_url, one.server, owner="two") as two:
        mai = await one.person("Mai")
        [letter] = await one.stored(Say(lines=(words("một"),), to_user=mai.id), hurried=True)
        old = one.post._office._lease
        two.skip(16)
        assert await two.post._office.hold()
        two.skip(16)
        assert await one.write(
            leases.take, old.name, owner=old.owner, now=one.clock.machine_now(), span=LEASE
        )
        one.post._until[letter.id] = one.clock.machine_now().replace(year=2100)
        one.post._in_hand[letter.id] = (letter,)
        await one.post._carry(*await one.addressed([letter]))
        assert one.server.journal.of("sendMessage") == []


async def test_a_letter_in_hand_is_not_taken_again_however_long_its_claim_had_to_wait(sqlite_url: str):
    """Its lease counts from the moment in which it is written."""
    async with delivering(sqlite_url) as rig:
        mai = await rig.person("Mai")
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=60)
        await rig.stored(Say(lines=(words("một"),), to_user=mai.id))
        asked_for = Event()

        def slow(conn: object) -> None:
            assert asked_for.wait(5)
            rig.skip(LEASE.total_seconds() + 1)

        before_it = asyncio.ensure_future(rig.write(slow))
        await asyncio.sleep(0)
        claiming = asyncio.ensure_future(rig.post._round())
        await asyncio.sleep(0)
        asked_for.set()
        assert await claiming
        await before_it
        await rig.world.wait_for(lambda: hang.left == 0)
        [until] = rig.post._until.values()
        assert until == await rig.read(lambda conn: conn.execute(select(outbox.c.leased_until)).scalar_one())
        assert not await rig.post._round()
        rig.skip(LEASE.total_seconds() + 1)  # and where nobody came to renew it
        assert [one.letter.id for one in (await rig.post._take())[0]] == []
        hang.release()
        await rig.deliver()
        assert rig.texts(mai.private) == ["một"]
        assert rig.ended == []
