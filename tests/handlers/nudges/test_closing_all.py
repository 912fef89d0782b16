"""“All done” below a long list of one's own: one tap records the lines it names, once, and says of each what became of it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.duties.duty_keeping import keep
from orders.order import StageState
from storage.chasing import duty_rows
from tests.support.company import FILE, PHOTO, Company, Heard

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
CODES = ("KT-2411", "KT-2412", "KT-2413", "KT-2414")
ALL_FOUR = "Ghi xong cả 4 việc"


def states(company: Company) -> list[StageState]:
    return [company.order(code).stage("fabrication").state for code in CODES]


def says_of_all(company: Company, who: str, words: str, *, group: str | None = None, **more: object) -> Heard:
    """Below their own list, as it stands now."""
    listed = company.delivers(company.says(who, "/my", group=group))[0]
    asked = company.says(who, words, group=group, reply_to=listed, **more)
    company.delivers(asked)
    return asked


@pytest.fixture
def four(company: Company) -> Company:
    for code in CODES:
        company.in_fabrication(code)
    return company


@pytest.mark.parametrize("words", ["xong hết", "全部完成", "all done", "cả 4 xong", "xong hết rồi anh"])
def test_one_tap_records_every_line_of_a_long_list_and_nothing_before(four: Company, words: str):
    asked = says_of_all(four, "Tú", words)
    assert asked.answer == (
        "Chưa ghi 1 2 3 4: xong cả thì bấm “Ghi xong cả 4 việc”, chỉ xong vài việc thì bấm số."
    )
    assert asked.labels == {ALL_FOUR, "1", "2", "3", "4"}
    assert states(four) == [StageState.ACTIVE] * 4
    heard = four.taps("Tú", asked, ALL_FOUR)
    assert heard.answer.splitlines() == [
        "Đã ghi xong 4/4 việc:",
        *(
            f"{number}. {code} · Khánh Thy: ✅ Gia công: xong (Tú, 09:00)"
            for number, code in enumerate(CODES, 1)
        ),
    ]
    assert states(four) == [StageState.DONE] * 4


def test_a_second_tap_changes_nothing_and_says_what_was_recorded(four: Company):
    asked = says_of_all(four, "Tú", "xong hết")
    four.taps("Tú", asked, ALL_FOUR)
    events = [len(four.history(four.order(code).id)) for code in CODES]
    four.passes(minutes=5)
    again = four.taps("Tú", asked, ALL_FOUR)
    head, *lines = again.answer.splitlines()
    assert head == "Đã ghi xong 0/4 việc:"
    assert all("Đã ghi rồi: báo xong, Tú, 09:00" in line for line in lines)
    assert again.labels == frozenset()
    assert [len(four.history(four.order(code).id)) for code in CODES] == events


def test_what_was_answered_meanwhile_is_left_as_it_stands_with_the_reason_and_its_number(four: Company):
    asked = says_of_all(four, "Tú", "xong hết")
    four.says("王伟", "2412 gia công xong")
    four.says("王伟", "2413 gia công 60%")
    heard = four.taps("Tú", asked, ALL_FOUR)
    head, first, second, third, fourth = heard.answer.splitlines()
    assert head == "Đã ghi xong 2/4 việc:"
    assert first.startswith("1. KT-2411 · Khánh Thy: ✅")
    assert second.startswith("2. KT-2412 · Khánh Thy: Đã ghi rồi: báo xong, 王伟, 09:00")
    assert "Gia công đã thay đổi" in third
    assert fourth.startswith("4. KT-2414 · Khánh Thy: ✅")
    assert states(four) == [StageState.DONE, StageState.DONE, StageState.ACTIVE, StageState.DONE]
    assert four.order("KT-2413").stage("fabrication").percent == 60
    assert heard.labels == {"3. KT-2413", "Hoàn tác 1", "Hoàn tác 4"}
    four.taps("Tú", four.taps("Tú", heard, "3. KT-2413"), "Xong")
    assert states(four) == [StageState.DONE] * 4


def test_only_those_lines_are_meant_that_were_there_when_it_was_asked(four: Company):
    asked = says_of_all(four, "Tú", "xong hết")
    four.in_fabrication("KT-2415")
    four.taps("Tú", asked, ALL_FOUR)
    assert four.order("KT-2415").stage("fabrication").state is StageState.ACTIVE


def test_each_is_undone_like_any_report(four: Company):
    four.taps("Tú", says_of_all(four, "Tú", "xong hết"), ALL_FOUR)
    four.says("Tú", "/undo KT-2413")
    assert states(four) == [StageState.DONE, StageState.DONE, StageState.ACTIVE, StageState.DONE]
    last = four.says("Tú", "/undo")
    assert "KT-2414" in last.answer
    four.taps("Tú", last, "Hoàn tác")
    assert states(four)[3] is StageState.ACTIVE


def test_nobody_else_can_tap_it(four: Company):
    asked = says_of_all(four, "Tú", "xong hết", group="production")
    assert asked.says[0].only_for == four.sender("Tú").id
    refused = four.taps("王伟", asked, ALL_FOUR, group="production")
    assert "Câu này hỏi Tú" in refused.answer
    assert states(four) == [StageState.ACTIVE] * 4
    heard = four.taps("Tú", asked, ALL_FOUR, group="production")
    assert heard.says[0].only_for is None
    assert states(four) == [StageState.DONE] * 4


def test_what_cannot_be_closed_without_proof_stays_open_and_proof_that_came_along_counts(company: Company):
    for code in CODES:
        company.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
        company.says("Lan", f"/update {code} nhận đơn xong")
        company.says("Minh", f"/confirm {code} thiết kế")
    bare = company.taps("Minh", says_of_all(company, "Minh", "xong hết"), "Ghi xong cả 8 việc")
    assert bare.answer.startswith("Đã ghi xong 0/8 việc:")
    assert {one.partition(". ")[0] for one in bare.labels} == set("12345678")
    shown = company.taps(
        "Minh", says_of_all(company, "Minh", "xong hết", attachments=(FILE,)), "Ghi xong cả 8 việc"
    )
    head, *lines = shown.answer.splitlines()
    assert head == "Đã ghi xong 4/8 việc:"
    assert len([line for line in lines if "✅ Thiết kế: xong" in line]) == 4
    assert len([line for line in lines if "còn thiếu: Nơi sản xuất" in line]) == 4, lines
    assert {company.order(code).stage("design").state for code in CODES} == {StageState.DONE}


def test_duties_and_orders_as_a_whole_are_answered_by_their_own_numbers(four: Company):
    four.store.write(lambda conn: keep(conn, centres=four.centres, now=four.now)).result()
    four.says("Tú", "/new KT-2416")
    asked = says_of_all(four, "Tú", "xong hết")
    assert asked.answer.splitlines() == [
        "Chưa ghi 1 2 3 4: xong cả thì bấm “Ghi xong cả 4 việc”, chỉ xong vài việc thì bấm số.",
        "5: ra sao rồi? Bấm số, hoặc gõ ví dụ: 5 xong",
    ]
    heard = four.taps("Tú", asked, ALL_FOUR)
    assert heard.answer.startswith("Đã ghi xong 4/4 việc:")
    [owed, *_] = four.store.read(
        lambda conn: duty_rows.since(conn, four.centre.id, date(2026, 11, 1))
    ).result()
    assert owed.handed is None


@pytest.mark.parametrize("words", ["mai xong hết", "đã nhận hết", "gia công xong hết"])
def test_other_words_about_all_of_them_get_the_numbers_as_before(four: Company, words: str):
    asked = says_of_all(four, "Tú", words)
    assert asked.labels == {"1", "2", "3", "4"}
    assert states(four) == [StageState.ACTIVE] * 4


def test_a_picture_alone_is_still_asked_by_its_number(four: Company):
    assert ALL_FOUR not in says_of_all(four, "Tú", "", attachments=(PHOTO,)).labels


def test_after_two_hours_the_button_is_over(four: Company):
    asked = says_of_all(four, "Tú", "xong hết")
    four.now = datetime(2026, 11, 23, 11, 1, tzinfo=SAIGON).astimezone(UTC)
    assert "đã quá lâu" in four.taps("Tú", asked, ALL_FOUR).answer
    assert states(four) == [StageState.ACTIVE] * 4
