"""What a department owes and somebody else hands in: asked first, said as such, and theirs to say that it is not so."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from handlers.duties.duty_keys import HAND_IN
from handlers.tap_data import TapData, pack
from orders.duties import DutyDay, DutyState
from storage.chasing import duty_rows
from storage.people import memberships, people_rows
from tests.support.company import PHOTO, Company
from tests.support.duty_days import DutyDays, founded, local

STORED = "Thống kê nhập kho ngày"


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Monday after the warehouse's minute; Kế coordinates, and is not of the warehouse."""
    days = founded(database_url, local(21, 17))
    days.company.store.write(lambda conn: coordinating(conn, days.company, "Kế")).result()
    days.heard(local(23, 17, 30))
    yield days
    days.company.close()


def test_one_tap_of_coordination_hands_in_nothing_that_others_owe(factory: DutyDays) -> None:
    company = factory.company
    tapped = company.forges("Kế", key_below(factory, "warehouse"))
    assert f"{STORED} (T2 23/11) do Kho thành phẩm nộp. Bạn nộp thay?" in tapped.answer
    assert stored(factory).handed is None

    handed = company.taps("Kế", tapped, "Đúng, nộp thay Kho thành phẩm")
    assert "hạn 16:45 T2 23/11 (nộp thay). Chờ" in handed.answer
    told = handed.told(company.groups["warehouse"])
    assert f"Kế nộp thay Kho thành phẩm {STORED} (T2 23/11)" in told

    [notice] = [one for one in handed.says[1:] if one.chat == company.groups["warehouse"]]
    key = handed.keys(notice)["Không đúng, rút lại"]
    stranger = company.forges("Thu", key, group="warehouse")
    assert "đã rút lại" not in stranger.answer
    assert stored(factory).handed is not None
    not_so = company.forges("Kho", key, group="warehouse")
    assert f"{STORED} (T2 23/11): đã rút lại" in not_so.answer
    assert "đã rút lại" in not_so.told(company.users["Kế"])
    assert stored(factory).state is DutyState.WANTED


def test_whoever_says_whose_word_it_is_or_brings_it_is_not_asked(factory: DutyDays) -> None:
    company = factory.company
    words = company.says("Kế", f"/nop {STORED} 120 thùng đã nhập")
    assert "Bạn nộp thay?" in words.answer
    assert stored(factory).handed is None
    told_by = company.says("Kế", f"/nop {STORED} xong, theo lời anh Kho")
    assert "(theo lời anh Kho)." in told_by.answer
    company.taps("Kế", told_by, "Hoàn tác")
    assert stored(factory).handed is None
    brought = company.says("Kế", f"/nop {STORED}", attachments=(PHOTO,))
    assert "(nộp thay)." in brought.answer
    assert "Không đúng, rút lại" in brought.labels


def test_whoever_has_only_the_beginning_of_the_name_that_was_said_is_told_nothing(factory: DutyDays) -> None:
    company = factory.company
    told_by = company.says("Kế", f"/nop {STORED} xong, theo lời anh Kho Anh")
    assert "(theo lời anh Kho Anh)." in told_by.answer
    handed = stored(factory).handed
    assert handed is not None
    assert handed.spoken_for is None
    assert not told_by.told(company.users["Kho"])


@pytest.mark.parametrize("words", ["xong", "1 xong", "đúng rồi", "完成", "yes, done"])
def test_words_below_the_question_whether_it_is_for_others_are_asked_about_it_again(
    factory: DutyDays, words: str
) -> None:
    company = factory.company
    asked = company.forges("Kế", key_below(factory, "warehouse"))
    again = company.says("Kế", words, reply_to=company.delivers(asked)[0])
    assert f"{STORED} (T2 23/11) do Kho thành phẩm nộp. Bạn nộp thay?" in again.answer
    assert stored(factory).handed is None

    company.taps("Kế", again, "Đúng, nộp thay Kho thành phẩm")
    assert stored(factory).handed is not None


def test_its_own_people_are_asked_nothing(factory: DutyDays) -> None:
    company = factory.company
    handed = company.forges("Kho", key_below(factory, "warehouse"), group="warehouse")
    assert "Đã nhận" in handed.answer
    assert "nộp thay" not in handed.answer


def key_below(factory: DutyDays, who: str) -> str:
    """Of the button [Đã nộp] below what they were last told of it."""
    told = [one.say for one in factory.messages if one.who == who and STORED in one.text]
    wanted = pack(TapData(verb=HAND_IN, order=stored(factory).id))
    [key] = [key for row in told[-1].buttons for key in row if key.data == wanted]
    return key.data


def stored(factory: DutyDays) -> DutyDay:
    company = factory.company
    days = company.store.read(
        lambda conn: duty_rows.since(conn, company.centre.id, local(23, 0).date())
    ).result()
    return next(one for one in days if one.duty == "stored")


def coordinating(conn: Connection, company: Company, who: str) -> None:
    person = people_rows.by_user(conn, company.users[who])
    assert person is not None
    memberships.grant(conn, person.id, company.centre.id, "coordinator")


def test_what_is_owed_again_the_next_day_has_its_day_on_its_button(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(25, 9))
    labels = [one for one in company.says("Kho", "/my").labels if STORED in one]
    assert {one.partition(". ")[2] for one in labels} == {STORED, f"{STORED} (T2 23/11)"}
