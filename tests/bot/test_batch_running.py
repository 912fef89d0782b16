"""Who works on files where several processes could, and what becomes of a file that ends the process."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.batch_running import HELD, TRIES, Only
from bot.clock import Clock
from bot.receiving.polling_lease import SPAN
from storage.engine import open_store
from storage.intake import batch_rows
from storage.intake.batch_rows import BatchState
from tests.support.company import Company
from tests.support.filing import HEAD, Filing, xlsx


@dataclass
class Hand:
    seconds: float = field(default=0.0)


@dataclass(frozen=True, kw_only=True)
class HandClock(Clock):
    hand: Hand

    def machine_now(self) -> datetime:  # type: ignore[override]  # a hand of its own instead of the machine's
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=self.hand.seconds)

    def monotonic(self) -> float:  # type: ignore[override]  # the same
        return self.hand.seconds


async def test_of_several_processes_one_works_on_files_until_it_is_gone(postgresql_url: str) -> None:
    hand = Hand()
    store = open_store(postgresql_url)
    try:
        one, other = (
            Only(store, owner=name, clock=HandClock(offset=timedelta, hand=hand)) for name in ("one", "other")
        )
        assert await one.hold()
        assert not await other.hold()
        hand.seconds += HELD + 1
        assert await one.hold()
        hand.seconds += SPAN.total_seconds() + 1  # the first says nothing any more
        assert await other.hold()
        assert not await one.hold()
    finally:
        store.close()


def test_a_file_that_has_ended_the_process_too_often_is_given_up(database_url: str, now: datetime) -> None:
    company = Company.founded(database_url, now)
    try:
        filing = Filing(company=company)
        filing.shelf.troubles = [SystemExit("killed")]
        content = xlsx(HEAD, ("KT-1", "Gia công", "xong"))
        with suppress(SystemExit):
            filing.sends("Tú", "/update", content)
        number = filing.latest()
        company.store.write(
            lambda conn: batch_rows.change(conn, number, BatchState.WANTED, BatchState.WANTED, attempts=TRIES)
        ).result()
        asked = filing.shelf.asked
        filing.works()
        assert filing.shelf.asked == asked
        assert f"B{number}" in filing.card()
    finally:
        company.close()
