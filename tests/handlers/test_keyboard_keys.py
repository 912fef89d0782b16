"""The keys of the private keyboard: each asks its own question, and its list says whose order it is."""

import pytest

from tests.support.company import Found


@pytest.mark.parametrize(
    ("lang", "key", "asked"),
    [
        ("vi", "Báo xong", "Xong việc nào?"),
        ("vi", "Kẹt", "Việc nào đang kẹt?"),
        ("zh-Hans", "报完成", "哪一项完成了？"),
        ("zh-Hans", "卡住", "哪一项卡住了？"),
        ("en", "Report done", "Which one is done?"),
        ("en", "Stuck", "Which one is stuck?"),
    ],
)
def test_a_key_asks_what_it_says_of_orders_by_code_and_customer(
    found: Found, lang: str, key: str, asked: str
) -> None:
    company = found(lang)
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", key)
    assert heard.answer.startswith(asked)
    assert "1. ▶️ KT-2411 · Khánh Thy" in heard.answer
    [label] = [one for one in heard.labels if "KT-2411" in one]
    assert label.startswith("1. ")
