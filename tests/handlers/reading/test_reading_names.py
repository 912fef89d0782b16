import unicodedata

import pytest

from handlers.reading.codes import code_candidates, code_key, match_order
from handlers.reading.customers import match_customer
from handlers.reading.names import Found, Match, Named, match_stage

STAGES = (
    Named(id="reception", names=("Nhận đơn", "接单", "Order reception")),
    Named(id="design", names=("Thiết kế", "设计", "Design")),
    Named(id="placement", names=("Vị trí sản xuất", "生产位置", "Production place")),
    Named(id="fabrication", names=("Gia công", "加工", "Fabrication")),
    Named(id="assembly", names=("Lắp ráp", "组装", "Assembly")),
    Named(id="packing", names=("Đóng gói", "包装", "Packing")),
    Named(id="delivery", names=("Giao hàng", "交货", "Delivery")),
    Named(id="cut", names=("Cắt mica", "bế")),
    Named(id="cut-decal", names=("Cắt decal",)),
)
GLOSSARY = (("mica", "亚克力"), ("decal", "贴纸"), ("bế", "模切"))
CODES = ("KT-2411", "KT-2412", "DP-2411/2", "AB-1007", "KT-1")


def _stage(text: str) -> tuple[Found, tuple[str, ...]]:
    match = match_stage(text, STAGES, GLOSSARY)
    return match.found, match.hits


@pytest.mark.parametrize(
    ("typed", "stage"),
    [
        ("gia công xong", "fabrication"),
        ("GIA CÔNG", "fabrication"),
        ("gia cong 60%", "fabrication"),
        ("giacong xong", "fabrication"),
        (unicodedata.normalize("NFD", "đóng gói xong"), "packing"),
        ("lắp rắp", "assembly"),
        ("fabrication", "fabrication"),
        ("加工完成", "fabrication"),
        ("組裝完成", "assembly"),
        ("vị trí sản xuất: máy 2", "placement"),
        ("cắt mica xong", "cut"),
        ("cắt 亚克力", "cut"),
        ("cut-decal", "cut-decal"),
        ("bế xong", "cut"),
        ("模切完成", "cut"),
        ("cat 贴纸", "cut-decal"),
    ],
)
def test_a_stage_named_in_full_is_found_however_it_is_typed(typed: str, stage: str) -> None:
    assert _stage(typed) == (Found.EXACT, (stage,))


@pytest.mark.parametrize(
    ("typed", "stage"),
    [
        ("gia 60%", "fabrication"),
        ("vi tri xong", "placement"),
        ("fab done", "fabrication"),
        ("đóng xong", "packing"),
        ("giao 20 bộ", "delivery"),
    ],
)
def test_a_unique_beginning_names_its_stage(typed: str, stage: str) -> None:
    assert _stage(typed) == (Found.BEGINNING, (stage,))


def test_a_beginning_of_several_is_asked() -> None:
    assert _stage("cắt xong") == (Found.SEVERAL, ("cut", "cut-decal"))


def test_a_slip_is_suggested_and_never_taken() -> None:
    match = match_stage("asembly done", STAGES)
    assert (match.found, match.hits, match.hit) == (Found.NEAR, ("assembly",), None)


@pytest.mark.parametrize("typed", ["", "  ", "giá 20tr", "bé xong", "bẻ xong", "xyz", "60%", "👍", "g"])
def test_other_words_name_no_stage(typed: str) -> None:
    assert _stage(typed) == (Found.NONE, ())


def test_a_name_ends_where_somebody_put_a_space() -> None:
    drawing = Named(id="design", names=("设计", "设计图"))
    assert match_stage("设计 图纸尺寸不对", (drawing,)).span == (0, 2)
    assert match_stage("设计图 尺寸不对", (drawing,)).span == (0, 3)
    assert match_stage("设 计 完成", (drawing,)).span == (0, 3)


def test_the_place_of_a_stage_is_that_of_the_original() -> None:
    typed = "  Gia  công: 60%"
    start, end = match_stage(typed, STAGES).span
    assert typed[start:end] == "Gia  công"


def test_a_code_has_one_key() -> None:
    assert {code_key(typed) for typed in ("KT-2411", "kt 2411", "kt2411", "ＫＴ－２４１１", "KT.2411")} == {
        "kt2411"
    }


