"""One line of what was ordered: which thing, how many, in which unit, at what price; and what is no such line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.order_lines import OrderLine, read_order_line
from handlers.reading.reasons import reason_in


@pytest.mark.parametrize(
    ("typed", "spec", "quantity", "unit", "price"),
    [
        ("3 bộ bảng hiệu x 2tr5", "bảng hiệu", "3", "bộ", "2tr5"),
        ("bảng hiệu mica 3 bộ x 2.500.000", "bảng hiệu mica", "3", "bộ", "2.500.000"),
        ("- 12,5 m2 decal @ 90k", "decal", "12.5", "m2", "90k"),
        ("decal: 12.5 m²", "decal", "12.5", "m²", ""),
        ("1. 20 bộ standee 60x160 x 350k/bộ", "standee 60x160", "20", "bộ", "350k"),
        ("200 hộp giấy 10x20 cm đơn giá 3.500", "giấy 10x20 cm", "200", "hộp", "3.500"),
        ("Biển alu 3x5m 2 bộ x 3tr", "Biển alu 3x5m", "2", "bộ", "3tr"),
        ("5 kg keo x 80.000đ", "keo", "5", "kg", "80.000đ"),
        ("1.200 cái móc khóa", "móc khóa", "1200", "cái", ""),
        ("亚克力牌 3套 × 2500000", "亚克力牌", "3", "套", "2500000"),
        ("3套亚克力牌", "亚克力牌", "3", "套", ""),
        ("亚克力牌 数量 12.5 平方米 单价 90k", "亚克力牌", "12.5", "平方米", "90k"),
        ("200 pcs boxes at 3.5k", "boxes", "200", "pcs", "3.5k"),
        ("mica | 2 | tấm | 1tr5", "mica", "2", "tấm", "1tr5"),
        ("mica | 2 tấm | 1.500.000", "mica", "2", "tấm", "1.500.000"),
        ("mica\t2\ttấm\t", "mica", "2", "tấm", ""),
        ("mica | 2", "mica", "2", "", ""),
    ],
)
def test_a_line_is_read_as_people_write_it(
    typed: str, spec: str, quantity: str, unit: str, price: str
) -> None:
    assert read_order_line(typed) == OrderLine(spec=spec, quantity=Decimal(quantity), unit=unit, price=price)


@pytest.mark.parametrize(
    "typed",
    [
        "Bảng hiệu",
        "25/12",
        "12tr",
        "Biển alu 3x5m",
        "giao trước 5 ngày",
        "",
        "mica | nhiều",
        "x" * 400,
        "3 bộ",
    ],
)
def test_what_names_no_thing_with_its_number_is_no_line(typed: str) -> None:
    assert read_order_line(typed) is None


@given(st.text(max_size=120))
def test_any_text_is_read_without_trouble(typed: str) -> None:
    line = read_order_line(typed)
    assert line is None or line.spec
    assert reason_in(typed) == reason_in(typed).strip()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("đạt 117 hỏng 3 do lem mực", "lem mực"),
        ("hỏng 3 cái (trầy mặt)", "trầy mặt"),
        ("hong 3 vi lem muc", "lem muc"),
        ("不良3 偏色", "偏色"),
        ("3 rejected, because of smeared ink", "smeared ink"),
        ("đạt 117 hỏng 3", ""),
        ("hỏng 3 rồi", ""),
        ("đạt 117, hỏng 3, mai giao nốt", ""),
        ("xong", ""),
    ],
)
def test_a_reason_is_what_is_said_beside_the_rejects(typed: str, reason: str) -> None:
    assert reason_in(typed) == reason
