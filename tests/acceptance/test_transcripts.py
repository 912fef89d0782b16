"""Whole conversations over the wire, in three languages, held against docs/transcripts.

After a wanted change of what is said, write them anew and read the difference:

    WRITE_TRANSCRIPTS=1 .venv/bin/pytest tests/acceptance/test_transcripts.py
"""

from datetime import datetime
from pathlib import Path

import pytest

from tests.support.silent_day import tell_silent_day
from tests.support.story import tell
from tests.support.told import shipped_centre, told

LANGUAGES = ("vi", "zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_order_is_told_as_it_stands_in_the_docs(
    database_url: str, language: str, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    centre = shipped_centre(tmp_path, language)
    await told(
        tell, f"{language}.md", language=language, url=database_url, now=now, capsys=capsys, centre=centre
    )


async def test_the_other_driver_tells_the_same(
    postgresql_url: str, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    centre = shipped_centre(tmp_path, "vi")
    await told(
        tell,
        "vi.md",
        language="vi",
        url=postgresql_url,
        now=now,
        capsys=capsys,
        centre=centre,
        bot_driver="aiogram",
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_silent_day_is_told_as_it_stands_in_the_docs(
    database_url: str, language: str, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Asked at the next opening, told to the coordinator, the chart at its time, money asked for and come."""
    await told(
        tell_silent_day,
        f"silent-day.{language}.md",
        language=language,
        url=database_url,
        now=now,
        capsys=capsys,
        story="silent_",
        centre=shipped_centre(tmp_path, language, duties=False),
    )
