"""A day of groups that read two languages, over the wire: whatever is said there unasked is said in both, on one phone's screen."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.i18n.render import BETWEEN_LANGUAGES, KEY_ROOM, cells
from bot.i18n.split import CAPTION_LIMIT, TEXT_LIMIT, UNDER, units
from sandbox.model import Message
from sandbox.server import TelegramServer
from tests.support.running import Hands, step_to, whole_bot
from tests.support.stage_hands import Company
from tests.support.story import found_company
from tests.support.told import setup_code, shipped_centre

VIETNAM = timezone(timedelta(hours=7))
HAN = re.compile(r"[\u4e00-\u9fff]")
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạèẻẽéẹìỉĩíịòỏõóọùủũúụỳỷỹýỵằẳẵắặầẩẫấậềểễếệồổỗốộờởỡớợừửữứự]", re.IGNORECASE
)
SAID_BY_PEOPLE = (
    "Khánh Thy",
    "Cà phê Phố Cổ",
    "Sơn Hà",
    "Biển alu",
    "Hộp đèn tròn",
    "Bảng hiệu",
    "kẹt khách chưa chốt",
    "khách hối",
    "Lan",
    "Minh",
    "An",
)
# What has to be among it: a mark each message of the kind begins with, or holds.
KINDS = {
    "handover": "📥", "news": "🆕", "digest": "🔔 Chờ bên mình trả lời", "escalation": "⏫", "duty": "hạn 08:30", "roll-call": "📋 Điểm danh",
    "push": "📣 An giục", "chart": "📊", "hold": "⛔", "edited down": "⬇️ Xem tin mới", "card": "(đang chạy)",
    "calendar": "📅", "held news": "🗞", "money": "Cọc 50 %",
}  # fmt: skip


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """That moment of November 2026 in Vietnam; the 24th is a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


async def test_whatever_groups_of_two_languages_are_told_unasked_is_in_both(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    server, hands = TelegramServer(), Hands(begun=at(23, 7))
    server.clock = hands.now
    await server.start()
    try:
        centre = shipped_centre(tmp_path, "vi")
        async with whole_bot(server, database_url, hands=hands, centre=centre) as bot:
            company = Company(server=server, bot=bot, hands=hands, language="vi", story="silent_")
            await company.meet()
            await found_company(company, setup_code(capsys.readouterr().out))
            for place in company.groups:
                await company.says("admin", place, "/lang vi+zh")
            before = {place: len(list(_said(company, place))) for place in company.groups}
            await _day(company)
            told = [one for place in company.groups for one in list(_said(company, place))[before[place] :]]
    finally:
        await server.stop()
    assert server.violations == []
    missing = {
        kind for kind, mark in KINDS.items() if not any(mark in text for one in told for text in _texts(one))
    }
    assert missing == set()
    trays = [one for place in company.groups for one in _said(company, place) if "Khay việc" in one.text]
    assert len(trays) == len(company.groups)
    for tray in trays:  # put up before the language was set; edited since
        _reads_in_both(tray.text, caption=False)
    for message in told:
        for text in _texts(message):
            _reads_in_both(text, caption=bool(message.media))
        for row in message.inline or ():
            _keys_in_both([key["text"] for key in row])


async def _day(company: Company) -> None:
    await _until(company, at(23, 9))
    await company.says("sales", "sales", "new_2411")
    await company.says("sales", "sales", "new_2412")
    await company.says("sales", "sales", "/new 2413; Sơn Hà; Bảng hiệu mica; 27/11; 8tr")
    await company.says("sales", "sales", "both_received")
    await company.says("sales", "sales", "/update 2413 nhận đơn xong")
    await company.taps("design", "design", "rc", "design")
    await company.says("design", "design", "by_eight")
    await _until(company, at(23, 11))
    await company.says("admin", "coordination", "/push 2411 thiết kế khách hối")
    await company.says("admin", "coordination", "/order 2411")
    await company.says("design", "design", "/update 2413 vị trí kẹt khách chưa chốt")
    await _until(company, at(23, 17))
    await _until(company, at(25, 10))


async def _until(company: Company, moment: datetime) -> None:
    await step_to(company.bot, company.hands, company.server, moment)


def _said(company: Company, place: str) -> Iterator[Message]:
    """By the bot to the whole group."""
    for message in company.server.world.messages(company.groups[place]):
        if message.by_bot and not message.service:
            yield message


def _texts(message: Message) -> list[str]:
    """What it says, and what it said before it was edited."""
    return [*(one.text for one in message.history), message.text]


def _reads_in_both(text: str, *, caption: bool) -> None:
    """Each line in one language stands beside one in the other; what people wrote is in neither."""
    assert units(text) <= (CAPTION_LIMIT if caption else TEXT_LIMIT)
    bare = text
    for words in SAID_BY_PEOPLE:
        bare = bare.replace(words, "")
    lines = [line for line in bare.splitlines() if line.strip()]
    in_han = [bool(HAN.search(line)) for line in lines]
    in_vietnamese = [bool(VIETNAMESE.search(line)) for line in lines]
    assert not any(one and two for one, two in zip(in_han, in_vietnamese, strict=True)), text
    assert sum(in_han) >= sum(in_vietnamese) > 0, text
    for number, line in enumerate(lines):
        if in_vietnamese[number]:
            assert in_han[number + 1], (line, text)
        if line.startswith(UNDER):
            assert number, text
    first = [line for line in text.splitlines() if VIETNAMESE.search(line)]
    assert len(set(first)) == len(first), text  # nothing twice


def _keys_in_both(labels: list[str]) -> None:
    """A key with words has both languages; what shares its row leaves it the room to be read."""
    room = KEY_ROOM[min(len(labels), len(KEY_ROOM)) - 1]
    for label in labels:
        bare = label
        for words in SAID_BY_PEOPLE:
            bare = bare.replace(words, "")
        if VIETNAMESE.search(bare) or HAN.search(bare):
            assert BETWEEN_LANGUAGES in label, label
            assert HAN.search(label), label
            assert cells(label) <= room, (label, labels)
