"""A workbook as an office program reads it: values as values, words as nothing but words."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from reports.tables_out import TITLE, WIDEST, workbook


def opened(rows: Sequence[Sequence[Any]], head: Sequence[str] = ("a",), title: str = "t") -> Any:
    data = {"tables": [{"title": title, "head": list(head), "rows": [list(row) for row in rows]}]}
    [sheet] = load_workbook(io.BytesIO(workbook(data, {})))
    return sheet


@pytest.mark.parametrize(
    "words", ["=1+1", "+84 903", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "Đá"]
)
def test_no_words_become_a_formula(words: str):
    cell = opened([[words]])["A2"]
    assert cell.value == words
    assert cell.data_type == "s"
    assert cell.quotePrefix, "whoever edits the cell makes no formula of it either"


def test_headings_are_words_too_and_stay_in_sight():
    sheet = opened([["x"]], head=["=1"])
    assert (sheet["A1"].data_type, sheet["A1"].font.bold) == ("s", True)
    assert sheet.freeze_panes == "A2"


def test_days_moments_numbers_and_amounts_can_be_counted_on():
    sheet = opened(
        [[{"moment": "2026-11-23T09:05:00"}, {"day": "2026-12-25"}, 7, {"amount": [1250, 2, "USD"]}, None]],
        head=["a", "b", "c", "d", "e"],
    )
    moment, day, number, amount, nothing = sheet[2]
    assert (moment.value, moment.is_date) == (datetime(2026, 11, 23, 9, 5), True)  # noqa: DTZ001 - a cell knows no zone
    assert (day.value, day.number_format) == (datetime(2026, 12, 25), "yyyy-mm-dd")  # noqa: DTZ001 - nor does a day
    assert number.value == 7
    assert (amount.value, amount.number_format) == (12.5, '#,##0.00 "USD"')
    assert nothing.value is None


def test_an_amount_without_minor_units_stays_whole():
    cell = opened([[{"amount": [12_500_000, 0, "VND"]}]])["A2"]
    assert (cell.value, cell.number_format) == (12_500_000, '#,##0 "VND"')


def test_columns_are_as_wide_as_their_words_hanzi_twice_and_within_bounds():
    sheet = opened([["ab", "加工" * 10, "x" * 500]], head=["", "", ""])
    widths = [sheet.column_dimensions[name].width for name in "ABC"]
    assert widths == [8, 42, WIDEST]
    assert sheet["C2"].alignment.wrap_text


def test_a_title_no_sheet_may_bear_is_mended():
    assert opened([], title=f"a/b:c?{'x' * 50}").title == f"a b c {'x' * 50}"[:TITLE]


def test_an_empty_table_has_its_headings():
    assert [cell.value for cell in opened([], head=["a", "b"])[1]] == ["a", "b"]
