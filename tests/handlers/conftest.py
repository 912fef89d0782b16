"""A company on each database in turn, on the default centre file unless a module names its own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.company import CENTRES, Company, Found


@pytest.fixture
def centre_file() -> Path:
    return CENTRES


@pytest.fixture
def found(database_url: str, now: datetime, centre_file: Path) -> Iterator[Found]:
    """Founds a company whose people read this language."""
    founded: list[Company] = []

    def make(lang: str) -> Company:
        founded.append(Company.founded(database_url, now, lang=lang, centre_file=centre_file))
        return founded[-1]

    yield make
    for one in founded:
        one.close()


@pytest.fixture
def company(found: Found) -> Company:
    return found("vi")
