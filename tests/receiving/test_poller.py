"""Polling: every update is stored before it is confirmed, whatever goes wrong on the way."""

import asyncio
from datetime import timedelta
from io import StringIO

import pytest

from bot.drivers.port import Conflict
from bot.receiving.polling_lease import PollingLease
from bot.receiving.raw_api import RawApi
from sandbox.server import TOKEN
from storage.intake import inbox
from tests.support.messenger import canned, telegram
from tests.support.proxies import proxy
from tests.support.receiving import BOT, Faltering, eventually, lease, machine_now, process


async def test_what_people_say_is_heard_once_and_in_order(database_url: str):
    async with telegram() as server, process(database_url) as bot:
        mai = server.world.user("Mai")
        bot.work()
        bot.poll(server.url)
        await mai.start()
        for number in range(30):
            await mai.say(mai.private, f"tin {number}")

        await eventually(lambda: len(bot.marks()) == 31)
        assert bot.marks() == ["/start", *(f"tin {number}" for number in range(30))]
        await eventually(lambda: not server.state.updates.pending())


async def test_only_the_kinds_that_are_listened_to_are_asked_for(sqlite_url: str):
    async with telegram() as server, process(sqlite_url) as bot:
        bot.poll(server.url)
        await eventually(lambda: server.journal.of("getUpdates"))

        asked = server.journal.of("getUpdates")[0].params["allowed_updates"]
        assert asked == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_a_process_that_dies_before_confirming_has_stored_what_comes_again(database_url: str):
    async with telegram() as server:
        mai = server.world.user("Mai")
        await mai.start()
        async with process(database_url) as first:
            poller = first.new_poller(server.url)
            await poller._poll()
            await poller._api.close()
            assert first.waiting() == 1
            assert len(server.state.updates.pending()) == 1

        async with process(database_url) as second:
            second.work()
            second.poll(server.url)
            await mai.say(mai.private, "sau đó")
            await eventually(lambda: len(second.marks()) == 2)
            assert second.marks() == ["/start", "sau đó"]
            await eventually(lambda: not server.state.updates.pending())


async def test_a_process_that_dies_before_storing_leaves_it_with_the_messenger(database_url: str):
    async with telegram() as server:
        mai = server.world.user("Mai")
        await mai.start()
        async with process(database_url) as first:
            first.intake._store = faltering = Faltering(first.store)
            faltering.fails = 99
            first.poll(server.url)
            await eventually(lambda: faltering.fails < 97)
            assert len(server.state.updates.pending()) == 1
            assert first.waiting() == 0

        async with process(database_url) as second:
            second.work()
            second.poll(server.url)
            await eventually(lambda: second.marks() == ["/start"])


async def test_the_same_update_again_changes_nothing(database_url: str):
    async with telegram() as server, process(database_url) as bot:
        mai = server.world.user("Mai")
        bot.work()
        bot.poll(server.url)
        await mai.start()
        await eventually(lambda: bot.marks() == ["/start"])

        server.state.updates.deliver_again(server.state.updates.history[0])
        await mai.say(mai.private, "tiếp")

        await eventually(lambda: len(bot.marks()) == 2)
        assert bot.marks() == ["/start", "tiếp"]


async def test_after_an_empty_answer_no_offset_hides_updates_with_lower_numbers(sqlite_url: str):
    async with telegram() as server, process(sqlite_url) as bot:
        mai = server.world.user("Mai")
        bot.work()
        bot.poll(server.url, long_poll=0, backoff=None)
        await mai.start()
        await eventually(lambda: not server.state.updates.pending() and len(server.calls) > 5)

        offsets = [call.params.get("offset") for call in server.journal.of("getUpdates")]
        assert offsets.count(server.state.updates.history[-1].id + 1) == 1
        assert offsets[-1] is None
        server.state.updates._next_id = 7
        await mai.say(mai.private, "sau một tuần yên")
        await eventually(lambda: "sau một tuần yên" in bot.marks())


async def test_an_unreadable_update_is_put_aside_and_the_rest_goes_on(database_url: str):
    async with telegram() as server, process(database_url) as bot:
        mai = server.world.user("Mai")
        await mai.start()
        server.state.updates.put("message", {"message_id": 5, "chat": {"id": mai.id}, "text": "?"}, lane="x")
        server.state.updates.put("message", "không phải một tin", lane="x")
        await mai.say(mai.private, "sau đó")
        bot.work()
        bot.poll(server.url)

        await eventually(lambda: bot.waiting() == 0 and len(bot.marks()) == 2)
        assert bot.marks() == ["/start", "sau đó"]
        assert [reason.partition(":")[0] for reason in bot.buried()] == ["unreadable", "unreadable"]


async def test_an_update_that_no_database_takes_is_reported_and_left_out(database_url: str):
    async with process(database_url) as bot:
        bot.work()
        await bot.intake.take(
            [
                message(1, "trước"),
                message(2**70, "số quá lớn"),
                {"không": "số"},
                "không gì cả",
                message(2, "sau"),
            ]
        )

        await eventually(lambda: bot.marks() == ["trước", "sau"])
        assert bot.marks("told") == ["receiving.unstorable"]


