"""A story told over the wire by the whole bot, held against the transcript kept in docs/transcripts."""

import os
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import TelegramServer
from tests.support.running import Hands, whole_bot
from tests.support.stage_hands import Company

CHECKOUT = Path(__file__).parents[2]
TRANSCRIPTS = CHECKOUT / "docs" / "transcripts"
WRITE = "WRITE_TRANSCRIPTS" in os.environ

Tell = Callable[[Company, str], Awaitable[None]]


async def told(
    tell: Tell,
    file: str,
    *,
    language: str,
    url: str,
    now: datetime,
    capsys: pytest.CaptureFixture[str],
    story: str = "",
    **settings: Any,
) -> None:
    """Tell it to a company that speaks ``language``; with WRITE_TRANSCRIPTS set it is written down anew first."""
    kept = TRANSCRIPTS / file
    server, hands = TelegramServer(), Hands(begun=now)
    server.clock = hands.now
    await server.start()
    try:
        async with whole_bot(server, url, hands=hands, **settings) as bot:
            company = Company(server=server, bot=bot, hands=hands, language=language, story=story)
            try:
                await tell(company, setup_code(capsys.readouterr().out))
            finally:
                words = company.transcript.text()
                if WRITE:
                    kept.write_text(words, encoding="utf-8")
    finally:
        await server.stop()
    assert server.violations == []
    assert words == kept.read_text(encoding="utf-8")


def shipped_centre(folder: Path, language: str, *, duties: bool = True) -> Path:
    """The shipped company, which speaks Vietnamese and has Chinese people in it; or the same speaking English.

    Without ``duties`` nothing is owed by the clock: a story about orders alone. Its bank account, which stands in the file as an example, is taken for real.
    """
    words = (CHECKOUT / "workflows" / "adtech.yaml").read_text(encoding="utf-8")
    file = folder / "adtech.yaml"
    speaks = "en" if language == "en" else "vi"
    words = words.replace("  language: vi ", f"  language: {speaks} ")
    before, example, after = words.partition("  # bank_accounts:\n")
    lines = after.split("\n")
    count = next(number for number, line in enumerate(lines) if not line.startswith("  #"))
    account = "\n".join(line.replace("  # ", "  ", 1) for line in lines[:count])
    rest = "\n".join(lines[count:])
    if not duties:
        rest = re.sub(r"^duties:\n(?:  .*\n)+", "", rest, flags=re.MULTILINE)
    file.write_text(f"{before}{example.replace('# ', '')}{account}\n{rest}", encoding="utf-8")
    return file


def setup_code(printed: str) -> str:
    [line] = [line for line in printed.splitlines() if "/start" in line]
    return line.split("/start")[1].strip()
