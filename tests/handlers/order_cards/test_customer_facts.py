"""Whom to call and where to go: how it is given, who sees it, what can be done with it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from handlers.incoming import Attachment
from handlers.order_cards.cards import lay
from handlers.reply import Say
from orders.order import OrderState
from storage.post.cards_rows import Card
from tests.support.company import FILE, Company

TWO_KINDS = Path(__file__).parents[1] / "two_kinds.yaml"

VAN = Attachment(kind="contact", name="Vân Khánh Thy", phone="84909123456")
BEN_THANH = Attachment(kind="location", latitude=10.7768891, longitude=106.7008062)
PIN = (10.776889, 106.700806)
ON_THE_MAP = "https://www.google.com/maps/search/?api=1&query=10.776889%2C106.700806"


@pytest.fixture
def two_kinds(database_url: str, now: datetime) -> Iterator[Company]:
    """Engineering has a stage there only in orders of a customer's own make."""
    founded = Company.founded(database_url, now, centre_file=TWO_KINDS)
    yield founded
    founded.close()


def shown(company: Company, code: str, where: int) -> str:
    """The order's card as it stands in one chat: its words, and its keys with where they lead."""
    order = company.order(code)
    posted = Card(
        id=1, kind="order", ref=str(order.id), company=company.centre.id, chat=where, thread=None,
        message_id=None, wanted=1, shown=0, attempts=0,
    )  # fmt: skip
    said = company.store.read(
        lambda conn: lay(conn, posted, now=company.now, centres=company.centres)
    ).result()
    assert isinstance(said, Say)
    heard = company.says("Lan", f"/change {code}")
    return "\n".join([heard.read(said), *(f"{name}={to}" for name, to in heard.keys(said).items())])


# --- given -------------------------------------------------------------------------------------------------------


def test_one_line_takes_them_wherever_they_stand_behind_the_customer(company: Company) -> None:
    line = "/new KT-1; Khánh Thy; Biển alu; liên hệ chị Vân 0909 123 456; 25/12; đc 12 Lê Lợi; 12tr500; 10.776889,106.700806; treo trước 8h"
    heard = company.says("Lan", line)
    facts = company.order("KT-1").facts
    assert (facts.contact, facts.phone, facts.address) == ("chị Vân", "0909 123 456", "12 Lê Lợi")
    assert (facts.map_pin, facts.amount, facts.requirements) == (PIN, 12_500_000, "treo trước 8h")
    for said in ("chị Vân", "0909 123 456", "12 Lê Lợi", "treo trước 8h"):
        assert said in heard.answer


@pytest.mark.parametrize("said", ["chị Hoa 0903 123 456", "王经理 138-0013-8000", "Mr. Nam: 0903123456"])
def test_a_name_as_people_are_called_with_a_number_is_whom_to_call(company: Company, said: str) -> None:
    company.says("Lan", f"/new KT-1; Khánh Thy; Biển alu; {said}")
    facts = company.order("KT-1").facts
    assert facts.contact in {"chị Hoa", "王经理", "Mr. Nam"}
    assert facts.phone
    assert not facts.requirements
    company.says("Lan", "/new KT-2; Khánh Thy; Biển số 0903 123 456 cho chị Hoa")
    assert company.order("KT-2").facts.contact == ""


def test_a_bare_number_and_a_bare_place_say_what_they_are(company: Company) -> None:
    company.says("Lan", "/kaidan KT-1；永兴；招牌；138-0013-8000；https://maps.app.goo.gl/Ab12")
    facts = company.order("KT-1").facts
    assert (facts.phone, facts.address, facts.map_pin) == (
        "138-0013-8000",
        "https://maps.app.goo.gl/Ab12",
        None,
    )
    assert facts.title == "招牌"


