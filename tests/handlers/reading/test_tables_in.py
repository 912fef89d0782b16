"""Workbooks and CSV files as people's programs write them, and as nobody's should."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers.batches.headings import LINES, is_heading, under_headings
from handlers.reading.tables_in import Row, read_sheets
from orders.refusals.files import TableUnreadable

HEAD = ("Đơn", "Trạng thái")
PART = "xl/worksheets/sheet1.xml"


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def workbook(*rows: Sequence[Any]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    return book


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """The same workbook with one part replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, content if one == part else old.read(one))
    return written.getvalue()


def sheet(data: bytes) -> tuple[Row, ...]:
    return read_sheets(data, is_heading)[0]


def trouble(data: bytes) -> str:
    with pytest.raises(TableUnreadable) as refused:
        under_headings(read_sheets(data, is_heading), "report")
    return refused.value.trouble


def test_days_numbers_and_words_come_as_such():
    moment = datetime(2026, 11, 25, 14, 30)  # noqa: DTZ001 - cells know no zone
    data = saved(workbook(("KT-1", date(2026, 11, 25), moment, 120, 2.5, 7.0, " Gia công ", True)))
    [row] = sheet(data)
    assert row.cells == ("KT-1", date(2026, 11, 25), moment, 120, 2.5, 7, "Gia công", "true")


def test_a_percentage_is_the_words_that_are_shown():
    book = workbook((0.6,))
    book.active["A1"].number_format = "0%"
    assert sheet(saved(book))[0].cells == ("60%",)


def test_a_formula_gives_what_it_last_came_to_and_is_not_reckoned():
    data = saved(workbook(("=1+1", "x")))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        content = packed.read(PART).replace(b"<v />", b"<v>41</v>").replace(b"<v></v>", b"<v>41</v>")
    assert sheet(repacked(data, PART, content))[0].cells == (41, "x")


def test_lines_keep_the_numbers_they_have_in_the_persons_program():
    rows = sheet(saved(workbook(HEAD, (), ("KT-1", "xong"))))
    assert [row.number for row in rows] == [1, 3]


def test_a_hidden_sheet_is_not_read():
    book = workbook(("seen",))
    hidden = book.create_sheet("ẩn")
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"
    assert [[row.cells for row in rows] for rows in read_sheets(saved(book), is_heading)] == [[("seen",)]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_vietnamese_is_read_in_each_encoding(encoding: str):
    import unicodedata

    text = "Mã đơn;Công đoạn;Trạng thái\r\nKT-1;Gia công;hoàn thành"
    if encoding == "cp1258":  # has the tone marks by themselves
        text = "".join(_split(one) for one in unicodedata.normalize("NFC", text))
    _, line = sheet(text.encode(encoding))
    assert line.cells == ("KT-1", "Gia công", "hoàn thành")


def _split(letter: str) -> str:
    """A letter as Windows keeps it in Vietnamese: the tone behind the letter it stands on."""
    import unicodedata

    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        others = [mark for mark in marks if mark not in tones]
        return unicodedata.normalize("NFC", base + "".join(others)) + "".join(tones)
    return letter


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_chinese_is_read_in_each_encoding(encoding: str):
    text = "訂單,工序,數量\r\nKT-1,加工,20" if encoding == "big5" else "订单,工序,数量\r\nKT-1,加工,20"
    _, line = sheet(text.encode(encoding))
    assert line.cells == ("KT-1", "加工", "20")


def test_quoted_cells_may_hold_separators_and_line_breaks():
    _, line = sheet(b'order,state,note\r\nKT-1,done,"a, b\nc"\r\n')
    assert line.cells == ("KT-1", "done", "a, b\nc")


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused_unpacked():
    data = repacked(saved(workbook(HEAD)), PART, b"<x>" + b" " * (65 * 2**20))
    assert len(data) < 2**20
    assert trouble(data) == "large"


def test_a_workbook_that_defines_words_of_its_own_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    assert trouble(repacked(saved(workbook(HEAD)), PART, bomb)) == "broken"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old"),
        (b"PK\x03\x04 no workbook", "broken"),
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"order,state\n", "empty"),
        (b"one,two\nthree,four\n", "headings_report"),
        (b"order,note\nKT-1,x\n", "headings_report"),
        (b"order,state\n" + b"KT-1,done\n" * (LINES + 1), "many"),
        (b"order,state\n" + b"\n" * 30_000, "large"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(data: bytes, said: str):
    assert trouble(data) == said


def test_a_sheet_of_customers_is_of_orders_to_come():
    rows = read_sheets("Khách hàng,Số lượng,Mã đơn\nKhánh Thy,3,KT-1".encode(), is_heading)
    assert under_headings(rows, None).kind == "open"
    assert under_headings(rows, "report").kind == "report"


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=400), st.binary(max_size=400).map(lambda one: b"PK\x03\x04" + one)))
def test_any_bytes_are_rows_or_a_refusal(data: bytes):
    try:
        for rows in read_sheets(data, is_heading):
            assert rows
    except TableUnreadable:
        pass
