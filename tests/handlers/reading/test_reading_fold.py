import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.fold import fold, folded


@pytest.mark.parametrize(
    ("typed", "one_spelling"),
    [
        ("Đã XONG rồi", "da xong roi"),
        (unicodedata.normalize("NFD", "Nghiệm thu"), "nghiem thu"),
        ("組裝 週三", "组装 周三"),
        ("答覆客戶", "答复客户"),
        ("ＫＴ－２４１１　完成。", "kt-2411 完成."),
        ("  kt   2411\t in ", "kt 2411 in"),
        ("xong\r\n\r\nđã giao", "xong\nda giao"),
        ("a\u200bb\ufeff", "ab"),
        ("👍🏽", "👍🏽"),
        ("Ðóng gói", "dong goi"),
        ("\ud800x", "x"),
    ],
)
def test_a_text_has_one_spelling(typed: str, one_spelling: str) -> None:
    assert fold(typed) == one_spelling


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_the_parts_of_a_text_fold_as_they_do_in_it(one: str, other: str) -> None:
    assert fold(f"{one} {other}").split() == [*fold(one).split(), *fold(other).split()]


@given(st.text())
def test_every_word_leads_back_to_what_was_typed(text: str) -> None:
    line = folded(text)
    for word in line.words:
        if word.plain != "\n":
            start, end = line.span(word.start, word.end)
            assert word.plain in fold(line.source[start:end])


def test_a_span_covers_the_accents_of_a_decomposed_text() -> None:
    typed = unicodedata.normalize("NFD", "in xong đã giao")
    line = folded(typed)
    start, end = line.span(line.text.index("da"), len(line.text))
    assert unicodedata.normalize("NFC", typed[start:end]) == "đã giao"