@pytest.mark.parametrize(
    "title", ["Điện thoại bàn 20 cái", "Contact lens display", "Bản đồ treo tường", "电话亭"]
)
def test_what_is_ordered_may_be_called_like_one_of_them(company: Company, title: str) -> None:
    company.says("Lan", f"/new KT-1; Khánh Thy; {title}")
    facts = company.order("KT-1").facts
    assert (facts.title, facts.contact, facts.phone, facts.address, facts.map_pin) == (
        title,
        "",
        "",
        "",
        None,
    )


def test_guided_a_shared_contact_and_a_shared_place_are_answers(company: Company) -> None:
    heard = company.says("Lan", "/new Khánh Thy")
    for _ in range(3):
        heard = company.taps("Lan", heard, "Bỏ qua")
    assert "Gọi cho ai bên khách" in heard.answer
    heard = company.says("Lan", "", attachments=(VAN,))
    assert "Giao hay lắp ở đâu" in heard.answer
    heard = company.says("Lan", "", attachments=(BEN_THANH,))
    assert "yêu cầu gì đặc biệt" in heard.answer
    facts = company.order("DH-261101").facts
    assert (facts.contact, facts.phone, facts.map_pin) == ("Vân Khánh Thy", "+84909123456", PIN)


def test_a_place_is_no_answer_to_who_is_to_be_called(company: Company) -> None:
    heard = company.says("Lan", "/new Khánh Thy")
    for _ in range(3):
        heard = company.taps("Lan", heard, "Bỏ qua")
    heard = company.says("Lan", "", attachments=(BEN_THANH,))
    assert "Gọi cho ai bên khách" in heard.answer


