"""A small centre file to plant mistakes in."""

from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """\
company:
  id: shop
  names: {vi: Xưởng, zh: 工场, en: Shop}
  language: vi
  time_zone: Asia/Ho_Chi_Minh
  code_pattern: "DH-{yy}{mm}{n:02}"
  calendar:
    hours: {mon-sat: "08:00-12:00, 13:00-17:00"}
departments:
  sales:
    names: {vi: Kinh doanh, zh: 销售部, en: Sales}
    acts_anywhere: true
  design:
    names: {vi: Thiết kế, zh: 设计部, en: Design}
    aliases: [bản vẽ]
coordination: sales
workflows:
  order:
    names: {vi: Đơn hàng, zh: 订单, en: Order}
    flags:
      urgent: {vi: Gấp, zh: 加急, en: Urgent}
    stages:
      in:
        names: {vi: Nhận đơn, zh: 接单, en: Reception}
        department: sales
      draw:
        names: {vi: Vẽ, zh: 画图, en: Drawing}
        department: design
        after: [in]
        due: 2wd
      out:
        names: {vi: Giao, zh: 交货, en: Delivery}
        department: sales
        after: [draw]
        marks: [delivered]
    instalments:
      whole:
        names: {vi: Trả hết, zh: 全款, en: In full}
        percent: 100
        due_when: delivered
hold_kinds:
  customer:
    names: {vi: Chờ khách, zh: 等客户, en: Customer}
    department: sales
    check_in: 1wd
"""


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Write the small file with replacements: ``small(("due: 2wd", "due: 0wd"))``."""

    def write(*changes: tuple[str, str], name: str = "shop.yaml") -> Path:
        text = SMALL
        for old, new in changes:
            assert old in text, f"the small file holds no {old!r}"
            text = text.replace(old, new, 1)
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write
