"""Every test of the contract runs once with each driver."""

import pytest

from tests.support.messenger import DRIVERS


@pytest.fixture(params=DRIVERS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param
