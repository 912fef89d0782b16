import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reading.fold import fold
from handlers.reading.meaning import Kind, Meaning, Shade, read_meaning

HERE = Path(__file__).parent

# Put before or after any report that something is done, each of these takes it back, puts it off, or asks.
BEFORE = {
    "vi": [
        "chưa", "chua", "không", "ko", "k", "mai", "sẽ", "sắp", "gần", "nếu", "khi nào", "bao giờ", "tuần sau", "chắc",
        "đợi", "ngày mai", "hình như", "phải", "chẳng",
    ],
    "zh": ["没", "还没", "未", "不", "明天", "快", "马上", "如果", "什么时候", "等", "会", "将", "差不多", "下周", "应该"],
    "zh-Hant": ["沒", "還沒", "未", "不", "明天", "快", "馬上", "如果", "什麼時候", "等", "會", "將", "差不多", "下週", "應該"],
    "en": ["not", "never", "almost", "will be", "if", "when", "is it", "tomorrow", "half", "isn't", "not yet", "maybe"],
}  # fmt: skip
AFTER = {
    "vi": [
        "chưa",
        "chua",
        "chưa?",
        "?",
        "ko",
        "không",
        "hả",
        "mai",
        "đâu",
        "tuần sau",
        "à",
        "ngày mai",
        "được 50%",
        "thứ 6",
    ],
    "zh": ["吗", "吗？", "？", "没有", "没", "不了", "一半", "后", "再说", "明天", "没呢"],
    "zh-Hant": ["嗎", "嗎？", "？", "沒有", "沒", "不了", "一半", "後", "再說", "明天"],
    "en": ["?", "tomorrow", "yet?", "or not", "next week", "soon", "by tomorrow", "by friday"],
}


def _lines(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, list):
        *meaning, language = path
        yield from ((".".join(meaning), language, line) for line in value)
        return
    for key, below in value.items():
        yield from _lines(below, (*path, key))


def _table(name: str) -> list[tuple[str, str, str]]:
    return list(_lines(yaml.safe_load((HERE / name).read_text(encoding="utf-8")), ()))


TABLE = _table("meanings.yaml") + _table("meanings_holdout.yaml")
# "xong roi a" without accents is how people type "xong rồi ạ", the polite report.
ASKED_BY_AN_ACCENT = "xong rồi à"
DONE = [(language, line) for meaning, language, line in TABLE if meaning == "done"]


NEVER_DONE: list[str] = yaml.safe_load((HERE / "never_done.yaml").read_text(encoding="utf-8"))


def _label(meaning: Meaning | None) -> str:
    if meaning is None:
        return "none"
    if meaning.kind == Kind.STUCK:
        return f"stuck.{meaning.hold_kind or 'unsaid'}"
    return meaning.shade or meaning.kind


def _is_done(line: str) -> bool:
    meaning = read_meaning(line)
    return meaning is not None and meaning.kind == Kind.DONE


@pytest.mark.parametrize(("meaning", "language", "line"), TABLE)
def test_a_line_means_what_people_mean_by_it(meaning: str, language: str, line: str) -> None:
    assert _label(read_meaning(line)) == meaning


def test_the_table_is_large_enough_in_each_language_and_class() -> None:
    assert len(TABLE) >= 900
    for language in ("vi", "zh", "zh-Hant", "en"):
        meanings = {meaning.partition(".")[0] for meaning, spoken, _ in TABLE if spoken == language}
        assert meanings >= {"done", "received", "not_yet", "estimate", "question", "unclear", "stuck"}


@pytest.mark.parametrize(("meaning", "language", "line"), TABLE)
def test_a_line_means_the_same_decomposed(meaning: str, language: str, line: str) -> None:
    assert _label(read_meaning(unicodedata.normalize("NFD", line))) == meaning


@pytest.mark.parametrize(
    ("meaning", "language", "line"),
    [row for row in TABLE if row[0] not in {"done", "none"} and row[2] != ASKED_BY_AN_ACCENT],
)
def test_no_line_becomes_done_by_losing_its_accents(meaning: str, language: str, line: str) -> None:
    assert not _is_done(fold(line))


@pytest.mark.parametrize("line", NEVER_DONE)
def test_a_line_that_reports_nothing_done_is_not_read_as_done(line: str) -> None:
    assert not _is_done(line)
    assert not _is_done(unicodedata.normalize("NFD", line))
    assert not _is_done(fold(line))


@pytest.mark.parametrize(("language", "line"), DONE)
def test_a_done_line_denied_put_off_or_asked_about_is_never_done(language: str, line: str) -> None:
    gap = " " if language in {"vi", "en"} else ""
    denied = [f"{marker}{gap}{line}" for marker in BEFORE[language]]
    denied += [f"{line}{gap}{marker}" for marker in AFTER[language]]
    assert [text for text in denied if _is_done(text)] == []


WORDS = sorted({word for _, language, line in TABLE if language in {"vi", "en"} for word in line.split()})
DENIALS = [
    "chưa",
    "chua",
    "mai",
    "sẽ",
    "nếu",
    "not",
    "tomorrow",
    "if",
    "明天",
    "如果",
    "还没",
    "?",
    "sắp",
    "almost",
    "xong chưa",
]


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(WORDS), max_size=6),
    st.sampled_from(DENIALS),
    st.lists(st.sampled_from(WORDS), max_size=6),
)
def test_a_denial_anywhere_among_words_keeps_a_line_from_being_done(
    before: list[str], denial: str, after: list[str]
) -> None:
    assert not _is_done(" ".join([*before, denial, *after]))


@settings(max_examples=300)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_read_without_complaint(text: str) -> None:
    meaning = read_meaning(text)
    assert meaning is None or (meaning.shade is None) == (meaning.kind != Kind.NOT_YET)


@settings(max_examples=200)
@given(st.text(alphabet="bdghlmnpqstvwyz ", min_size=3, max_size=12))
def test_words_nobody_knows_beside_a_done_word_leave_doubt(noise: str) -> None:
    text = f"xong {noise}"
    meaning = read_meaning(text)
    if meaning and meaning.kind == Kind.DONE:
        assert all(read_meaning(f"xong {word}") == meaning for word in noise.split())


def test_an_unknown_object_leaves_the_done_word_unclear() -> None:
    assert read_meaning("xong khung") == Meaning(kind=Kind.NOT_YET, shade=Shade.UNCLEAR)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("giao cho khach", None),
        ("giao cho khách", None),
        ("cho khach", Kind.STUCK),
        ("chờ khách", Kind.STUCK),
        ("xong rồi anh Tú", Kind.DONE),
        ("xong rồi anh tú", Kind.NOT_YET),
        ("xong rồi à", Kind.NOT_YET),
        ("xong rồi a", Kind.DONE),
        ("hoà thành xong", Kind.NOT_YET),
    ],
)
def test_accents_and_capitals_are_heeded_where_they_matter(line: str, kind: Kind | None) -> None:
    meaning = read_meaning(line)
    assert (meaning and meaning.kind) == kind
