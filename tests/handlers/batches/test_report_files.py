"""/update with a workbook or a CSV: shown first, confirmed once, recorded line by line, taken back together."""

from datetime import date
from decimal import Decimal

import pytest

from bot.drivers.port import DriverBusy, Stale, Transient
from handlers.reply import Document
from orders.order import StageState
from orders.quantities import Quantity
from tests.support.company import Company
from tests.support.filing import HEAD, Filing, csv, xlsx


@pytest.fixture
def filing(company: Company) -> Filing:
    return Filing(company=company)


def in_production(company: Company, *codes: str) -> None:
    for code in codes:
        company.in_fabrication(code)


def state(company: Company, code: str, stage: str = "fabrication") -> StageState:
    return company.order(code).stage(stage).state


def test_a_file_is_shown_before_anything_is_recorded(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1", "KT-2")
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong"), ("KT-2", "Gia công", "60%")))
    assert "Sẽ ghi 2 dòng: 1 báo xong, 1 báo tiến độ. Chưa ghi gì cả." in filing.card()
    assert set(filing.keys()) == {"Ghi 2 dòng", "Thôi"}
    assert state(company, "KT-1") is StageState.ACTIVE


def test_one_yes_records_all_of_it(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1", "KT-2", "KT-3", "KT-4")
    day = date(2026, 11, 26)
    rows = [
        ("KT-1", "Gia công", "xong", None, None),
        ("kt 2", "gia cong", None, 120, None),
        ("KT-3", "fabrication", "đang làm", "40/50", day),
        ("KT-4", "加工", "kẹt vật tư", None, None),
    ]
    filing.sends("Tú", "/capnhat", xlsx(HEAD, *rows))
    filing.presses("Tú", "Ghi 4 dòng")
    assert "Đã ghi 4 dòng" in filing.card()
    assert state(company, "KT-1") is StageState.DONE
    assert company.order("KT-2").stage("fabrication").quantity == Quantity(done=120)
    third = company.order("KT-3").stage("fabrication")
    assert third.quantity == Quantity(done=40, total=50)
    assert third.estimate is not None
    assert third.estimate.astimezone(company.centre.zone).date() == day
    hold = company.order("KT-4").stage("fabrication").hold
    assert hold is not None
    assert hold.kind == "material"


@pytest.mark.parametrize(
    "head",
    [
        ("订单号", "工序", "状态", "数量", "日期"),
        ("Order No.", "Stage", "Status", "Qty", "ETA"),
        ("MÃ ĐƠN HÀNG (*)", "cong doan", "Tình trạng:", "SL", "Dự kiến"),
    ],
)
def test_headings_are_known_in_three_languages(
    company: Company, filing: Filing, head: tuple[str, ...]
) -> None:
    in_production(company, "KT-1")
    filing.sends("Tú", "/update", xlsx(head, ("KT-1", "gia công", "完成", None, None)))
    filing.presses("Tú", "Ghi 1 dòng")
    assert state(company, "KT-1") is StageState.DONE


def test_columns_stand_in_any_order_below_titles_and_beside_others(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    rows = [("BÁO CÁO TUẦN 48",), (), ("STT", "Trạng thái", "Người làm", "Đơn hàng", "Khâu"), (1, "xong", "Tú", "KT-1", "gia công")]  # fmt: skip
    filing.sends("Tú", "/update", xlsx(*rows))
    filing.presses("Tú", "Ghi")
    assert state(company, "KT-1") is StageState.DONE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_the_encoding_its_headings_are_in(
    company: Company, filing: Filing, encoding: str, separator: str
) -> None:
    in_production(company, "KT-1")
    content = csv(
        ("订单", "工序", "状态"), ("KT-1", "加工", "已完成"), encoding=encoding, separator=separator
    )
    filing.sends("Tú", "/gengxin", content, name="报表.csv")
    filing.presses("Tú", "Ghi 1 dòng")
    assert state(company, "KT-1") is StageState.DONE


def test_bad_lines_are_listed_with_their_number_and_reason_and_keep_no_other(
    company: Company, filing: Filing
) -> None:
    in_production(company, "KT-1")
    rows = [
        ("KT-1", "Gia công", "xong"),
        ("KT-9", "Gia công", "xong"),
        ("KT-1", "Sơn <b>", "xong"),
        ("KT-1", "Gia công", "blue"),
        ("KT-1", "Gia công", None),
        ("KT-1", "Gia công", None, 0.1),
    ]
    endless = xlsx(
        HEAD, *rows, saved_as=(b"<v>0.1</v>", b"<v>1E999</v>")
    )  # a program's mistake: no number is that large
    filing.sends("Tú", "/update", endless)
    card = filing.card()
    assert "Sẽ ghi 1 dòng" in card
    assert "5 dòng không ghi được:" in card
    assert "Dòng 3 KT-9: Không có đơn nào khớp" in card
    assert "Dòng 4 KT-1: Đơn này không có công đoạn “Sơn &lt;b&gt;”" in card
    assert "Dòng 5 KT-1: Không hiểu trạng thái “blue”" in card
    assert "Dòng 6 KT-1: Dòng này không ghi" in card
    assert "Dòng 7 KT-1: “inf” không phải số lượng" in card
    filing.presses("Tú", "Ghi 1 dòng")
    assert state(company, "KT-1") is StageState.DONE


def test_parts_of_one_are_counted_too(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    rows = [("KT-1", "Gia công", None, 12.5), ("KT-1", "Gia công", None, "13,25")]
    filing.sends("Tú", "/update", xlsx(HEAD, *rows))
    filing.presses("Tú", "Ghi 2 dòng")
    counted = company.order("KT-1").stage("fabrication").quantity
    assert counted is not None
    assert counted.done == Decimal("13.25")


def test_all_refused_lines_are_in_a_workbook_for_the_asking(company: Company, filing: Filing) -> None:
    filing.sends("Tú", "/update", xlsx(HEAD, *((f"XX-{n}", "Gia công", "xong") for n in range(8))))
    assert "Không dòng nào ghi được" in filing.card()
    assert "… và 3 dòng nữa." in filing.card()
    [say] = filing.presses("Tú", "Xem các dòng lỗi").says
    assert isinstance(say.document, Document)
    assert len(say.document.tables[0].rows) == 8


def test_lines_of_one_order_build_on_each_other(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    rows = [("KT-1", "Gia công", "xong"), ("KT-1", "Lắp ráp", "xong")]
    filing.sends("Tú", "/update", xlsx(HEAD, *rows))
    assert "Sẽ ghi 2 dòng" in filing.card()
    filing.presses("Tú", "Ghi 2 dòng")
    assert state(company, "KT-1", "assembly") is StageState.DONE


def test_rights_are_asked_of_every_line(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    filing.sends("Thu", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong")))
    assert "Gia công là việc của Vận hành – Sản xuất" in filing.card()
    assert "Ghi" not in " ".join(filing.keys())


def test_only_who_sent_it_says_yes(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong")), group="production")
    heard = filing.presses("Bảo", "Ghi 1 dòng")
    assert "Tú" in heard.answer
    assert state(company, "KT-1") is StageState.ACTIVE


def test_dropped_is_dropped_and_a_second_yes_changes_nothing(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong")))
    keys = filing.keys()
    filing.presses("Tú", "Thôi")
    heard = company.forges("Tú", keys["Ghi 1 dòng"])
    filing.works()
    assert "đã sang bước khác" in heard.answer
    assert "không ghi gì" in filing.card()
    assert state(company, "KT-1") is StageState.ACTIVE


def test_what_went_on_meanwhile_is_left_out_and_said(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1", "KT-2")
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong"), ("KT-2", "Gia công", "xong")))
    company.says("Bảo", "/update KT-1 gia công xong")
    filing.presses("Tú", "Ghi 2 dòng")
    card = filing.card()
    assert "Đã ghi 1 dòng" in card
    assert "1 dòng bị bỏ lại" in card
    assert "Dòng 2 KT-1" in card
    assert state(company, "KT-2") is StageState.DONE


def test_a_column_under_the_name_of_what_a_stage_asks_answers_it(company: Company, filing: Filing) -> None:
    for code in ("KT-1", "KT-2"):
        company.says("Lan", f"/new {code}; Khánh Thy; Biển")
        company.says("Lan", f"/update {code} nhận đơn xong")
    [field] = company.order("KT-1").workflow.stage("placement").fields
    head = ("Đơn", "Công đoạn", "Trạng thái", field.names.vi.upper())
    rows = [("KT-1", "vị trí sản xuất", "xong", "Xưởng Bình Tân"), ("KT-2", "vị trí sản xuất", "xong", None)]
    filing.sends("Minh", "/update", xlsx(head, *rows))
    assert "Sẽ ghi 1 dòng" in filing.card()
    assert "Dòng 3 KT-2" in filing.card()
    filing.presses("Minh", "Ghi 1 dòng")
    placed = company.order("KT-1").stage("placement")
    assert placed.state is StageState.DONE
    assert placed.fields == {field.id: "Xưởng Bình Tân"}


def test_what_was_rejected_is_counted_with_the_note_as_its_reason(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    head = ("Đơn", "Công đoạn", "SL đạt", "Hỏng", "Lý do")
    filing.sends("Tú", "/update", xlsx(head, ("KT-1", "Gia công", 117, 3, "xước mặt")))
    filing.presses("Tú", "Ghi 1 dòng")
    quantity = company.order("KT-1").stage("fabrication").quantity
    assert quantity is not None
    assert (quantity.done, quantity.rejected, quantity.reason) == (117, 3, "xước mặt")


def test_a_department_hears_of_a_whole_file_in_one_message(company: Company, filing: Filing) -> None:
    codes = [f"KT-{number}" for number in range(1, 19)]
    for code in codes:
        company.says("Lan", f"/new {code}; Khánh Thy; Biển")
    before = len(filing.told("design"))
    filing.sends("Lan", "/update", xlsx(HEAD, *((code, "nhận đơn", "xong") for code in codes)))
    filing.presses("Lan", "Ghi 18 dòng")
    [told] = filing.told("design")[before:]
    assert "18 việc" in told
    assert told.count("•") == 15
    assert "… và 3 dòng nữa." in told


def test_one_undo_takes_all_of_it_back(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1", "KT-2")
    rows = [("KT-1", "Gia công", "xong"), ("KT-2", "Gia công", "50%"), ("KT-1", "Lắp ráp", "xong")]
    filing.sends("Tú", "/update", xlsx(HEAD, *rows))
    filing.presses("Tú", "Ghi 3 dòng")
    filing.presses("Tú", "Hoàn tác cả tệp")
    assert "Tú đã hoàn tác 3 dòng." in filing.card()
    assert state(company, "KT-1") is StageState.ACTIVE
    assert state(company, "KT-1", "assembly") is StageState.WAITING
    assert company.order("KT-2").stage("fabrication").percent is None
    assert filing.keys() == {}


def test_what_something_builds_on_is_kept_and_listed(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1", "KT-2")
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong"), ("KT-2", "Gia công", "xong")))
    filing.presses("Tú", "Ghi 2 dòng")
    company.says("Tú", "/update KT-1 lắp ráp xong")
    filing.presses("Tú", "Hoàn tác cả tệp")
    card = filing.card()
    assert "đã hoàn tác 1 dòng" in card
    assert "1 dòng không hoàn tác được:" in card
    assert "Dòng 2 KT-1" in card
    assert state(company, "KT-1") is StageState.DONE
    assert state(company, "KT-2") is StageState.ACTIVE


def test_somebody_elses_file_is_taken_back_by_the_coordinator_alone(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong")))
    filing.presses("Tú", "Ghi")
    filing.presses("王伟", "Hoàn tác")
    assert state(company, "KT-1") is StageState.DONE
    filing.presses("Điệp", "Hoàn tác")
    assert state(company, "KT-1") is StageState.ACTIVE


def test_a_slice_broken_off_goes_on_where_it_was(company: Company, filing: Filing) -> None:
    codes = [f"KT-{number}" for number in range(1, 7)]
    in_production(company, *codes)
    filing.sends("Tú", "/update", xlsx(HEAD, *((code, "Gia công", "30%") for code in codes)))
    company.forges("Tú", filing.keys()["Ghi 6 dòng"])
    filing.works(steps=1)
    assert "Đang ghi: " in filing.card()
    filing.works()
    assert "Đã ghi 6 dòng" in filing.card()
    for code in codes:
        events = company.history(company.order(code).id)
        assert [one.data.get("percent") for one in events].count(30) == 1


def test_a_file_in_reply_to_the_menu_of_open_stages_is_reports(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    menu = company.says("Tú", "/update", group="production")
    [message] = company.delivers(menu)
    content = xlsx(HEAD, ("KT-1", "Gia công", "xong"))
    filing.sends("Tú", "", content, group="production", reply_to=message)
    assert "Sẽ ghi 1 dòng" in filing.card()


def test_a_group_that_sends_a_file_is_not_told_what_it_has_just_done(
    company: Company, filing: Filing
) -> None:
    in_production(company, "KT-1")
    before = len(filing.told("production"))
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "kẹt vật tư")), group="production")
    filing.presses("Tú", "Ghi 1 dòng")
    assert company.order("KT-1").stage("fabrication").hold is not None
    assert filing.told("production")[before:] == []


def test_who_only_follows_hears_of_a_file_in_one_message(company: Company, filing: Filing) -> None:
    """EANT follows the work of production, and has nothing to do with it besides."""
    company.groups["eant"] = -1000
    company.says("An", "/bind eant", group="eant")
    codes = ("KT-1", "KT-2")
    in_production(company, *codes)
    filing.sends("Tú", "/update", xlsx(HEAD, *((code, "Gia công", "xong") for code in codes)))
    filing.presses("Tú", "Ghi 2 dòng")
    told = filing.told("eant")[-1]
    assert "2 việc" in told
    assert all(code in told for code in codes)


def test_the_notices_of_a_file_taken_back_are_edited(company: Company, filing: Filing) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    filing.sends("Lan", "/update", xlsx(HEAD, ("KT-1", "nhận đơn", "xong")))
    filing.presses("Lan", "Ghi 1 dòng")
    assert "vừa gửi tệp" in filing.told("design")[-1]
    filing.arrived()
    filing.presses("Lan", "Hoàn tác cả tệp")
    assert "đã hoàn tác tệp" in filing.told("design")[-1]
    assert filing.says_to("design")[-1].edits is not None


def test_the_same_file_again_is_said_to_be_the_same(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    content = xlsx(HEAD, ("KT-1", "Gia công", "30%"))
    filing.sends("Tú", "/update", content)
    filing.presses("Tú", "Ghi")
    filing.sends("Tú", "/update", content)
    assert "Tệp này đã gửi và ghi lúc" in filing.card()


def test_who_has_left_does_no_more(company: Company, filing: Filing) -> None:
    from storage.people import memberships, people_rows

    in_production(company, "KT-1")
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong")))
    company.forges("Tú", filing.keys()["Ghi 1 dòng"])

    def leave(conn: object) -> None:
        person = people_rows.by_user(conn, company.sender("Tú").id)  # type: ignore[arg-type]
        assert person is not None
        memberships.leave(conn, person.id)  # type: ignore[arg-type]

    company.store.write(leave).result()
    filing.works()
    assert "không còn trong công ty" in filing.card()
    assert state(company, "KT-1") is StageState.ACTIVE


@pytest.mark.parametrize(
    ("troubles", "asked"),
    [([Transient("502")], 2), ([DriverBusy(0.0), Transient("no route")], 3)],
)
def test_a_messenger_in_trouble_is_asked_again(
    company: Company, filing: Filing, troubles: list[Exception], asked: int
) -> None:
    in_production(company, "KT-1")
    filing.shelf.troubles = [*troubles]
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong")))
    assert filing.shelf.asked == asked
    assert "Sẽ ghi 1 dòng" in filing.card()


def test_a_file_that_cannot_be_fetched_is_told_and_asked_for_again(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    filing.shelf.troubles = [Transient("502")] * 5
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong")))
    assert "chưa tải được từ Telegram sau nhiều lần thử" in filing.card()
    filing.presses("Tú", "Thử lại")
    assert "Sẽ ghi 1 dòng" in filing.card()


def test_a_file_that_is_gone_is_not_asked_for_twice(company: Company, filing: Filing) -> None:
    filing.shelf.troubles = [Stale("gone")]
    filing.sends("Tú", "/update", xlsx(HEAD))
    assert "gửi lại tệp" in filing.card()
    assert filing.shelf.asked == 1


def test_without_headings_the_template_is_offered_with_ones_own_stages(
    company: Company, filing: Filing
) -> None:
    in_production(company, "KT-1")
    filing.sends("Tú", "/update", xlsx(("a", "b"), (1, 2)))
    assert "không thấy dòng tiêu đề" in filing.card()
    heard = filing.presses("Tú", "Tệp mẫu")
    document = heard.says[0].document
    assert document is not None
    assert [row[0] for row in document.tables[0].rows] == ["KT-1"]


def test_a_file_with_words_is_evidence_as_before(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    filing.sends("Tú", "/update KT-1 gia công 60%", xlsx(HEAD))
    assert filing.latest() is None
    assert company.order("KT-1").stage("fabrication").evidence[0].name == "bao cao.xlsx"


def test_a_table_without_words_may_be_either(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    heard = filing.sends("Tú", "", xlsx(HEAD, ("KT-1", "Gia công", "xong")))
    assert filing.latest() is None
    company.taps("Tú", heard, "Báo tiến độ theo tệp")
    filing.works()
    assert "Sẽ ghi 1 dòng" in filing.card()


def test_the_auditor_changes_nothing_by_file_either(company: Company, filing: Filing) -> None:
    heard = filing.sends("Soát", "/update", xlsx(HEAD))
    assert "chỉ xem" in heard.answer
    heard = filing.sends("Soát", "", xlsx(HEAD))
    assert filing.latest() is None


def test_an_edited_caption_does_not_record_it_twice(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    heard = filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "30%")))
    first = filing.latest()
    again = company.edits(heard, "/update ")
    assert "đã nhận rồi" in again.answer
    assert filing.latest() == first


def test_a_card_reads_in_every_language(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    filing.sends("Tú", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong"), ("KT-9", "x", "xong")))
    assert "Nothing is recorded yet" in filing.card("en")
    assert "将记录 1 行" in filing.card("zh-Hans")


def test_whoever_stands_in_reports_by_file_what_they_may_report(company: Company, filing: Filing) -> None:
    in_production(company, "KT-1")
    company.says("Tú", "/nghi hôm nay, Minh thay")
    company.passes(hours=1)
    filing.sends("Minh", "/update", xlsx(HEAD, ("KT-1", "Gia công", "xong")))
    filing.presses("Minh", "Ghi 1 dòng")
    assert state(company, "KT-1") is StageState.DONE
