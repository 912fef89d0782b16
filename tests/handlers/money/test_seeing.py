"""Who sees what an order costs: a group shows it only where everybody in it may know."""

import pytest

from storage.people import chats_rows
from tests.support.company import Company


@pytest.mark.parametrize(
    ("departments", "shown"),
    [
        (("sales",), True),
        (("production",), False),
        (("sales", "production"), False),
        (("sales", "finance"), True),
    ],
)
def test_a_group_of_several_departments_shows_amounts_if_all_of_them_may_know(
    company: Company, departments: tuple[str, ...], *, shown: bool
) -> None:
    company.in_fabrication("KT-2411")
    group = company.groups["production"]
    company.store.write(
        lambda conn: chats_rows.bind(conn, group, None, company.centre.id, departments)
    ).result()
    heard = company.says("Hùng", "/change 2411 tên Biển đồng; số tiền 13tr", group="production")
    assert "Biển đồng" in heard.answer
    assert ("13.000.000" in heard.answer) is shown
