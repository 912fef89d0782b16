"""A company that upgrades hears once of the money its open orders owe, however many there are, and of nothing else."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, func, select, update

from handlers.nudges import digests
from orders.order import OrderState
from storage.chasing import checks_due
from storage.engine import open_store
from storage.migrate import upgrade
from storage.tables.order_tables import events, orders, stages
from storage.tables.payment_tables import instalment_checks, payment_requests
from storage.tables.post_tables import cards, outbox
from storage.tables.reminder_tables import digests as digest_rows
from storage.tables.reminder_tables import reminders
from tests.support.company import BOUND_CHATS, Company
from tests.support.moved_back import moved_back
from tests.support.multiplying import copy, own, prepared
from tests.support.nudged import Nudged
from tests.support.paying import TCB, priced_order, with_accounts
from tests.support.sweeping import Sweeping
from tests.support.works import at_work

LONG_AGO = datetime(2026, 9, 14, 2, tzinfo=UTC)  # a Monday, 09:00 in Hà Nội
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 08:00
TIMES = 30  # orders of each kind
OWED = {"unasked": "KT-1", "unpaid": "KT-2"}
QUIET = {"paid": "KT-3", "paused": "KT-4", "cancelled": "KT-5", "ended": "KT-6"}
ALL = len(OWED) * TIMES


@pytest.fixture
def company(database_url: str, bare_url: str) -> Iterator[Company]:
    """Brought over from a release that did not look at money."""
    _worked_long_ago(database_url)
    moved_back(database_url, bare_url, "0023", without=frozenset({instalment_checks.name}))
    upgrade(bare_url)
    company = Company(store=open_store(bare_url), now=MONDAY)
    upgraded = update(instalment_checks).values(
        next_check_at=MONDAY
    )  # the upgrade goes by the machine's clock
    company.store.write(lambda conn: conn.execute(upgraded)).result()
    company.groups.update(BOUND_CHATS)
    for name in company.people:
        company.sender(name)
    yield with_accounts(company, TCB)
    company.close()


def _worked_long_ago(url: str) -> None:
    company = with_accounts(Company.founded(url, LONG_AGO), TCB)
    for code in (*OWED.values(), *QUIET.values()):
        priced_order(company, code)
    for code in (OWED["unpaid"], QUIET["paid"]):
        company.says("Thu", f"/thu {code} cọc")
    company.says("Thu", f"/paid {QUIET['paid']} 6tr")
    for code, key in ((QUIET["paused"], "Tạm dừng"), (QUIET["cancelled"], "Huỷ đơn")):
        company.taps("Điệp", company.says("Điệp", f"/cancel {code} khách dời"), key)
    assert company.order(QUIET["paused"]).state is OrderState.PAUSED
    assert company.order(QUIET["cancelled"]).state is OrderState.CANCELLED
    ended = company.order(QUIET["ended"]).id
    owed = [company.order(code).id for code in OWED.values()]

    def many(conn: Connection) -> None:
        """Nothing but their money waits for anybody, and those that owe it are many."""
        prepared(conn)
        conn.execute(update(orders).where(orders.c.id == ended).values(state="closed"))
        for table in (orders, stages):
            conn.execute(update(table).values(next_check_at=None, holder=None))
        made: int = conn.execute(select(func.max(orders.c.id))).scalar_one()
        theirs = {"order_id": f"order_id + n * {made}"}
        ids = ", ".join(map(str, owed))
        copy(conn, orders, own(made), where=f"id IN ({ids})", first=1, last=TIMES - 1)
        for table in (stages, events):
            copy(conn, table, theirs, where=f"order_id IN ({ids})", first=1, last=TIMES - 1)
        asked = {**theirs, "code": "code || n"}
        copy(conn, payment_requests, asked, where=f"order_id IN ({ids})", first=1, last=TIMES - 1)
        for table in (outbox, cards):
            conn.execute(delete(table))

    company.store.write(many).result()
    company.close()


async def test_each_group_hears_one_message_of_what_is_owed_and_a_day_stays_within_its_messages(
    company: Company,
) -> None:
    async with at_work(company) as works:
        await works.settle()
        told = [one.sent for one in works.inbox.arrived if "KT-" in one.sent.html]
        assert {works.named(one.chat) for one in told} == {"finance", "sales"}
        assert len(told) == 2
        [finance] = [one.html for one in told if works.named(one.chat) == "finance"]
        assert f"{ALL - digests.GROUP_LINES} việc nữa" in finance
        assert company.store.read(_chased).result() == Counter(money_unasked=TIMES, money_unpaid=TIMES)
        while await works.step(MONDAY + timedelta(hours=10)):
            pass
        heard = Counter(one.sent.chat for one in works.inbox.arrived if one.sent.chat < 0)
        most = company.centre.defaults.unasked_per_day
        assert all(number <= most for number in heard.values()), heard


def test_of_a_long_list_only_the_first_are_looked_at_and_those_answered_are_passed_over(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at, missing_of = Counter[int](), digests.missing_of

    def counted(*asked: object) -> object:
        looked_at[0] += 1
        return missing_of(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(digests, "missing_of", counted)
    nudged = Nudged(company=company)
    finance = _swept(company)
    assert nudged.close(finance) is not None
    assert looked_at[0] == 2 * digests.GROUP_LINES < ALL


def test_where_the_first_were_answered_those_after_them_are_told(company: Company) -> None:
    finance = _swept(company)

    def cancelled(conn: Connection) -> None:
        unpaid = select(reminders.c.id).where(reminders.c.rule == "money_unpaid")
        assert conn.execute(select(func.count()).select_from(unpaid.subquery())).scalar_one() == TIMES
        asked = select(payment_requests.c.order_id)
        conn.execute(update(orders).where(orders.c.id.in_(asked)).values(state="cancelled"))
        lately = select(func.max(orders.c.id)).where(orders.c.state == "open").scalar_subquery()
        conn.execute(update(orders).where(orders.c.id < lately - 36).values(state="cancelled"))

    company.store.write(cancelled).result()
    say = Nudged(company=company).close(finance)
    assert say is not None
    assert 5 <= sum(line.key == "nudge.numbered" for line in say.lines) <= 8


def _swept(company: Company) -> int:
    """The digest that waits for finance's group."""
    Sweeping(company=company).sweep()
    due = company.store.read(lambda conn: checks_due.earliest(conn, [company.centre.id])).result()
    assert due is None or due > company.now
    mine = select(digest_rows.c.id).where(digest_rows.c.chat == company.groups["finance"])
    return company.store.read(lambda conn: conn.execute(mine).scalar_one()).result()


def _chased(conn: Connection) -> Counter[str]:
    """How often each rule of money was applied."""
    rules = conn.execute(select(reminders.c.rule).where(reminders.c.kind == "money")).scalars()
    return Counter(rules.all())
