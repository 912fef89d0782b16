"""/qr: a code for just what is meant, posted once, where amounts may be seen."""

import json
import re

import pytest

from handlers.reply import Say
from handlers.stage_keys import QR_AGAIN
from payments.references import read_reference
from payments.shares import ONE_TRANSFER
from storage.people import people_rows
from tests.support.coming_in import do
from tests.support.company import Company, Heard
from tests.support.paying import (
    PRICE,
    TCB,
    VCB,
    accepted,
    asked,
    audited,
    pays,
    priced_order,
    revoked,
    with_accounts,
)


@pytest.fixture
def shop(company: Company) -> Company:
    with_accounts(company, VCB)
    priced_order(company)
    return company


def picture(heard: Heard) -> Say:
    [say] = [say for say in heard.says if say.picture is not None]
    return say


def test_a_card_with_the_amount_and_a_code_of_its_own(shop: Company):
    heard = shop.says("Thu", "/qr KT-9 6tr", group="finance")
    [request] = asked(shop)
    paid = pays(heard)
    assert (paid.bin, paid.account, paid.amount) == ("970436", "0123456789", 6_000_000)
    assert read_reference(paid.purpose) == paid.purpose == request.request.code
    say = picture(heard)
    assert (say.chat, say.only_for, say.note_for) == (
        shop.groups["finance"],
        None,
        f"payment:{request.request.id}",
    )
    for part in ("6.000.000", "Vietcombank", "0123456789", "CONG TY ADTECH", paid.purpose):
        assert part in heard.answer
    copies = [key.copy for row in say.buttons for key in row if key.copy]
    assert copies == ["0123456789", "6000000", paid.purpose]
    assert {"Đã nhận tiền", "Huỷ mã"} <= heard.labels


def test_nothing_of_the_companys_own_stands_on_the_picture(shop: Company):
    say = picture(shop.says("Thu", "/qr KT-9 6tr", group="finance"))
    assert say.picture is not None
    drawn = json.dumps([repr(say.picture.texts), dict(say.picture.data)], ensure_ascii=False)
    assert "Khánh Thy" not in drawn
    assert "Bảng hiệu" not in drawn
    assert "Thu" not in re.sub(r"Thu[^ ']*\w", "", drawn)
    [day] = [one.params for one in say.picture.texts["notes"] if one.key == "payment.picture_day"]
    assert day == {"year": "2026", "month": "11", "day": "23"}


@pytest.mark.parametrize("command", ["/thu", "/shoukuan", "/qr"])
def test_by_every_name_of_the_command(shop: Company, command: str):
    assert pays(shop.says("Thu", f"{command} KT-9 1,5 triệu")).amount == 1_500_000


@pytest.mark.parametrize("words", ["cọc", "deposit", "Cọc 50 %"])
def test_an_instalment_by_its_name_with_its_share_of_the_price(shop: Company, words: str):
    heard = shop.says("Thu", f"/qr KT-9 {words}")
    assert pays(heard).amount == PRICE // 2
    assert "Cọc 50 %" in heard.answer
    assert asked(shop)[0].request.demand.instalment == "deposit"


def test_without_an_amount_the_instalments_and_all_that_is_open_are_buttons(shop: Company):
    heard = shop.says("Thu", "/qr KT-9")
    assert heard.labels >= {"Cọc 50 %: 6.000.000\u00a0₫", "Tất cả còn lại: 12.000.000\u00a0₫"}
    assert asked(shop) == ()
    shop.taps("Thu", heard, "Cọc")
    again = shop.says("Thu", "/qr KT-9")
    assert "Đã yêu cầu Cọc 50 %: 6.000.000\u00a0₫, chưa nhận tiền" in again.answer
    assert not any("Cọc" in label for label in again.labels)
    assert pays(shop.taps("Thu", again, "Nghiệm thu")).amount == 6_000_000


def test_the_amount_may_be_typed_when_it_is_asked(shop: Company):
    shop.says("Thu", "/qr KT-9")
    assert pays(shop.says("Thu", "2tr5")).amount == 2_500_000


