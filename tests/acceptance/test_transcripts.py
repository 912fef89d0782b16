"""Whole conversations over the wire, in three languages, held against docs/transcripts.

After a wanted change of what is said, write them anew and read the difference:

    WRITE_TRANSCRIPTS=1 .venv/bin/pytest tests/acceptance/test_transcripts.py
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import TelegramServer
from tests.support.running import Hands, whole_bot
from tests.support.stage_hands import Company
from tests.support.story import tell

CHECKOUT = Path(__file__).parents[2]
TRANSCRIPTS = CHECKOUT / "docs" / "transcripts"
WRITE = "WRITE_TRANSCRIPTS" in os.environ


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
async def test_one_order_is_told_as_it_stands_in_the_docs(
    database_url: str, language: str, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    await _told(database_url, language, now, capsys, centre=_centre(tmp_path, language))


async def test_the_other_driver_tells_the_same(
    postgresql_url: str, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    await _told(postgresql_url, "vi", now, capsys, centre=_centre(tmp_path, "vi"), bot_driver="aiogram")


def _centre(folder: Path, language: str) -> Path:
    """The shipped company, which speaks Vietnamese and has Chinese people in it; or the same speaking English."""
    shipped = (CHECKOUT / "workflows" / "adtech.yaml").read_text(encoding="utf-8")
    file = folder / "adtech.yaml"
    speaks = "en" if language == "en" else "vi"
    file.write_text(shipped.replace("  language: vi ", f"  language: {speaks} "), encoding="utf-8")
    return file


async def _told(
    url: str, language: str, now: datetime, capsys: pytest.CaptureFixture[str], **settings: Any
) -> None:
    kept = TRANSCRIPTS / f"{language}.md"
    server, hands = TelegramServer(), Hands(begun=now)
    server.clock = hands.now
    await server.start()
    try:
        async with whole_bot(server, url, hands=hands, **settings) as bot:
            company = Company(server=server, bot=bot, hands=hands, language=language)
            try:
                await tell(company, _setup_code(capsys.readouterr().out))
            finally:
                told = company.transcript.text()
                if WRITE:
                    kept.write_text(told, encoding="utf-8")
    finally:
        await server.stop()
    assert server.violations == []
    assert told == kept.read_text(encoding="utf-8")


def _setup_code(printed: str) -> str:
    [line] = [line for line in printed.splitlines() if "/start" in line]
    return line.split("/start")[1].strip()
