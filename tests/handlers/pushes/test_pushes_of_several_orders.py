"""Several orders in one push: every order named is asked after, or the answer says which was not, and why."""

import re

import pytest

from tests.support.company import Company, Found

CODES = ("A1", "B1", "KT-2411", "KT-2412")


def with_orders(company: Company) -> Company:
    for code in CODES:
        company.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
        company.says("Lan", f"/update {code} nhận đơn xong")
    return company


def pushed(company: Company) -> dict[str, set[str]]:
    """The stages asked after, by order."""
    stages = {
        code: {one.id for one in company.order(code).stages.values() if one.pushed is not None}
        for code in CODES
    }
    return {code: found for code, found in stages.items() if found}


def comments(company: Company, words: str) -> list[str]:
    """What the department reads in quotation marks, its first message."""
    asked = company.says("Điệp", words)
    return re.findall(r"“([^”]*)”", asked.told(company.groups["design"]))


@pytest.mark.parametrize(
    ("lang", "words", "comment"),
    [
        ("vi", "/giuc A1 B1: khách hỏi", ["khách hỏi"]),
        ("vi", "/giuc A1 B1 khách hỏi", ["khách hỏi"]),
        ("vi", "/giuc A1, đơn B1 khách hỏi", ["khách hỏi"]),
        ("vi", "/giuc A1 và B1 và hỏi giúp ngày xong", ["và hỏi giúp ngày xong"]),
        ("vi", "/giuc A1; B1; khách hỏi", ["khách hỏi"]),
        ("vi", "/giuc\nA1\nB1\nkhách hỏi", ["khách hỏi"]),
        ("vi", "/giuc A1\nB1: khách hỏi", ["khách hỏi"]),
        ("vi", "/giuc A1 B1", []),
        ("vi", "/giuc A1\n- B1", []),
        ("zh-Hans", "/cuiban A1 B1：客户在问", ["客户在问"]),
        ("zh-Hans", "/cuiban A1、B1 客户在问", ["客户在问"]),
        ("zh-Hans", "/cuiban A1和B1\n客户在问", ["客户在问"]),
        ("en", "/push A1 and B1: the customer asks", ["the customer asks"]),
        ("en", "/push A1 & B1 the customer asks", ["the customer asks"]),
    ],
)
def test_every_order_named_is_asked_after_with_the_comment(
    found: Found, lang: str, words: str, comment: list[str]
) -> None:
    company = with_orders(found(lang))

    assert comments(company, words) == comment
    assert {code: len(stages) for code, stages in pushed(company).items()} == {"A1": 2, "B1": 2}


@pytest.mark.parametrize("words", ["2411,2412 gấp", "2411、2412 gấp", "2411，2412：gấp", "2412,KT-2411 gấp"])
def test_codes_of_figures_are_parted_by_any_comma(company: Company, words: str) -> None:
    assert set(comments(with_orders(company), f"/giuc {words}")) == {"gấp"}
    assert set(pushed(company)) == {"KT-2411", "KT-2412"}


def test_each_line_has_its_own_comment(company: Company) -> None:
    with_orders(company)

    told = company.says("Điệp", "/giuc A1: khách hỏi\nB1: cần giá").told(company.groups["design"])

    assert told.count("“khách hỏi”") == 2
    assert told.count("“cần giá”") == 2


@pytest.mark.parametrize(
    ("words", "stages"),
    [
        ("A1 B1 thiết kế: gấp", {"A1": {"design"}, "B1": {"design"}}),
        ("A1 thiết kế, B1 vị trí sản xuất: gấp", {"A1": {"design"}, "B1": {"placement"}}),
        ("A1 thiết kế\nB1 vị trí sản xuất: gấp", {"A1": {"design"}, "B1": {"placement"}}),
    ],
)
def test_stages_may_be_named_with_them(company: Company, words: str, stages: dict[str, set[str]]) -> None:
    with_orders(company)

    assert set(comments(company, f"/giuc {words}")) == {"gấp"}
    assert pushed(company) == stages


@pytest.mark.parametrize(
    ("words", "codes", "unasked"),
    [
        ("A1 XX9: gấp", {"A1"}, "Không có đơn nào khớp “XX9”"),
        ("XX9 A1: gấp", {"A1"}, "Không có đơn nào khớp “XX9”"),
        ("A1 2499 B1: gấp", {"A1", "B1"}, "Không có đơn nào khớp “2499”"),
        ("A1\nXX9\nB1: gấp", {"A1", "B1"}, "Không có đơn nào khớp “XX9”"),
        ("A1, XX9 hỏi gấp", {"A1"}, "Không có đơn nào khớp “XX9”"),
        ("A1, Khánh Thy: gấp", {"A1"}, "Có nhiều đơn khớp “Khánh Thy”"),
        ("Khánh Thy, 2412", {"KT-2412"}, "Có nhiều đơn khớp “Khánh Thy”"),
        (
            "KT-2411 - KT-2412: gấp",
            {"KT-2411", "KT-2412"},
            "Các đơn ở giữa KT-2411 và KT-2412: ghi rõ từng mã.",
        ),
        ("KT-2411 đến KT-2412", {"KT-2411", "KT-2412"}, "Các đơn ở giữa KT-2411 và KT-2412: ghi rõ từng mã."),
    ],
)
def test_what_was_not_asked_after_is_said_with_the_reason(
    company: Company, words: str, codes: set[str], unasked: str
) -> None:
    with_orders(company)

    answer = company.says("Điệp", f"/giuc {words}").answer

    assert set(pushed(company)) == codes
    assert "⚠️ Chưa giục:" in answer
    assert unasked in answer


