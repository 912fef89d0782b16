"""A shipping note that two departments acknowledge, its recall when the date moves, and the new one after that."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from orders.notices import missing
from tests.support.company import Company, Found, Heard
from tests.support.nudged import Nudged
from tests.support.sweeping import Sweeping

CENTRE = Path(__file__).parents[1] / "shipping.yaml"
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def centre_file() -> Path:
    return CENTRE


def noted(company: Company) -> Heard:
    """Sales gives the shipping note out."""
    company.says("Lan", "/new X-1; Khánh Thy; Biển alu; 27/11")
    company.says("Lan", "/update X-1 xét đơn xong")
    company.says("Tú", "/update X-1 sản xuất xong")
    company.says("Lan", "/update X-1 phiếu xuất hàng xong")
    return company.says("Lan", "51C-123")


def waiting(company: Company) -> tuple[str, ...]:
    return missing(company.order("X-1"), "note")


def moved(company: Company) -> Heard:
    company.says("Điệp", "/change X-1 ngày hẹn 30/11")
    return company.says("Điệp", "khách dời")


def test_the_note_reaches_both_departments_with_what_it_says_and_a_button(company: Company) -> None:
    heard = noted(company)

    assert "Đã báo Xưởng, Kế toán; chờ họ bấm nhận" in heard.answer
    told = heard.told(company.groups["finance"])
    assert "📄 X-1 · Khánh Thy: đã phát Phiếu xuất hàng (Lan)" in told
    assert "51C-123" in told
    assert "27/11" in told
    assert "12" not in told.split("Phiếu xuất hàng")[0]
    assert waiting(company) == ("production", "finance")


def test_a_tap_acknowledges_for_its_department_and_the_last_one_tells_who_gave_it_out(
    company: Company,
) -> None:
    heard = noted(company)
    [note] = [one for one in heard.says if one.chat == company.groups["finance"]]
    button = heard.keys(note)["Đã nhận thông báo"]

    first = company.forges("Thu", button, group="finance")
    assert "✅ Kế toán đã nhận thông báo Phiếu xuất hàng (Thu, 09:00)" in first.answer
    assert "chưa nhận thông báo: Xưởng" in first.answer
    again = company.forges("Thu", button, group="finance")
    assert "Đã ghi rồi: nhận thông báo, Thu" in again.answer

    typed = company.says("Thu", "/confirm X-1")
    assert "Đã ghi rồi: nhận thông báo, Thu, 09:00" in typed.answer
    assert "Đã ghi rồi: nhận thông báo, Thu" in company.says("Thu", "/confirm X-1 phiếu xuất hàng").answer

    last = company.says("Tú", "/confirm X-1 phiếu xuất hàng")
    assert "✅ Xưởng đã nhận" in last.answer
    assert "các bộ phận đều đã nhận thông báo" in last.told(company.groups["sales"])
    assert waiting(company) == ()


def test_confirm_without_a_stage_is_the_offer_where_one_waits_and_the_notice_where_none_does(
    company: Company,
) -> None:
    noted(company)

    company.says("Tú", "/confirm X-1")
    assert company.order("X-1").stage("loading").received_at is not None
    assert waiting(company) == ("production", "finance")
    company.says("Thu", "/confirm X-1")
    assert waiting(company) == ("production",)


def test_a_tap_by_somebody_else_is_refused_and_names_who_may(company: Company) -> None:
    heard = noted(company)
    [note] = [one for one in heard.says if one.chat == company.groups["finance"]]

    refused = company.forges("Minh", heard.keys(note)["Đã nhận thông báo"], group="finance")

    assert "không gửi cho bộ phận của bạn. Người nhận được: Kế toán, Xưởng hoặc điều phối" in refused.answer


def test_the_coordinator_says_for_whom(company: Company) -> None:
    noted(company)
    stage = company.taps("Điệp", company.says("Điệp", "/update X-1 phiếu xuất hàng?"), "Đã nhận thông báo")

    assert "Bộ phận nào đã nhận thông báo Phiếu xuất hàng?" in stage.answer
    done = company.taps("Điệp", stage, "Kế toán")
    assert "✅ Kế toán đã nhận" in done.answer
    assert waiting(company) == ("production",)


def test_a_changed_promise_recalls_the_note_and_a_new_one_waits_for_everybody(company: Company) -> None:
    heard = noted(company)
    [note] = [one for one in heard.says if one.chat == company.groups["finance"]]
    old_button = heard.keys(note)["Đã nhận thông báo"]
    company.forges("Thu", old_button, group="finance")

    change = moved(company)
    assert "🛑 Đã thu hồi Phiếu xuất hàng: Xưởng, Kế toán phải bấm nhận" in change.answer
    told = change.told(company.groups["finance"])
    assert "🛑 X-1 · Khánh Thy: thu hồi Phiếu xuất hàng (Điệp)" in told
    assert told.count("khách dời") == 1  # however many lines of it there are
    assert "cũ rồi" in company.forges("Thu", old_button, group="finance").answer

    [recall] = [one for one in change.says if one.chat == company.groups["finance"]]
    company.forges("Thu", change.keys(recall)["Đã nhận thông báo"], group="finance")
    refused = company.says("Lan", "/update X-1 phiếu xuất hàng xong")
    assert "Chưa phát được bản mới của Phiếu xuất hàng: Xưởng chưa xác nhận" in refused.answer

    last = company.says("Tú", "/confirm X-1")
    assert "Giờ phát bản mới được" in last.told(company.groups["sales"])
    asked = company.says("Lan", "/update X-1 phiếu xuất hàng xong")
    assert "Xe" in asked.answer  # what the old note said is asked anew
    again = company.says("Lan", "51C-777")
    assert "📄 X-1 · Khánh Thy: đã phát Phiếu xuất hàng" in again.told(company.groups["finance"])
    assert waiting(company) == ("production", "finance")


def test_whoever_gave_it_out_recalls_it_by_button_with_a_reason(company: Company) -> None:
    noted(company)
    asked = company.taps("Lan", company.says("Lan", "/update X-1 phiếu xuất hàng?"), "Thu hồi thông báo")
    assert "Vì sao thu hồi Phiếu xuất hàng?" in asked.answer

    recalled = company.says("Lan", "ghi sai xe")

    assert "🛑 Đã thu hồi Phiếu xuất hàng" in recalled.answer
    assert "ghi sai xe" in recalled.told(company.groups["production"])
    assert company.order("X-1").stage("note").state == "active"


def test_the_card_shows_who_has_not_acknowledged(company: Company) -> None:
    noted(company)
    moved(company)
    company.says("Thu", "/confirm X-1")

    stage = company.says("Lan", "/update X-1 phiếu xuất hàng?")

    assert "🛑 đã thu hồi, chưa nhận: Xưởng" in stage.answer


def test_my_work_names_what_i_have_not_acknowledged(company: Company) -> None:
    noted(company)

    mine = company.says("Thu", "/my")
    assert "📄 X-1 · Khánh Thy · Phiếu xuất hàng: phát từ 09:00" in mine.answer
    done = company.taps("Thu", company.taps("Thu", mine, "📄 X-1"), "Đã nhận thông báo")
    assert "✅ Kế toán đã nhận" in done.answer
    assert "Phiếu xuất hàng" not in company.says("Thu", "/my").answer


def test_the_sweep_chases_each_department_that_has_not_and_nobody_else(company: Company) -> None:
    noted(company)
    company.says("Tú", "/confirm X-1")
    company.says("Tú", "/confirm X-1 phiếu xuất hàng")
    sweeping = Sweeping(company=company)

    told = sweeping.until(datetime(2026, 11, 23, 17, tzinfo=SAIGON))

    assert [one for one in told if one[1] == "finance"] == [
        ("Mon 11:00", "finance", ("X-1 note",)),
    ]
    company.says("Thu", "/confirm X-1")
    assert [
        one for one in sweeping.until(datetime(2026, 11, 25, 17, tzinfo=SAIGON)) if "note" in str(one)
    ] == []


def test_the_reminder_can_be_answered_in_words(company: Company) -> None:
    noted(company)
    nudged = Nudged(company=company)
    asked = nudged.nudge(datetime(2026, 11, 23, 11, 30, tzinfo=SAIGON))["finance"]
    assert "X-1 · Khánh Thy · Phiếu xuất hàng: phát từ 09:00" in asked.text

    answered = nudged.replies("Thu", asked, "đã nhận", group="finance")

    assert "✅ Kế toán đã nhận thông báo" in answered.answer


def test_words_below_the_reminder_of_a_recalled_note_acknowledge_no_recall(company: Company) -> None:
    noted(company)
    nudged = Nudged(company=company)
    asked = nudged.nudge(datetime(2026, 11, 23, 11, 30, tzinfo=SAIGON))["finance"]
    moved(company)

    nudged.replies("Thu", asked, "đã nhận", group="finance")

    assert "finance" in waiting(company)


@pytest.mark.parametrize(
    ("lang", "told", "recalled"),
    [
        ("zh-Hans", "📄 X-1 · Khánh Thy：出货单已发出（Lan）", "财务部都确认后才能发新单"),
        ("en", "📄 X-1 · Khánh Thy: Shipping note is out (Lan)", "once Production, Finance acknowledged it"),
    ],
)
def test_the_same_in_the_other_languages(found: Found, lang: str, told: str, recalled: str) -> None:
    company = found(lang)
    heard = noted(company)

    assert told in heard.told(company.groups["finance"])
    assert recalled in moved(company).answer
    assert company.order("X-1").promised_on == date(2026, 11, 30)


def test_ones_own_list_acknowledges_by_number_and_not_a_recall_it_did_not_ask_for(company: Company) -> None:
    noted(company)
    [listed] = company.delivers(company.says("Thu", "/my"))
    company.passes(minutes=5)
    moved(company)
    company.says("Thu", "1 đã nhận", reply_to=listed)
    assert "finance" in waiting(company), "the recall came after the list"
    company.passes(minutes=1)
    [listed] = company.delivers(company.says("Thu", "/my"))
    company.says("Thu", "1 đã nhận", reply_to=listed)
    assert "finance" not in waiting(company)
