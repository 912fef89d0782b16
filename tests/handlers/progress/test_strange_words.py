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
