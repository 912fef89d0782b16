"""/history: the whole story, who held it when, and where nobody said anything; short texts to pass on."""

import io
import json
from datetime import UTC, datetime
from typing import Any

from openpyxl import load_workbook

from bot.i18n.render import Reader
from bot.i18n.wording import Setting
from handlers.reply import Say
from reports.story_chart import story
from reports.tables_out import workbook
from tests.support.company import FILE, RENDERER, Company, Heard
from tests.support.paying import VCB, priced_order, with_accounts


def day_of(answer: str, label: str) -> str:
    """What the story tells of one day."""
    return next(part for part in answer.split("\n\n") if part.startswith(label))


def test_the_story_tells_who_did_what_when(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.passes(hours=1)
    company.says("Tú", "/update 2411 gia công 60%")
    company.says("Tú", "/update 2411 gia công kẹt thiếu mica trắng")
    answer = company.says("Lan", "/lichsu 2411").answer
    story = day_of(answer, "T2 23/11")
    for said in ("09:00 Lan", "Minh", "1 tệp", "Xưởng Bình Tân", "10:00 Tú", "60%", "kẹt thiếu mica trắng"):
        assert said in story, said


def test_what_was_taken_back_is_shown_as_such(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công xong")
    company.says("Tú", "/undo 2411")
    story = day_of(company.says("Lan", "/lishi 2411").answer, "T2 23/11")
    [undone] = [line for line in story.split("\n") if line.startswith("↩️")]
    assert "Gia công" in undone
    assert "Tú" in undone
    assert "Gia công" in story.split("\n")[-1], "the undo is told of the stage it was about"


def test_who_held_it_when_is_told_with_working_time(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.passes(hours=2)
    company.says("Tú", "/update 2411 gia công kẹt, khách chưa chốt")
    company.passes(days=2)
    company.says("Lan", "/resume 2411 gia công")
    company.passes(minutes=30)
    lines = company.says("Lan", "/history 2411").answer.split("\n")
    [sales] = [line for line in lines if line.startswith("Gia công (Kinh doanh)")]
    assert "11:00 T2 23/11 → 11:00 T4 25/11" in sales
    # 24/11 is a holiday: five hours of Monday, three of Wednesday
    assert "8 giờ" in sales
    assert "30 phút" in next(line for line in lines if line.startswith("Gia công (Vận hành – Sản xuất): từ"))


def test_more_than_a_working_day_of_silence_is_marked_with_who_had_it(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.now = datetime(2026, 11, 27, 2, tzinfo=UTC)
    company.says("Tú", "/update 2411 gia công 60%")
    lines = company.says("Lan", "/history 2411").answer.split("\n")
    gaps = [line for line in lines if line.startswith("⏳")]
    assert gaps
    assert all("T2 23/11" in gap and "T6 27/11" in gap and "Vận hành – Sản xuất" in gap for gap in gaps)
    assert all("Tú" not in gap for gap in gaps), "a group names departments, never a person as late"


def test_a_working_day_of_silence_is_no_gap(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.now = datetime(2026, 11, 25, 9, tzinfo=UTC)  # Wednesday 16:00; Tuesday is a holiday
    company.says("Tú", "/update 2411 gia công 60%")
    assert "⏳" not in company.says("Lan", "/history 2411").answer


def test_silence_up_to_now_counts_until_the_order_is_closed(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.now = datetime(2026, 11, 30, 2, tzinfo=UTC)
    assert "⏳" in company.says("Lan", "/history 2411").answer
    company.taps("Điệp", company.says("Điệp", "/cancel 2411 khách bỏ"), "Huỷ đơn")
    company.now = datetime(2026, 12, 31, 2, tzinfo=UTC)
    last = company.says("Lan", "/history 2411").answer.split("\n")[-1]
    assert "⏳" not in last


def test_a_long_story_goes_as_a_file_with_the_summary_in_the_message(company: Company) -> None:
    company.in_fabrication("KT-2411")
    for percent in range(1, 40):
        company.passes(minutes=20)
        company.says("Tú", f"/update 2411 gia công {percent}%")
    [say] = company.says("Lan", "/history 2411").says
    assert say.document is not None
    assert say.document.name == "KT-2411.xlsx"
    assert len(say.document.lines) > len(say.lines)
    assert "Gia công (Vận hành – Sản xuất)" in company.says("Lan", "/history 2411").answer


def test_changes_are_told_with_money_only_where_it_may_be_seen(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Hùng", "/change 2411 số tiền 13tr; tên Biển to")
    assert "13.000.000" in company.says("Lan", "/history 2411", group="sales").answer
    told = company.says("Tú", "/history 2411", group="production").answer
    assert "Biển to" in told
    assert "13.000.000" not in told


def test_the_story_comes_by_button_too(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.forges("Lan", f"hy:{company.order('KT-2411').id}")
    assert "KT-2411 · Khánh Thy" in heard.answer


def test_an_ended_order_still_has_its_story(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.taps("Điệp", company.says("Điệp", "/cancel 2411 khách bỏ"), "Huỷ đơn")
    assert "khách bỏ" in company.says("Lan", "/history 2411").answer


def test_short_texts_tell_where_it_is_and_nothing_that_is_nobodys_business(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu; 25/12; 12tr500")
    company.says("Lan", "/update 2411 nhận đơn xong")
    company.says("Minh", "/update 2411 thiết kế kẹt, khách chưa chốt màu")
    keys = company.forges("Lan", f"tx:{company.order('KT-2411').id}").keys()
    boss, customer = keys["Gửi sếp"], keys["Gửi khách"]
    for short in (boss, customer):
        assert len(short) <= 256
        assert "KT-2411" in short
        assert "T6 25/12" in short
        assert not any(name in short for name in ("Minh", "Lan", "12.500.000"))
    assert "Thiết kế" in boss
    assert "Chờ khách" in boss
    assert "Chờ khách" not in customer
    assert "Kinh doanh" not in customer


def test_a_short_text_of_a_huge_order_stays_within_the_limit(company: Company) -> None:
    company.says("Lan", f"/new KT-2411; {'Khánh Thy ' * 30}; Biển alu; 25/12")
    keys = company.forges("Lan", f"tx:{company.order('KT-2411').id}").keys()
    assert all(len(short.encode("utf-16-le")) <= 512 for short in keys.values())


def test_evidence_is_counted_by_kind(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công 60%", attachments=(FILE, FILE))
    assert "2 tệp" in company.says("Lan", "/history 2411").answer


def sheets(heard: Heard) -> dict[str, Any]:
    """What the file holds, as an office program opens it."""
    [say] = heard.says
    assert say.document is not None
    setting = Setting(time_zone=heard.zone, now=heard.now)
    tables = RENDERER.tables(say.document, Reader(languages=(heard.lang,), setting=setting))
    written = json.loads(json.dumps({"tables": tables}))
    return {sheet.title: sheet for sheet in load_workbook(io.BytesIO(workbook(written, {})))}


def column(sheet: Any, heading: str) -> list[Any]:
    number = [cell.value for cell in sheet[1]].index(heading)
    return [row[number].value for row in sheet.iter_rows(min_row=2)]


def test_the_whole_story_comes_as_a_file_by_button(company: Company) -> None:
    company.in_fabrication("KT-2411", "4/12")
    company.says("Tú", "/update 2411 gia công kẹt, khách chưa chốt")
    company.passes(days=3)
    company.says("Lan", "/resume 2411 gia công")
    heard = company.taps("Lan", company.says("Lan", "/history 2411"), "Excel")
    assert heard.says[0].document is not None
    assert heard.says[0].document.name == "KT-2411.xlsx"
    made = sheets(heard)
    assert list(made) == ["Tóm tắt", "Diễn biến", "Ai giữ lúc nào", "Im lặng"]
    assert "T6 4/12" in str(
        dict(zip(column(made["Tóm tắt"], "Mục"), column(made["Tóm tắt"], "Nội dung"), strict=True))[
            "Giao hàng"
        ]
    )
    happened = made["Diễn biến"]
    assert column(happened, "Lúc")[0] == datetime(2026, 11, 23, 9)  # noqa: DTZ001 - a cell knows no zone
    assert "Lan" in column(happened, "Ai")
    assert any("⏳" in str(one) for one in column(happened, "Việc"))
    assert column(happened, "Sau đó ở")[-1] == "Gia công (Vận hành – Sản xuất)"
    held = made["Ai giữ lúc nào"]
    stuck = [row for row in held.iter_rows(min_row=2, values_only=True) if row[6]]
    assert [(row[0], row[1], row[4]) for row in stuck] == [("Gia công", "Kinh doanh", 16 * 60)]
    assert column(made["Im lặng"], "Đang ở") == ["Gia công (Kinh doanh)"]


def test_nothing_a_person_wrote_is_a_formula_in_the_file(company: Company) -> None:
    company.says("Lan", "/new KT-2411; =HYPERLINK(x); @SUM(A1); 4/12")
    made = sheets(company.taps("Lan", company.says("Lan", "/history 2411"), "Excel"))
    cells = [cell for sheet in made.values() for row in sheet.iter_rows() for cell in row]
    assert "@SUM(A1)" in {cell.value for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)


def test_the_picture_comes_by_button_with_the_finding_under_it(company: Company) -> None:
    company.in_fabrication("KT-2411", "27/11")
    company.now = datetime(2026, 12, 9, 2, tzinfo=UTC)
    heard = company.taps("Lan", company.says("Lan", "/history 2411"), "Ảnh")
    [say] = heard.says
    assert say.picture is not None
    assert story(json.loads(json.dumps(say.picture.data)), words_of(say, company)).startswith(b"\x89PNG")
    assert "Gia công giữ 13 ngày, trễ 9 ngày" in heard.answer.replace("\xa0", " ")
    assert "Hẹn giao T6 27/11: đã trễ 12 ngày" in heard.answer
    assert heard.labels == {"Tệp Excel", "Xem đơn"}


def words_of(say: Say, company: Company) -> dict[str, list[str]]:
    assert say.picture is not None
    setting = Setting(time_zone=company.centre.zone, now=company.now)
    return RENDERER.words(say.picture, Reader(languages=(company.lang,), setting=setting))


def test_what_was_handed_on_at_once_has_no_lane_of_its_own(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu; 25/12")
    company.passes(seconds=20)
    company.says("Lan", "/update 2411 nhận đơn xong")
    company.passes(hours=3)
    [say] = company.forges("Lan", f"hp:{company.order('KT-2411').id}").says
    lanes = words_of(say, company)["lanes"]
    assert [lane.partition(" (")[0] for lane in lanes] == ["Thiết kế", "Vị trí sản xuất"]


def test_a_story_in_its_first_minute_has_words_instead_of_a_picture(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu; 25/12")
    heard = company.taps("Lan", company.says("Lan", "/history 2411"), "Ảnh")
    assert heard.says[0].picture is None
    assert "Đơn vừa mở" in heard.answer


def test_money_is_in_the_story_and_in_its_file_only_where_it_may_be_seen(company: Company) -> None:
    with_accounts(company, VCB)
    priced_order(company, "KT-2411")
    company.says("Thu", "/qr 2411 5tr")
    company.passes(hours=1)
    paid = company.says("Thu", "/paid 2411", group="finance")
    company.passes(hours=1)
    company.taps("Thu", paid, "Hoàn tác", group="finance")
    open_to, closed_to = (company.says(*who) for who in (("Thu", "/history 2411"), ("Tú", "/history 2411")))
    for said in ("yêu cầu thu tiền", "ghi nhận tiền về", "rút lại khoản đã ghi"):
        [line] = [line for line in open_to.answer.split("\n") if said in line]
        assert line.split(" ")[1] == "Thu:"
        assert "5.000.000" in line
        assert said not in closed_to.answer
    for who, heard, seen in (("Thu", open_to, True), ("Tú", closed_to, False)):
        happened = sheets(company.taps(who, heard, "Excel"))["Diễn biến"]
        assert ("ghi nhận tiền về" in column(happened, "Việc")) is seen


def test_a_forged_button_of_another_companys_order_shows_nothing(company: Company) -> None:
    for verb in ("hy", "hp", "hf"):
        heard = company.forges("Lan", f"{verb}:zz")
        assert heard.says == () or "KT" not in heard.answer
        assert all(say.picture is None and say.document is None for say in heard.says)
