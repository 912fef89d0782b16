"""Counting in the chat: why some are rejected or missing is asked; what was delivered in parts is dated and told."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orders.order import StageState
from orders.quantities import Delivery
from tests.support.company import PHOTO, Company


@pytest.fixture
def works(database_url: str, now: datetime) -> Iterator[Company]:
    """120 sets are ordered, production makes them."""
    company = Company.founded(database_url, now, centre_file=(Path(__file__).parents[1] / "counted.yaml"))
    company.says("Tú", "/new KT-1; Khánh Thy; 120 bộ biển x 250k; 25/12")
    company.says("Tú", "/confirm KT-1")
    yield company
    company.close()


@pytest.fixture
def shipping(works: Company) -> Company:
    works.says("Tú", "/update KT-1 sản xuất xong")
    return works


def _deliveries(company: Company) -> list[int]:
    quantity = company.order("KT-1").stage("ship").quantity
    return [int(one.count) for one in quantity.deliveries] if quantity else []


@pytest.mark.parametrize("words", ["16/20 hỏng 2", "16/20, 2 broken", "16/20 坏了2个", "16/20，不良2个"])
def test_the_broken_ones_are_counted_and_stop_nothing(works: Company, words: str) -> None:
    asked = works.says("Tú", f"KT-1 sản xuất {words}")
    assert "hỏng 2" in asked.answer
    works.says("Tú", "in lệch màu")
    record = works.order("KT-1").stage("make")
    assert record.hold is None
    assert record.quantity is not None
    assert (record.quantity.done, record.quantity.rejected, record.quantity.reason) == (16, 2, "in lệch màu")


@pytest.mark.parametrize("words", ["60%", "60 phần trăm", "完成60%", "60% done"])
def test_a_percentage_stands_beside_the_count_until_something_is_counted_again(
    works: Company, words: str
) -> None:
    works.says("Tú", "KT-1 sản xuất 40/120 bộ")
    assert "60% (đã đếm 40/120 bộ)" in works.says("Tú", f"KT-1 sản xuất {words}").answer
    assert "60% (đã đếm 40/120 bộ)" in works.card("KT-1", group="production")
    heard = works.says("Tú", "KT-1 sản xuất 90/120 bộ")
    assert "90/120 bộ" in heard.answer
    assert "60%" not in heard.answer
    works.taps("Tú", heard, "Hoàn tác")
    assert "60% (đã đếm 40/120 bộ)" in works.card("KT-1", group="production")


def test_how_many_there_are_is_known_from_the_order(works: Company) -> None:
    heard = works.says("Tú", "/update KT-1 sản xuất 40 bộ")
    assert "40/120 bộ" in heard.answer


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("đạt 117 hỏng 3 do lem mực", "lem mực"),
        ("đạt 117 hỏng 3 cái lem mực", "lem mực"),
        ("đạt 117 hỏng 3 (lem mực)", "lem mực"),
        ("良品117 不良3 偏色", "偏色"),
        ("良品117 不良3，因为偏色", "偏色"),
        ("good 117 rejected 3 because of smeared ink", "smeared ink"),
    ],
)
def test_the_reason_is_read_beside_the_figure(works: Company, words: str, reason: str) -> None:
    works.says("Tú", f"/update KT-1 sản xuất {words}")
    quantity = works.order("KT-1").stage("make").quantity
    assert quantity is not None
    assert (quantity.done, quantity.rejected, quantity.reason) == (117, 3, reason)


def test_rejects_without_a_reason_are_asked_about_and_nothing_is_lost_meanwhile(works: Company) -> None:
    heard = works.says("Tú", "/update KT-1 sản xuất đạt 117 hỏng 3", attachments=(PHOTO,))
    assert "hỏng 3, vì sao" in heard.answer
    assert works.order("KT-1").stage("make").quantity is None
    heard = works.says("Tú", "do lem mực")
    stage = works.order("KT-1").stage("make")
    assert stage.quantity is not None
    assert (stage.quantity.rejected, stage.quantity.reason) == (3, "lem mực")
    assert [one.kind for one in stage.evidence] == ["photo"]
    assert "117/120 bộ, hỏng 3 (lem mực)" in heard.answer


def test_done_with_fewer_is_complete_by_a_button(works: Company) -> None:
    works.says("Tú", "/update KT-1 sản xuất 80 bộ")
    heard = works.says("Tú", "/update KT-1 sản xuất xong")
    assert "mới ghi 80/120 bộ" in heard.answer
    assert works.order("KT-1").stage("make").state is StageState.ACTIVE
    works.taps("Tú", heard, "Đủ 120")
    stage = works.order("KT-1").stage("make")
    assert stage.quantity is not None
    assert (stage.state, stage.quantity.done) == (StageState.DONE, 120)


@pytest.mark.parametrize("answer", ["đủ 120/120", "xong hết rồi"])
def test_done_with_fewer_is_complete_in_words(works: Company, answer: str) -> None:
    works.says("Tú", "/update KT-1 sản xuất 80 bộ")
    works.says("Tú", "/update KT-1 sản xuất xong")
    works.says("Tú", answer)
    quantity = works.order("KT-1").stage("make").quantity
    assert quantity is not None
    assert quantity.done == 120


def test_done_with_fewer_takes_its_reason_in_words(works: Company) -> None:
    works.says("Tú", "/update KT-1 sản xuất 80 bộ")
    works.says("Tú", "/update KT-1 sản xuất xong")
    heard = works.says("Tú", "khách chỉ lấy 80 bộ thôi")
    stage = works.order("KT-1").stage("make")
    assert stage.quantity is not None
    assert (stage.state, stage.quantity.done) == (StageState.DONE, 80)
    assert "khách chỉ lấy 80 bộ thôi" in heard.answer
    assert "khách chỉ lấy 80 bộ thôi" in works.says("Tú", "/history KT-1").answer


def test_the_reason_may_stand_in_the_report_itself(works: Company) -> None:
    works.says("Tú", "/update KT-1 sản xuất 80 bộ")
    heard = works.says("Tú", "/update KT-1 sản xuất xong, do khách giảm")
    works.taps("Tú", heard, "Xong")
    assert works.order("KT-1").stage("make").state is StageState.DONE


def test_one_line_among_several_is_refused_with_what_to_say(works: Company) -> None:
    heard = works.says("Tú", "/update KT-1 sản xuất 80 bộ\nKT-1 sản xuất xong")
    assert "Báo riêng dòng này" in heard.answer


def test_each_delivery_stands_with_its_day_on_the_card_and_in_the_story(shipping: Company) -> None:
    shipping.says("Tú", "/update KT-1 giao 40/120 bộ")
    shipping.passes(days=1)
    heard = shipping.says("Tú", "/update KT-1 giao 40/120 bộ")
    assert "giao 40 bộ" in heard.answer
    assert "tổng 80/120 bộ" in heard.answer
    quantity = shipping.order("KT-1").stage("ship").quantity
    assert quantity is not None
    assert quantity.deliveries == (
        Delivery(count=Decimal(40), on=date(2026, 11, 23)),
        Delivery(count=Decimal(40), on=date(2026, 11, 24)),
    )
    card = shipping.card("KT-1", group="production")
    assert "đã giao 80/120 bộ: 40 (T2 23/11), 40 (T3 24/11)" in card
    story = shipping.says("Tú", "/history KT-1").answer
    assert "giao một phần (40 bộ T2 23/11, tổng 40/120 bộ)" in story


def test_finance_hears_of_each_delivery(shipping: Company) -> None:
    heard = shipping.says("Tú", "/update KT-1 giao 40 bộ")
    assert "đã giao 40 bộ" in heard.told(shipping.groups["finance"])


def test_a_delivery_of_yesterday_bears_its_own_day(shipping: Company) -> None:
    shipping.says("Tú", "/update KT-1 giao 40 bộ hôm qua")
    quantity = shipping.order("KT-1").stage("ship").quantity
    assert quantity is not None
    assert [one.on for one in quantity.deliveries] == [date(2026, 11, 22)]


def test_a_larger_figure_may_be_more_or_all_and_is_asked(shipping: Company) -> None:
    shipping.says("Tú", "/update KT-1 giao 40 bộ")
    heard = shipping.says("Tú", "/update KT-1 giao 60 bộ")
    assert "thêm, hay là tổng" in heard.answer
    assert _deliveries(shipping) == [40]
    shipping.taps("Tú", heard, "Thêm 60")
    assert _deliveries(shipping) == [40, 60]


def test_all_that_was_delivered_so_far_adds_only_the_rest(shipping: Company) -> None:
    shipping.says("Tú", "/update KT-1 giao 40 bộ")
    heard = shipping.says("Tú", "/update KT-1 giao 60 bộ")
    shipping.taps("Tú", heard, "Tổng là 60")
    assert _deliveries(shipping) == [40, 20]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("giao thêm 60 bộ", [40, 60]),
        ("tổng cộng đã giao 60 bộ", [40, 20]),
        ("giao 100 bộ", [40, 60]),  # 140 would be more than there are
        ("giao 30 bộ", [40, 30]),  # less than was delivered can only be more
        ("又交60套", [40, 60]),
        ("累计已交60套", [40, 20]),
    ],
)
def test_what_can_mean_one_thing_alone_is_not_asked(shipping: Company, words: str, parts: list[int]) -> None:
    shipping.says("Tú", "/update KT-1 giao 40 bộ")
    shipping.says("Tú", f"/update KT-1 ship {words}")
    assert _deliveries(shipping) == parts


def test_delivered_completely_adds_what_was_left(shipping: Company) -> None:
    shipping.says("Tú", "/update KT-1 giao 40 bộ")
    heard = shipping.says("Tú", "/update KT-1 giao xong")
    shipping.taps("Tú", heard, "Đủ 120")
    assert _deliveries(shipping) == [40, 80]
    assert shipping.order("KT-1").stage("ship").state is StageState.DONE


def test_a_delivery_is_taken_back(shipping: Company) -> None:
    heard = shipping.says("Tú", "/update KT-1 giao 40 bộ")
    heard = shipping.says("Tú", "/update KT-1 giao thêm 30 bộ")
    shipping.taps("Tú", heard, "Hoàn tác")
    assert _deliveries(shipping) == [40]


def test_an_estimate_beside_a_delivery_is_no_day_of_it(shipping: Company) -> None:
    shipping.says("Tú", "/update KT-1 giao 40 bộ, mai giao nốt")
    stage = shipping.order("KT-1").stage("ship")
    assert _deliveries(shipping) == [40]
    assert stage.estimate is not None


def test_the_done_button_asks_too_whether_that_is_all(works: Company) -> None:
    heard = works.says("Tú", "/update KT-1 sản xuất 80 bộ")
    asked = works.taps("Tú", heard, "Xong")
    assert "mới ghi 80/120 bộ" in asked.answer
    works.taps("Tú", asked, "Đủ 120")
    assert works.order("KT-1").stage("make").state is StageState.DONE


def test_a_photo_waits_with_the_report_for_the_answer(shipping: Company) -> None:
    shipping.says("Tú", "/update KT-1 giao 40 bộ")
    heard = shipping.says("Tú", "/update KT-1 giao 60 bộ", attachments=(PHOTO,))
    shipping.taps("Tú", heard, "Thêm 60")
    assert [one.kind for one in shipping.order("KT-1").stage("ship").evidence] == ["photo"]


def test_what_was_ordered_since_counts_at_the_end(works: Company) -> None:
    works.says("Tú", "/update KT-1 sản xuất 120 bộ")
    works.says("Bảo", "/change KT-1 hàng 150 bộ biển x 250k")
    heard = works.says("Tú", "/update KT-1 sản xuất xong")
    assert "120/150" in heard.answer
    assert works.order("KT-1").stage("make").state is StageState.ACTIVE


@pytest.mark.parametrize("said", ["giao nốt", "giao hết rồi", "送完了"])
def test_the_last_delivery_said_in_words_closes_nothing_by_guess(shipping: Company, said: str) -> None:
    shipping.says("Tú", "/update KT-1 giao 40 bộ")
    shipping.says("Tú", f"/update KT-1 {said}")
    assert shipping.order("KT-1").stage("ship").state is StageState.ACTIVE
