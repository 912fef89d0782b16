"""Lesson 3, over the wire: however much is handed over to a department, its group hears a few messages of it a day."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.app import Running
from sandbox.model import Message
from storage.tables.post_tables import HELD, outbox
from tests.support.company import Company
from tests.support.moved_in import Home, moved_in
from tests.support.running import quiet, step_to

BUDGET = 8
LONGEST = 4096  # characters: none is split


def code(number: int) -> str:
    return f"KT-{2400 + number}"


def drafted(orders: int) -> Callable[[Company], None]:
    def story(company: Company) -> None:
        for number in range(orders):
            company.says("Lan", f"/new {code(number)}; Khánh Thy; Biển alu")

    return story


async def says(home: Home, bot: Running, who: str, words: str) -> None:
    await home.person(who).say(home.places[who], words)
    await quiet(bot, home.server)


def heard(home: Home, department: str) -> list[Message]:
    """New messages in a group; the tray, which is pinned, is edited in place."""
    said = home.server.world.from_bot(home.places[department])
    return [one for one in said if not one.pinned and "trở lại" not in one.text]


def kept_back(conn: Connection) -> str:
    return json.dumps([row.payload for row in conn.execute(select(outbox.c.payload).where(HELD))])


@pytest.mark.parametrize("orders", [20, pytest.param(60, marks=pytest.mark.soak)])
async def test_sixty_handovers_a_day_make_no_more_than_eight_messages_and_none_is_lost(
    database_url: str, now: datetime, orders: int
) -> None:
    """Two processes, one after the other: what the first has counted and kept back, the second knows."""
    apart = timedelta(hours=8) / orders
    async with moved_in(database_url, now, story=drafted(orders)) as home:
        for half in (range(orders // 2), range(orders // 2, orders)):
            async with home.bot() as bot:
                for number in half:
                    await says(home, bot, "Lan", f"/update {code(number)} nhận đơn xong")
                    if number % 5 == 4:
                        await step_to(bot, home.hands, home.server, now + number * apart)
                if 0 not in half:
                    await step_to(bot, home.hands, home.server, now + timedelta(hours=15))
        messages = heard(home, "design")
        assert 4 < len(messages) <= BUDGET
        assert any("việc mới bàn giao" in one.text for one in messages)
        told = "\n".join(one.text for one in messages) + home.read(kept_back)
        assert [number for number in range(orders) if code(number) not in told] == []
        assert all(len(one.text) < LONGEST for one in messages)
        assert home.server.violations == []


async def test_what_waits_is_joined_without_what_was_answered_or_taken_back_and_a_push_waits_for_nothing(
    database_url: str, now: datetime
) -> None:
    async with moved_in(database_url, now, story=drafted(8)) as home, home.bot() as bot:
        for number in range(6):
            await says(home, bot, "Lan", f"/update {code(number)} nhận đơn xong")
        await says(home, bot, "Lan", f"/undo {code(3)}")
        for stage in ("thiết kế", "vị trí sản xuất"):
            await says(home, bot, "Minh", f"/confirm {code(4)} {stage}")
        first, second = heard(home, "design")
        assert (code(0) in first.text, code(1) in second.text) == (True, True)

        await step_to(bot, home.hands, home.server, now + timedelta(minutes=83))
        assert heard(home, "design")[2:] == []
        await step_to(bot, home.hands, home.server, now + timedelta(minutes=85))
        [together] = heard(home, "design")[2:]
        assert together.text.startswith("📥 2 việc mới bàn giao")
        assert [number for number in range(8) if code(number) in together.text] == [2, 5]
        assert f"{code(5)}: Đã nhận Thiết kế" in [label for row in together.buttons for label in row]

        await says(home, bot, "Lan", f"/undo {code(5)}")
        assert f"đã rút lại: 📥 {code(5)}" in together.text
        assert code(5) not in str(together.buttons)
        await home.person("Minh").tap(together, f"{code(2)}: Đã nhận Thiết kế")
        await says(home, bot, "Lan", f"/update {code(6)} nhận đơn xong")
        await says(home, bot, "Điệp", f"/push {code(2)} thiết kế gấp")
        assert "gấp" in home.last("design").text
        assert code(6) not in "".join(one.text for one in heard(home, "design"))