def test_a_bare_number_may_be_millions_and_the_instalments_are_offered_besides(shop: Company):
    heard = shop.says("Thu", "/qr KT-9 6")
    labels = {"6.000\u00a0₫", "6.000.000\u00a0₫", "6\u00a0₫", "Cọc 50 %: 6.000.000\u00a0₫"}
    assert heard.labels >= labels
    shop.taps("Thu", heard, "Cọc")
    [one] = asked(shop)
    assert (one.request.demand.amount, one.request.demand.instalment) == (6_000_000, "deposit")


def test_an_amount_that_is_just_an_instalments_is_that_instalments_code(shop: Company):
    heard = shop.says("Thu", "/qr KT-9 6tr")
    assert "Đơn KT-9 · Cọc 50 %" in heard.answer
    assert asked(shop)[0].request.demand.instalment == "deposit"
    shop.passes(hours=2)
    again = shop.says("Thu", "/qr KT-9 6tr")
    assert "Đã yêu cầu" not in again.answer
    assert "Gửi lại mã này" in again.labels, "the deposit waits for just that, and nothing else is due"
    assert len(asked(shop)) == 1
    shop.says("Thu", "/paid KT-9")
    shop.says("Thu", "/qr KT-9 6tr")
    assert [one.request.demand.instalment for one in asked(shop)] == ["deposit", "final"]


def test_which_of_two_instalments_of_one_amount_is_asked(shop: Company):
    accepted(shop)
    heard = shop.says("Thu", "/qr KT-9 6tr")
    assert "6.000.000\u00a0₫ là của đợt nào?" in heard.answer
    assert asked(shop) == ()
    card = shop.taps("Thu", heard, "Nghiệm thu")
    assert "Nghiệm thu 50 %" in card.answer
    second = shop.says("Thu", "/qr KT-9 6tr")
    assert "Gửi lại mã này" in second.labels, "the same amount a moment ago"
    shop.passes(hours=1)
    assert "Cọc 50 %" in shop.says("Thu", "/qr KT-9 6tr").answer
    assert [one.request.demand.instalment for one in asked(shop)] == ["final", "deposit"]


def test_in_a_group_the_amount_is_a_reply_to_the_question(shop: Company):
    question = shop.says("Thu", "/qr KT-9", group="finance")
    [number] = shop.delivers(question)
    assert shop.says("Thu", "2tr5", group="finance").says == ()
    heard = shop.says("Thu", "2tr5", group="finance", reply_to=number)
    assert pays(heard).amount == 2_500_000


def test_words_that_are_no_amount_leave_the_question_open(shop: Company):
    shop.says("Thu", "/qr KT-9")
    assert "không đọc ra số tiền" in shop.says("Thu", "từ từ").answer
    assert pays(shop.says("Thu", "2tr5")).amount == 2_500_000


def test_all_that_is_open_is_what_has_not_come_yet(shop: Company):
    shop.says("Thu", "/qr KT-9 5tr")
    shop.says("Thu", "/paid KT-9 5tr")
    assert pays(shop.taps("Thu", shop.says("Thu", "/qr KT-9"), "Tất cả")).amount == 7_000_000


