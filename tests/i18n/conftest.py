"""Catalogues that do not forgive a missing sentence, and a Monday morning in Hà Nội to say things in."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.i18n.catalogue import Catalogues
from bot.i18n.render import Renderer
from bot.i18n.wording import Setting


@pytest.fixture(scope="session")
def catalogues() -> Catalogues:
    return Catalogues.load(strict=True)


@pytest.fixture(scope="session")
def renderer(catalogues: Catalogues) -> Renderer:
    return Renderer(catalogues)


@pytest.fixture
def setting(now: datetime) -> Setting:
    return Setting(time_zone=ZoneInfo("Asia/Ho_Chi_Minh"), now=now)
