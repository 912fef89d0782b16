"""/paid: money that came is written down once, and everybody it concerns sees it where it was asked for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.dispatch import handle
from handlers.order_cards.cards import lay
from handlers.reply import Say
from payments.references import reference
from payments.settling import State
from storage.people import chats_rows
from storage.post import cards_rows
from tests.support.coming_in import do
from tests.support.company import Company, Heard
from tests.support.paying import VCB, asked, audited, pays, priced_order, with_accounts

DEPOSIT = "Cọc 50 %"


@pytest.fixture
def shop(company: Company) -> Company:
    with_accounts(company, VCB)
    priced_order(company)
    return company


def edits(heard: Heard) -> list[Say]:
    return [say for say in heard.says if say.edits is not None]


def state(company: Company, place: int = 0) -> State:
    return asked(company)[place].standing.state


def test_without_an_amount_all_that_was_asked_has_come(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    heard = shop.says("Thu", "/paid KT-9", group="finance")
    [one] = asked(shop)
    [payment] = one.payments
    assert (payment.amount, payment.note, one.standing.state) == (6_000_000, "", State.PAID)
    assert payment.at == shop.now
    for part in ("6.000.000", DEPOSIT, "đã nhận đủ"):
        assert part in heard.answer
    assert heard.says[0].chat == shop.groups["finance"]
    assert heard.labels >= {"Hoàn tác", "Xem đơn"}


@pytest.mark.parametrize("words", ["chưa", "rồi?", "chuyển khoản VCB", "没收到"])
def test_words_without_an_amount_record_nothing_before_it_is_tapped(shop: Company, words: str):
    shop.says("Thu", "/qr KT-9 cọc")
    heard = shop.says("Thu", f"/paid KT-9 {words}")
    assert f"Chưa rõ “{words}”" in heard.answer
    assert asked(shop)[0].payments == ()
    shop.taps("Thu", heard, "Tất cả còn lại: 6.000.000")
    [payment] = asked(shop)[0].payments
    assert (payment.amount, payment.note) == (6_000_000, words)


def test_an_amount_among_words_is_offered_and_never_the_whole(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    heard = shop.says("Thu", "/paid KT-9 khách chuyển 2tr")
    assert asked(shop)[0].payments == ()
    assert not any("6.000.000" in label for label in heard.labels)
    shop.taps("Thu", heard, "2.000.000")
    assert asked(shop)[0].standing.received == 2_000_000


@pytest.mark.parametrize("words", ["cọc 2tr", "2tr cọc"])
def test_a_named_instalment_takes_the_money_among_several(shop: Company, words: str):
    shop.says("Thu", "/qr KT-9 nghiệm thu")
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", f"/paid KT-9 {words}")
    shop.says("Thu", "/paid KT-9 nghiệm thu")
    assert [one.standing.received for one in asked(shop)] == [6_000_000, 2_000_000]


def test_money_for_an_instalment_nobody_asked_for_is_not_taken_for_another(shop: Company):
    shop.says("Thu", "/qr KT-9 nghiệm thu")
    heard = shop.says("Thu", "/paid KT-9 cọc 2tr")
    assert "cho khoản nào" in heard.answer
    assert asked(shop)[0].payments == ()
    shop.taps("Thu", heard, "Khoản khác")
    assert [one.standing.received for one in asked(shop)] == [0, 2_000_000]
    assert asked(shop)[1].payments[0].note == "cọc 2tr"


@pytest.mark.parametrize("command", ["/dathu", "/yishou", "/paid"])
def test_by_every_name_of_the_command(shop: Company, command: str):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", f"{command} KT-9")
    assert state(shop) is State.PAID


@pytest.mark.parametrize("spelling", ["{code}", "{lower}", "{spaced}"])
def test_by_the_code_as_a_payer_writes_it(shop: Company, spelling: str):
    code = pays(shop.says("Thu", "/qr KT-9 cọc")).purpose
    typed = spelling.format(code=code, lower=code.lower(), spaced=f"{code[:4]} {code[4:]}")
    shop.says("Thu", f"/paid {typed} 2tr tiền mặt")
    [payment] = asked(shop)[0].payments
    assert (payment.amount, payment.note) == (2_000_000, "tiền mặt")


def test_a_banks_notice_pasted_whole_is_read_for_its_code_and_the_amount_asked(shop: Company):
    code = pays(shop.says("Thu", "/qr KT-9 cọc")).purpose
    notice = f"MBVCB.2427229823.174242.{code.lower()} ck.CT tu 0999000111 TRAN VAN MOT"
    heard = shop.says("Thu", f"/paid {notice}")
    assert "Đã nhận bao nhiêu" in heard.answer
    assert asked(shop)[0].payments == ()
    shop.taps("Thu", heard, "6.000.000")
    [payment] = asked(shop)[0].payments
    assert (payment.amount, payment.note) == (6_000_000, notice)


def test_how_much_came_may_be_typed_and_other_words_are_no_amount(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", "/paid KT-9 1tr25")
    assert "không đọc ra" in shop.says("Thu", "chưa rõ nữa").answer
    assert asked(shop)[0].payments == ()
    shop.says("Thu", "1tr3")
    assert asked(shop)[0].standing.received == 1_300_000


def test_a_part_is_said_with_what_is_to_come_and_a_new_code_for_it(shop: Company):
    first = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    heard = shop.says("Thu", "/paid KT-9 2tr", group="finance")
    assert "đã nhận 2.000.000\u00a0₫ trên 6.000.000\u00a0₫, còn 4.000.000\u00a0₫" in heard.answer
    assert state(shop) is State.PARTLY_PAID
    rest = shop.taps("Thu", heard, "phần còn lại", group="finance")
    assert (pays(rest).amount, pays(rest).purpose) == (4_000_000, pays(first).purpose)
    shop.says("Thu", "/paid KT-9", group="finance")
    assert [one.amount for one in asked(shop)[0].payments] == [2_000_000, 4_000_000]
    assert state(shop) is State.PAID


def test_too_much_is_said_to_be_the_customers(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    heard = shop.taps("Thu", shop.says("Thu", "/paid KT-9 6tr5"), "Vẫn ghi")
    assert "Thừa 500.000" in heard.answer
    assert state(shop) is State.OVERPAID


def test_more_than_is_open_is_asked_with_what_is_open_before_it_is_recorded(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    asks = shop.says("Thu", "/paid KT-9 60tr gõ nhầm")
    assert (
        "Cọc 50 % chỉ còn phải trả 6.000.000\u00a0₫: ghi 60.000.000\u00a0₫ là thừa 54.000.000" in asks.answer
    )
    assert asked(shop)[0].payments == ()
    shop.says("Thu", "/paid KT-9 2tr")
    again = shop.taps("Thu", asks, "Vẫn ghi")
    assert "chỉ còn phải trả 4.000.000" in again.answer, "what was open has changed since it was asked"
    shop.taps("Thu", again, "Vẫn ghi")
    assert [one.amount for one in asked(shop)[0].payments] == [2_000_000, 60_000_000]
    assert asked(shop)[0].payments[1].note == "gõ nhầm"


def test_more_than_the_price_leaves_is_asked_also_where_no_code_waits(shop: Company):
    asks = shop.says("Thu", "/paid KT-9 100tr")
    assert "chỉ còn phải trả 12.000.000\u00a0₫ (giá 12.000.000\u00a0₫)" in asks.answer
    assert asks.labels >= {"Vẫn ghi"}
    assert asked(shop) == ()
    done = shop.taps("Thu", asks, "Vẫn ghi")
    assert "Cả đơn: đã nhận 100.000.000\u00a0₫, thừa 88.000.000" in done.answer
    assert "nhận đủ" not in done.answer
    assert asked(shop)[0].standing.received == 100_000_000


def test_of_several_codes_more_than_the_one_chosen_waits_for_is_asked(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", "/qr KT-9 nghiệm thu")
    asks = shop.taps("Thu", shop.says("Thu", "/paid KT-9 20tr"), "Nghiệm thu")
    assert "là thừa 14.000.000" in asks.answer
    assert not any(one.payments for one in asked(shop))
    shop.taps("Thu", asks, "Vẫn ghi")
    assert [one.standing.received for one in asked(shop)] == [0, 20_000_000]


def test_money_for_none_of_several_codes_is_asked_too_where_the_price_leaves_less(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", "/qr KT-9 nghiệm thu")
    other = shop.taps("Thu", shop.says("Thu", "/paid KT-9 20tr"), "Khoản khác")
    assert "là thừa 8.000.000" in other.answer
    assert not any(one.payments for one in asked(shop))
    shop.taps("Thu", other, "Vẫn ghi")
    assert [one.standing.received for one in asked(shop)] == [0, 0, 20_000_000]


def test_money_without_a_code_says_how_the_whole_order_stands_and_is_nothing_in_full(shop: Company):
    done = shop.taps("Thu", shop.says("Thu", "/paid KT-9 3tr"), "Ghi nhận")
    assert "Cả đơn: đã nhận 3.000.000\u00a0₫ trên 12.000.000" in done.answer
    assert "khách đã chuyển 3.000.000" in done.told(shop.groups["sales"])


def test_every_card_of_the_request_says_how_it_stands(shop: Company):
    first = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    numbers = {*shop.delivers(first)}
    part = shop.says("Thu", "/paid KT-9 2tr")
    [edit] = edits(part)
    assert {edit.edits} == numbers
    assert edit.chat == shop.groups["finance"]
    assert edit.picture is not None, "a caption is edited, not a text"
    assert "ĐÃ TRẢ MỘT PHẦN" in part.read(edit)
    assert "4.000.000" in part.read(edit)
    assert "4000000" in part.keys(edit).values()
    assert "ảnh in số tiền khác, hãy sửa thành 4.000.000" in part.read(edit)
    numbers |= {*shop.delivers(shop.taps("Thu", part, "phần còn lại"))}
    paid = shop.says("Thu", "/paid KT-9")
    assert {say.edits for say in edits(paid)} == numbers
    assert len(numbers) == 2
    for say in edits(paid):
        assert "ĐÃ THANH TOÁN" in paid.read(say)
        assert "0123456789" not in paid.read(say)
        assert set(paid.keys(say)) == {"Xem đơn"}


def test_a_request_in_words_alone_is_edited_as_text(company: Company):
    with_accounts(company, VCB)
    priced_order(company, amount="2 tỷ")
    plain = company.taps("Thu", company.says("Thu", "/qr KT-9 cọc"), "Chỉ gửi")
    [number] = company.delivers(plain)
    heard = company.says("Thu", "/paid KT-9")
    [edit] = edits(heard)
    assert (edit.edits, edit.picture) == (number, None)
    assert "ĐÃ THANH TOÁN" in heard.read(edit)


def test_a_card_that_waits_is_not_posted_once_it_is_paid(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc", group="finance")
    heard = shop.says("Thu", "/paid KT-9", group="finance")
    assert edits(heard) == []
    [behind] = [say for say in heard.says[1:] if "ĐÃ THANH TOÁN" in heard.read(say)]
    assert (behind.chat, behind.picture) == (shop.groups["finance"], None)


def test_by_the_button_on_the_card(shop: Company):
    card = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    assert "Đã ghi nhận 6.000.000" in shop.taps("Thu", card, "Đã nhận tiền", group="finance").answer
    again = shop.taps("Thu", card, "Đã nhận tiền", group="finance")
    assert "Thu ghi" in again.answer
    assert len(asked(shop)[0].payments) == 1


def test_two_people_at_the_same_button_record_it_once(shop: Company):
    shop.enrol(8001, "Hoa", "finance")
    shop.users["Hoa"] = 8001
    card = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    taps = [
        replace(
            shop.taps("Lan", card, "Đã nhận tiền", group="finance").incoming,
            update=900 + number,
            sender=shop.sender(who),
        )
        for number, who in enumerate(("Thu", "Hoa"))
    ]
    both = [
        shop.store.write(
            lambda conn, tap=tap: handle(conn, tap, shop.around, now=shop.now, machine_now=shop.now)
        )
        for tap in taps
    ]
    assert [one.result() for one in both]
    assert len(asked(shop)[0].payments) == 1


def test_a_button_older_than_a_payment_records_nothing(shop: Company):
    card = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    shop.says("Thu", "/paid KT-9 2tr")
    stale = shop.taps("Thu", card, "Đã nhận tiền", group="finance")
    assert "còn 4.000.000" in stale.answer
    assert asked(shop)[0].standing.received == 2_000_000


def test_typed_twice_it_is_told_who_recorded_what_and_when(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", "/paid KT-9")
    shop.passes(minutes=30)
    heard = shop.says("Thu", "/paid KT-9")
    assert "Đã nhận 6.000.000\u00a0₫: Thu ghi, 09:00 T2 23/11" in heard.answer
    assert len(asked(shop)[0].payments) == 1


@pytest.mark.parametrize("amount", ["2tr", "6tr"])
def test_the_same_amount_a_moment_later_is_a_payment_of_its_own_only_if_that_is_said(
    shop: Company, amount: str
):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", f"/paid KT-9 {amount}")
    heard = shop.says("Thu", f"/paid KT-9 {amount}")
    assert "vừa được ghi rồi" in heard.answer
    assert len(asked(shop)[0].payments) == 1
    shop.taps("Thu", heard, "Ghi thêm lần nữa")
    [one] = asked(shop)
    assert len(one.payments) == 2
    assert one.standing.state is (State.OVERPAID if amount == "6tr" else State.PARTLY_PAID)


def test_which_of_several_requests_is_asked(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", "/qr KT-9 nghiệm thu")
    heard = shop.says("Thu", "/paid KT-9 6tr")
    assert "cho khoản nào" in heard.answer
    assert not any(one.payments for one in asked(shop))
    shop.taps("Thu", heard, "Nghiệm thu")
    assert [one.standing.received for one in asked(shop)] == [0, 6_000_000]
    full = shop.says("Thu", "/paid KT-9")
    assert DEPOSIT in full.answer, "one is left, no question"


def test_all_of_one_among_several(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", "/qr KT-9 1tr")
    shop.taps("Thu", shop.says("Thu", "/paid KT-9"), DEPOSIT)
    assert [one.standing.received for one in asked(shop)] == [6_000_000, 0]


def test_money_that_nobody_asked_for_is_recorded_if_that_is_meant(shop: Company):
    assert "chưa có mã thanh toán" in shop.says("Thu", "/paid KT-9").answer
    heard = shop.says("Thu", "/paid KT-9 3tr tiền mặt")
    assert asked(shop) == ()
    done = shop.taps("Thu", heard, "Ghi nhận")
    [one] = asked(shop)
    assert (one.standing.state, one.payments[0].note) == (State.PAID, "tiền mặt")
    assert "3.000.000" in done.answer
    assert edits(done) == []


def test_money_for_a_cancelled_code_is_recorded_and_said_so(shop: Company):
    card = shop.says("Thu", "/qr KT-9 cọc")
    code = pays(card).purpose
    shop.taps("Thu", shop.taps("Thu", card, "Huỷ mã"), "Huỷ mã")
    heard = shop.says("Thu", f"/paid {code} 6tr")
    assert "đã huỷ" in heard.answer
    assert state(shop) is State.PAID


def test_an_unknown_code_is_named(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    heard = shop.says("Thu", f"/paid {reference(1)} 6tr")
    assert reference(1) in heard.answer
    assert "Không có mã" in heard.answer


def test_a_slip_in_a_code_is_said_to_be_one(shop: Company):
    code = pays(shop.says("Thu", "/qr KT-9 cọc")).purpose
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    heard = shop.says("Thu", f"/paid {wrong} 6tr")
    assert f"Mã {wrong} có ký tự sai" in heard.answer
    assert asked(shop)[0].payments == ()


def test_the_opener_hears_at_once_with_the_amount(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc", group="finance")
    heard = shop.says("Thu", "/paid KT-9", group="finance")
    told = heard.told(shop.groups["sales"])
    assert "khách đã trả đủ Cọc 50 %" in told
    assert "6.000.000" in told


def test_where_amounts_may_not_be_seen_they_hear_it_without(shop: Company):
    do(shop, chats_rows.bind, shop.groups["sales"], None, shop.centre.id, ("sales", "production"))
    shop.says("Thu", "/qr KT-9 cọc", group="finance")
    heard = shop.says("Thu", "/paid KT-9 2tr", group="finance")
    told = heard.told(shop.groups["sales"])
    assert "khách đã trả một phần" in told
    assert "000" not in told


def test_undo_takes_it_back_everywhere(shop: Company):
    card = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    [number] = shop.delivers(card)[:1]
    paid = shop.says("Thu", "/paid KT-9", group="finance")
    shop.delivers(paid)
    heard = shop.taps("Thu", paid, "Hoàn tác", group="finance")
    assert "Đã rút lại khoản 6.000.000" in heard.answer
    assert state(shop) is State.OPEN
    [again] = [say for say in edits(heard) if say.edits == number]
    assert "Cần chuyển" in heard.read(again)
    assert "Đã nhận tiền" in heard.keys(again)
    [notice] = [say for say in edits(heard) if say.chat == shop.groups["sales"]]
    assert "rút lại" in heard.read(notice)
    assert "đã được hoàn tác: Thu" in shop.taps("Thu", paid, "Hoàn tác", group="finance").answer
    assert [act for act, _ in audited(shop)] == ["payment.asked", "payment.received", "payment.taken_back"]


def test_undo_waits_for_what_was_recorded_later(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    first = shop.says("Thu", "/paid KT-9 2tr")
    second = shop.says("Thu", "/paid KT-9 1tr")
    assert "Hoàn tác khoản sau cùng trước" in shop.taps("Thu", first, "Hoàn tác").answer
    shop.taps("Thu", second, "Hoàn tác")
    shop.taps("Thu", first, "Hoàn tác")
    assert state(shop) is State.OPEN


def test_an_undone_payment_is_not_taken_for_a_repeat(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.taps("Thu", shop.says("Thu", "/paid KT-9 2tr"), "Hoàn tác")
    shop.says("Thu", "/paid KT-9 2tr")
    assert asked(shop)[0].standing.received == 2_000_000


@pytest.mark.parametrize("who", ["Lan", "Điệp", "Khoa", "An", "Tú"])
def test_only_finance_records_money_by_command_or_by_button(shop: Company, who: str):
    card = shop.says("Thu", "/qr KT-9 cọc", group="finance")
    paid = shop.says("Thu", "/paid KT-9 1tr", group="finance")
    for heard in (
        shop.says(who, "/paid KT-9"),
        shop.taps(who, card, "Đã nhận tiền", group="finance"),
        shop.taps(who, card, "Huỷ mã", group="finance"),
        shop.taps(who, paid, "Hoàn tác", group="finance"),
        shop.taps(who, paid, "phần còn lại", group="finance"),
    ):
        assert "tài chính" in heard.answer
        assert not any(say.picture for say in heard.says)
    assert asked(shop)[0].standing.received == 1_000_000


def test_in_a_group_that_may_not_see_amounts_nothing_of_them_is_said(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    heard = shop.says("Thu", "/paid KT-9 2tr", group="production")
    here = "\n".join(heard.read(say) for say in heard.says if say.chat == shop.groups["production"])
    assert here
    assert "000" not in here
    assert asked(shop)[0].standing.received == 2_000_000


def test_an_edited_message_records_nothing_more(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    first = shop.says("Thu", "/paid KT-9 2tr")
    assert "không đọc tin sửa này" in shop.edits(first, "/paid KT-9 3tr").answer
    assert asked(shop)[0].standing.received == 2_000_000


def card_of(company: Company, group: str) -> str:
    """The order's live card as it is shown next in a group; it fails where nothing is to be shown anew."""

    def show(conn: Any) -> Say | None:
        lease = timedelta(seconds=1)
        waiting = cards_rows.claim(conn, owner="x", now=company.now, lease=lease, limit=50)
        for card in waiting:
            cards_rows.shown(conn, card, card.wanted, 7)
        [own] = [one for one in waiting if one.chat == company.groups[group]]
        return lay(conn, own, now=company.now, centres=company.centres)

    say = company.store.write(show).result()
    assert say is not None
    return company.says("Thu", "/whoami").read(say)