@pytest.mark.parametrize(
    ("lang", "words", "unasked", "comment"),
    [
        ("vi", "/giuc 2411 2412 2499 gấp", "Không có đơn nào khớp “2499”", "gấp"),
        ("vi", "/giuc 2411, 2412, 2499 gấp", "Không có đơn nào khớp “2499”", "gấp"),
        ("vi", "/giuc 2411\n2412\n2499 gấp", "Không có đơn nào khớp “2499”", "2499 gấp"),
        ("zh-Hans", "/cuiban 2411、2412、2499 客户在问", "2499", "客户在问"),
        ("en", "/push 2411 2412 and 2499 the customer asks", "2499", "the customer asks"),
    ],
)
def test_a_bare_number_among_orders_is_an_order_and_said_to_be_unknown(
    found: Found, lang: str, words: str, unasked: str, comment: str
) -> None:
    company = with_orders(found(lang))

    asked = company.says("Điệp", words)
    assert unasked in asked.answer
    assert set(pushed(company)) == {"KT-2411", "KT-2412"}
    assert set(re.findall(r"“([^”]*)”", asked.told(company.groups["design"]))) == {comment}


def test_a_bare_number_behind_one_order_may_be_an_amount_and_stays_in_the_comment(company: Company) -> None:
    with_orders(company)

    asked = company.says("Điệp", "/giuc 2411 2499 gấp")
    assert "Không có đơn nào khớp “2499”" in asked.answer
    assert "“2499 gấp”" in asked.told(company.groups["design"])


@pytest.mark.parametrize("words", ["1200 bộ nữa đâu", "1200 tấm gấp", "1200 张呢", "1200 pcs missing"])
def test_what_is_counted_behind_orders_is_the_comment(company: Company, words: str) -> None:
    with_orders(company)

    assert comments(company, f"/giuc 2411 2412 {words}")[:1] == [words]
    assert set(pushed(company)) == {"KT-2411", "KT-2412"}


def test_what_may_be_no_code_stays_in_the_comment(company: Company) -> None:
    assert comments(with_orders(company), "/giuc A1, M10 thiếu bulong") == ["M10 thiếu bulong"]


def test_one_refused_keeps_the_others(company: Company) -> None:
    with_orders(company)
    company.says("Điệp", "/giuc A1")

    again = company.says("An", "/giuc A1 B1: gấp")
    assert "• Kỹ thuật – Thiết kế: B1" in again.answer
    assert re.search(r"⚠️ Chưa giục:\n• A1 · Khánh Thy: .*vừa được Điệp giục", again.answer)

    none = company.says("An", "/giuc A1 B1: gấp")
    assert none.answer.startswith("⚠️ Chưa giục:\n• A1")
    assert "\n• B1" in none.answer
    assert none.says[1:] == ()


@pytest.mark.parametrize(
    "words",
    [
        "A1 trễ 2 ngày so với B1",
        "A1: làm giống B1 nhé",
        "A1 120 tấm nữa đâu",
        "A1 gọi 0909123456",
        "A1 T3 giao khách",
        "A1: gấp\n15/12 phải giao",
        "A1: gấp\nKhánh Thy gọi ba lần rồi",
        "A1 A1: gấp",
    ],
)
def test_words_of_a_comment_are_no_orders(company: Company, words: str) -> None:
    with_orders(company)

    answer = company.says("Điệp", f"/giuc {words}").answer

    assert set(pushed(company)) == {"A1"}
    assert "Chưa giục" not in answer


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("thiết kế A1 B1: gấp", "/giuc A1 B1 thiết kế: gấp"),
        ("thiết kế A1 khách hỏi", "/giuc A1 thiết kế: khách hỏi"),
        ("trễ KT-2411", "/giuc KT-2411 trễ"),
    ],
)
def test_a_department_before_an_order_does_not_ask_the_whole_department(
    company: Company, words: str, meant: str
) -> None:
    with_orders(company)

    assert company.says("Điệp", f"/giuc {words}").answer == f"Mã đơn đứng trước. Gõ lại giúp: {meant}"
    assert pushed(company) == {}


def test_what_is_too_much_for_one_message_is_named(company: Company) -> None:
    codes = [f"KT-{number:02}" for number in range(1, 13)]
    for code in codes:
        company.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
        company.says("Lan", f"/update {code} nhận đơn xong")

    answer = company.says("Điệp", f"/giuc {' '.join(codes)}: gấp").answer

    assert "Đã giục 20 công đoạn" in answer
    assert "• Từ KT-11 trở đi: nhiều quá một lần" in answer
    assert company.order("KT-11").stage("design").pushed is None