async def test_strange_letters_survive_the_inbox(database_url: str):
    async with process(database_url) as bot:
        await bot.intake.take([message(1, "a\u0000b \ud83d ✅ 印刷 gia co\u0302ng")])
        row = bot.store.write(
            lambda conn: inbox.claim_chat(conn, owner="x", now=machine_now(), lease=timedelta(seconds=9))
        ).result()

        assert row.raw == message(1, "a\u0000b \ud83d ✅ 印刷 gia co\u0302ng")
        assert (row.bot, row.chat_key, row.attempts) == (BOT, "7", 1)


async def test_a_second_poller_is_told_of_once_and_polling_goes_on(database_url: str, log: StringIO):
    async with telegram() as server, process(database_url) as bot:
        server.dispatch.poller.conflict_pause = 0
        mai = server.world.user("Mai")
        bot.work()
        bot.poll(server.url)
        rival = RawApi(TOKEN, base_url=server.url)
        for _ in range(3):
            before = len(server.journal.of("getUpdates"))
            await eventually(lambda before=before: len(server.journal.of("getUpdates")) > before)
            with pytest.raises(Conflict):
                await rival.call("getUpdates", patience=5, timeout=2)
        await rival.close()
        await mai.start()

        await eventually(lambda: bot.marks() == ["/start"])
        assert bot.marks("told") == ["receiving.conflict"]
        assert log.getvalue().count("Another process asks for this bot's updates") == 1


async def test_a_webhook_left_over_is_removed_and_polling_begins(database_url: str):
    async with telegram() as server, process(database_url) as bot:
        before = RawApi(TOKEN, base_url=server.url)
        await before.call("setWebhook", patience=5, url="http://127.0.0.1:9/nobody", secret_token="s")
        await before.close()
        mai = server.world.user("Mai")
        bot.work()
        bot.poll(server.url)
        await mai.start()

        await eventually(lambda: bot.marks() == ["/start"])
        assert bot.marks("told") == ["receiving.webhook_removed"]


@pytest.mark.parametrize("token", [f"123456789:{'x' * 35}", f"42:{'y' * 35}"])
async def test_a_refused_token_ends_polling_with_a_sentence(sqlite_url: str, token: str, log: StringIO):
    async with telegram() as server, process(sqlite_url) as bot:
        bot.poll(server.url, token=token)

        await eventually(lambda: bot.ended == ["poller"])
        [line] = [line for line in log.getvalue().splitlines() if "critical" in line]
        assert "Set BOT_TOKEN to the one that @BotFather shows" in line


async def test_no_token_is_legible_in_the_log_of_a_bad_day(sqlite_url: str, log: StringIO):
    async with telegram() as server, process(sqlite_url) as bot:
        bot.poll(server.url)
        for fault in ("500", "502", "drop_before", "hang"):
            planned = server.faults.plan(fault, method="getUpdates", seconds=0.1)
            await eventually(lambda planned=planned: planned.left == 0)
        await server.stop()
        await eventually(lambda: "ClientConnectorError" in log.getvalue())

    assert "Internal Server Error" in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert TOKEN.partition(":")[2] not in log.getvalue()


@pytest.mark.parametrize("fault", ["500", "502", "429", "drop_before", "drop_after", "hang"])
async def test_trouble_on_the_way_delays_and_loses_nothing(sqlite_url: str, fault: str):
    async with telegram() as server, process(sqlite_url) as bot:
        mai = server.world.user("Mai")
        planned = server.faults.plan(fault, times=2, method="getUpdates", seconds=1)
        await mai.start()
        bot.work()
        bot.poll(server.url, grace=0.1, long_poll=0 if fault == "hang" else 2)
        await eventually(lambda: planned.left == 0)
        await mai.say(mai.private, "tiếp")

        await eventually(lambda: bot.marks() == ["/start", "tiếp"])


async def test_a_connection_that_hangs_is_given_up_for_a_new_one(sqlite_url: str):
    async with telegram() as server, process(sqlite_url) as bot:
        mai = server.world.user("Mai")
        await mai.start()
        bot.work()
        bot.poll(server.url, long_poll=0, grace=0.2, backoff=None)
        await eventually(lambda: bot.marks() == ["/start"])
        hang = server.faults.plan("hang", method="getUpdates")
        await eventually(lambda: hang.left == 0)
        await mai.say(mai.private, "tiếp")

        await eventually(lambda: bot.marks() == ["/start", "tiếp"])
        calls = server.journal.of("getUpdates")
        [wedged] = [call for call in calls if call.fault == "hang"]
        assert calls[-1].connection != wedged.connection


