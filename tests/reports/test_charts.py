"""The daily chart as pixels: sized for a phone, every letter drawn, and what is late in its own colour."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PIL import Image

from reports.charts import LATE, SILENT, daily_chart
from reports.drawings import DRAWINGS
from reports.line_breaks import at_most_two, balanced, rows, width_of
from reports.sheet import MARGIN, PAPER, WIDTH

VI = {
    "title": ["3 trong 20 đơn trễ, nhiều nhất ở Sản xuất"],
    "panels": ["Đơn theo công đoạn", "Trễ và im lặng theo bộ phận"],
    "stages": ["Đơn nháp", "Thiết kế", "Gia công"],
    "departments": ["Sản xuất", "Kỹ thuật – Thiết kế"],
    "legend": ["Trễ", "Im lặng", "Đúng hạn"],
    "foot": ["Adtech, lúc 17:00 T6 27/11"],
}
ZH = {
    "title": ["20单中有3单逾期，生产部最多"],
    "panels": ["各环节的订单", "各部门的逾期与无消息"],
    "stages": ["草稿", "设计", "加工"],
    "departments": ["生产部", "技术部"],
    "legend": ["逾期", "无消息", "正常"],
    "foot": ["Adtech 户外广告，截至11月27日周五17:00"],
}
BOTH = {name: [f"{one} · {other}" for one, other in zip(VI[name], ZH[name], strict=True)] for name in VI}
DATA = {"stages": [[0, 1, 1], [1, 0, 9], [2, 0, 6]], "departments": [[2, 0, 6], [1, 1, 10]]}


def drawn(data: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> Image.Image:
    picture = Image.open(io.BytesIO(daily_chart(data, words)))
    assert picture.format == "PNG"
    return picture.convert("RGB")


def share_of(picture: Image.Image, colour: str) -> float:
    """How much of the picture has exactly that colour."""
    wanted = tuple(bytes.fromhex(colour.removeprefix("#")))
    counted = {value: count for count, value in picture.getcolors(maxcolors=1 << 24) or ()}
    return counted.get(wanted, 0) / (picture.width * picture.height)


@pytest.mark.parametrize("words", [VI, ZH, BOTH], ids=["vi", "zh", "both"])
def test_it_is_as_wide_as_a_phone_and_not_blank(words: Mapping[str, Sequence[str]]):
    picture = drawn(DATA, words)
    assert picture.width == WIDTH
    assert 0.7 * WIDTH < picture.height < 2.2 * WIDTH
    assert 0.5 < share_of(picture, PAPER) < 0.95


def test_nothing_runs_over_its_edges():
    names = ["Kiểm tra nghiệm thu trước khi bàn giao cho khách hàng tại công trình"] * 2
    picture = drawn(
        {"stages": [[900, 50, 4000]] * 3, "departments": [[1, 0, 0]] * 2}, VI | {"departments": names}
    )
    paper = tuple(bytes.fromhex(PAPER.removeprefix("#")))
    edges = [(0, 0, MARGIN // 2, picture.height), (WIDTH - MARGIN // 4, 0, WIDTH, picture.height)]
    assert [picture.crop(edge).getcolors() for edge in edges] == [
        [((edge[2] - edge[0]) * picture.height, paper)] for edge in edges
    ]


def test_what_is_late_or_silent_has_a_colour_of_its_own():
    fine = drawn({"stages": [[0, 0, 9]] * 3, "departments": [[0, 0, 9]] * 2}, VI)
    late = drawn({"stages": [[5, 0, 4]] * 3, "departments": [[5, 0, 4]] * 2}, VI)
    silent = drawn({"stages": [[0, 5, 4]] * 3, "departments": [[0, 5, 4]] * 2}, VI)
    assert share_of(late, LATE.colour) > 3 * share_of(fine, LATE.colour) > 0  # the legend has it too
    assert share_of(silent, SILENT.colour) > 3 * share_of(fine, SILENT.colour) > 0


def test_one_late_order_among_hundreds_can_be_seen():
    none = drawn({"stages": [[0, 0, 400]] * 3, "departments": [[0, 0, 400]] * 2}, VI)
    one = drawn({"stages": [[1, 0, 399]] * 3, "departments": [[0, 0, 400]] * 2}, VI)
    assert share_of(one, LATE.colour) > 3 * share_of(none, LATE.colour)


def test_without_orders_there_is_the_sentence_alone():
    words = VI | {"stages": [], "departments": [], "title": ["Chưa có đơn nào"]}
    picture = drawn({"stages": [], "departments": []}, words)
    assert picture.height < WIDTH / 2
    assert share_of(picture, LATE.colour) == 0


def test_sixty_stages_are_drawn_all_the_same():
    words = VI | {"stages": [f"Công đoạn số {number}" for number in range(60)]}
    picture = drawn(DATA | {"stages": [[1, 0, number] for number in range(60)]}, words)
    assert picture.height > 60 * 50


def test_a_letter_without_a_shape_would_be_noticed():
    with pytest.raises(UserWarning, match="Glyph"):
        drawn(DATA, VI | {"title": ["Khmer: ភ"]})


def test_money_in_a_name_is_no_formula():
    plain, money = (drawn(DATA, VI | {"title": [title]}) for title in ("5 và 6", "$_{ và $6"))
    assert money.size == plain.size


def test_a_title_breaks_into_rows_of_about_one_length():
    [first, second] = balanced(VI["title"], 56, width=WIDTH - 2 * MARGIN, bold=True)
    assert f"{first} {second}" == VI["title"][0]
    assert width_of(second, 56) > 0.6 * width_of(first, 56)


def test_a_line_of_hanzi_breaks_between_them_and_never_before_a_comma():
    broken = rows(["二十单中有三单逾期，生产部最多，设计部次之"], 50, width=440)
    assert len(broken) > 1
    assert "".join(broken) == "二十单中有三单逾期，生产部最多，设计部次之"
    assert not any(row.startswith("，") for row in broken)
    assert all(width_of(row, 50) <= 490 for row in broken)


def test_a_name_too_long_for_two_rows_is_cut_with_a_mark():
    [first, second] = at_most_two("Kiểm tra nghiệm thu trước khi bàn giao cho khách hàng", 34, width=300)
    assert second.endswith("…")
    assert max(width_of(first, 34), width_of(second, 34)) <= 300


def test_every_kind_of_picture_and_file_that_is_said_has_its_drawing():
    from bot.delivery.studio import WORKBOOK
    from handlers.money import qr_cards
    from handlers.overviews import charts
    from handlers.stories import story_picture

    said = {charts.PICTURE, qr_cards.PICTURE, "qr_poster", story_picture.PICTURE, WORKBOOK}
    assert said == set(DRAWINGS)