@pytest.mark.parametrize(
    ("typed", "choice", "amount"),
    [("500", "500.000", 500_000), ("1tr25", "1.250.000", 1_250_000), ("2 củ", "2.000.000", 2_000_000)],
)
def test_what_may_mean_several_amounts_is_asked(shop: Company, typed: str, choice: str, amount: int):
    heard = shop.says("Thu", f"/qr KT-9 {typed}")
    assert f"Chưa rõ “{typed}”" in heard.answer
    assert asked(shop) == ()
    assert pays(shop.taps("Thu", heard, choice)).amount == amount


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("12.50.000", "dấu chấm, phẩy"),
        ("100 usd", "tính bằng loại tiền khác"),
        ("-500k", "lớn hơn 0"),
        ("1.250.000,50", "lẻ hơn đơn vị nhỏ nhất"),
        ("1k2tr", "không khớp"),
        ("0912345678", "không đọc ra"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(shop: Company, typed: str, why: str):
    assert why in shop.says("Thu", f"/qr KT-9 {typed}").answer
    assert asked(shop) == ()


def test_which_account_is_asked_where_there_are_several(company: Company):
    with_accounts(company, VCB, TCB)
    priced_order(company)
    heard = company.says("Thu", "/qr KT-9 6tr")
    assert heard.labels >= {"Vietcombank …6789", "Techcombank …8999"}
    assert pays(company.taps("Thu", heard, "Techcombank")).account == TCB.account
    assert "Techcombank" in repr(asked(company)[0]) or asked(company)[0].request.demand.bin == TCB.bin


def test_without_an_account_it_says_where_to_put_one(company: Company):
    priced_order(company)
    assert "bank_accounts" in company.says("Thu", "/qr KT-9 6tr").answer


@pytest.mark.parametrize("words", ["tạm ứng", "phần còn lại", "bao nhiêu nhỉ"])
def test_words_that_say_nothing_of_an_amount_are_asked_about_with_every_choice(shop: Company, words: str):
    heard = shop.says("Thu", f"/qr KT-9 {words}")
    assert f"Chưa rõ “{words}”" in heard.answer
    assert asked(shop) == ()
    assert any("Tất cả còn lại" in label for label in heard.labels)
    assert pays(shop.taps("Thu", heard, "Cọc")).amount == 6_000_000


@pytest.mark.parametrize("words", ["5tr nhé em", "cho khách 5tr"])
def test_an_amount_among_words_is_one_tap_away(shop: Company, words: str):
    heard = shop.says("Thu", f"/qr KT-9 {words}")
    assert asked(shop) == ()
    assert pays(shop.taps("Thu", heard, "5.000.000")).amount == 5_000_000


@pytest.mark.parametrize("words", ["cọc 3tr", "3tr cọc"])
def test_an_instalment_with_an_amount_of_its_own(shop: Company, words: str):
    assert pays(shop.says("Thu", f"/qr KT-9: {words}")).amount == 3_000_000
    assert asked(shop)[0].request.demand.instalment == "deposit"


@pytest.mark.parametrize("command", ["/qr", "/paid"])
def test_without_an_order_the_answer_shows_how_money_is_typed(shop: Company, command: str):
    heard = shop.says("Thu", command)
    assert "/thu 2411 12tr5" in heard.answer
    assert "/dathu 2411 12tr5" in heard.answer


def test_what_other_codes_wait_for_is_counted_before_more_is_asked(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    assert pays(shop.says("Thu", "/qr KT-9 5tr")).amount == 5_000_000
    heard = shop.says("Thu", "/qr KT-9 2tr")
    assert "đang chờ 11.000.000" in heard.answer
    assert len(asked(shop)) == 2
    assert pays(shop.taps("Thu", heard, "Vẫn làm mã")).amount == 2_000_000


def test_more_than_is_open_is_asked_once_more(shop: Company):
    heard = shop.says("Thu", "/qr KT-9 20tr")
    assert "giá đơn 12.000.000" in heard.answer
    assert asked(shop) == ()
    assert pays(shop.taps("Thu", heard, "Vẫn làm mã")).amount == 20_000_000


def test_more_than_one_transfer_may_carry_is_split_or_asked_for_in_words(company: Company):
    with_accounts(company, VCB)
    priced_order(company, amount="1,2 tỷ")
    heard = company.says("Thu", "/qr KT-9 1,2 tỷ")
    assert "500.000.000" in heard.answer
    assert not any(say.picture for say in heard.says)
    split = company.taps("Thu", heard, "Chia")
    amounts = [pays(split, place).amount for place in range(3)]
    assert amounts == [400_000_000] * 3
    assert max(amounts) <= ONE_TRANSFER
    assert "Lần 1/3" in split.answer
    [request] = asked(company)
    assert {pays(split, place).purpose for place in range(3)} == {request.request.code}
    plain = company.taps("Thu", heard, "Chỉ gửi số tài khoản")
    assert plain.says[0].picture is None
    assert "0123456789" in plain.answer


def test_a_sum_for_a_hundred_codes_is_asked_for_in_words_alone(company: Company):
    with_accounts(company, VCB)
    priced_order(company, amount="50 tỷ")
    heard = company.says("Thu", "/qr KT-9 50 tỷ")
    assert heard.labels == {"Chỉ gửi số tài khoản", "Huỷ mã"}
    [request] = asked(company)
    forged = company.forges(
        "Thu", f"{QR_AGAIN}:{request.request.demand.order_id}:::{request.request.code}:split"
    )
    assert not any(say.picture for say in forged.says)


def test_typed_twice_it_is_told_and_not_posted_twice(shop: Company):
    shop.says("Thu", "/qr KT-9 6tr", group="finance")
    shop.passes(minutes=2)
    heard = shop.says("Thu", "/qr KT-9 6tr", group="finance")
    [request] = asked(shop)
    assert request.request.code in heard.answer
    assert "Thu tạo" in heard.answer
    assert not any(say.picture for say in heard.says)
    again = shop.taps("Thu", heard, "Gửi lại", group="finance")
    assert pays(again).purpose == request.request.code
    assert len(asked(shop)) == 1
    other = shop.taps("Thu", heard, "Thêm một mã", group="finance")
    assert pays(other).purpose != request.request.code
    assert len(asked(shop)) == 2


def test_the_same_amount_another_day_is_another_request(shop: Company):
    shop.says("Thu", "/qr KT-9 2tr")
    shop.passes(days=1)
    assert pays(shop.says("Thu", "/qr KT-9 2tr")).amount == 2_000_000
    assert len(asked(shop)) == 2


def test_an_instalment_is_asked_for_once(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.passes(days=3)
    heard = shop.says("Thu", "/qr KT-9 cọc")
    assert len(asked(shop)) == 1
    assert "Thêm một mã nữa" not in heard.labels
    assert "Gửi lại mã này" in heard.labels


def test_a_cancelled_code_is_asked_for_anew(shop: Company):
    first = shop.says("Thu", "/qr KT-9 cọc")
    sure = shop.taps("Thu", first, "Huỷ mã")
    assert asked(shop)[0].request.cancelled_at is None
    assert "Đã huỷ mã" in shop.taps("Thu", sure, "Huỷ mã").answer
    assert asked(shop)[0].request.cancelled_at is not None
    assert pays(shop.says("Thu", "/qr KT-9 cọc")).purpose != pays(first).purpose


def test_the_card_of_a_cancelled_code_says_so_wherever_it_stands(shop: Company):
    first = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    [number, *_] = shop.delivers(first)
    heard = shop.taps("Thu", shop.taps("Thu", first, "Huỷ mã", group="finance"), "Huỷ mã", group="finance")
    [edit] = [say for say in heard.says if say.edits == number]
    assert (edit.chat, edit.picture is not None) == (shop.groups["finance"], True)
    assert "ĐÃ HUỶ MÃ" in heard.read(edit)
    assert set(heard.keys(edit)) == {"Xem đơn"}
    later = shop.taps("Thu", first, "Huỷ mã")
    assert "Đã huỷ: Thu" in later.answer
    assert audited(shop)[-1][0] == "payment.cancelled"


@pytest.mark.parametrize("who", ["Lan", "Hùng", "Minh", "Điệp", "Khoa", "An"])
def test_only_who_sees_the_account_asks_for_money(shop: Company, who: str):
    heard = shop.says(who, "/qr KT-9 6tr")
    assert "tài chính" in heard.answer
    assert asked(shop) == ()


def test_the_auditor_only_reads(shop: Company):
    assert "chỉ xem" in shop.says("Soát", "/qr KT-9 6tr").answer


def test_the_department_that_answers_for_missing_payments_needs_no_role(shop: Company):
    revoked(shop, "Thu", "finance")
    assert pays(shop.says("Thu", "/qr KT-9 6tr")).amount == 6_000_000


def test_in_a_group_that_may_not_see_amounts_the_answer_is_private(shop: Company):
    heard = shop.says("Thu", "/qr KT-9 6tr", group="production")
    group, private = heard.says
    assert group.only_for == shop.sender("Thu").id
    assert "6.000.000" not in heard.read(group)
    assert (private.chat, private.picture is not None) == (shop.sender("Thu").id, True)


def test_questions_follow_into_the_private_chat(shop: Company):
    heard = shop.says("Thu", "/qr KT-9", group="production")
    assert all(say.chat != shop.groups["production"] for say in heard.says[1:])
    assert pays(shop.taps("Thu", heard, "Cọc")).amount == 6_000_000
    shop.says("Thu", "/qr KT-9", group="production")
    assert pays(shop.says("Thu", "750k")).amount == 750_000


def test_who_never_pressed_start_is_asked_to(shop: Company):
    do(shop, people_rows.set_reachable, shop.sender("Thu").id, reachable=False)
    heard = shop.says("Thu", "/qr KT-9 6tr", group="production")
    assert "bấm Start" in heard.answer
    assert asked(shop) == ()


def test_a_draft_and_a_cancelled_order_are_not_charged(company: Company):
    with_accounts(company, VCB)
    company.says("Lan", "/new KT-5; Hoa Mai; Standee; 4/12; 5tr")
    order = company.order("KT-5")
    if order.state.value == "draft":
        assert "nháp" in company.says("Thu", "/qr KT-5 1tr").answer
    company.taps("An", company.says("An", "/cancel KT-5 khách đổi ý"), "Huỷ đơn")
    assert "đã huỷ" in company.says("Thu", "/qr KT-5 1tr").answer.lower()


def test_several_orders_of_a_customer_are_asked_about(shop: Company):
    priced_order(shop, "KT-10", "3tr")
    heard = shop.says("Thu", "/qr Khánh Thy 500k")
    assert heard.labels >= {"KT-9", "KT-10"}
    assert pays(shop.taps("Thu", heard, "KT-10")).amount == 500_000
    assert len(asked(shop, "KT-10")) == 1


def test_a_price_that_is_not_known_is_no_hindrance(company: Company):
    with_accounts(company, VCB)
    company.says("Lan", "/new KT-7; Hoa Mai; Standee; 4/12")
    company.says("Lan", "/update KT-7 reception xong")
    heard = company.says("Thu", "/qr KT-7")
    assert not any("₫" in label for label in heard.labels)
    company.says("Thu", "/qr KT-7 cọc")
    heard = company.says("Thu", "3tr")
    assert pays(heard).amount == 3_000_000
    assert asked(company, "KT-7")[0].request.demand.instalment == "deposit"


@pytest.mark.parametrize(
    "forge", ["x", "9:i7", "{n}:i99", "{n}:b7", "{n}:0", "{n}:99999999999999", "{n}:", "{n}:-5"]
)
def test_forged_answers_change_nothing(shop: Company, forge: str):
    heard = shop.says("Thu", "/qr KT-9")
    data = next(one for one in heard.keys().values() if one.startswith("qp:"))
    number = re.findall(r":(\d+):", data)[-1]
    shop.forges("Thu", f"{data[: data.rindex(':' + number)]}:{forge.format(n=number)}")
    assert asked(shop) == ()


def test_every_request_is_on_record(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    [(act, data)] = audited(shop)
    assert act == "payment.asked"
    assert (data["order"], data["amount"], data["instalment"]) == ("KT-9", 6_000_000, "deposit")


def test_the_cards_of_a_cancelled_order_say_so_until_that_is_taken_back(shop: Company):
    card = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    [number] = shop.delivers(card)
    cancelled = shop.taps("An", shop.says("An", "/cancel KT-9 khách đổi ý"), "Huỷ đơn")
    [edit] = [say for say in cancelled.says if say.edits == number]
    assert "ĐƠN ĐÃ HUỶ" in cancelled.read(edit)
    assert "0123456789" not in cancelled.read(edit)
    assert set(cancelled.keys(edit)) == {"Xem đơn"}
    told = shop.taps("Thu", card, "Đã nhận tiền", group="finance")
    assert asked(shop)[0].payments != (), "money that has come counts all the same"
    shop.taps("Thu", told, "Hoàn tác", group="finance")
    assert "đã huỷ" in shop.says("Thu", "/qr KT-9 1tr").answer
    back = shop.taps("An", cancelled, "Hoàn tác")
    [again] = [say for say in back.says if say.edits == number]
    assert "Cần chuyển" in back.read(again)
