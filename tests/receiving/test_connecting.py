"""The first word with the messenger: waited for as long as it takes, but not with a wrong token."""

import asyncio
from io import StringIO

import pytest

from bot.drivers.port import BadToken
from bot.receiving.backoff import Backoff
from bot.receiving.connecting import connect
from tests.support.messenger import DRIVERS, connected, telegram
from tests.support.receiving import eventually


@pytest.mark.parametrize("name", DRIVERS)
async def test_a_messenger_that_is_away_at_first_is_waited_for(name: str, log: StringIO):
    async with telegram() as server, connected(name, server.url) as driver:
        await server.stop()
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(connect(driver, Backoff(first=0.01, longest=0.02)))
            await eventually(lambda: "cannot be reached yet" in log.getvalue())
            await server.start()
            for fault in ("502", "429", "drop_before"):
                server.faults.plan(fault, method="getMe", seconds=1)
            await eventually(waiting.done)

        assert waiting.result().username == "dieuphoi_bot"
        assert [call.fault for call in server.calls] == ["502", "429", "drop_before", ""]


@pytest.mark.parametrize("name", DRIVERS)
async def test_a_token_that_is_refused_is_told_at_once(name: str):
    async with telegram() as server, connected(name, server.url, token="42:nobody") as driver:
        with pytest.raises(BadToken):
            await connect(driver)


def test_waits_grow_to_a_limit_begin_anew_and_differ():
    backoff = Backoff(first=1, longest=8)
    waits = [backoff.take() for _ in range(6)]
    assert all(full / 2 <= wait <= full for wait, full in zip(waits, [1, 2, 4, 8, 8, 8], strict=True))
    backoff.reset()
    assert backoff.take() <= 1
    assert len({Backoff(first=1, longest=8).take() for _ in range(5)}) > 1
