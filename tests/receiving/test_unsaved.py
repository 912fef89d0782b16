"""While nothing can be stored: who hears of it, when, and how often."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.drivers import make_driver
from bot.receiving.unsaved import SPARED, Unsaved
from handlers.incoming import Incoming
from handlers.reply import Text
from sandbox.server import TOKEN

BOT = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Điều Phối"}
MAI = {"id": 7, "is_bot": False, "first_name": "Mai"}


@dataclass
class Rig:
    seconds: float = 0.0
    told: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        driver = make_driver("ptb", TOKEN)
        self.unsaved = Unsaved(read=driver.read, tell=self._tell, monotonic=lambda: self.seconds)

    def _tell(self, incoming: Incoming, line: Text) -> None:
        self.told.append((incoming.chat.id, line.key))


def said(text: str, chat: int = 7, **more: Any) -> dict[str, Any]:
    kind = "private" if chat > 0 else "supergroup"
    place = {"id": chat, "type": kind, "title": "Xưởng"}
    return {
        "update_id": 1,
        "message": {"message_id": 1, "date": 0, "chat": place, "from": MAI, "text": text, **more},
    }


def tapped(chat: int) -> dict[str, Any]:
    card = {"message_id": 3, "chat": {"id": chat, "type": "supergroup", "title": "Xưởng"}, "date": 0}
    return {
        "update_id": 1,
        "callback_query": {"id": "1", "from": MAI, "chat_instance": "1", "data": "u:1", "message": card},
    }


def test_a_moment_without_a_store_troubles_nobody() -> None:
    rig = Rig()
    for rig.seconds in (0.0, SPARED - 1):
        rig.unsaved.failed([said("/my")])
    rig.unsaved.stored()
    rig.seconds = SPARED + 1
    rig.unsaved.failed([said("/my")])
    assert rig.told == []


def test_each_chat_hears_once_for_as_long_as_it_lasts() -> None:
    rig = Rig()
    rig.unsaved.failed([said("một")])
    for rig.seconds in (SPARED, SPARED + 5, SPARED + 60):
        rig.unsaved.failed([said("một"), said("hai"), said("/my", 8)])
    assert rig.told == [(7, "error.not_saved"), (8, "error.not_saved")]
    rig.unsaved.stored()
    rig.unsaved.failed([said("ba")])
    rig.seconds += SPARED
    rig.unsaved.failed([said("ba")])
    assert [chat for chat, _ in rig.told] == [7, 8, 7]


@pytest.mark.parametrize(
    ("raw", "hears"),
    [
        (said("2411 xong"), True),
        (said("anh em ăn cơm chưa", -5), False),
        (said("/my", -5), True),
        (said("xong", -5, reply_to_message=said("x", -5)["message"] | {"from": BOT}), True),
        (tapped(-5), True),
        ({"update_id": 1, "message": "a word"}, False),
        ({"update_id": 1, "poll": {"id": "1"}}, False),
    ],
    ids=["private", "talk in a group", "command in a group", "reply to the bot", "tap", "nonsense", "poll"],
)
def test_whoever_waits_for_an_answer_hears_of_it(raw: dict[str, Any], *, hears: bool) -> None:
    rig = Rig()
    rig.unsaved.failed([raw])
    rig.seconds = SPARED
    rig.unsaved.failed([raw])
    assert bool(rig.told) == hears