async def test_an_outage_of_the_messenger_is_sat_out(sqlite_url: str):
    async with telegram() as server, process(sqlite_url) as bot:
        mai = server.world.user("Mai")
        bot.work()
        bot.poll(server.url)
        await eventually(lambda: server.calls)
        await server.stop()
        await mai.start()
        await eventually(lambda: bot.health._trouble)
        await server.start()

        await eventually(lambda: bot.marks() == ["/start"])
        assert bot.ended == []


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b'{"ok":true,"result":{"a":1}}'), (200, b"<html>"), (403, b"<html>blocked</html>"), (200, b"[]")],
)
async def test_nonsense_for_an_answer_is_asked_again(sqlite_url: str, status: int, body: bytes):
    async with canned() as server, process(sqlite_url) as bot:
        server.status, server.body = status, body
        bot.poll(server.url)
        await eventually(lambda: len(server.paths) >= 3)
        server.status, server.body = 200, b'{"ok":true,"result":[{"update_id":1,"message":' + MESSAGE + b"}]}"
        bot.work()

        await eventually(lambda: bot.marks() == ["xin chào"])
        assert bot.ended == []


async def test_only_one_of_two_processes_polls(database_url: str):
    async with telegram() as server, process(database_url) as one, process(database_url) as two:
        first = one.poll(server.url, lease=lease(one, "one"), long_poll=0)
        await eventually(lambda: server.calls)
        two.poll(server.url, lease=lease(two, "two"), long_poll=0)
        standing_by = len({call.connection for call in server.calls})
        await eventually(lambda: two.health.age < 0.02 and len(server.calls) > 20)
        assert len({call.connection for call in server.calls}) == standing_by == 1

        await one.tasks.close()
        await first.close()

        await eventually(lambda: len({call.connection for call in server.calls}) == 2)


async def test_a_process_that_died_is_replaced_when_its_lease_has_run_out(database_url: str):
    async with process(database_url) as one, process(database_url) as two:
        ahead = timedelta()
        held = lease(one, "one")
        waiting = lease(two, "two", lambda: machine_now() + ahead)

        assert await held.hold()
        assert not await waiting.hold()
        ahead = timedelta(seconds=9)
        assert await waiting.hold()
        assert not await held.hold()


async def test_a_conflict_with_the_process_that_took_over_is_nobodys_business(database_url: str):
    async with telegram() as server, process(database_url) as one, process(database_url) as two:
        server.dispatch.poller.conflict_pause = 0
        ahead = timedelta()
        one.poll(server.url, lease=lease(one, "one"), long_poll=50)
        await eventually(lambda: server.calls)
        ahead = timedelta(seconds=9)
        two.poll(server.url, lease=lease(two, "two", lambda: machine_now() + ahead), long_poll=50)

        await eventually(lambda: any(call.status == 409 for call in server.calls))
        await eventually(lambda: one.health.age < 0.1)
        assert one.marks("told") == []


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_polling_goes_through_the_proxy(sqlite_url: str, kind: str):
    async with telegram() as server, proxy(kind) as through, process(sqlite_url) as bot:
        mai = server.world.user("Mai")
        bot.work()
        bot.poll(server.url, proxy=through.url)
        await mai.start()

        await eventually(lambda: bot.marks() == ["/start"])
        assert set(through.targets) == {f"127.0.0.1:{server.port}"}


async def test_a_proxy_of_the_environment_is_none_of_its_business(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    for variable in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    async with telegram() as server, process(sqlite_url) as bot:
        bot.poll(server.url)

        await eventually(lambda: server.calls)


async def test_the_health_tells_what_is_wrong_and_for_how_long():
    from bot.receiving.health import Health

    seconds = 100.0
    health = Health("polling", monotonic=lambda: seconds, patience=60)
    health.ill("Transient: ConnectError")
    assert health.problem == ""
    seconds += 61
    assert health.problem == "polling: Transient: ConnectError, for 61 s"
    health.well()
    assert health.problem == ""
    seconds += 75
    assert health.problem == "polling: nothing heard, for 75 s"


MESSAGE = '{"message_id":1,"date":1795399200,"chat":{"id":7,"type":"private"},"text":"xin chào"}'.encode()


def message(update: int, text: str) -> dict:
    said = {"message_id": 1, "date": 1795399200, "chat": {"id": 7, "type": "private"}, "text": text}
    return {"update_id": update, "message": said}


async def test_waiting_for_the_messenger_ends_at_once_when_cancelled(sqlite_url: str):
    async with telegram() as server, process(sqlite_url) as bot:
        bot.poll(server.url, long_poll=50)
        await eventually(lambda: server.calls)

        async with asyncio.timeout(2):
            await bot.tasks.close()


async def test_a_bug_on_the_way_ends_no_polling(sqlite_url: str):
    class Stumbles(PollingLease):
        stumbled = False

        async def hold(self) -> bool:
            if not self.stumbled:
                self.stumbled = True
                raise RuntimeError("a bug")
            return await super().hold()

    async with telegram() as server, process(sqlite_url) as bot:
        mai = server.world.user("Mai")
        bot.work()
        stumbles = Stumbles(bot.store, owner="one", machine_now=machine_now)
        bot.poll(server.url, lease=stumbles)
        await mai.start()
        await eventually(lambda: bot.marks() == ["/start"])
        assert (stumbles.stumbled, bot.ended) == (True, [])
