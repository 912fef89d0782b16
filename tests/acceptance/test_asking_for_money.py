"""A code is asked for, scanned off the picture that arrives, and paid; the picture's words follow what came."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import Connection

from payments.references import read_reference
from payments.vietqr import read
from sandbox.model import Message
from sandbox.people import Person
from sandbox.server import TelegramServer
from storage.engine import open_store
from storage.people import chats_rows, memberships, people_rows
from tests.support.running import ROOT, Hands, quiet, whole_bot


@pytest.mark.parametrize("driver", ["ptb", "aiogram"])
async def test_the_card_is_scanned_and_says_what_has_come(
    database_url: str, driver: str, now: datetime, tmp_path: Path
):
    server, hands = TelegramServer(), Hands(begun=now)
    server.clock = hands.now
    await server.start()
    thu = server.world.user("Thu")
    group = server.world.group("Kế toán", [thu], bot="administrator")
    _employ(database_url, thu, group.id, now)
    try:
        async with whole_bot(
            server, database_url, hands=hands, centre=_centre(tmp_path), bot_driver=driver
        ) as bot:

            async def says(words: str) -> list[Message]:
                await thu.say(group, words)
                await quiet(bot, server)
                return server.world.from_bot(group)

            await thu.start()
            await quiet(bot, server)
            await says("/new KT-9; Khánh Thy; Bảng hiệu; 4/12; 12tr")
            await says("/update KT-9 reception xong")
            [card] = [one for one in await says("/qr KT-9 6tr") if "Cần chuyển" in one.text]
            asked = _scanned(card)
            assert (asked.bin, asked.account, asked.amount) == ("970436", "0123456789", 6_000_000)
            assert asked.purpose == read_reference(asked.purpose)
            assert asked.purpose in card.text
            await says("/paid KT-9 2tr tiền mặt")
            assert "ĐÃ TRẢ MỘT PHẦN" in card.text
            assert card.media is not None, "the picture stays"
            await thu.tap(card, "Đã nhận tiền")
            await quiet(bot, server)
            assert "ĐÃ THANH TOÁN" in card.text
            assert card.buttons == [["Xem đơn"]]
    finally:
        await server.stop()
    assert server.violations == []


def _scanned(card: Message) -> Any:
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(card.data)))
    return read(found.text)


def _employ(url: str, thu: Person, group: int, now: datetime) -> None:
    """One person who sells and keeps the books, in a group of both departments."""

    def write(conn: Connection) -> None:
        person = people_rows.add(
            conn, user=thu.id, name="Thu", username="", language="vi", now=now, state="active"
        )
        memberships.join(conn, person, "adtech", "sales", now)
        memberships.grant(conn, person, "adtech", "finance")
        chats_rows.see(conn, group, kind="supergroup", title="Kế toán", now=now)
        chats_rows.bind(conn, group, None, "adtech", ("sales", "finance"))

    store = open_store(url)
    store.write(write).result()
    store.close()


def _centre(folder: Path) -> Path:
    """The shipped company with the account that stands there as an example, its comment signs taken away."""
    shipped = (ROOT / "workflows" / "adtech.yaml").read_text(encoding="utf-8")
    begin = shipped.index("  # bank_accounts:")
    end = shipped.index("\n\n", begin)
    file = folder / "adtech.yaml"
    example = shipped[begin:end].replace("  # ", "  ")
    file.write_text(f"{shipped[:begin]}{example}{shipped[end:]}", encoding="utf-8")
    return file
