"""A company that left the centre files: nobody is reminded for it, no sweep reads over what it left, and its return is no flood."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.centres.left_keeping import SLICE, LeftKeeping
from storage.chasing.left_companies import PUT_BY
from storage.post import outbox_adding
from storage.post.outbox_adding import NewLetter
from storage.tables.duty_tables import duties
from storage.tables.order_tables import orders, owed_checks, stages
from storage.tables.payment_tables import instalment_checks
from storage.tables.post_tables import outbox
from tests.support.company import CENTRES, Company
from tests.support.messenger import telegram
from tests.support.running import Hands, whole_bot
from tests.support.sweeping import Sweeping

CODES = ("KT-1", "KT-2", "KT-3")
LOOKED_AT = (stages, orders, owed_checks, instalment_checks, duties)


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    """Three orders wait for design."""
    founded = Company.founded(database_url, now)
    for code in CODES:
        founded.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
        founded.says("Lan", f"/update {code} nhận đơn xong")
    Sweeping(company=founded).deliver()
    yield founded
    founded.close()


@pytest.fixture
def other_file(tmp_path: Path) -> Path:
    """With another company alone in it."""
    file = tmp_path / "other.yaml"
    file.write_text(CENTRES.read_text().replace("  id: adtech\n", "  id: other\n", 1))
    return file


def restarted(company: Company, file: Path) -> Company:
    """The same people and groups, the bot started anew with another file."""
    return Company(
        store=company.store, now=company.now, centre_file=file, users=company.users, groups=company.groups
    )


def swept(company: Company, *, most: int = SLICE) -> Sweeping:
    """All that a knock does of these things; nothing is delivered."""
    sweeping, keeping = Sweeping(company=company), LeftKeeping(company.centres, most=most)
    sweeping.sweep()
    while company.store.write(lambda conn: keeping.keep_up(conn, company.now, company.now)).result():
        pass
    sweeping.sweep()
    return sweeping


def read_over(company: Company) -> int:
    """So many rows stand before what is due next: each sweep reads over them."""

    def read(conn: Connection) -> int:
        due = [
            select(func.count()).select_from(one).where(one.c.next_check_at <= company.now)
            for one in LOOKED_AT
        ]
        return sum(conn.execute(query).scalar_one() for query in due)

    return company.store.read(read).result()


def test_what_it_left_is_put_by_once_and_no_later_sweep_reads_over_it(
    company: Company, other_file: Path
) -> None:
    other = restarted(company, other_file)
    other.passes(days=3)
    assert read_over(other) > 2
    assert swept(other, most=2).told == []
    assert read_over(other) == 0


def test_what_fell_due_just_now_is_left_to_a_process_that_may_have_its_file(
    company: Company, other_file: Path
) -> None:
    other = restarted(company, other_file)
    other.passes(hours=2, minutes=59)
    swept(other)
    assert read_over(other) == 2 * len(
        CODES
    )  # both stages wait to be received since two hours after their offer
    other.passes(minutes=1)
    swept(other)
    assert read_over(other) == 0


def test_it_returns_as_after_a_stop_with_one_message_for_each_chat(
    company: Company, other_file: Path
) -> None:
    other = restarted(company, other_file)
    other.passes(days=7)
    swept(other)
    sweeping = swept(restarted(other, CENTRES), most=2)
    sweeping.deliver()
    hearers = [who for _, who, _ in sweeping.told]
    assert "design" in hearers
    assert len(hearers) == len(set(hearers))
    asked = [line for _, who, lines in sweeping.told if who == "design" for line in lines]
    assert {line.partition(" ")[0] for line in asked} == set(CODES)


def test_what_was_put_by_while_a_process_was_cut_off_is_back_before_long(
    company: Company, other_file: Path
) -> None:
    """Another one, with another file, took it for nobody's."""
    keeping = LeftKeeping(company.centres)
    assert not company.store.write(lambda conn: keeping.keep_up(conn, company.now, company.now)).result()
    before = company.store.read(clocks).result()
    other = restarted(company, other_file)
    other.passes(days=3)
    swept(other)
    company.now = other.now
    put_by = company.store.read(clocks).result()
    assert put_by != before
    assert put_by[-1] == PUT_BY
    while company.store.write(lambda conn: keeping.keep_up(conn, company.now, company.now)).result():
        pass
    assert company.store.read(clocks).result()[-1] == company.now


def clocks(conn: Connection) -> list[datetime]:
    found = [one.c.next_check_at for one in LOOKED_AT]
    return sorted(
        at for clock in found for at in conn.execute(select(clock).where(clock.is_not(None))).scalars()
    )


def test_nobody_is_reminded_any_more_but_news_on_their_way_arrive(company: Company, other_file: Path) -> None:
    company.passes(hours=2)
    Sweeping(company=company).sweep()  # a digest waits in the post
    [news] = company.store.write(
        lambda conn: outbox_adding.add(conn, [a_letter(company)], now=company.now)
    ).result()
    other = restarted(company, other_file)
    sweeping = swept(other)
    sweeping.deliver()
    assert sweeping.told == []
    its_state = select(outbox.c.state).where(outbox.c.id == news.id)
    assert other.store.read(lambda conn: conn.execute(its_state).scalar()).result() == "sent"

    back = restarted(other, CENTRES)
    back.passes(hours=2)
    sweeping = swept(back)
    sweeping.deliver()
    assert [who for _, who, _ in sweeping.told].count("design") == 1


async def test_a_bot_at_work_puts_it_by_at_its_first_sweep(
    company: Company, other_file: Path, database_url: str
) -> None:
    hands = Hands(begun=company.now + timedelta(days=3))
    company.passes(days=3)
    assert read_over(company) > 0
    async with telegram() as server, whole_bot(server, database_url, hands=hands, centre=other_file) as bot:
        await bot.stepping.settle()
    assert read_over(company) == 0


def a_letter(company: Company) -> NewLetter:
    return NewLetter(
        company=company.centre.id,
        chat=company.groups["design"],
        lane="reminders",
        priority=3,
        payload={"lines": [{"key": "word.plain", "params": {"text": "tin"}}], "lane": "reminders"},
        note_for="",
        unasked=True,
    )
