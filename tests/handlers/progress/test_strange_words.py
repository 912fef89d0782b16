"""Whatever is typed gets an answer, and nothing that was not asked for is changed."""

import pytest

from orders.order import StageState
from tests.support.company import Company

STRANGE = [
    "\x00",
    "2411 \x00 gia công \x07 60%",
    "2411 gia công chưa xong \ud800",
    "2411 " + "x" * 4000,
    "2411 gia công " + "ế" * 3000,
    "/update " + "\n" * 500,
    "/update " + "2411 gia công 60%\n" * 60,
    "/new \x00; \x00",
    "/new ;;;;;;;;;;;;",
    "/new " + "đ" * 3000,
    "/hold 2411 gia công \u202e gnohk",
    "/change 2411 tên \x00\x01",
    "/change 2411 số tiền " + "9" * 400,
    "/order " + "%" * 200,
    "/history ' OR 1=1 --",
    "/board \\",
    "/approve 2411 👨‍👩‍👧‍👦",
    "/cancel 2411 <script>alert(1)</script>",
    "₫" * 200,
    "۲۴۱۱ gia công ۶۰٪",
]


@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
def test_strange_words_are_answered_on_both_databases(company: Company, words: str) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", words)
    for say in heard.says:
        assert heard.read(say).strip()
    record = company.order("KT-2411").stage("fabrication")
    assert record.state is StageState.ACTIVE


@pytest.mark.parametrize(
    "words", ["9999 xong", "9999 gia công 60%", "9999 完成", "9999 done tomorrow", "999 xong", "9999"]
)
def test_an_order_there_is_not_is_said_not_to_be_there(company: Company, words: str) -> None:
    company.in_fabrication("KT-2411")
    code = words.split(maxsplit=1)[0]
    assert f"Không có đơn nào khớp “{code}”" in company.says("Tú", words).answer
    near = company.says("Tú", "KT-2412 xong")
    assert "KT-2411" in near.labels


@pytest.mark.parametrize("words", ["trời mưa quá", "15h mai", "在吗"])
def test_a_hint_names_an_order_and_a_stage_of_ones_own(company: Company, words: str) -> None:
    company.in_fabrication("KT-2411")
    assert "ví dụ: KT-2411 xong · KT-2411 Gia công 60%" in company.says("Tú", words).answer
