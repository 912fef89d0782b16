"""The demo company plays its whole story over the wire: every order ends as it should, and nothing is refused on the way."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.app import Running, running
from bot.centres.centre_files import load
from bot.demo_company import lent
from bot.sandboxed import join
from handlers.reading.codes import code_key
from orders.order import Order, StageState
from sandbox.demo import MANAGER, WentWrong, play
from sandbox.demo.cast import GROUP_OF, STAFF
from sandbox.demo.playing import first_day
from sandbox.demo.plot import steps
from sandbox.demo.wording import Wording
from sandbox.model import Chat
from sandbox.people import Person
from sandbox.server import TelegramServer
from storage.order_book import order_finding, orders_rows
from tests.support.running import quiet, settings_for

OPEN = "open"
# What each order has come to: its state, and every stage that somebody has in hand, with how far it is or what keeps it.
COME_TO: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "khanh_thy": (OPEN, {"fabrication": 40}),
    "pho_co": ("closed", {}),
    "hoa_sen": ("closed", {}),
    "minh_long": (OPEN, {"settlement": 50}),
    "an_phat": (OPEN, {"acceptance": "offered"}),
    "thanh_cong": (OPEN, {"fabrication": "permit"}),
    "lotus": (OPEN, {"fabrication": "material"}),
    "huong_viet": (OPEN, {"design": "customer"}),
    "phu_my": (OPEN, {"assembly": 20}),
    "may": ("cancelled", {}),
    "ngoc_ha": (OPEN, {"assembly": (12, 20)}),
    "viet_xuan": (OPEN, {"fabrication": (35, 60)}),
    "sao_mai": (OPEN, {"delivery": "promised"}),
    "mai_an": (OPEN, {"fabrication": (10, 16)}),
    "hung_vuong": (OPEN, {"delivery": "weather"}),
    "tan_binh": (OPEN, {"fabrication": 70}),
    "duc_tin": (OPEN, {"design": 50}),
    "green_mart": (OPEN, {"design": 40}),
    "cuu_long": (OPEN, {"design": "offered", "placement": "offered"}),
    "song_han": (OPEN, {"reception": "begun"}),
    "titan": ("draft", {}),
    "gia_an": ("draft", {}),
}


@dataclass(kw_only=True)
class Played:
    server: TelegramServer
    bot: Running
    codes: Mapping[str, str]
    told: list[str]

    async def orders(self) -> dict[str, Order]:
        def read(conn: Connection) -> dict[str, Order]:
            found = {
                name: order_finding.find(conn, "adtech", code_key(code)) for name, code in self.codes.items()
            }
            return {name: orders_rows.load(conn, row.id) for name, row in found.items() if row}

        return self.bot.store.read(read).result(10)

    def person(self, name: str) -> Person:
        return next(
            one for one in self.server.state.users.values() if isinstance(one, Person) and one.name == name
        )

    def group(self, title: str) -> Chat:
        return next(chat for chat in self.server.state.chats.values() if chat.title == title)


@asynccontextmanager
async def moved_in(url: str, language: str) -> AsyncIterator[tuple[TelegramServer, Running]]:
    """A bot in the sandbox, as ``make run`` starts it, before anybody has said a word."""
    server = TelegramServer()
    await server.start()
    settings = settings_for(server, url, admins=(MANAGER,))
    centres = lent(load(settings.centre), language)
    try:
        async with running(settings, token=server.token, api_url=server.url, centres=centres) as bot:
            join(server, bot, centres)
            yield server, bot
    finally:
        await server.stop()


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
async def test_the_whole_story_is_played_and_every_order_ends_as_it_should(
    sqlite_url: str, language: str, tmp_path: Path
):
    told: list[str] = []
    async with moved_in(sqlite_url, language) as (server, bot):
        codes = await play(server, language, said=told.append)
        await quiet(bot, server)
        played = Played(server=server, bot=bot, codes=codes, told=told)
        assert {name: come_to(order) for name, order in (await played.orders()).items()} == COME_TO
        khanh_thy_is_late_and_silent(played, (await played.orders())["khanh_thy"])
        await everybody_is_who_they_are(played, language)
        money_was_asked_for_and_came(played, language)
    assert server.violations == []
    assert len(told) == max(step.day for step in steps())


def come_to(order: Order) -> tuple[str, dict[str, object]]:
    active = {StageState.OFFERED, StageState.ACTIVE}
    stages: dict[str, object] = {}
    for one in order.stages.values():
        if one.state not in active or order.state != OPEN:
            continue
        if one.hold is not None:
            stages[one.id] = one.hold.kind
        elif one.state is StageState.OFFERED:
            stages[one.id] = "offered"
        elif one.quantity is not None:
            stages[one.id] = (one.quantity.done, one.quantity.total)
        else:
            stages[one.id] = one.percent or ("promised" if one.estimate else "begun")
    return str(order.state), stages


def khanh_thy_is_late_and_silent(played: Played, order: Order) -> None:
    now = played.bot.clock.now()
    assert order.promised_on is not None
    assert order.promised_on < now.date()
    last = order.stage("fabrication").reported_at
    assert last is not None
    assert now - last > timedelta(days=5)


async def everybody_is_who_they_are(played: Played, language: str) -> None:
    """Said by the bot itself: heads, roles, and the stranger it does not know."""
    words = Wording(language).words
    people = words["people"]
    boss = played.person(people["an"]["name"])
    await boss.say(boss.private, "/members")
    listed = await played.server.world.wait_for_message(boss.private, people["yen"]["name"])
    await quiet(played.bot, played.server)
    listed = played.server.world.from_bot(boss.private)[-1]
    for department, staff in STAFF.items():
        line = next(
            line for line in listed.text.splitlines() if line.startswith(words["departments"][department])
        )
        assert all(people[one]["name"] in line for one in staff), line
    assert people["nga"]["name"] not in listed.text
    noted = [one for one in played.server.state.users.values() if isinstance(one, Person)]
    assert len(noted) == 20
    assert all(one.note for one in noted)
    for department in STAFF:
        chat = played.group(words["groups"][GROUP_OF[department]])
        assert played.server.world.from_bot(chat), department


def money_was_asked_for_and_came(played: Played, language: str) -> None:
    finance = played.group(Wording(language).words["groups"]["finance"])
    cards = [
        one for one in played.server.world.from_bot(finance) if one.media and one.text[:1] in {"✅", "💳"}
    ]
    assert [one.text[0] for one in cards] == ["✅", "✅", "✅", "✅", "💳"]
    assert all("50%" in one.text.split("\n")[0].replace(" ", "") for one in cards), (
        "the instalment stands on each"
    )
    assert "CONG TY MAU" in cards[-1].text


def test_the_three_languages_tell_the_same_story():
    shapes = {
        language: {
            name: sorted(part) for name, part in Wording(language).words.items() if isinstance(part, dict)
        }
        for language in ("vi", "zh", "en")
    }
    assert shapes["zh"] == shapes["vi"]
    assert shapes["en"] == shapes["vi"]


async def test_a_refusal_in_the_story_is_told_with_its_step(sqlite_url: str):
    """A company that would not report as people may is never shown to anybody."""
    first, second, *_ = steps()
    wrong = replace(second, stages=("packing",))
    async with moved_in(sqlite_url, "vi") as (server, _):
        with pytest.raises(WentWrong, match=r"done +khanh_thy reception.*Đóng gói"):
            await play(server, "vi", said=lambda _: None, script=[first, wrong])


def test_it_begins_on_a_monday_without_a_holiday_in_sight():
    server = TelegramServer()
    centre = load(Path(__file__).parents[2] / "workflows" / "adtech.yaml")["adtech"]
    clock = server.state.clock
    clock.zone = centre.zone
    clock.next_opening = centre.calendar.next_opening
    day = first_day(server.state)
    assert day.weekday() == 0
    assert day > clock.now().astimezone(clock.zone).date()
    off = {day + timedelta(days=number) for number in range(10) if number != 6} - {
        day + timedelta(days=number)
        for number in range(10)
        if centre.calendar.is_working_day(day + timedelta(days=number))
    }
    assert off == set()