def test_they_are_changed_by_words_by_a_card_and_by_a_place(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    asked = company.taps("Hùng", company.says("Hùng", "/change KT-1"), "Người liên hệ")
    changed = company.says("Hùng", "", attachments=(VAN,))
    assert "Vân Khánh Thy" in changed.answer
    asked = company.taps("Hùng", company.says("Hùng", "/change KT-1"), "Vị trí bản đồ")
    assert "toạ độ" in asked.answer
    company.says("Hùng", "", attachments=(BEN_THANH,))
    company.says("Hùng", "/sua KT-1 địa chỉ Chợ Bến Thành https://maps.google.com/?q=10.5,106.5")
    facts = company.order("KT-1").facts
    assert (facts.phone, facts.address, facts.map_pin) == ("+84909123456", "Chợ Bến Thành", (10.5, 106.5))
    company.says("Hùng", "/sua KT-1 bản đồ")
    assert company.order("KT-1").facts.map_pin is None


def test_a_new_number_leaves_the_name_and_a_new_name_the_number(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; liên hệ chị Vân 0909 123 456")
    company.says("Hùng", "/change KT-1 liên hệ anh Ba")
    company.says("Hùng", "/change KT-1 liên hệ 0912 345 678")
    facts = company.order("KT-1").facts
    assert (facts.contact, facts.phone) == ("anh Ba", "0912 345 678")


def test_what_is_no_place_on_the_map_is_asked_again(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    asked = company.says("Hùng", "/change KT-1 toạ độ gần chợ")
    assert "gần chợ" in asked.answer
    company.says("Hùng", "10.776889 106.700806")
    assert company.order("KT-1").facts.map_pin == PIN


def test_a_contact_below_the_message_of_an_order_is_that_orders(company: Company) -> None:
    receipt = company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    [message, *_] = company.delivers(receipt)
    changed = company.says("Lan", "", attachments=(VAN,), reply_to=message)
    assert "Bạn không có quyền" in changed.answer
    receipt = company.says("Hùng", "/change KT-1 tên Biển đồng")
    [message, *_] = company.delivers(receipt)
    changed = company.says("Hùng", "", attachments=(VAN,), reply_to=message)
    assert "Vân Khánh Thy" in changed.answer
    assert company.order("KT-1").facts.phone == "+84909123456"


def test_a_contact_alone_is_asked_for_its_order(company: Company) -> None:
    heard = company.says("Lan", "", attachments=(VAN,))
    assert "Danh thiếp này của đơn nào" in heard.answer


# --- seen --------------------------------------------------------------------------------------------------------


def with_customer(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; liên hệ chị Vân 0909 123 456; đc 12 Lê Lợi")


def test_the_card_shows_them_where_the_order_is_worked_on_and_nowhere_else(two_kinds: Company) -> None:
    two_kinds.says("Lan", "/new Hàng mới; KT-1; Khánh Thy; Kệ; liên hệ chị Vân 0909 123 456; đc 12 Lê Lợi")
    assert two_kinds.order("KT-1").state is OrderState.OPEN
    for group in ("sales", "production", "finance", "coordination"):
        seen = shown(two_kinds, "KT-1", two_kinds.groups[group])
        assert "0909 123 456" in seen, group
        assert "📞 Gọi=" in seen
    unseen = shown(two_kinds, "KT-1", two_kinds.groups["design"])
    for hidden in ("chị Vân", "0909", "Lê Lợi", "Gọi", "Chỉ đường"):
        assert hidden not in unseen
    assert "Khánh Thy" in unseen
    two_kinds.says("Hùng", "/change KT-1")
    two_kinds.taps("Hùng", two_kinds.says("Hùng", "/change KT-1"), "☐ Hàng OEM")
    assert "0909 123 456" in shown(two_kinds, "KT-1", two_kinds.groups["design"])


def test_a_group_of_no_department_and_strangers_see_none_of_it(company: Company) -> None:
    with_customer(company)
    assert "0909" not in shown(company, "KT-1", -100999)
    assert "0909" not in shown(company, "KT-1", 999)


@pytest.mark.parametrize(("who", "seen"), [("Tú", True), ("Minh", False), ("Vy", True), ("Soát", True)])
def test_in_private_those_who_work_on_it_heads_and_the_auditor_see_it(
    two_kinds: Company, who: str, *, seen: bool
) -> None:
    two_kinds.says("Lan", "/new Hàng mới; KT-1; Khánh Thy; Kệ; liên hệ chị Vân 0909 123 456")
    assert ("0909" in shown(two_kinds, "KT-1", two_kinds.sender(who).id)) is seen


def test_a_change_of_it_is_told_to_those_who_may_know(two_kinds: Company) -> None:
    two_kinds.says("Lan", "/new Hàng mới; KT-1; Khánh Thy; Kệ")
    there = two_kinds.says("Hùng", "/change KT-1 địa chỉ 12 Lê Lợi", group="design")
    assert "Lê Lợi" not in there.answer
    here = two_kinds.says("Hùng", "/change KT-1 địa chỉ 15 Lê Lợi", group="sales")
    assert "15 Lê Lợi" in here.answer
    assert "Lê Lợi" not in two_kinds.says("Minh", "/history KT-1").answer
    assert "15 Lê Lợi" in two_kinds.says("Tú", "/history KT-1").answer


def test_the_text_for_the_customer_and_the_boss_says_none_of_it(company: Company) -> None:
    with_customer(company)
    said = company.forges("Lan", data_of(company, "Chép tin", company.sender("Lan").id))
    for hidden in ("chị Vân", "0909", "Lê Lợi"):
        assert hidden not in said.answer


# --- used --------------------------------------------------------------------------------------------------------


def data_of(company: Company, label: str, where: int) -> str:
    lines = shown(company, "KT-1", where).splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith(label))


def test_the_call_button_answers_with_the_number_to_touch_and_to_copy(company: Company) -> None:
    with_customer(company)
    heard = company.forges("Tú", data_of(company, "📞 Gọi", company.groups["production"]), group="production")
    assert heard.says[0].only_for == company.users["Tú"]
    assert "Liên hệ: chị Vân" in heard.answer
    assert "Điện thoại: 0909 123 456" in heard.answer
    assert heard.keys()["Chép 0909123456"] == "0909123456"


def test_a_contact_without_a_number_says_how_to_add_one(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; liên hệ: chị Vân")
    heard = company.forges("Tú", data_of(company, "📞 Gọi", company.groups["production"]))
    assert "/sua KT-1 sđt" in heard.answer


def test_a_button_that_was_passed_on_opens_nothing_to_others(two_kinds: Company) -> None:
    two_kinds.says("Lan", "/new Hàng mới; KT-1; Khánh Thy; Kệ; liên hệ chị Vân 0909 123 456")
    data = data_of(two_kinds, "📞 Gọi", two_kinds.groups["production"])
    heard = two_kinds.forges("Minh", data)
    assert "Bạn không có quyền" in heard.answer
    assert "Xưởng" in heard.answer
    assert "0909" not in heard.answer


def test_the_way_is_shown_by_pin_by_link_or_by_address(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển; đc: chợ Bến Thành")
    where = company.groups["production"]
    assert data_of(company, "📍", where).endswith("query=ch%E1%BB%A3+B%E1%BA%BFn+Th%C3%A0nh")
    company.says("Hùng", "/change KT-1 địa chỉ cổng sau https://maps.app.goo.gl/Ab12")
    assert data_of(company, "📍", where) == "https://maps.app.goo.gl/Ab12"
    company.says("Hùng", "/change KT-1 bản đồ 10.776889,106.700806")
    assert data_of(company, "📍", where) == ON_THE_MAP


def test_in_china_the_way_opens_in_a_map_that_opens_there(two_kinds: Company, tmp_path: Path) -> None:
    file = tmp_path / "china.yaml"
    file.write_text(TWO_KINDS.read_text().replace("Asia/Ho_Chi_Minh", "Asia/Shanghai"))
    moved = Company(store=two_kinds.store, now=two_kinds.now, centre_file=file, users=two_kinds.users)
    moved.groups = two_kinds.groups
    moved.says("Lan", "/new Hàng mới; KT-1; 永兴; 货架; 31.230416,121.473701")
    where = moved.groups["production"]
    assert data_of(moved, "📍", where).startswith(
        "https://uri.amap.com/marker?position=121.473701%2C31.230416&coordinate=wgs84"
    )


# --- papers ------------------------------------------------------------------------------------------------------


def test_the_invoices_number_and_file_are_shown_where_amounts_are(two_kinds: Company, tmp_path: Path) -> None:
    file = tmp_path / "invoiced.yaml"
    asked = "fields: {invoice: {names: {vi: Số hóa đơn, zh: 发票号码, en: Invoice number}}}"
    with_file = "evidence: [file]\n        " + asked.replace(
        "en: Invoice number}", "en: Invoice number}, about_money: true"
    )
    file.write_text(TWO_KINDS.read_text().replace(asked, with_file))
    company = Company(store=two_kinds.store, now=two_kinds.now, centre_file=file, users=two_kinds.users)
    company.groups = two_kinds.groups
    company.says("Tú", "/new Sửa chữa; KT-1; Khánh Thy; Kệ")
    company.says("Tú", "/update KT-1 sửa xong")
    billed = company.says("Thu", "/update KT-1 tính tiền xong", attachments=(FILE,))
    company.says("Thu", "HD-0001234")
    finance, design = company.groups["finance"], company.groups["design"]
    seen = shown(company, "KT-1", finance)
    assert "Số hóa đơn: HD-0001234" in seen
    assert "Tính tiền: có 1 tệp" in seen
    for hidden in ("HD-0001234", "1 tệp", "Xem Tính tiền"):
        assert hidden not in shown(company, "KT-1", design)
    passed_on = company.forges("Thu", data_of(company, "Xem Tính tiền", finance), group="finance")
    assert passed_on.says[0].copies == ((billed.incoming.chat.id, billed.incoming.message),)
    refused = company.forges("Minh", data_of(company, "Xem Tính tiền", finance), group="design")
    assert "Bạn không có quyền" in refused.answer
    assert not refused.says[0].copies
    assert "HD-0001234" not in company.says("Minh", "/history KT-1").answer
    assert "HD-0001234" in company.says("Thu", "/history KT-1").answer
