import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.misplaced import code_behind, codes_besides


@pytest.mark.parametrize(
    ("rest", "keys"),
    [
        ("2417 xong", ("2417",)),
        ("xong, 2417 xong", ("2417",)),
        ("xong, KT-2417 xong", ("kt2417",)),
        ("và 2417 xong", ("2417",)),
        (", 2417, 2418 xong", ("2417", "2418")),
        ("完成，2417完成", ("2417",)),
        ("gia công xong", ()),
        ("kẹt chờ đơn 2417", ()),
        ("xong, giao 20 bộ", ()),
        ("xong, 1200 bộ", ()),
        ("120/200", ()),
        ("xong\n2417 xong", ()),
        ("", ()),
    ],
)
def test_further_orders_of_a_line_are_seen(rest: str, keys: tuple[str, ...]) -> None:
    assert codes_besides(rest) == keys


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("xong 2415", "2415"),
        ("xong KT-2415", "KT-2415"),
        ("gia công xong kt 2415 nhé", "2415"),
        ("đã xong đơn 2415 rồi anh", "2415"),
        ("完成2415", "2415"),
    ],
)
def test_a_code_at_the_end_of_a_line_is_seen(line: str, typed: str) -> None:
    code = code_behind(line)
    assert code is not None
    assert line[slice(*code.span)] == typed


@pytest.mark.parametrize(
    "line", ["", "2415", "xong", "giao 20 bộ", "xong 120", "đơn 2415 của ai", "mai xong"]
)
def test_a_line_without_a_code_at_its_end_has_none(line: str) -> None:
    assert code_behind(line) is None


@given(st.text(max_size=40))
def test_no_text_upsets_the_search(text: str) -> None:
    code = code_behind(text)
    assert code is None or 0 < code.span[0] < code.span[1] <= len(text)
    assert codes_besides(text) is not None
