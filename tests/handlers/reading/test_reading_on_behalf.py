"""In whose name a report is made, and what is left of the report."""

import pytest

from handlers.reading.names import Named
from handlers.reading.on_behalf import read_behalf

WORK = ("In", "Gia công", "印刷")
PEOPLE = (
    Named(id="tu", names=("Nguyễn Văn Tú", "Tú")),
    Named(id="wei", names=("王伟",)),
    Named(id="bao", names=("Bảo",)),
    Named(id="ba", names=("Bá",)),
    Named(id="vy", names=("Vy",)),
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


@pytest.mark.parametrize(
    ("words", "said", "rest"),
    [
        ("据王伟民说印刷完成", "王伟民说", "印刷完成"),
        ("據王偉明說印刷完成", "王偉明說", "印刷完成"),
        ("印刷 完成 报 王伟民 电话", "王伟民 电话", "印刷 完成"),
        ("据王伟民印刷完成", "王伟民", "印刷完成"),
        ("theo lời chị Vy Oanh in xong", "chị Vy Oanh", "in xong"),
        ("theo lời anh Tú Anh, gọi 9h: in xong", "anh Tú Anh, gọi 9h", "in xong"),
        ("theo lời chị Vy Bảo gọi, in xong", "chị Vy Bảo gọi", "in xong"),
        ("theo lời chị Vy Mai xong", "chị Vy", "Mai xong"),
        ("theo loi chi vy oanh, in xong", "chi vy oanh", "in xong"),
        ("THEO LỜI CHỊ VY OANH, IN XONG", "CHỊ VY OANH", "IN XONG"),
        ("printing done, per Tú Anh, call 10:20", "Tú Anh, call 10:20", "printing done"),
    ],
)
def test_a_name_that_goes_on_may_be_somebody_elses(words: str, said: str, rest: str) -> None:
    read = read_behalf(words, PEOPLE, WORK)
    assert read is not None
    assert (read.said, read.rest, read.longer) == (said, rest, True)


@pytest.mark.parametrize(
    "words",
    [
        "据王伟说印刷完成",
        "据王伟刚说印刷完成",
        "据王伟印刷完成",
        "据王伟已完成",
        "theo lời anh Tú Gia công 60%",
        "theo lời anh Tú\nIn xong",
        "theo lời anh Tú đang làm",
        "theo loi anh tu in xong",
        "THEO LỜI ANH TÚ IN XONG",
        "printing done, per Tú, call 10:20",
    ],
)
def test_a_report_right_behind_a_name_is_no_part_of_it(words: str) -> None:
    read = read_behalf(words, PEOPLE, WORK)
    assert read is not None
    assert not read.longer
