import unicodedata
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reading.fold import fold
from handlers.reading.meaning import Kind, Shade
from handlers.reading.names import Found, Named
from handlers.reading.report import Report, read_report

STAGES = (
    Named(id="reception", names=("Nhận đơn", "接单", "Order reception")),
    Named(id="design", names=("Thiết kế", "设计", "Design")),
    Named(id="placement", names=("Vị trí sản xuất", "生产位置", "Production place")),
    Named(id="fabrication", names=("Gia công", "加工", "Fabrication", "in", "印刷")),
    Named(id="assembly", names=("Lắp ráp", "组装", "Assembly")),
    Named(id="packing", names=("Đóng gói", "包装", "Packing")),
    Named(id="delivery", names=("Giao hàng", "交货", "Delivery")),
    Named(id="acceptance", names=("Nghiệm thu", "验收", "Acceptance")),
    Named(id="settlement", names=("Quyết toán", "结算", "Settlement")),
)
NOW = datetime(2026, 11, 18, 9, 3, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TOMORROW = date(2026, 11, 19)


def _read(text: str) -> Report:
    return read_report(text, stages=STAGES, now=NOW)


def _class(report: Report) -> str:
    if report.meaning is None:
        return "bare" if report.bare else "-"
    return report.meaning.shade or report.meaning.hold_kind or report.meaning.kind


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.id)
def test_each_stage_is_told_from_what_is_said_of_it(stage: Named) -> None:
    vietnamese, chinese, english = stage.names[:3]
    lines = {
        f"{vietnamese} xong": "done",
        f"{vietnamese.lower()} xong rồi": "done",
        f"đã xong {vietnamese.lower()}": "done",
        unicodedata.normalize("NFD", f"{vietnamese} xong"): "done",
        f"{chinese}完成": "done",
        f"{chinese}完了": "done",
        f"完成{chinese}": "done",
        f"{english} done": "done",
        vietnamese: "bare",
        chinese: "bare",
        f"{vietnamese} chưa xong": "not_yet",
        f"chưa {vietnamese.lower()} xong": "not_yet",
        f"没{chinese}完": "not_yet",
        f"{chinese}还没好": "not_yet",
        f"{vietnamese} mai xong": "estimate",
        f"mai {vietnamese.lower()} xong": "estimate",
        f"{chinese}快好了": "estimate",
        f"{vietnamese} xong chưa": "question",
        f"{vietnamese} xong?": "question",
        f"{chinese}好了吗": "question",
        f"{vietnamese} kẹt mica": "material",
        f"{vietnamese} ok": "received",
    }
    read = {line: _read(line) for line in lines}
    assert {line: _class(report) for line, report in read.items()} == lines
    assert {report.stage.hit for report in read.values()} == {stage.id}


@pytest.mark.parametrize(
    ("line", "stage", "said", "note"),
    [
        ("in xong đã giao 20 bộ", "fabrication", "done", "đã giao 20 bộ"),
        ("in xong, 3 cái hỏng", "fabrication", "unclear", ""),
        ("đã nhận đơn", None, "received", ""),
        ("đã nhận", None, "received", ""),
        ("nhận xong", None, "received", ""),
        ("xong rồi đóng gói", None, "unclear", "xong rồi đóng gói"),
        ("xong đã đóng gói 20 bộ", None, "done", "đã đóng gói 20 bộ"),
        ("in xong chuyển đóng gói", "fabrication", "unclear", "xong chuyển đóng gói"),
        ("gia công xong, còn đóng gói", "fabrication", "unclear", "xong, còn đóng gói"),
        ("thiết kế xong, đã gửi khách duyệt", "design", "done", "đã gửi khách duyệt"),
        ("thiết kế xong gửi anh Tú", "design", "unclear", "xong gửi anh Tú"),
        ("phần thiết kế xong rồi", "design", "done", ""),
        ("đóng gói xong 100%", "packing", "done", ""),
        ("gia công chưa 100%", "fabrication", "not_yet", ""),
        ("đã giao hàng", "delivery", "bare", ""),
        ("Gia công: kẹt vì MÁY HỎNG!", "fabrication", "machine", "kẹt vì MÁY HỎNG"),
        ("chưa xong, kẹt mica, mai có", None, "material", "chưa xong, kẹt mica, mai có"),
        ("hàng về rồi", None, "-", "hàng về rồi"),
        ("giá 20tr", None, "-", "giá 20tr"),
    ],
)
def test_stage_meaning_and_note_are_told_apart(line: str, stage: str | None, said: str, note: str) -> None:
    report = _read(line)
    assert (report.stage.hit, _class(report), report.note) == (stage, said, note)


def test_progress_and_estimate_stand_together() -> None:
    report = _read("in 60% mai xong")
    assert report.quantity is not None
    assert report.estimate is not None
    assert (report.quantity.percent, report.estimate.day, _class(report)) == (60, TOMORROW, "estimate")


def test_part_of_a_stage_is_not_the_stage() -> None:
    report = _read("gia công xong 60%")
    assert report.quantity is not None
    assert (report.quantity.percent, _class(report)) == (60, "not_yet")


def test_a_hold_may_carry_its_estimate() -> None:
    report = _read("chưa xong, kẹt mica, mai có")
    assert report.estimate is not None
    assert report.estimate.day == TOMORROW


def test_what_is_done_has_no_estimate() -> None:
    assert _read("gia công đã xong lúc 10h").estimate is None


