"""A held stage goes on by words, as by its button: in every language, with the day or the figure said along."""

from datetime import date

import pytest

from orders.order import StageRecord
from tests.handlers.nudges.test_answering_digests import local
from tests.support.company import Company, Heard
from tests.support.nudged import Nudged

TOMORROW = date(2026, 11, 24)


def held(company: Company, code: str = "KT-2411", reason: str = "thiếu mica") -> Heard:
    company.in_fabrication(code)
    return company.says("Tú", f"/hold {code} gia công {reason}")


def stage(company: Company, code: str = "KT-2411") -> StageRecord:
    return company.order(code).stage("fabrication")


@pytest.mark.parametrize(
    "words",
    ["hết kẹt", "làm tiếp", "gia công hết kẹt rồi", "/update 2411 hết kẹt", "已解决", "加工 不卡了", "solved", "mica về rồi, làm tiếp", "solved, acrylic came"],
)  # fmt: skip
def test_what_is_plainly_over_lets_it_go_on(company: Company, words: str) -> None:
    held(company)
    heard = company.says("Tú", words if words.startswith("/") else f"2411 {words}")
    assert stage(company).hold is None
    assert "Gia công: làm tiếp" in heard.answer
    assert ("mica về rồi" in heard.answer or "acrylic came" in heard.answer) == ("," in words)
    company.taps("Tú", heard, "Hoàn tác")
    assert stage(company).hold is not None


@pytest.mark.parametrize(
    "words", ["hết kẹt, mai xong", "hết kẹt mai xong", "不卡了，明天好", "solved, done tomorrow"]
)
def test_a_day_said_along_is_kept_and_one_undo_takes_both_back(company: Company, words: str) -> None:
    held(company)
    heard = company.says("Tú", f"2411 {words}")
    estimate = stage(company).estimate
    assert stage(company).hold is None
    assert estimate
    assert estimate.date() == TOMORROW
    assert "làm tiếp" in heard.answer
    assert "hẹn xong 17:00 T3 24/11" in heard.answer
    company.taps("Tú", heard, "Hoàn tác")
    assert stage(company).hold is not None
    assert stage(company).estimate is None


@pytest.mark.parametrize("words", ["ok", "đã biết", "知道了", "noted", "seen", "chưa hết kẹt", "hết kẹt chưa", "mai làm tiếp", "解决了吗", "not solved", "mica về rồi"])  # fmt: skip
def test_what_only_acknowledges_asks_or_hopes_lifts_no_hold(company: Company, words: str) -> None:
    held(company)
    company.says("Tú", f"2411 {words}")
    assert stage(company).hold is not None


def test_who_answers_for_the_hold_may_say_so_without_naming_another_departments_stage(
    company: Company,
) -> None:
    held(company, reason="khách chưa chốt")
    company.says("Minh", "2411 hết kẹt")  # neither doing it nor asked for it
    assert stage(company).hold is not None
    company.says("Lan", "2411 hết kẹt, khách chốt rồi")
    assert stage(company).hold is None


def test_below_the_news_of_a_hold_and_below_a_digest_of_several(company: Company) -> None:
    heard = held(company, reason="khách chưa chốt")
    number = company.delivers(heard)[[say.chat for say in heard.says].index(company.groups["sales"])]
    company.says("Lan", "已解决，客户确认了", group="sales", reply_to=number)
    assert stage(company).hold is None
    held(company, "KT-2412", "khách chưa chốt")
    company.says("Tú", "/hold 2411 gia công khách chưa chốt")
    nudging = Nudged(company=company).nudge(local(26, 9))["sales"]
    assert len([line for line in nudging.lines if line[:1] in "12"]) == 2
    Nudged(company=company).replies("Lan", nudging, "1 solved, client agreed\n2 ok", group="sales")
    assert [stage(company, code).hold is None for code in ("KT-2411", "KT-2412")].count(True) == 1