def test_the_orders_card_shows_its_money_to_those_who_may_see_it(shop: Company):
    shop.says("Thu", "/order KT-9", group="finance")
    shop.says("Thu", "/qr KT-9 cọc")
    assert "Cọc 50 %: 6.000.000\u00a0₫, chưa nhận tiền" in card_of(shop, "finance")
    shop.says("Thu", "/paid KT-9 2tr")
    assert "đã nhận 2.000.000\u00a0₫ trên 6.000.000" in card_of(shop, "finance"), "it is shown anew"
    shop.says("Thu", "/paid KT-9")
    shop.says("Tú", "/order KT-9", group="production")
    assert "₫" not in card_of(shop, "production")


@pytest.mark.parametrize(
    "data",
    [
        "yd:1",
        "yd:1:::DP000000X",
        "yp:1:::x",
        "yp:1:::1:full",
        "yu:1::5:DP000000X",
        "qn:9:::DP1",
        "qx:zzz",
        "yo:1:::7",
    ],
)
def test_forged_buttons_change_nothing(shop: Company, data: str):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.forges("Thu", data)
    assert asked(shop)[0].payments == ()
    assert asked(shop)[0].request.cancelled_at is None


def test_money_is_on_record_with_who_and_how_much(shop: Company):
    shop.says("Thu", "/qr KT-9 cọc")
    shop.says("Thu", "/paid KT-9 2tr tiền mặt")
    act, data = audited(shop)[-1]
    assert act == "payment.received"
    assert (data["order"], data["amount"], data["note"]) == ("KT-9", 2_000_000, "tiền mặt")


def test_work_that_was_stuck_for_the_money_can_go_on_from_the_receipt(shop: Company):
    shop.says("Minh", "/hold KT-9 thiết kế chưa cọc")
    shop.says("Thu", "/qr KT-9 cọc")
    part = shop.says("Thu", "/paid KT-9 2tr")
    assert "làm tiếp" not in part.answer
    heard = shop.says("Thu", "/paid KT-9")
    assert "kẹt vì chờ tiền: Thiết kế" in heard.answer
    shop.taps("Thu", heard, "Thiết kế: làm tiếp")
    assert shop.order("KT-9").stage("design").hold is None
