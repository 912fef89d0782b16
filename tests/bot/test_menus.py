"""Menus arrive although the messenger falters; one it will not have costs no other."""

import io

import pytest

from bot import logs
from bot.drivers.port import Menu
from bot.menus import TRIES, show_menus
from bot.receiving.backoff import Backoff
from sandbox.server import TelegramServer
from tests.support.messenger import DRIVERS, connected, telegram

MENUS = tuple(Menu(commands=(("my", f"My work {tongue}"),), language=tongue) for tongue in ("vi", "zh"))


@pytest.mark.parametrize("name", DRIVERS)
async def test_a_list_that_did_not_get_through_is_set_again(name: str) -> None:
    async with telegram() as server, connected(name, server.url) as driver:
        for fault in ("429", "500", "drop_after"):
            server.faults.plan(fault, method="setMyCommands", seconds=0)
        await show_menus(driver, MENUS, backoff=soon())

        assert languages(server) == ["vi"] * 4 + ["zh"]


@pytest.mark.parametrize("name", DRIVERS)
async def test_a_list_given_up_is_told_of_and_the_others_are_set(name: str, written: io.StringIO) -> None:
    logs.configure(level="INFO", layout="json", stream=written)
    async with telegram() as server, connected(name, server.url) as driver:
        for _ in range(TRIES):
            server.faults.plan("500", method="setMyCommands")
        await show_menus(driver, MENUS, backoff=soon())

        assert languages(server) == ["vi"] * TRIES + ["zh"]
    assert written.getvalue().count("a command menu could not be set") == 1


def soon() -> Backoff:
    return Backoff(first=0.01, longest=0.02)


def languages(server: TelegramServer) -> list[str]:
    return [call.params["language_code"] for call in server.journal.of("setMyCommands")]
