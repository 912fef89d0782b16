"""/hold, /resume, /confirm, /return, /approve, /reject, /cancel: typed moves between departments."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from orders.order import OrderState, StageState
from tests.support.company import CENTRES, Company


@pytest.fixture
def strict(database_url: str, now: datetime, tmp_path: Path) -> Iterator[Company]:
    """The same company, but the head of production has to approve fabrication."""
    stage = "      fabrication:\n"
    text = CENTRES.read_text().replace(stage, stage + "        approver: {role: head}\n")
    file = tmp_path / "strict.yaml"
    file.write_text(text)
    company = Company.founded(database_url, now, centre_file=file)
    yield company
    company.close()


def test_a_hold_takes_its_kind_from_the_reason(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/hold 2411 gia công thiếu mica trắng")
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert (hold.kind, hold.department, hold.reason) == ("material", "production", "thiếu mica trắng")


def test_the_companys_own_words_name_a_hold(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/ket 2411 gia công chưa có giấy phép của phường")
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert (hold.kind, hold.department) == ("permit", "coordination")


def test_rain_and_buying_are_told_apart_by_their_accents(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/hold 2411 gia công trời mưa")
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert hold.kind == "weather"
    company.says("Tú", "/resume 2411")
    heard = company.says("Tú", "/hold 2411 gia công mua đồ ăn")
    assert company.order("KT-2411").stage("fabrication").hold is None
    assert "Thời tiết" in heard.labels, "asked instead"


def test_a_hold_without_words_is_asked_kind_and_reason(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/kazhu 2411 gia công")
    company.taps("Tú", heard, "Chờ khách")
    company.says("Tú", "khách đi vắng")
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    assert (hold.kind, hold.reason) == ("customer", "khách đi vắng")


def test_a_hold_twice_is_told_who_reported_it(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/hold 2411 gia công thiếu mica")
    heard = company.says("Bảo", "/hold 2411 gia công thiếu decal")
    assert "Đã ghi rồi" in heard.answer
    assert "Tú" in heard.answer


def test_the_department_that_answers_resumes_it(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/hold 2411 gia công khách chưa chốt")
    company.says("Lan", "/resume 2411")
    assert company.order("KT-2411").stage("fabrication").hold is None


def test_nobody_else_resumes_it(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/hold 2411 gia công khách chưa chốt")
    heard = company.says("Minh", "/tieptuc 2411")
    assert company.order("KT-2411").stage("fabrication").hold is not None
    assert "Kinh doanh" in heard.answer


def test_resume_on_a_paused_order_lets_the_whole_order_go_on(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.taps("Điệp", company.says("Điệp", "/cancel 2411 chờ khách"), "Tạm dừng")
    assert company.order("KT-2411").state is OrderState.PAUSED
    company.says("Điệp", "/resume 2411")
    assert company.order("KT-2411").state is OrderState.OPEN


def test_confirm_takes_what_is_offered(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    company.says("Minh", "/nhan KT-1 thiết kế")
    assert company.order("KT-1").stage("design").state is StageState.ACTIVE
    heard = company.says("Vy", "/shoudao KT-1 thiết kế")
    assert "Minh" in heard.answer


def test_confirm_without_a_stage_asks_which_of_two_offers(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    heard = company.says("Minh", "/confirm KT-1")
    assert {"Thiết kế", "Vị trí sản xuất"} <= heard.labels


def test_return_gives_an_offer_back_with_its_reason(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    company.says("Minh", "/return KT-1 thiết kế thiếu kích thước")
    order = company.order("KT-1")
    assert order.stage("reception").state is StageState.ACTIVE
    assert order.stage("design").state is StageState.WAITING


def test_return_names_where_to_and_why_in_one_line(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/tralai 2411 gia công thiết kế: sai màu nền")
    assert company.order("KT-2411").stage("design").state is StageState.ACTIVE


def test_a_done_stage_named_alone_is_where_it_goes_back_to(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/return 2411 thiết kế sai màu nền")
    order = company.order("KT-2411")
    assert order.stage("design").state is StageState.ACTIVE
    assert order.stage("fabrication").state is StageState.WAITING


def test_return_asks_for_what_is_missing(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/tuihui 2411 gia công")
    company.taps("Tú", heard, "Thiết kế")
    assert company.order("KT-2411").stage("design").state is StageState.DONE
    company.says("Tú", "sai màu nền")
    assert company.order("KT-2411").stage("design").state is StageState.ACTIVE


def test_done_waits_for_the_head_where_a_stage_has_an_approver(strict: Company) -> None:
    strict.in_fabrication("KT-1")
    heard = strict.says("Tú", "/update KT-1 gia công xong")
    assert strict.order("KT-1").stage("fabrication").state is StageState.APPROVAL
    notice = heard.says[1]
    assert notice.chat == strict.groups["production"]
    assert {"Duyệt", "Không duyệt"} <= set(heard.keys(notice))
    strict.taps("Bảo", heard, "Duyệt", group="production")
    assert strict.order("KT-1").stage("fabrication").state is StageState.DONE


def test_nobody_approves_his_own_work(strict: Company) -> None:
    strict.in_fabrication("KT-1")
    strict.says("Bảo", "/update KT-1 gia công xong")
    heard = strict.says("Bảo", "/approve KT-1")
    assert strict.order("KT-1").stage("fabrication").state is StageState.APPROVAL
    assert "không tự duyệt" in heard.answer


def test_somebody_else_may_not_approve(strict: Company) -> None:
    strict.in_fabrication("KT-1")
    strict.says("Tú", "/update KT-1 gia công xong")
    heard = strict.says("王伟", "/duyet KT-1")
    assert strict.order("KT-1").stage("fabrication").state is StageState.APPROVAL
    assert "Vận hành – Sản xuất" in heard.answer


def test_approve_and_reject_are_typed_too(strict: Company) -> None:
    strict.in_fabrication("KT-1")
    strict.says("Tú", "/update KT-1 gia công xong")
    heard = strict.says("Bảo", "/khongduyet KT-1 lem màu góc trái")
    assert strict.order("KT-1").stage("fabrication").state is StageState.ACTIVE
    assert "lem màu góc trái" in heard.answer
    strict.passes(minutes=30)
    strict.says("Tú", "/update KT-1 gia công xong")
    strict.says("Bảo", "/pizhun KT-1")
    assert strict.order("KT-1").stage("fabrication").state is StageState.DONE


def test_a_rejection_asks_for_its_reason(strict: Company) -> None:
    strict.in_fabrication("KT-1")
    strict.says("Tú", "/update KT-1 gia công xong")
    strict.says("Bảo", "/reject KT-1")
    assert strict.order("KT-1").stage("fabrication").state is StageState.APPROVAL
    strict.says("Bảo", "lem màu")
    assert strict.order("KT-1").stage("fabrication").state is StageState.ACTIVE


def test_cancelling_is_asked_once_more_and_tells_everybody(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Điệp", "/cancel 2411 khách bỏ")
    assert company.order("KT-2411").state is OrderState.OPEN
    told = company.taps("Điệp", heard, "Huỷ đơn")
    assert company.order("KT-2411").state is OrderState.CANCELLED
    for department in ("sales", "design", "production"):
        assert "khách bỏ" in told.told(company.groups[department])


def test_cancelling_without_a_reason_asks_for_it(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.taps("Điệp", company.says("Điệp", "/huy 2411"), "Huỷ đơn")
    assert company.order("KT-2411").state is OrderState.OPEN
    company.says("Điệp", "khách bỏ")
    assert company.order("KT-2411").state is OrderState.CANCELLED


def test_production_cancels_nothing(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "/quxiao 2411 làm không nổi")
    keys = [label for label in heard.labels if "Huỷ đơn" in label]
    heard = company.taps("Tú", heard, "Huỷ đơn") if keys else heard
    assert company.order("KT-2411").state is OrderState.OPEN
    assert "điều phối" in heard.answer


def test_a_command_without_an_order_says_what_to_write(company: Company) -> None:
    for command in ("/hold", "/confirm", "/cancel", "/change", "/history", "/order"):
        assert company.says("Điệp", command).answer, command


def test_words_below_the_question_approve_and_reject(strict: Company) -> None:
    strict.in_fabrication("KT-1")
    for answer, state in (("不批准：颜色不对", StageState.ACTIVE), ("duyệt", StageState.DONE)):
        strict.passes(minutes=30)
        done = strict.says("Tú", "/update KT-1 gia công xong")
        question = strict.delivers(done)[1]
        refused = strict.says("王伟", answer, group="production", reply_to=question)
        assert strict.order("KT-1").stage("fabrication").state is StageState.APPROVAL
        assert refused.says[0].only_for == strict.sender("王伟").id
        strict.says("Bảo", answer, group="production", reply_to=question)
        assert strict.order("KT-1").stage("fabrication").state is state
