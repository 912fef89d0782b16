"""A company on the default centre file, on each database in turn."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.support.company import Company


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now)
    yield founded
    founded.close()
