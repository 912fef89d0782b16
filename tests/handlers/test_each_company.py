"""What fails for one company keeps no other from what falls due by the clock."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from handlers.duties import duty_keeping, roll_call
from handlers.each_company import FailedFor
from orders.centre_file.centre import Centres
from storage.chasing import duty_rows
from tests.support.duty_days import DutyDays, founded, local

OTHER = "beside"


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Saturday, 17:00: work has just ended."""
    days = founded(database_url, local(21, 17))
    yield days
    days.company.close()


def test_a_company_that_fails_is_named_when_all_is_done_for_the_others(factory: DutyDays) -> None:
    """What its file says of duties is nothing that can be worked with."""
    company, now = factory.company, local(23, 7, 50)
    other = company.centre.model_copy(
        update={"company": company.centre.company.model_copy(update={"id": OTHER})}
    )
    broken = company.centre.model_copy(update={"duties": ("no duty",)})
    centres = Centres([broken, other])
    assert list(centres) == [broken.id, OTHER]  # the one that fails is the first

    def keep() -> bool:
        return company.store.write(lambda conn: duty_keeping.keep(conn, centres=centres, now=now)).result()

    def call(minutes: int) -> bool:
        at = now + timedelta(minutes=minutes)
        return company.store.write(
            lambda conn: roll_call.post_due(conn, centres=centres, now=at, machine_now=at)
        ).result()

    assert keep()
    with pytest.raises(FailedFor, match=company.centre.id):
        keep()
    rows = company.store.read(lambda conn: duty_rows.since(conn, OTHER, local(20, 0).date())).result()
    assert rows
    due = min(one.due_at for one in rows)
    after = int((due - now) / timedelta(minutes=1))
    assert call(after)
    with pytest.raises(FailedFor, match=company.centre.id):
        call(after)
    rows = company.store.read(lambda conn: duty_rows.since(conn, OTHER, local(20, 0).date())).result()
    assert [one.called for one in rows if one.due_at == due] == [True]
