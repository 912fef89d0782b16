"""A reply to the bot's own message in a group is a report on what that message told of."""

from typing import Any

from orders.order import StageState
from tests.support.company import Company


def number_of(company: Company, heard: Any, group: str) -> int:
    """Let all be delivered; the number of the message that reached this group."""
    numbers = company.delivers(heard)
    told = zip(numbers, heard.says, strict=True)
    return next(number for number, say in told if say.chat == company.groups[group])


def test_done_under_a_receipt_closes_its_stage(company: Company):
    company.in_fabrication("KT-2411")
    receipt = company.says("Tú", "/update 2411 gia công 60%", group="production")
    number = number_of(company, receipt, "production")
    company.says("Tú", "xong", group="production", reply_to=number)
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


def test_received_and_done_under_a_handover_notice_are_of_that_stage(company: Company):
    company.in_fabrication("KT-2411")
    company.in_fabrication("KT-2412")
    company.says("Lan", "/new KT-2500; Hoàng Gia; Biển mica")
    handed_over = company.says("Lan", "/update KT-2500 nhận đơn xong")
    number = number_of(company, handed_over, "design")
    asked = company.says("Minh", "đã nhận", group="design", reply_to=number)
    company.taps("Minh", asked, "Thiết kế", group="design")
    assert company.order("KT-2500").stage("design").received_by is not None
    company.says("Minh", "thiết kế 30%", group="design", reply_to=number)
    assert company.order("KT-2500").stage("design").percent == 30


def test_a_line_with_its_own_order_is_on_that_order(company: Company):
    company.in_fabrication("KT-2411")
    company.in_fabrication("KT-2412")
    receipt = company.says("Tú", "/update 2411 gia công 60%", group="production")
    number = number_of(company, receipt, "production")
    company.says("Tú", "KT-2412 gia công 20%", group="production", reply_to=number)
    assert company.order("KT-2411").stage("fabrication").percent == 60
    assert company.order("KT-2412").stage("fabrication").percent == 20


def test_thanks_under_a_receipt_are_hinted_at_in_private_and_record_nothing(company: Company):
    company.in_fabrication("KT-2411")
    receipt = company.says("Tú", "/update 2411 gia công 60%", group="production")
    number = number_of(company, receipt, "production")
    before = company.order("KT-2411")
    for reply_to in (number, 999_999):
        heard = company.says("Lan", "cảm ơn em", group="production", reply_to=reply_to)
        assert heard.says[0].only_for == company.sender("Lan").id
        assert "chưa biết tin này" in heard.answer
    assert company.order("KT-2411") == before
