"""The picture of an order's story as pixels: late, held up and silent can be told apart, whatever the order's length."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PIL import Image

from handlers.stories.story_picture import LANES
from reports.sheet import MARGIN, PAPER, WIDTH
from reports.story_chart import BAR, DUE, FLAG, HELD, PROMISE, SILENT, STILL, story

DAY = 24 * 60
VI = {
    "title": ["Thiết kế giữ 6 ngày, trễ 4 ngày"],
    "about": ["KT-2411, Khánh Thy (đang chạy)", "Hẹn giao T6 4/12: đã trễ 6 ngày"],
    "lanes": ["Nhận đơn (Kinh doanh)", "Thiết kế (Kỹ thuật – Thiết kế)"],
    "sums": ["1 giờ", "6 ngày, trễ 4 ngày"],
    "silence": ["Không ai báo gì", "3 ngày"],
    "ticks": ["23/11", "30/11"],
    "end": ["nay"],
    "promises": ["Hẹn 28/11"],
    "legend": [
        "Đang giữ",
        "Quá hạn của bước",
        "Quá ngày hẹn giao",
        "Kẹt hoặc tạm dừng",
        "Im lặng",
        "Ngày nghỉ",
    ],
    "foot": ["Tính theo giờ làm việc của từng bộ phận."],
}
ZH = {
    "title": ["设计停留6天，逾期4天"],
    "about": ["KT-2411, Khánh Thy（进行中）", "交期12月4日 周五：已晚6天"],
    "lanes": ["接单（销售部）", "设计（设计部）"],
    "sums": ["1小时", "6天，逾期4天"],
    "silence": ["没有任何消息", "3天"],
    "ticks": ["11/23", "11/30"],
    "end": ["现在"],
    "promises": ["交期11/28"],
    "legend": ["在手", "超过环节时限", "超过交期", "卡住或暂停", "没有消息", "休息日"],
    "foot": ["按各部门的工作时间计算。"],
}
BOTH = {name: [f"{one} · {other}" for one, other in zip(VI[name], ZH[name], strict=True)] for name in VI}
PLAIN: Mapping[str, Any] = {
    "length": 10 * DAY,
    "lanes": [[[0, 60, "", False]], [[60, 10 * DAY, "", False]]],
    "gaps": [],
    "off": [],
    "ticks": [0, 7 * DAY],
    "promises": [5 * DAY],
    "goes_on": True,
}


def drawn(data: Mapping[str, Any], words: Mapping[str, Sequence[str]] = VI) -> Image.Image:
    picture = Image.open(io.BytesIO(story(data, words)))
    assert picture.format == "PNG"
    return picture.convert("RGB")


def pixels(picture: Image.Image, colour: str) -> int:
    """How many have exactly that colour."""
    wanted = tuple(bytes.fromhex(colour.removeprefix("#")))
    counted = {value: count for count, value in picture.getcolors(maxcolors=1 << 24) or ()}
    return counted.get(wanted, 0)


def with_parts(*parts: Sequence[Any], **more: Any) -> dict[str, Any]:
    return {**PLAIN, "lanes": [PLAIN["lanes"][0], list(parts)], **more}


@pytest.mark.parametrize("words", [VI, ZH, BOTH], ids=["vi", "zh", "both"])
def test_it_is_as_wide_as_a_phone_wants_and_not_blank(words: Mapping[str, Sequence[str]]):
    picture = drawn(PLAIN, words)
    assert picture.width == WIDTH
    assert 0.5 * WIDTH < picture.height < 1.2 * WIDTH
    assert 0.5 < pixels(picture, PAPER) / (picture.width * picture.height) < 0.95


def test_what_is_late_is_painted_over_its_own_length():
    half = pixels(drawn(with_parts([60, 5 * DAY, "", False], [5 * DAY, 10 * DAY, "due", False])), DUE.colour)
    whole = pixels(drawn(with_parts([60, 10 * DAY, "due", False])), DUE.colour)
    assert pixels(drawn(PLAIN), DUE.colour) == 0, "the legend names only what is there"
    assert 0.3 * (WIDTH - 2 * MARGIN) * BAR < half < 0.6 * whole


def test_past_the_promise_is_told_apart_from_past_the_due_time():
    picture = drawn(with_parts([60, 5 * DAY, "", False], [5 * DAY, 10 * DAY, "promise", False]))
    assert pixels(picture, PROMISE.colour) > 5000
    assert pixels(picture, DUE.colour) < 3000, "of its hatching alone"


def test_neither_kind_of_late_is_told_by_colour_alone():
    hatched = [one for one in (DUE, PROMISE, SILENT) if one.hatch]
    assert len({one.hatch for one in hatched}) == 3
    light = {one: sum(bytes.fromhex(one.colour[1:])) for one in (HELD, DUE)}
    assert light[HELD] - light[DUE] > 200, "in grey they differ as well"


def test_what_stood_still_bears_a_bar_through_its_middle_late_or_not():
    moving, still, late_too = (
        pixels(drawn(with_parts([60, 10 * DAY, late, held_up])), STILL.colour)
        for late, held_up in (("", False), ("", True), ("due", True))
    )
    assert moving == 0
    assert still == late_too > (WIDTH - 2 * MARGIN) * BAR / 4


def test_a_silence_has_a_lane_of_its_own():
    silent = drawn({**PLAIN, "gaps": [[2 * DAY, 6 * DAY]]})
    assert pixels(silent, SILENT.colour) > 0.3 * (WIDTH - 2 * MARGIN) * BAR
    assert silent.height > drawn(PLAIN).height + BAR


def test_a_promise_that_passed_is_a_flag_and_a_line():
    none = drawn({**PLAIN, "promises": []}, VI | {"promises": []})
    assert pixels(drawn(PLAIN), FLAG.colour) > pixels(none, FLAG.colour) + 3000


def test_a_minute_in_four_months_is_still_seen():
    length = 120 * DAY
    minute = {**PLAIN, "length": length, "lanes": [[[0, 1, "due", False]], [[1, length, "", False]]]}
    assert pixels(drawn(minute), DUE.colour) > BAR


def test_what_goes_on_runs_over_the_edge_and_what_has_ended_does_not():
    ended, running = (
        drawn({**PLAIN, "goes_on": goes_on}).crop((WIDTH - MARGIN + 3, 0, WIDTH, 2000))
        for goes_on in (False, True)
    )
    assert pixels(ended, HELD.colour) == 0
    assert pixels(running, HELD.colour) > 5 * BAR


@pytest.mark.parametrize(
    ("name", "tallest"),
    [
        ("Gia công (Vận hành – Sản xuất)", 2.2),
        ("Kiểm tra nghiệm thu trước khi bàn giao (Vận hành – Sản xuất)", 2.8),
    ],
)
def test_twenty_parts_in_as_many_lanes_as_there_may_be_are_drawn_within_the_edges(name: str, tallest: float):
    step = 10 * DAY // 20
    parts = [[at * step, (at + 1) * step, ("", "due", "promise")[at % 3], at % 4 == 0] for at in range(20)]
    words = VI | {"lanes": [name] * LANES, "sums": ["12 ngày, trễ 10 ngày"] * LANES}
    picture = drawn({**PLAIN, "goes_on": False, "lanes": [parts] * LANES}, words)
    paper = tuple(bytes.fromhex(PAPER.removeprefix("#")))
    for edge in ((0, 0, MARGIN - 4, picture.height), (WIDTH - MARGIN + 4, 0, WIDTH, picture.height)):
        assert picture.crop(edge).getcolors() == [((edge[2] - edge[0]) * picture.height, paper)]
    assert picture.height < tallest * WIDTH, "a phone shows it whole"


def test_names_of_ticks_never_run_into_each_other():
    crowded = {**PLAIN, "ticks": [0, 10, 20, 7 * DAY]}
    words = VI | {"ticks": ["23/11", "24/11", "25/11", "30/11"]}
    sparse = drawn({**PLAIN, "ticks": [0, 10, 20, 7 * DAY]}, words | {"ticks": [" ", " ", "25/11", "30/11"]})
    assert drawn(crowded, words).tobytes() == sparse.tobytes()