@pytest.mark.parametrize(
    ("typed", "found", "hits", "taken"),
    [
        ("KT-2411 in xong", Found.EXACT, ("KT-2411",), "KT-2411"),
        ("kt 2411 in xong", Found.EXACT, ("KT-2411",), "kt 2411"),
        ("kt2411in xong", Found.EXACT, ("KT-2411",), "kt2411"),
        ("#KT-2411", Found.EXACT, ("KT-2411",), "KT-2411"),
        ("đơn KT-2412 xong", Found.EXACT, ("KT-2412",), "KT-2412"),
        ("订单2412完成", Found.ENDING, ("KT-2412",), "2412"),
        ("2411 gia công 60%", Found.ENDING, ("KT-2411",), "2411"),
        ("2411加工60%", Found.ENDING, ("KT-2411",), "2411"),
        ("DP-2411/2 xong", Found.EXACT, ("DP-2411/2",), "DP-2411/2"),
        ("007 xong", Found.ENDING, ("AB-1007",), "007"),
        ("KT-2413 xong", Found.NEAR, ("KT-2411", "KT-2412"), "KT-2413"),
        ("2411 组装完成", Found.ENDING, ("KT-2411",), "2411"),
        ("2411 chữ nổi xong", Found.ENDING, ("KT-2411",), "2411"),
        ("KT-2411 còn 20 bộ", Found.EXACT, ("KT-2411",), "KT-2411"),
        ("KT-2411 bao giờ xong", Found.EXACT, ("KT-2411",), "KT-2411"),
        ("kt 2411 tạm dừng", Found.EXACT, ("KT-2411",), "kt 2411"),
        ("KT-2411 còn sơn nữa là xong", Found.EXACT, ("KT-2411",), "KT-2411"),
        ("KT-2411 to be done", Found.EXACT, ("KT-2411",), "KT-2411"),
        ("KT-2411 báo xong giùm em", Found.EXACT, ("KT-2411",), "KT-2411"),
        ("2411 bộ chữ xong", Found.ENDING, ("KT-2411",), "2411"),
        ("2411 báo xong giùm em", Found.ENDING, ("KT-2411",), "2411"),
        ("KT-1 bộ chữ xong", Found.EXACT, ("KT-1",), "KT-1"),
    ],
)
def test_an_order_is_found_by_its_code_or_a_unique_end_of_it(
    typed: str, found: Found, hits: tuple[str, ...], taken: str
) -> None:
    match = match_order(typed, CODES)
    assert (match.found, match.hits) == (found, hits)
    assert typed[slice(*match.span)] == taken


@pytest.mark.parametrize("typed", ["giao 20 bộ", "in 20 bộ", "hỏng 3 cái", "20 bộ", "200 cái xong"])
def test_what_is_counted_begins_with_no_code(typed: str) -> None:
    assert code_candidates(typed) == ()


def test_a_short_code_with_one_wrong_figure_is_suggested() -> None:
    match = match_order("2412", ("2411", "1999"))
    assert (match.found, match.hits) == (Found.NEAR, ("2411",))


def test_an_end_that_several_codes_share_is_asked() -> None:
    assert match_order("2411 xong", ("KT-2411", "XY-2411")).found == Found.SEVERAL


@pytest.mark.parametrize(
    "typed", ["120/200", "60%", "100 bộ", "11 xong", "xong", "", "gia công 2411", "25/12"]
)
def test_a_number_that_counts_something_is_no_order(typed: str) -> None:
    assert match_order(typed, ("KT-2120", "KT-9960", "KT-2100", "KT-2411", "KT-2025")).hit is None


def test_the_longest_candidate_comes_first() -> None:
    assert [candidate.key for candidate in code_candidates("kt 2411 2 xong")] == ["kt24112", "kt2411"]


CUSTOMERS = (
    Named(id="1", names=("Công ty TNHH Khánh Thy",)),
    Named(id="2", names=("Khánh Hưng",)),
    Named(id="3", names=("深圳华美有限公司", "Hoa Mỹ")),
)


@pytest.mark.parametrize(
    ("typed", "found", "hits"),
    [
        ("Khánh Thy", Found.EXACT, ("1",)),
        ("khanh thy in xong", Found.EXACT, ("1",)),
        ("cty Khánh Thy", Found.EXACT, ("1",)),
        ("khách Khánh Hưng", Found.EXACT, ("2",)),
        ("khanh", Found.SEVERAL, ("1", "2")),
        ("深圳華美", Found.EXACT, ("3",)),
        ("深圳", Found.BEGINNING, ("3",)),
        ("hoa my", Found.EXACT, ("3",)),
        ("Khánk Thy", Found.NEAR, ("1",)),
        ("ABC", Found.NONE, ()),
        ("1", Found.NONE, ()),
    ],
)
def test_a_customer_is_found_without_the_words_every_company_has(
    typed: str, found: Found, hits: tuple[str, ...]
) -> None:
    match = match_customer(typed, CUSTOMERS)
    assert (match.found, match.hits[: len(hits)]) == (found, hits)


def test_nothing_known_matches_nothing() -> None:
    assert (
        match_stage("gia công", ())
        == match_customer("Khánh Thy", ())
        == match_order("2411", ())
        == Match(found=Found.NONE)
    )
