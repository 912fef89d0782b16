"""What a push asked after, and nobody could read, was never asked; one message of several takes back no more than that."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Connection

from handlers.pushes import pushes_held
from handlers.pushes.push_messages import with_ball
from handlers.pushes.push_unheard import was_unheard
from handlers.pushes.pushes_held import is_push
from orders.centre_file.centre import Centres
from orders.order import Order
from storage.people import chats_rows
from storage.post import outbox
from storage.post.outbox import Letter
from tests.handlers.pushes.test_pushes_together import lines, offered, passes, pushes, said_to
from tests.support.company import Company
from tests.support.works import Works, at_work

SECONDS = 20
SECOND = -100_777  # another group of the design department


async def test_what_one_of_two_groups_has_heard_stands_and_what_none_has_is_taken_back(
    company: Company,
) -> None:
    async with at_work(company) as works:
        await offered(works, *(f"KT-{number}" for number in range(1, 7)))
        await works.says("Điệp", "/giuc KT-1 thiết kế")
        await works.settle()
        company.store.write(lambda conn: _bind_second(conn, company)).result()

        await works.says("Điệp", "/giuc KT-2 thiết kế")  # at once in the second; waits in the first
        await works.settle()
        await works.says("An", "/giuc KT-3 thiết kế")  # waits in both
        works.inbox.closed = {company.groups["design"]}
        await passes(works, minutes=6)
        assert len(said_to(works, SECOND, "giục, cho biết")) == 2
        assert _standing(company, "KT-2", "KT-3") == [True, True]
        assert _unheard(works, "Điệp") == _unheard(works, "An") == []

        works.inbox.closed = {SECOND}  # and what the first says with others is said all the same
        await works.says("An", "/giuc KT-4 thiết kế")
        await works.says("Điệp", "/giuc KT-1 bàn giao mặt bằng")
        await passes(works, minutes=6)
        assert _standing(company, "KT-4") == [True]
        assert len(pushes(works)) == 2

        works.inbox.closed = {company.groups["design"], SECOND}
        await passes(works, hours=2)
        for code in ("KT-5", "KT-6"):
            await works.says("Điệp", f"/giuc {code} thiết kế")
        await passes(works, minutes=40)
        assert _standing(company, "KT-5", "KT-6") == [False, False]
        assert _unheard(works, "An") == []
        told = " ".join(_unheard(works, "Điệp"))
        assert [told.count(f"{code} Thiết kế") for code in ("KT-2", "KT-5", "KT-6")] == [0, 1, 1]


async def test_who_asked_hears_which_department_could_not_be_told(company: Company) -> None:
    async with at_work(company) as works:
        await offered(works, "KT-1")
        await works.says("Minh", "/update KT-1 thiết kế đã nhận")
        await works.says("Minh", "/update KT-1 thiết kế kẹt thiếu mica")  # production answers for it
        works.inbox.closed = {company.groups["design"], company.groups["production"]}
        await works.says("Điệp", "/giuc KT-1")  # the design, held; and the site, with the designers
        await passes(works, minutes=1)
        told = _unheard(works, "Điệp")
        assert sorted(told) == [
            _not_reached("Kỹ thuật – Thiết kế", "KT-1 Vị trí sản xuất"),
            _not_reached("Vận hành – Sản xuất", "KT-1 Thiết kế"),
        ]


async def test_one_order_that_cannot_be_read_keeps_none_of_the_others_from_being_asked(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(company) as works:
        await offered(works, "KT-1", "KT-2", "KT-3", "KT-4")
        await works.says("Điệp", "/giuc KT-1 thiết kế")
        await works.settle()
        await works.says("An", "/giuc thiết kế")
        bad = {"KT-2"}

        def asked_of(order: Order, stage: str) -> str:
            if order.code in bad:
                raise ValueError("worn")
            return with_ball(order, stage)

        monkeypatch.setattr(pushes_held, "with_ball", asked_of)
        await passes(works, minutes=6)
        [_, together] = pushes(works)
        assert [code for code in ("KT-1", "KT-2", "KT-3", "KT-4") if code in together.sent.html] == [
            "KT-1", "KT-3", "KT-4"
        ]  # fmt: skip
        assert _standing(company, "KT-3", "KT-4") == [True, True]

        await offered(works, "KT-5", "KT-6")
        await works.says("Điệp", "/giuc KT-5 thiết kế")
        await works.says("An", "/giuc KT-6 thiết kế")
        bad.add("KT-6")
        await passes(works, hours=2)
        assert len(pushes(works)) == 3
        assert _standing(company, "KT-5", "KT-6") == [True, False]
        assert _unheard(works, "An") == [_not_reached("Kỹ thuật – Thiết kế", "KT-6 Thiết kế")]


def _bind_second(conn: Connection, company: Company) -> None:
    chats_rows.see(conn, SECOND, kind="supergroup", title="Thiết kế 2", now=company.now)
    chats_rows.bind(conn, SECOND, None, company.centre.id, ("design",))


def _standing(company: Company, *codes: str) -> list[bool]:
    return [company.order(code).stage("design").pushed is not None for code in codes]


def _not_reached(department: str, asked: str) -> str:
    return f"📣 Lời giục của bạn chưa tới được {department}: {asked}. Chưa tính là đã giục"


def _unheard(works: Works, who: str) -> list[str]:
    return [
        lines(one)[0].partition(",")[0] for one in said_to(works, works.company.users[who], "chưa tới được")
    ]


def test_what_two_groups_refuse_at_one_moment_is_taken_back_by_whoever_is_last(
    postgresql_url: str, now: datetime
) -> None:
    """Each sees the other's message still on its way."""
    with closing(Company.founded(postgresql_url, now)) as company:
        company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
        company.says("Lan", "/update KT-1 nhận đơn xong")
        company.store.write(lambda conn: _bind_second(conn, company)).result()
        company.says("Điệp", "/giuc KT-1 thiết kế")
        letters = company.store.write(lambda conn: _pushes(conn, now + timedelta(hours=1))).result()
        assert {one.chat for one in letters} == {company.groups["design"], SECOND}
        both = Barrier(2, timeout=SECONDS)

        def give_up(letter: Letter) -> Callable[[Connection], None]:
            def bury(conn: Connection) -> None:
                outbox.bury(conn, letter, "refused", now)
                both.wait()
                was_unheard(
                    conn,
                    letter.id,
                    note=letter.note_for,
                    centres=Centres([company.centre]),
                    now=now,
                    machine_now=now,
                )

            return bury

        for given_up in [company.store.write(give_up(one)) for one in letters]:
            given_up.result(SECONDS)
        assert not _standing(company, "KT-1")[0]


def _pushes(conn: Connection, now: datetime) -> list[Letter]:
    """All that goes before them is said."""
    found: list[Letter] = []
    while taken := outbox.claim(conn, owner="n", now=now, lease=timedelta(minutes=1), limit=9):
        found += [one for one in taken if is_push(one)]
        for other in taken:
            if not is_push(other):
                outbox.sent(conn, other, other.id, now)
    return found