@pytest.mark.parametrize(
    ("line", "done", "day", "either"),
    [
        ("lắp ráp 3/5", 3, date(2027, 5, 3), True),
        ("lắp ráp hẹn 3/5", None, date(2027, 5, 3), False),
        ("lắp ráp ngày 3/5", None, date(2027, 5, 3), False),
        ("lắp ráp 3/5 bộ", 3, None, False),
        ("lắp ráp 25/12", None, date(2026, 12, 25), False),
        ("lắp ráp 120/200", 120, None, False),
        ("lắp ráp 12/20", 12, None, False),
        ("lắp ráp 120/200 hẹn 25/12", 120, date(2026, 12, 25), False),
    ],
)
def test_a_fraction_that_may_be_a_day_is_asked(
    line: str, done: int | None, day: date | None, *, either: bool
) -> None:
    report = _read(line)
    assert (report.quantity and report.quantity.done) == done
    assert (report.estimate and report.estimate.day) == day
    assert report.fraction_or_date == either


def test_a_slip_in_a_stage_is_suggested_and_its_meaning_still_read() -> None:
    report = _read("asembly done")
    assert (report.stage.found, report.stage.hits, _class(report)) == (Found.NEAR, ("assembly",), "done")


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_no_text_upsets_the_reading(text: str) -> None:
    report = _read(text)
    assert report.note == "" or report.note.split()[0] in text


WORDS = [
    "gia công",
    "đóng gói",
    "xong",
    "rồi",
    "đã",
    "60%",
    "20 bộ",
    "in",
    "kẹt",
    "giao",
    "加工",
    "完成",
    "done",
    ",",
    "anh",
]


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(WORDS), max_size=5),
    st.sampled_from(["chưa", "mai", "sắp", "nếu", "还没", "明天", "not", "tomorrow", "?"]),
    st.lists(st.sampled_from(WORDS), max_size=5),
)
def test_a_report_with_a_denial_closes_nothing(before: list[str], denial: str, after: list[str]) -> None:
    report = _read(" ".join([*before, denial, *after]))
    assert not report.bare
    assert report.meaning is None or report.meaning.kind != Kind.DONE


def test_a_question_carries_no_estimate() -> None:
    report = _read("gia công mai xong chưa?")
    assert report.meaning is not None
    assert (report.meaning.shade, report.estimate) == (Shade.QUESTION, None)


def test_reading_is_quick_enough_for_the_writer() -> None:
    lines = [f"gia công chưa xong, kẹt mica {number}, mai có" for number in range(200)]
    _read(lines[0])
    took = []
    for line in lines:
        begun = perf_counter()
        _read(line)
        took.append(perf_counter() - begun)
    assert sorted(took)[len(took) // 2] < 0.005


# A shop's own names: aliases that begin with a person, a customer, or a word of everyday's.
SHOP = (
    Named(id="design", names=("Thiết kế", "设计", "bản vẽ", "vẽ")),
    Named(id="fabrication", names=("Gia công", "加工", "in", "in ấn", "sơn", "cắt CNC", "印刷")),
    Named(id="assembly", names=("Lắp ráp", "组装", "lắp", "đi điện")),
    Named(id="packing", names=("Đóng gói", "包装", "đóng kiện", "打包")),
    Named(id="delivery", names=("Giao hàng", "交货", "giao", "chở hàng", "送货")),
    Named(id="acceptance", names=("Nghiệm thu", "验收", "biên bản", "khách ký", "客户验收")),
    Named(id="settlement", names=("Quyết toán", "结算", "thanh toán", "开票")),
)
HOLDS = (
    Named(
        id="customer",
        names=("Chờ khách", "khách chưa duyệt", "khách chưa trả lời", "khách hẹn lại", "客户没确认"),
    ),
    Named(id="payment", names=("Chờ tiền", "chưa cọc")),
)
TYPED: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "reports.yaml").read_text(encoding="utf-8")
)
AMOUNTS = ("percent", "done", "total", "good", "rejected", "left")


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: f"{typed['line']} {typed.get('at', '')}".strip())
def test_a_whole_report_is_read_as_it_was_meant(typed: dict[str, Any]) -> None:
    meant = dict(typed)
    now = datetime.combine(NOW, time.fromisoformat(meant.pop("at", "09:03")), tzinfo=NOW.tzinfo)
    report = read_report(meant.pop("line"), stages=SHOP, now=now, holds=HOLDS)
    estimate = report.estimate
    read = {
        "stage": report.stage.hit,
        "said": _class(report),
        "note": report.note or None,
        "day": estimate and estimate.day,
        "delay": estimate and estimate.delay and estimate.delay // timedelta(hours=1),
        **{name: report.quantity and getattr(report.quantity, name) for name in AMOUNTS},
    }
    assert {name: value for name, value in read.items() if value is not None} == meant
    assert report.stage.found in {Found.EXACT, Found.BEGINNING, Found.NONE}


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: f"{typed['line']} {typed.get('at', '')}".strip())
def test_a_report_does_not_become_done_by_losing_its_accents(typed: dict[str, Any]) -> None:
    now = datetime.combine(NOW, time.fromisoformat(typed.get("at", "09:03")), tzinfo=NOW.tzinfo)
    report = read_report(fold(typed["line"]), stages=SHOP, now=now, holds=HOLDS)
    assert typed["said"] in {"done", "bare"} or _class(report) not in {"done", "bare"}


def test_an_hour_behind_closes_nothing_if_the_evening_may_be_meant() -> None:
    said = {line: _class(_read(line)) for line in ("xong lúc 8h", "xong lúc 7h30", "xong lúc 8h sáng")}
    assert said == {"xong lúc 8h": "unclear", "xong lúc 7h30": "unclear", "xong lúc 8h sáng": "done"}
