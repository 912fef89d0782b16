"""In whose name a report is made, and what is left of the report."""

import pytest

from handlers.reading.names import Named
from handlers.reading.on_behalf import read_behalf

PEOPLE = (
    Named(id="tu", names=("Nguyễn Văn Tú", "Tú")),
    Named(id="wei", names=("王伟",)),
    Named(id="bao", names=("Bảo",)),
    Named(id="ba", names=("Bá",)),
    Named(id="design", names=("Kỹ thuật – Thiết kế", "thiết kế", "设计部", "Design")),
)


@pytest.mark.parametrize(
    ("words", "said", "known", "rest"),
    [
        ("in xong 60%, theo lời anh Tú, gọi 10:20", "anh Tú, gọi 10:20", ("tu",), "in xong 60%"),
        ("theo loi anh Tu, goi 10:20: in xong 60%", "anh Tu, goi 10:20", ("tu",), "in xong 60%"),
        ("印刷 完成 报 王伟 电话", "王伟 电话", ("wei",), "印刷 完成"),
        ("印刷完成 據王偉電話說", "王偉電話說", ("wei",), "印刷完成"),
        ("代王伟报 印刷 60%", "王伟报", ("wei",), "印刷 60%"),
        ("printing done, per Tú, call 10:20", "Tú, call 10:20", ("tu",), "printing done"),
        ("printing 60% on behalf of Bao", "Bao", ("bao",), "printing 60%"),
        ("xong (theo lời bên thiết kế, zalo)", "bên thiết kế, zalo", ("design",), "xong"),
        ("in xong theo anh Bảo gọi 10h20", "anh Bảo gọi 10h20", ("bao",), "in xong"),
        (
            "theo lời tài xế Sáu, gọi lúc 9h15, đã giao 20 bộ",
            "tài xế Sáu, gọi lúc 9h15",
            (),
            "đã giao 20 bộ",
        ),
        (
            "120/200 theo lời Bảo qua điện thoại chiều nay",
            "Bảo qua điện thoại chiều nay",
            ("bao",),
            "120/200",
        ),
        ("theo lời anh Tú (gọi 10:20) in xong", "anh Tú (gọi 10:20", ("tu",), "in xong"),
        ("theo lời anh Bá gọi: in xong", "anh Bá gọi", ("ba",), "in xong"),
        ("theo lời anh Tú in xong", "anh Tú", ("tu",), "in xong"),
    ],
)
def test_who_and_how_are_told_from_the_report(
    words: str, said: str, known: tuple[str, ...], rest: str
) -> None:
    read = read_behalf(words, PEOPLE)
    assert read is not None
    assert (read.said, read.known, read.rest) == (said, known, rest)


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("theo lời anh Tú chiều xong", "chiều xong"),
        ("theo lời anh Tú 17h xong", "17h xong"),
        ("theo lời anh Tú gọi, chiều nay xong", "chiều nay xong"),
        ("theo lời anh Tú, chiều nay, xong", "chiều nay, xong"),
        ("theo lời anh Tú mai xong", "mai xong"),
        ("theo lời anh Tú nói chưa xong", "chưa xong"),
        ("theo lời anh Tú vừa gọi: gần xong", "gần xong"),
        ("据王伟，下午完成", "下午完成"),
    ],
)
def test_when_it_will_be_done_is_never_taken_for_when_it_was_heard(words: str, rest: str) -> None:
    """Else "chiều xong" would become "xong" and close a stage that is not done."""
    read = read_behalf(words, PEOPLE)
    assert read is not None
    assert read.rest == rest


@pytest.mark.parametrize(
    "words",
    [
        "theo bản vẽ",
        "sửa theo lời khách",
        "sửa màu theo lời khách hàng",
        "sửa theo anh Bảo",
        "báo thay đổi màu",
        "thay mặt bảng",
        "60 per day",
        "完成 报告已发",
        "报完成",
        "王伟 完成",
        "替客户改颜色",
        "in xong từ sáng nay",
        "fabrication 60% for Bảo",
        "",
    ],
)
def test_who_is_only_mentioned_or_wishes_something_reports_nothing(words: str) -> None:
    assert read_behalf(words, PEOPLE) is None
