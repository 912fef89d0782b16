"""Answers to a numbered list: which line is meant is never guessed, and every word reaches the line it was said of."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.meaning import Kind, read_meaning
from handlers.reading.numbered import Numbered, begins_with_number, read_numbered

TABLE: dict[str, dict[str, dict[str, str] | None]] = yaml.safe_load(
    (Path(__file__).parent / "numbered.yaml").read_text(encoding="utf-8")
)
EXAMPLES = [(language, typed, meant) for language, lines in TABLE.items() for typed, meant in lines.items()]
TOTAL = 4


def shown(read: Numbered | None) -> dict[str, Any] | None:
    """As the table writes it."""
    if read is None:
        return None
    all_lines = tuple(range(1, TOTAL + 1))
    said = {
        "all" if one.numbers == all_lines else " ".join(map(str, one.numbers)): one.words for one in read.said
    }
    if read.unknown:
        said["!"] = " ".join(map(str, read.unknown))
    if read.unclear:
        said["?"] = "; ".join(read.unclear)
    return said


@pytest.mark.parametrize(("language", "typed", "meant"), EXAMPLES)
def test_an_answer_is_read_as_in_the_table(language: str, typed: str, meant: dict[str, str] | None):
    assert shown(read_numbered(typed, TOTAL)) == meant


def test_a_line_about_an_order_stands_apart():
    read = read_numbered("1 xong\nKT-2411 60%\n3 kẹt", TOTAL, apart=lambda line: line.startswith("KT"))
    assert read is not None
    assert [one.numbers for one in read.said] == [(1,), (3,)]
    assert read.others == ("KT-2411 60%",)


def test_words_before_the_first_number_are_told_to_be_unclear_if_they_report_anything():
    greeted, reported = read_numbered("em chào chị\n1 xong", TOTAL), read_numbered("mai xong\n1 xong", TOTAL)
    assert [read and read.unclear for read in (greeted, reported)] == [(), ("mai xong",)]


def test_what_begins_with_a_number_of_the_list_is_known():
    assert begins_with_number("1 xong", TOTAL)
    assert not any(begins_with_number(words, TOTAL) for words in ("7 xong", "xong 1 3", "60%", ""))


NOT_DONE = (
    "chưa xong",
    "60%",
    "mai xong",
    "thiếu mica",
    "xong chưa?",
    "没完成",
    "明天好",
    "not done",
    "gần xong",
)
WORDS = st.sampled_from(("xong", "完成", "done", *NOT_DONE))
NUMBERS = st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True)


@given(total=st.integers(2, 9), text=st.text(max_size=80))
def test_whatever_is_typed_only_numbers_of_the_list_are_answered(total: int, text: str):
    read = read_numbered(text, total)
    assert read is None or all(1 <= number <= total for one in read.said for number in one.numbers)


@given(lines=st.lists(st.tuples(NUMBERS, WORDS), min_size=1, max_size=5))
def test_lines_of_numbers_and_words_come_back_as_they_were_said(lines: list[tuple[list[int], str]]):
    text = "\n".join(f"{', '.join(map(str, numbers))}: {words}" for numbers, words in lines)
    read = read_numbered(text, 9)
    assert read is not None
    assert [(list(one.numbers), one.words) for one in read.said] == [
        (numbers, words) for numbers, words in lines
    ]
    assert (read.unknown, read.unclear, read.others) == ((), (), ())


@given(
    numbers=NUMBERS, words=st.sampled_from(NOT_DONE), joint=st.sampled_from((" ", ", ", "、", " và ", "+"))
)
def test_what_is_not_done_is_never_turned_into_done_by_its_numbers(
    numbers: list[int], words: str, joint: str
):
    read = read_numbered(f"{joint.join(map(str, numbers))} {words}", 9)
    for one in read.said if read else ():
        meaning = read_meaning(one.words)
        assert meaning is None or meaning.kind is not Kind.DONE


@given(first=st.integers(1, 4), second=st.integers(1, 4), words=st.sampled_from(NOT_DONE))
def test_done_is_said_of_its_own_number_alone(first: int, second: int, words: str):
    read = read_numbered(f"{first} xong, {second} {words}", TOTAL)
    done = {
        number
        for one in (read.said if read else ())
        if (meaning := read_meaning(one.words)) and meaning.kind is Kind.DONE
        for number in one.numbers
    }
    assert done <= {first}
